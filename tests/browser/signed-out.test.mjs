// Nothing typed is lost when somebody is signed out while they type.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { code, PASSWORD, signUp } from "./harness/publisher.mjs";
import { begin, field } from "./harness/wizard.mjs";

test("what is typed while signed out comes back after signing in", { timeout: 90_000 }, () =>
  withPage({ allow: /401/ }, async (page) => {
    const mail = "tess@quillwharf.example";
    const { key } = await signUp(page, { name: "Tess Quill", org: "Quillwharf Tides", mail });
    const draft = await begin(page, "Quillwharf Tides");
    await page.goto(`${draft}/general`);
    const box = page.locator('input[type=checkbox][name="categories"]:not(:checked)').first();
    const value = await box.getAttribute("value");
    const same = page.locator(`input[name="categories"][value="${value}"]`);
    await page.context().clearCookies();
    await field(page, "summary").fill("Tells when the tide turns.");
    await same.check();
    await page.locator("#saved", { hasText: "signed out" }).waitFor();

    // Not in another tab first, as the page asks, but at once.
    await page.getByRole("button", { name: /^Save/ }).first().click();
    await page.waitForURL(/sign-in/);
    await page.locator('input[name="mail"]').fill(mail);
    await page.locator('input[name="password"]').fill(PASSWORD);
    await page.locator("main form button[type=submit]").first().click();
    await page.waitForURL(/second-factor/);
    await page.locator('input[name="code"]').fill(code(key, 1));
    await page.locator("main form button[type=submit]").first().click();
    await page.waitForURL(`**${new URL(draft, page.url()).pathname}/general`);

    await page.getByRole("button", { name: "Put them back" }).click();
    await page.locator("#saved", { hasText: "Saved" }).waitFor();
    await page.reload();
    assert.equal(await field(page, "summary").inputValue(), "Tells when the tide turns.");
    assert.equal(await same.isChecked(), true);
  }));
