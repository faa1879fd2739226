// From a listing to a setup guide with one's own values in every place.
import assert from "node:assert/strict";
import { test } from "node:test";
import { origin, withPage } from "./harness/browser.mjs";

const PERMISSIONS = { permissions: ["clipboard-read", "clipboard-write"] };
const copied = (page) => page.evaluate(() => navigator.clipboard.readText());

test("values typed once fill every place of the guide", () =>
  withPage(PERMISSIONS, async (page, context) => {
    await page.goto("/integrations/brambletide-desk");
    await page.getByRole("link", { name: "Setup guide" }).first().click();
    await page.waitForURL("**/integrations/brambletide-desk/guide");
    const main = page.locator("main");
    assert.match(await main.innerText(), /\$\{workspace\}/);

    await page.getByLabel("Workspace").fill("acme-labs");
    await page.getByLabel("Region").selectOption("eu");
    await page.getByRole("button", { name: "Fill in the guide" }).click();
    await page.waitForURL("**/guide?var.workspace=acme-labs&var.region=eu");

    assert.doesNotMatch(await main.innerText(), /\$\{/);
    assert.equal(await page.locator("code.sample").count(), 0);
    const values = await page.locator(".setup-section .value code").allInnerTexts();
    assert.equal(values.includes("https://eu.brambletide.example/saml/acme-labs/acs"), true);
    assert.equal(await page.getByLabel("Workspace").inputValue(), "acme-labs");

    const other = await context.newPage();
    await other.goto(page.url());
    assert.deepEqual(await other.locator(".setup-section .value code").allInnerTexts(), values);

    await page.getByRole("link", { name: "Clear my values" }).click();
    await page.waitForURL("**/integrations/brambletide-desk/guide");
    assert.match(await main.innerText(), /\$\{workspace\}/);
  }));

test("every value has a button that copies exactly it", () =>
  withPage(PERMISSIONS, async (page) => {
    await page.goto("/integrations/brambletide-desk/guide?var.workspace=acme-labs&var.region=eu");
    const values = page.locator(".setup-section .value:has(code)");
    const count = await values.count();
    assert.equal(count > 4, true);
    for (let at = 0; at < count; at += 1) {
      await values.nth(at).getByRole("button", { name: "Copy" }).click();
      await values.nth(at).locator(".copied").waitFor();
      assert.equal(await copied(page), await values.nth(at).locator("code").innerText());
    }
    await page.locator("[role=status]", { hasText: "Copied" }).waitFor();
  }));

test("a value that does not fit is explained at its field and kept", () =>
  withPage({ allow: /400/ }, async (page) => {
    await page.goto("/integrations/brambletide-desk/guide");
    await page.getByLabel("Workspace").fill("Not A Name!");
    await page.getByLabel("Region").selectOption("eu");
    await page.getByRole("button", { name: "Fill in the guide" }).click();
    const field = page.locator("#var-workspace[aria-invalid=true]");
    await field.waitFor();
    assert.equal(await field.inputValue(), "Not A Name!");
    const about = await field.getAttribute("aria-describedby");
    assert.equal(await page.locator(`#${about} .field-error`).isVisible(), true);
    assert.equal(await page.getByLabel("Region").inputValue(), "eu");
  }));

test("on paper the guide is light, whole and without menus", () =>
  withPage({ theme: "dark" }, async (page) => {
    await page.goto("/integrations/brambletide-desk/guide?var.workspace=acme-labs&var.region=eu");
    await page.emulateMedia({ media: "print" });
    for (const gone of [".site-header", ".site-footer", ".document-contents", ".setup-values form", ".copy"]) {
      assert.equal(await page.locator(gone).first().isVisible(), false, gone);
    }
    assert.equal(await page.locator("h1").isVisible(), true);
    assert.equal(await page.getByText("https://eu.brambletide.example/saml/acme-labs/acs").first().isVisible(), true);
    const [ink, paper] = await page.evaluate(() => {
      const style = getComputedStyle(document.body);
      return [style.color, style.backgroundColor];
    });
    const brightness = (colour) => Math.max(...colour.match(/[\d.]+/g).slice(0, 3).map(Number));
    assert.equal(brightness(ink) < 90, true, ink);
    assert.equal(paper === "rgba(0, 0, 0, 0)" || brightness(paper) > 240, true, paper);
  }));

test("the guide is there as Markdown and JSON with the same values", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations/brambletide-desk/guide?var.workspace=acme-labs&var.region=eu");
    for (const [name, kind] of [["Markdown", "text/markdown"], ["JSON", "application/json"]]) {
      const link = await page.getByRole("link", { name, exact: true }).getAttribute("href");
      const answer = await fetch(new URL(link, origin));
      assert.equal(answer.status, 200);
      assert.equal(answer.headers.get("content-type").startsWith(kind), true);
      assert.match(await answer.text(), /https:\/\/eu\.brambletide\.example\/saml\/acme-labs\/acs/);
    }
  }));
