// Every kind of page is valid HTML and is sent with its headers of safety.
import assert from "node:assert/strict";
import { test } from "node:test";
import { origin } from "./harness/browser.mjs";
import { headerFaults, htmlFaults } from "./harness/html.mjs";
import { ERRORS, PAGES } from "./harness/pages.mjs";

async function valid(path, status) {
  const answer = await fetch(origin + path);
  assert.equal(answer.status, status);
  assert.deepEqual(await htmlFaults(await answer.text()), []);
  assert.deepEqual(headerFaults(Object.fromEntries(answer.headers)), []);
}

for (const [name, path] of Object.entries(PAGES)) test(name, () => valid(path, 200));
for (const [name, [path, status]] of Object.entries(ERRORS)) test(name, () => valid(path, status));
