// A person who signs up as people do: form, letter, second factor.
import { createHmac } from "node:crypto";
import { origin } from "./browser.mjs";

export const PASSWORD = "shift planner under quill and wharf";

/** The code that an authenticator app with this key (base 32) shows now, or `steps` half minutes on (RFC 6238). */
export function code(key, steps = 0) {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const bits = [...key.replace(/[\s=]/g, "")].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, "0")).join("");
  const seed = Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac("sha1", seed).update(counter).digest();
  const at = mac.at(-1) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** The newest letter to an address whose subject matches. */
export async function letter(mail, subject, at = origin) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`${at}/dev/mailbox.json?to=${encodeURIComponent(mail)}`);
    const found = (await answer.json()).find((one) => subject.test(one.subject));
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no letter ${subject} to ${mail}`);
}

/** Signs a new person up in `page`'s browser and sets up a second factor; ends in the portal. */
export async function signUp(page, { name, org, mail }) {
  await page.goto("/sign-up");
  await page.getByLabel("Your name").fill(name);
  await page.getByLabel("Company").fill(org);
  await page.getByLabel("Work mail").fill(mail);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign up" }).click();
  await page.getByRole("heading", { name: "Look into your mail" }).waitFor();
  const { text } = await letter(mail, /confirm/i, new URL(page.url()).origin);
  await page.goto(text.match(/https?:\/\/\S+link=\S+/)[0]);
  await page.locator("main form button[type=submit]").click();
  await page.waitForURL(/\/portal$/);
  await page.goto("/account/second-factor?next=/portal");
  const key = await page.locator("ol.steps code").first().textContent();
  await page.getByLabel(/six digits/).fill(code(key));
  await page.getByRole("button", { name: "Turn it on" }).click();
  await page.getByRole("link", { name: /go on/ }).click();
  await page.waitForURL(/\/portal$/);
  return { key };
}
