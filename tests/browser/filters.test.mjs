// Filters: their numbers are true, and each can be taken away again.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { filter, resultsRead, total } from "./harness/results.mjs";

const chips = (page) => page.getByRole("list", { name: "Active filters" });

test("a filter gives as many results as its number says", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations");
    for (const [key, value] of [["category", "security"], ["sign_on", "saml2"]]) {
      const { box, count } = filter(page, key, value);
      const expected = await count();
      assert.equal(expected > 0, true);
      await box.check();
      await page.waitForURL(`**${key}=${value}**`);
      await resultsRead(page, new RegExp(`^${expected.toLocaleString("en")} integrations?`));
      assert.equal(await box.isChecked(), true);
      assert.equal(await page.evaluate(() => document.activeElement.id), `${key}-${value}`);
    }
  }));

test("two values of one filter widen the result, and the filter's other numbers stay", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations?sign_on=saml2");
    const swa = filter(page, "sign_on", "swa");
    const [saml, more] = [await total(page), await swa.count()];
    assert.equal(more > 0, true);
    await swa.box.check();
    await page.waitForURL("**sign_on=swa**");
    await chips(page).getByText("Sign-on: SWA").waitFor();
    const both = await total(page);
    assert.equal(both > Math.max(saml, more) && both <= saml + more, true);
    assert.equal(await filter(page, "sign_on", "saml2").count(), saml);
  }));

test("filters are taken away one by one or all at once", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations?category=security&sign_on=saml2");
    await chips(page).getByRole("link", { name: /^Remove filter .*SAML 2\.0/ }).click();
    await page.waitForURL("**/integrations?category=security");
    assert.equal(await filter(page, "sign_on", "saml2").box.isChecked(), false);
    await filter(page, "category", "security").box.uncheck();
    await page.waitForURL("**/integrations");
    await resultsRead(page, /^[\d,]+ integrations$/);

    await page.goto("/integrations?q=google&category=productivity&sign_on=swa");
    await chips(page).getByRole("link", { name: "Clear all" }).click();
    await page.waitForURL((url) => !url.search.includes("category") && !url.search.includes("sign_on"));
    assert.equal(await chips(page).count(), 0);
  }));

test("values beyond the first eight unfold and stay unfolded", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations");
    const group = page.locator("#more-category");
    await group.locator("summary").click();
    const value = await group.locator("input").first().getAttribute("value");
    await page.locator(`#category-${value}`).check();
    await page.waitForURL(`**category=${value}`);
    await chips(page).waitFor();
    await page.locator(`#category-${value}`).waitFor({ state: "visible" });
    assert.equal(await page.locator(`#category-${value}`).isChecked(), true);
  }));

test("on a phone the filters unfold by a button", () =>
  withPage({ width: 390 }, async (page) => {
    await page.goto("/integrations");
    const { box } = filter(page, "sign_on", "saml2");
    assert.equal(await box.isVisible(), false);
    await page.locator("#filters > summary").click();
    await box.check();
    await page.waitForURL("**sign_on=saml2");
    await chips(page).waitFor();
    assert.equal(await box.isVisible(), true);
  }));
