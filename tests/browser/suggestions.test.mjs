// The search box of the other pages: a combobox of names, worked by keyboard or pointer.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";

/** Types into the box and waits for the list of names. */
async function suggested(page, box, text) {
  await box.pressSequentially(text);
  const list = page.getByRole("listbox", { name: "Integrations" });
  await list.waitFor();
  assert.equal(await box.getAttribute("aria-expanded"), "true");
  assert.equal(await box.getAttribute("aria-controls"), await list.getAttribute("id"));
  return list;
}

test("the front page has the cursor in the search box", () =>
  withPage({}, async (page) => {
    await page.goto("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
  }));

test("arrow keys walk the names, Enter opens one", () =>
  withPage({}, async (page) => {
    await page.goto("/");
    const box = page.getByRole("combobox", { name: "Search integrations" });
    const list = await suggested(page, box, "salesf");
    const options = list.getByRole("option");
    const last = (await options.count()) - 1;
    const active = () => box.getAttribute("aria-activedescendant");

    assert.equal(await active(), null);
    await box.press("ArrowUp");
    assert.equal(await active(), await options.nth(last).getAttribute("id"));
    await box.press("ArrowDown");
    assert.equal(await active(), null);
    await box.press("ArrowDown");
    assert.equal(await active(), await options.first().getAttribute("id"));
    assert.equal(await options.first().getAttribute("aria-selected"), "true");
    assert.match(await options.first().innerText(), /^Salesforce/);
    await box.press("Enter");
    await page.waitForURL("**/integrations/salesforce");
  }));

test("a letter typed while an answer is on its way is asked for as well", () =>
  withPage({}, async (page) => {
    await page.goto("/");
    const box = page.locator("#q");
    const first = page.waitForRequest("**/api/v1/suggest?q=z");
    await page.route("**/api/v1/suggest?q=z", () => {}); // never answered: it is overtaken
    await box.pressSequentially("z");
    await first;
    const list = await suggested(page, box, "o");
    assert.match(await list.getByRole("option").first().innerText(), /^Zo/);
  }));

test("Escape closes the list, then clears the box", () =>
  withPage({}, async (page) => {
    await page.goto("/");
    const box = page.locator("#q");
    const list = await suggested(page, box, "box");
    await box.press("Escape");
    await list.waitFor({ state: "hidden" });
    assert.equal(await box.inputValue(), "box");
    assert.equal(await box.getAttribute("aria-expanded"), "false");
    await box.press("Escape");
    assert.equal(await box.inputValue(), "");
  }));

test("Enter without a chosen name searches", () =>
  withPage({}, async (page) => {
    await page.goto("/");
    await suggested(page, page.locator("#q"), "google");
    await page.locator("#q").press("Enter");
    await page.waitForURL("**/integrations?q=google");
  }));

test("a name can be clicked, and leaving the box closes the list", () =>
  withPage({}, async (page) => {
    await page.goto("/collections");
    const box = page.locator("#site-q");
    const list = await suggested(page, box, "zoom");
    await page.locator("h1").click();
    await list.waitFor({ state: "hidden" });
    await box.fill("");
    await suggested(page, box, "box");
    await list.getByRole("option", { name: /^Box\b/ }).first().click();
    await page.waitForURL("**/integrations/box");
  }));

test("the key / goes to the search box, and is a letter inside a field", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations/box");
    await page.keyboard.press("/");
    assert.equal(await page.evaluate(() => document.activeElement.id), "site-q");
    await page.keyboard.press("/");
    assert.equal(await page.locator("#site-q").inputValue(), "/");
  }));
