// The demo people, who sign in with a password and the code of an authenticator app.
import { readFile } from "node:fs/promises";
import { code } from "./publisher.mjs";

const PEOPLE = JSON.parse(await readFile(new URL("../../../seed-data/demo/people.json", import.meta.url), "utf8"));

/** Signs one of the demo people in and ends at `next`; `ahead` is how many seconds oin's clock is ahead. */
export async function signIn(page, who, { next = "/review", ahead = 0 } = {}) {
  const person = PEOPLE.find((one) => one.who === who);
  await page.goto(`/sign-in?next=${next}`);
  await page.getByLabel("Mail").fill(person.mail);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/second-factor/);
  await page.getByLabel("Code").fill(code(person.totp_seed, ahead / 30));
  await page.getByRole("button", { name: "Go on" }).click();
  await page.waitForURL((url) => url.pathname === next);
}
