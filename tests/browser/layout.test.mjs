// Every page fits its window: a phone, the narrowest phone, and twice the size on a desk.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { ERRORS, PAGES } from "./harness/pages.mjs";

const WINDOWS = {
  "390 px wide": { width: 390, height: 844 },
  "320 px wide": { width: 320, height: 568 },
  // What zooming to 200 % makes of a window of 1280 by 800.
  "at 200 % zoom": { width: 640, height: 400, deviceScaleFactor: 2 },
};

for (const [name, window] of Object.entries(WINDOWS)) {
  test(`no page scrolls sideways ${name}`, () =>
    withPage({ ...window, allow: /40[04]/ }, async (page) => {
      for (const path of [...Object.values(PAGES), ...Object.values(ERRORS).map(([path]) => path)]) {
        await page.goto(path);
        assert.deepEqual(await sticksOut(page), [], path);
      }
    }));
}

/** The elements that reach beyond the window's right edge and are not inside a box that scrolls. */
function sticksOut(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .filter((element) => !element.parentElement.closest(".table-scroll, pre"))
      .map((element) => element.outerHTML.slice(0, 120));
  });
}
