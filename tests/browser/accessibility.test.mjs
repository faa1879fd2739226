// axe-core over every kind of page: WCAG 2.2 A and AA and axe's own good practice.
import assert from "node:assert/strict";
import { test } from "node:test";
import axe from "axe-core";
import { withPage } from "./harness/browser.mjs";
import { ERRORS, PAGES } from "./harness/pages.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const WIDTHS = [1280, 390];

/** What axe finds on the page as it stands, as short lines. */
async function findings(page) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (values) => {
    const result = await globalThis.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return result.violations;
  }, RULES);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 140)} ${node.any.map((check) => check.message).join("; ")}`),
  );
}

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
