// A page for a test, with everything written down that a page of ours must never do.
import assert from "node:assert/strict";
import { after, before } from "node:test";
import { chromium } from "playwright-core";

/** Where the oin under test listens. */
export const origin = process.env.OIN_TEST_ORIGIN;
if (!origin) throw new Error("start these tests with scripts/test-browser");

const WAIT_MS = 15_000;
let browser;
before(async () => {
  browser = await chromium.connect(process.env.OIN_TEST_BROWSER);
});
after(() => browser.close());

/**
 * Opens a page in a fresh profile, hands it to `body`, and fails afterwards when the page wrote an
 * error, asked for something that failed, or asked another host. `allow` is a pattern of messages
 * that the test provokes on purpose, `at` the origin of another oin than that of all tests.
 */
export async function withPage(options, body) {
  const { at = origin, width = 1280, height = 800, theme = "light", scripts = true, allow, ...more } = options;
  const context = await browser.newContext({
    baseURL: at,
    viewport: { width, height },
    colorScheme: theme,
    javaScriptEnabled: scripts,
    reducedMotion: "reduce",
    ...more,
  });
  context.setDefaultTimeout(WAIT_MS);
  const faults = [];
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") faults.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => faults.push(`script: ${error.error().message}`));
  context.on("response", (answer) => {
    if (answer.status() >= 400) faults.push(`${answer.status()}: ${answer.url()}`);
  });
  context.on("requestfailed", (request) => {
    // A question overtaken by the next letter, and what a page left behind was still loading.
    if (request.failure()?.errorText !== "net::ERR_ABORTED") {
      faults.push(`${request.failure()?.errorText}: ${request.url()}`);
    }
  });
  context.on("request", (request) => {
    const url = new URL(request.url());
    if (url.origin !== at && url.protocol !== "data:") faults.push(`another host: ${request.url()}`);
  });
  try {
    const page = await context.newPage();
    const result = await body(page, context);
    assert.deepEqual(faults.filter((fault) => !allow?.test(fault)), []);
    return result;
  } finally {
    await context.close();
  }
}
