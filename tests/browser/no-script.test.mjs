// Everything a reader needs works with scripts switched off.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { names, resultsRead } from "./harness/results.mjs";

const OFF = { scripts: false };

test("searching, filtering, sorting and paging", () =>
  withPage(OFF, async (page) => {
    await page.goto("/");
    await page.locator("#q").fill("google");
    await page.getByRole("button", { name: "Search" }).click();
    await page.waitForURL("**/integrations?q=google");
    assert.equal((await names(page))[0], "Google");

    await page.locator("#category-productivity").check();
    await page.locator("#sort").selectOption("name");
    await page.getByRole("button", { name: "Apply filters" }).click();
    await page.waitForURL("**category=productivity**");
    await resultsRead(page, "“google”");
    assert.equal(new URL(page.url()).searchParams.get("sort"), "name");
    await page.getByRole("link", { name: /^Remove filter/ }).click();
    await page.waitForURL((url) => !url.search.includes("category"));

    const first = await names(page);
    await page.getByRole("link", { name: "Next page" }).click();
    await page.waitForURL("**after=**");
    assert.notDeepEqual(await names(page), first);
  }));

test("filters on a phone", () =>
  withPage({ ...OFF, width: 390 }, async (page) => {
    await page.goto("/integrations");
    await page.locator("#filters > summary").click();
    await page.locator("#sign_on-saml2").check();
    await page.getByRole("button", { name: "Apply filters" }).click();
    await page.waitForURL("**sign_on=saml2**");
  }));

test("filling in a setup guide", () =>
  withPage(OFF, async (page) => {
    await page.goto("/integrations/salesforce/guide");
    await page.getByLabel("Subdomain").fill("acme");
    await page.getByRole("button", { name: "Fill in the guide" }).click();
    await page.waitForURL("**/guide?var.subdomain=acme");
    assert.equal(await page.getByText("https://acme.my.salesforce.com", { exact: true }).first().isVisible(), true);
  }));

test("nothing that needs scripts is on show", () =>
  withPage(OFF, async (page) => {
    for (const path of ["/", "/integrations", "/integrations/salesforce", "/integrations/salesforce/guide"]) {
      await page.goto(path);
      assert.equal(await page.locator(".js-only:visible").count(), 0, path);
    }
  }));
