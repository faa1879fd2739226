// Searching: results while typing, and an address that always holds the state.
import assert from "node:assert/strict";
import { test } from "node:test";
import { origin, withPage } from "./harness/browser.mjs";
import { names, resultsRead } from "./harness/results.mjs";

const query = (page) => new URL(page.url()).search;

test("results come while typing, and the focus stays in the box", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations");
    await page.locator("#q").pressSequentially("salesfroce");
    await resultsRead(page, "“salesfroce”");
    assert.equal((await names(page))[0], "Salesforce");
    await page.waitForURL("**/integrations?q=salesfroce");
    assert.equal(await page.evaluate(() => document.activeElement.id), "q");
    assert.equal(await page.locator("[role=status]").innerText(), await page.locator("[data-summary]").innerText());
  }));

test("back, forward, reload and a shared address show the same results", () =>
  withPage({}, async (page, context) => {
    await page.goto("/integrations");
    for (const q of ["box", "zoom"]) {
      await page.locator("#q").fill(q);
      await resultsRead(page, `“${q}”`);
      await page.waitForURL(`**/integrations?q=${q}`);
    }
    const shown = async (q) => {
      await page.waitForURL(`**/integrations?q=${q}`);
      await resultsRead(page, `“${q}”`);
      assert.equal(await page.locator("#q").inputValue(), q);
      return names(page);
    };
    const zoom = await shown("zoom");
    assert.equal(zoom[0], "Zoom");
    await page.goBack();
    assert.equal((await shown("box"))[0], "Box");
    await page.goForward();
    assert.deepEqual(await shown("zoom"), zoom);
    await page.reload();
    assert.deepEqual(await shown("zoom"), zoom);

    const other = await context.newPage();
    await other.goto(page.url());
    assert.deepEqual(await names(other), zoom);

    await page.goBack();
    await shown("box");
    await page.goBack();
    await page.waitForURL("**/integrations");
    await resultsRead(page, /^[\d,]+ integrations$/);
    assert.equal(await page.locator("#q").inputValue(), "");
  }));

test("coming back from a listing finds the results again", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations");
    await page.locator("#q").fill("box");
    await resultsRead(page, "“box”");
    await page.waitForURL("**/integrations?q=box");
    await page.getByRole("link", { name: "Box", exact: true }).click();
    await page.waitForURL("**/integrations/box");
    await page.goBack();
    await page.waitForURL("**/integrations?q=box");
    await resultsRead(page, "“box”");
    assert.equal((await names(page))[0], "Box");
  }));

test("emptying the box brings all integrations back under the plain address", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations?q=box");
    await page.locator("#q").press("Escape");
    await resultsRead(page, /^[\d,]+ integrations$/);
    await page.waitForURL("**/integrations");
    assert.equal(query(page), "");
  }));

test("the sort order is part of the address and of the results", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations?q=google");
    await page.locator("#sort").selectOption("name");
    await page.waitForURL("**/integrations?q=google&sort=name");
    const first = page.locator(".finder-results .card-tile-name").first();
    await first.filter({ hasText: /^(?!Google$)/ }).waitFor();
    const listed = await names(page);
    const sorted = [...listed].sort((a, b) => a.localeCompare(b, "en", { sensitivity: "base" }));
    assert.deepEqual(listed, sorted);
  }));

test("pages follow each other without repeating, and lead back", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations?category=security");
    const first = await names(page);
    await page.getByRole("link", { name: "Next page" }).click();
    await page.waitForURL("**after=**");
    const second = await names(page);
    assert.equal(second.length > 0, true);
    assert.deepEqual(first.filter((name) => second.includes(name)), []);
    await page.getByRole("link", { name: "Back to the first page" }).click();
    await page.waitForURL((url) => !url.search.includes("after="));
    assert.deepEqual(await names(page), first);
  }));

test("no result offers the nearest names and a wider search", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations?category=crm");
    await page.locator("#q").fill("box");
    await resultsRead(page, "0 integrations");
    const help = page.locator(".empty");
    await help.getByRole("link", { name: "Box", exact: true }).waitFor();
    await help.getByRole("link", { name: "“box” without filters" }).click();
    await page.waitForURL("**/integrations?q=box");
    assert.equal((await names(page))[0], "Box");
  }));

test("a filter that does not exist is explained on the page", () =>
  withPage({ allow: /400/ }, async (page) => {
    const answer = await page.goto("/integrations?category=no-such-category");
    assert.equal(answer.status(), 400);
    await page.getByRole("alert").filter({ hasText: "no-such-category" }).waitFor();
    assert.equal((await names(page)).length > 0, true);
  }));

test("a search that does not answer says so, and the next one clears that", () =>
  withPage({ allow: /^(console: .*|net::ERR_FAILED: .*)$/ }, async (page) => {
    await page.goto("/integrations");
    const pattern = `${origin}/integrations?**`;
    await page.route(pattern, (route) => route.abort("failed"));
    await page.locator("#q").fill("box");
    await page.locator("#search-notice").waitFor({ state: "visible" });
    await page.unroute(pattern);
    await page.locator("#q").fill("zoom");
    await resultsRead(page, "“zoom”");
    await page.locator("#search-notice").waitFor({ state: "hidden" });
  }));
