// What is wrong with a page as text: its HTML, its headers, its references to places of its own.
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // Readers see a title cut off by their tab anyway; names of integrations can be long.
    "long-title": "off",
    // White space at line ends comes from the templates and means nothing.
    "no-trailing-whitespace": "off",
    // A filter with several values is several checkboxes of one name, a form with several ends several
    // buttons of one name, and a form says in hidden fields which of its boxes it holds.
    "form-dup-name": "off",
    // Lists and groups may have names, too.
    "aria-label-misuse": ["error", { allowAnyNamable: true }],
    // Fields are called by their paths: connections.0.acs.0.url.
    "valid-id": ["error", { relaxed: true }],
    // A label around its box names it as well: some speech input needs that.
    "no-redundant-for": "off",
    // A table that scrolls is a region only so that it can be reached and named.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // A form without a button only where scripts send it, or where nothing may be sent.
    "wcag/h32": "off",
  },
});

const HEADERS = {
  "content-security-policy": /^default-src 'none'; script-src 'self'; style-src 'self';/,
  "cross-origin-opener-policy": /^same-origin$/,
  "cross-origin-resource-policy": /^same-origin$/,
  "permissions-policy": /camera=\(\)/,
  "referrer-policy": /./,
  "x-content-type-options": /^nosniff$/,
  "x-frame-options": /^DENY$/,
};

const unescaped = (text) =>
  text.replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(Number.parseInt(hex, 16)))
    .replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** The values of the attributes of a page that `pattern` captures. */
export function attributes(html, pattern) {
  return [...html.matchAll(pattern)].map(([, value]) => unescaped(value));
}

/** The ids on a page. */
export const idsOf = (html) => new Set(attributes(html, /\sid="([^"]*)"/g));

/** Faults of a page's HTML, as short lines. */
export async function htmlFaults(html) {
  const { results } = await validator.validateString(html);
  const faults = results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line }) => `line ${line}: ${message} (${ruleId})`),
  );
  const ids = idsOf(html);
  const named = attributes(html, /\s(?:for|aria-labelledby|aria-describedby|aria-controls|form)="([^"]*)"/g);
  const absent = named.flatMap((value) => value.split(" ")).filter((id) => id && !ids.has(id));
  return [...faults, ...absent.map((id) => `names the id ${id}, which is not there`)];
}

/** Headers of safety that a page lacks, given all of its headers by name in small letters. */
export function headerFaults(headers) {
  return Object.entries(HEADERS)
    .filter(([name, pattern]) => !pattern.test(headers[name] ?? ""))
    .map(([name]) => `${name}: ${headers[name]}`);
}
