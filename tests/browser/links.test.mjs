// Every link inside the house leads somewhere, and to a place on that page that exists.
import assert from "node:assert/strict";
import { test } from "node:test";
import { origin } from "./harness/browser.mjs";
import { attributes } from "./harness/html.mjs";
import { PAGES } from "./harness/pages.mjs";

const AT_ONCE = 8;

/** A page's links within the house, as absolute addresses. */
function links(html, base) {
  return attributes(html, /\s(?:href|src|action)="([^"]*)"/g)
    .map((value) => new URL(value, base))
    .filter((url) => url.origin === origin);
}

test("links from the main pages, and from the pages they lead to within the guide", async () => {
  const seen = new Map(); // address without fragment → { status, ids, html }
  async function visit(url) {
    const key = url.origin + url.pathname + url.search;
    if (!seen.has(key)) {
      seen.set(
        key,
        fetch(key, { redirect: "manual" }).then(async (answer) => {
          const html = answer.headers.get("content-type")?.startsWith("text/html") ? await answer.text() : "";
          // What is for people who have signed in leads there first.
          const guarded = answer.status === 303 && answer.headers.get("location")?.startsWith("/sign-in?next=");
          return { status: guarded ? 200 : answer.status, html, ids: new Set(attributes(html, /\sid="([^"]*)"/g)) };
        }),
      );
    }
    return seen.get(key);
  }
  const faults = [];
  async function check(from) {
    const { html } = await visit(from);
    const found = links(html, from);
    for (let at = 0; at < found.length; at += AT_ONCE) {
      await Promise.all(
        found.slice(at, at + AT_ONCE).map(async (url) => {
          const { status, ids } = await visit(url);
          if (status !== 200) faults.push(`${from.pathname} → ${url.pathname}${url.search}: ${status}`);
          else if (url.hash && !ids.has(decodeURIComponent(url.hash.slice(1)))) {
            faults.push(`${from.pathname} → ${url.pathname}${url.hash}: no such place`);
          }
        }),
      );
    }
    return found;
  }
  const main = Object.values(PAGES).map((path) => new URL(path, origin));
  const further = new Map();
  for (const url of main) {
    for (const link of await check(url)) {
      if (/^\/(guide|collections)\//.test(link.pathname)) further.set(link.pathname, new URL(link.pathname, origin));
    }
  }
  for (const url of further.values()) await check(url);
  assert.deepEqual([...new Set(faults)], []);
  assert.equal(seen.size > 200, true, `only ${seen.size} addresses were seen`);
});
