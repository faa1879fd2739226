// Every kind of page that people reach once they have signed in, found by following links from where
// they begin: valid, guarded by its headers, without a dead link or an absent place, accessible in both
// themes and no wider than a small phone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { findings } from "./harness/axe.mjs";
import { origin, withPage } from "./harness/browser.mjs";
import { attributes, headerFaults, htmlFaults, idsOf } from "./harness/html.mjs";
import { signIn } from "./harness/staff.mjs";

/** Who, where they begin, and how many kinds of pages they reach at least. */
const PEOPLE = [
  ["ISV owner", ["/portal", "/account"], 25],
  ["Customer admin", ["/portal", "/account"], 15],
  ["Reviewer", ["/review"], 8],
  ["Lead reviewer", ["/review"], 10],
  ["Administrator", ["/admin", "/review"], 30],
];
/** Pages of one kind that are looked at, since they differ by what there is to show. */
const OF_A_KIND = 3;
/** Pages that others' tests look at: they are the same for everybody. */
const PUBLIC = /^\/(?:$|integrations|collections|guide|api|feeds|assets|files|brand|search|robots|sitemap|sign-|forgot)/;
/** Two runs of a page's address that differ only in which thing it shows. */
const kindOf = (path) =>
  path.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ":id").replace(/\/(integrations|verification|reasons|orgs|users|reports)\/[^/]+/g, "/$1/:one");

/** Looks at every page within reach; what is wrong, and an address of each kind. */
async function walk(request, begin) {
  const [faults, kinds, places, queue] = [[], new Map(), [], begin.map((path) => ({ path, from: "the start" }))];
  const seen = new Map(); // address without its place → the ids on the page
  while (queue.length > 0) {
    const { path, from } = queue.shift();
    const kind = kindOf(new URL(path, origin).pathname);
    const few = kinds.get(kind) ?? [];
    if (seen.has(path) || few.length >= OF_A_KIND) continue;
    seen.set(path, null);
    const answer = await request.get(path, { maxRedirects: 0 });
    const to = answer.status() >= 300 && answer.status() < 400 ? new URL(answer.headers().location, origin + path) : null;
    if (to) {
      if (to.origin === origin && !PUBLIC.test(to.pathname)) queue.push({ path: to.pathname + to.search, from });
      continue;
    }
    // The guide of a draft that is not yet a guide says what is missing.
    const may = kind.endsWith("/:id/guide") ? [200, 422] : [200];
    if (!may.includes(answer.status())) faults.push(`${from} → ${path}: ${answer.status()}`);
    if (!answer.headers()["content-type"]?.startsWith("text/html")) continue;
    kinds.set(kind, [...few, path]);
    const html = await answer.text();
    seen.set(path, idsOf(html));
    const of = async (found) => faults.push(...(await found).map((fault) => `${path}: ${fault}`));
    await of(htmlFaults(html));
    await of(headerFaults(answer.headers()));
    if (!/no-store|private/.test(answer.headers()["cache-control"] ?? "")) faults.push(`${path}: may be kept by others`);
    for (const value of attributes(html, /\s(?:href|src)="([^"]*)"/g)) {
      const url = new URL(value, origin + path);
      if (url.origin !== origin || PUBLIC.test(url.pathname)) continue;
      const next = url.pathname + url.search;
      if (url.hash) places.push([path, next, decodeURIComponent(url.hash.slice(1))]);
      queue.push({ path: next, from: path });
    }
  }
  for (const [from, to, place] of places) {
    const ids = seen.get(to);
    if (ids && !ids.has(place)) faults.push(`${from} → ${to}#${place}: no such place`);
  }
  return { faults: [...new Set(faults)], pages: [...kinds.values()].map(([first]) => first) };
}

for (const [who, begin, least] of PEOPLE) {
  test(who, { timeout: 600_000 }, () =>
    withPage({ allow: /4(04|22)/ }, async (page, context) => {
      await signIn(page, who, { next: begin[0] });
      const { faults, pages } = await walk(context.request, begin);
      for (const path of pages) {
        await page.goto(path);
        for (const theme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme: theme });
          faults.push(...(await findings(page)).map((fault) => `${path}, ${theme}: ${fault}`));
        }
        await page.setViewportSize({ width: 320, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        if (wide > 320) faults.push(`${path}: ${wide} pixels wide on a small phone`);
        await page.setViewportSize({ width: 1280, height: 800 });
      }
      assert.deepEqual(faults, []);
      assert.ok(pages.length >= least, `only ${pages.length} kinds of pages: ${pages.join(" ")}`);
    }));
}
