// What a page costs and whether it holds still while loading. That it asks no other host and writes
// no error is judged by withPage, here and in every other test.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { PAGES } from "./harness/pages.mjs";

const KB = 1024;
const BUDGET = { script: 60 * KB, stylesheet: 60 * KB };
const MOST_SHIFT = 0.05;

for (const [name, path] of Object.entries(PAGES)) {
  test(`${name} is light and holds still`, () =>
    withPage({}, async (page) => {
      const loads = [];
      page.on("requestfinished", (request) => {
        if (request.resourceType() in BUDGET) loads.push(request);
      });
      await page.goto(path);
      assert.equal((await shifts(page)) < MOST_SHIFT, true, "the page moves while loading");
      const weight = { script: 0, stylesheet: 0 };
      for (const request of loads) {
        const { responseBodySize, responseHeadersSize } = await request.sizes();
        weight[request.resourceType()] += responseBodySize + responseHeadersSize;
      }
      for (const [kind, most] of Object.entries(BUDGET)) {
        assert.equal(weight[kind] > 0 && weight[kind] <= most, true, `${kind}: ${weight[kind]} bytes of ${most}`);
      }
    }));
}

test("a phone's pages hold still", () =>
  withPage({ width: 390, height: 844 }, async (page) => {
    for (const [name, path] of Object.entries(PAGES)) {
      await page.goto(path);
      assert.equal((await shifts(page)) < MOST_SHIFT, true, name);
    }
  }));

/** Scrolls through the page, so that late pictures load, and answers the cumulative layout shift. */
function shifts(page) {
  return page.evaluate(async () => {
    let sum = 0;
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
    });
    observer.observe({ type: "layout-shift", buffered: true });
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    for (let top = 0; top < document.documentElement.scrollHeight; top += innerHeight) {
      scrollTo(0, top);
      await frame();
    }
    await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
    await frame();
    return sum;
  });
}
