// A reviewer's day: the queue by keyboard, the risk, the checklist, a test login, a question with its
// letter, the approval. Pictures with OIN_SCREENSHOTS.
import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import axe from "axe-core";
import { withPage } from "./harness/browser.mjs";
import { letter, signUp } from "./harness/publisher.mjs";
import { signIn } from "./harness/staff.mjs";
import { APP, begin, bringIn, choose, connect, field, finish, stay } from "./harness/wizard.mjs";

const folder = process.env.OIN_SCREENSHOTS;
/** No accessibility fault in either theme; a picture of each, and of a phone's. What a form answered is
 *  not loaded anew: that would send it again. */
async function looked(page, name, { answered = false } = {}) {
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    if (!answered) await page.reload();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ resultTypes: ["violations"] }));
    assert.deepEqual(violations.map((one) => [one.id, one.nodes.map((node) => node.html)]), [], `${name} ${theme}`);
    if (folder) await page.screenshot({ path: join(folder, `${name}-${theme}.png`), fullPage: true });
  }
  const before = page.viewportSize();
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  if (folder) await page.screenshot({ path: join(folder, `${name}-phone.png`), fullPage: true });
  await page.setViewportSize({ width: 320, height: 800 });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 320, `${name} is ${wide} pixels wide on a small phone`);
  await page.setViewportSize(before);
}

test("a reviewer takes, tests, asks and approves", { timeout: 240_000 }, async () => {
  if (folder) await mkdir(folder, { recursive: true });
  const mail = "rowan@quillwharf.example";
  const names = ["Quillwharf Rota", "Quillwharf Keys"];
  const drafts = [];
  await withPage({ allow: /4(09|22)/ }, async (page) => {
    await signUp(page, { name: "Rowan Quill", org: "Quillwharf Desk", mail });
    for (const name of names) {
      const draft = await begin(page, name);
      await connect(page, draft, "saml");
      await bringIn(page, { url: `${APP}/saml/metadata` });
      await field(page, "connections.0.name_id.source").fill("user.email");
      await choose(page, "connections.0.flows.kind", "idp");
      await stay(page);
      await finish(page, draft, mail);
      drafts.push(draft);
    }
  });
  await withPage({}, async (page) => {
    await signIn(page, "Administrator", { next: "/admin/reasons/acs_mismatch" });
    await page.getByLabel("Title").fill("Copy it from the app");
    await page.getByLabel("Text", { exact: true }).fill("Read it in the app, under Single sign-on.");
    await page.getByRole("button", { name: "Add" }).click();
    await page.getByText("Saved. Letters say it from now on.").waitFor();
  });
  await withPage({ allow: /4(09|22)/ }, async (page) => {
    await signIn(page, "Reviewer");
    for (const name of names) await page.getByRole("link", { name }).waitFor();
    await looked(page, "review-queue");
    // Both at once, and back: the box for all ticks the lines, x the one that has the focus.
    const boxes = page.locator('[name="id"]');
    const ticked = page.locator('[name="id"]:checked');
    const lines = await boxes.count();
    const all = page.getByRole("checkbox", { name: /All on this page/ });
    await all.check();
    assert.equal(await ticked.count(), lines);
    await page.getByRole("link", { name: names[0] }).focus();
    await page.keyboard.press("x");
    assert.equal(await ticked.count(), lines - 1);
    assert.equal(await all.isChecked(), false);
    const both = async (button) => {
      await all.check();
      await all.uncheck();
      for (const name of names) await page.getByRole("checkbox", { name: `Choose ${name}` }).check();
      await page.getByRole("button", { name: button }).click();
    };
    await both("Claim the chosen");
    await page.getByRole("heading", { name: "2 claimed" }).waitFor();
    await both("Claim the chosen");
    await page.getByRole("heading", { name: "0 claimed, 2 not" }).waitFor();
    await looked(page, "review-bulk", { answered: true });
    await both("Hand back the chosen");
    await page.getByRole("heading", { name: "2 handed back" }).waitFor();
    await page.goto("/review");
    await page.getByLabel("Lane").selectOption("wizard");
    await page.getByLabel("Whose").selectOption("unclaimed");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByLabel("Keep these filters as").fill("New apps that nobody has");
    await page.getByRole("button", { name: "Save the view" }).click();
    const view = page.getByRole("link", { name: "New apps that nobody has" });
    assert.equal(await view.getAttribute("aria-current"), "page");
    await looked(page, "review-views");
    await page.getByRole("button", { name: "Remove the view New apps that nobody has" }).click();
    await view.waitFor({ state: "detached" });
    await page.keyboard.press("j");
    const first = await page.evaluate(() => document.activeElement.textContent);
    await page.keyboard.press("j");
    assert.notEqual(await page.evaluate(() => document.activeElement.textContent), first);
    await page.keyboard.press("k");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), first);
    await page.getByRole("link", { name: names[0] }).focus();
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/review\/submissions\//);
    await page.getByText("Host outside the proven domain").waitFor();
    await page.keyboard.press("c");
    await page.locator('[data-act="approve"]').waitFor();
    await page.getByText("In review").first().waitFor();
    await looked(page, "review-submission");
    const here = page.url();

    for (const item of ["words", "owner", "settings"]) {
      const kept = page.waitForResponse((answer) => /do\/check-off/.test(answer.url()));
      await page.locator(`[id="item.${item}"]`).check();
      await kept;
    }
    await page.reload();
    assert.equal(await page.locator('input[name="item"]:checked').count(), 3);
    await page.getByRole("link", { name: /Open test login 1/ }).click();
    await page.getByLabel("Why you open it").fill("To test the IdP-initiated flow");
    await page.getByRole("button", { name: "Open it" }).click();
    await page.getByText("correct horse battery staple").waitFor();
    await page.goto(here);
    await page.getByRole("button", { name: /Start testing/ }).click();
    await page.getByText("In testing").first().waitFor();

    await page.getByRole("link", { name: /Ask the ISV/ }).click();
    await page.locator('[id="ask.0.field"]').selectOption("connections.0.acs.0.url");
    await page.locator('[id="ask.0.reason"]').selectOption("acs_mismatch");
    const saved = page.waitForResponse((answer) => answer.request().method() === "POST");
    await page.locator('[id="ask.1.message"]').fill("Which plan is needed?");
    assert.equal((await saved).status(), 204);
    await page.reload();
    assert.equal(await page.locator('[id="ask.1.message"]').inputValue(), "Which plan is needed?");
    await page.getByRole("button", { name: "Show the letter" }).click();
    await page.locator(".desk-letter").getByText("Which plan is needed?").waitFor();
    await page.locator('[id="ask.0.canned"]').selectOption({ label: "The ACS URL is not the one your app uses. Copy it from the app" });
    await page.getByRole("button", { name: "Show the letter" }).click();
    await page.locator(".desk-letter").getByText("Read it in the app, under Single sign-on.").waitFor();
    await looked(page, "review-decide");
    await page.getByRole("button", { name: /Ask the ISV/ }).click();
    await page.getByText("Waiting for the ISV").first().waitFor();
    const { text } = await letter(mail, /a reviewer waits/);
    assert.match(text, /Which plan is needed\?[\s\S]*Whose turn: yours, until/);

    // The other one goes through.
    await page.goto("/review");
    await page.getByRole("link", { name: names[1] }).click();
    await page.waitForURL(/\/review\/submissions\//);
    await page.keyboard.press("c");
    await page.locator('[data-act="approve"]').waitFor();
    for (const item of ["words", "owner", "settings", "guide", "signed_in"]) {
      const kept = page.waitForResponse((answer) => /do\/check-off/.test(answer.url()));
      await page.locator(`[id="item.${item}"]`).check();
      await kept;
    }
    await page.getByText("Record a run done by hand").click();
    await page.getByLabel("How it ended").selectOption("passed");
    await page.getByLabel("What you saw").fill("Ended on the start page.");
    await page.getByLabel("A screenshot").setInputFiles({ name: "seen.png", mimeType: "image/png", buffer: await page.screenshot() });
    await looked(page, "review-run-form", { answered: true });
    await page.getByRole("button", { name: "Record it" }).click();
    await page.getByText("IdP-initiated: passed").waitFor();
    const seen = page.getByRole("img", { name: /What was seen in this run/ });
    await seen.scrollIntoViewIfNeeded();
    await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await seen.elementHandle());
    await looked(page, "review-run");
    await page.getByRole("link", { name: /^Approve/ }).click();
    await page.getByRole("button", { name: "Show the letter" }).click();
    await page.locator(".desk-letter").getByText(/was approved/).waitFor();
    await page.getByRole("button", { name: "Approve", exact: true }).click();
    await page.getByText(/Approved|Published/).first().waitFor();
    await page.goto("/review/appeals");
    await looked(page, "review-appeals");
    await page.goto("/review/stats");
    await looked(page, "review-stats");
  });
  await withPage({}, async (page) => {
    await signIn(page, "Lead reviewer");
    await page.getByRole("button", { name: "Assign the chosen" }).waitFor();
    await looked(page, "review-queue-lead");
  });
  await withPage({}, async (page) => {
    await signIn(page, "Administrator", { next: "/admin/audit" });
    await page.getByRole("button", { name: "Verify the chain" }).click();
    await page.getByRole("heading", { name: "What was verified holds" }).waitFor();
    await looked(page, "admin-audit-verified", { answered: true });
  });
});
