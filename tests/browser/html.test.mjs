// Every kind of page is valid HTML.
import assert from "node:assert/strict";
import { test } from "node:test";
import { HtmlValidate } from "html-validate";
import { origin } from "./harness/browser.mjs";
import { ERRORS, PAGES } from "./harness/pages.mjs";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // Readers see a title cut off by their tab anyway; names of integrations can be long.
    "long-title": "off",
    // White space at line ends comes from the templates and means nothing.
    "no-trailing-whitespace": "off",
    // A filter with several values is several checkboxes of one name.
    "form-dup-name": ["error", { shared: ["radio", "checkbox"] }],
    // Lists and groups may have names, too.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
  },
});

async function valid(path, status) {
  const answer = await fetch(origin + path);
  assert.equal(answer.status, status);
  const { results } = await validator.validateString(await answer.text());
  assert.deepEqual(
    results.flatMap(({ messages }) => messages.map(({ ruleId, message, line }) => `line ${line}: ${message} (${ruleId})`)),
    [],
  );
}

for (const [name, path] of Object.entries(PAGES)) test(name, () => valid(path, 200));
for (const [name, [path, status]] of Object.entries(ERRORS)) test(name, () => valid(path, status));
