// Light and dark: the system's choice, until the reader makes another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";

/** Whether the page is painted dark. */
function isDark(page) {
  return page.evaluate(() => {
    const colour = getComputedStyle(document.body).backgroundColor;
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
    return red + green + blue < 300;
  });
}

for (const theme of ["light", "dark"]) {
  test(`a ${theme} system gets a ${theme} page, and the switch turns it for good`, () =>
    withPage({ theme }, async (page) => {
      await page.goto("/");
      const before = theme === "dark";
      assert.equal(await isDark(page), before);
      const button = page.getByRole("button", { name: "Dark theme" });
      assert.equal(await button.getAttribute("aria-pressed"), String(before));
      await button.click();
      assert.equal(await isDark(page), !before);
      assert.equal(await button.getAttribute("aria-pressed"), String(!before));
      await page.reload();
      assert.equal(await isDark(page), !before);
      await page.goto("/integrations/box");
      assert.equal(await isDark(page), !before);
      await page.getByRole("button", { name: "Dark theme" }).click();
      assert.equal(await isDark(page), before);
    }));
}

test("a page follows the system while the reader has chosen nothing", () =>
  withPage({ theme: "light" }, async (page) => {
    await page.goto("/integrations");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.locator("html[data-bs-theme=dark]").waitFor();
    assert.equal(await isDark(page), true);
  }));

test("without scripts the system's choice holds", () =>
  withPage({ theme: "dark", scripts: false }, async (page) => {
    await page.goto("/");
    const colour = await page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    const light = await withPage({ theme: "light", scripts: false }, async (other) => {
      await other.goto("/");
      return other.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    });
    assert.notEqual(colour, light);
  }));
