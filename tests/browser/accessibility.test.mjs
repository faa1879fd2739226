// axe-core over every kind of page: WCAG 2.2 A and AA and axe's own good practice.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./harness/axe.mjs";
import { withPage } from "./harness/browser.mjs";
import { ERRORS, PAGES } from "./harness/pages.mjs";

const WIDTHS = [1280, 390];

const everyPage = { ...PAGES, ...Object.fromEntries(Object.entries(ERRORS).map(([name, [path]]) => [name, path])) };

for (const theme of ["light", "dark"]) {
  for (const [name, path] of Object.entries(everyPage)) {
    test(`${name}, ${theme}`, () =>
      withPage({ theme, allow: /40[04]/ }, async (page) => {
        await page.goto(path);
        for (const width of WIDTHS) {
          await page.setViewportSize({ width, height: 900 });
          assert.deepEqual(await findings(page), [], `${width} px`);
        }
      }));
  }

  test(`open suggestions, ${theme}`, () =>
    withPage({ theme }, async (page) => {
      await page.goto("/");
      await page.locator("#q").fill("box");
      await page.getByRole("listbox").waitFor();
      await page.locator("#q").press("ArrowDown");
      assert.deepEqual(await findings(page), []);
    }));

  test(`open filters on a phone, ${theme}`, () =>
    withPage({ theme, width: 390 }, async (page) => {
      await page.goto("/integrations?category=security");
      await page.locator("#filters > summary").click();
      await page.locator("#more-category > summary").click();
      assert.deepEqual(await findings(page), []);
    }));
}
