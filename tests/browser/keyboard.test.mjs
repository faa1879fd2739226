// The whole way with the keyboard alone, and a mark on whatever has the focus.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { PAGES } from "./harness/pages.mjs";

const MOST_STOPS = 60;
const STOPS_LOOKED_AT = 20;

/** What has the focus: its name, and whether that can be seen. */
function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    const marks = [getComputedStyle(element), getComputedStyle(element, "::after")].concat(
      element.labels ? [...element.labels].map((label) => getComputedStyle(label)) : [],
    );
    const marked = marks.some(
      (style) => (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    );
    const box = element.getBoundingClientRect();
    const inWindow = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
    const covering = document.elementFromPoint(
      Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1),
      Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1),
    );
    const header = document.querySelector(".site-header");
    const covered = !header.contains(element) && header.contains(covering);
    return {
      name: (element.innerText || element.getAttribute("aria-label") || element.id).trim(),
      html: element.outerHTML.slice(0, 160),
      seen: marked && inWindow && !covered && box.width > 0,
    };
  });
}

/** Presses Tab until the thing of that name has the focus. */
async function tabTo(page, name) {
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    await page.keyboard.press("Tab");
    const at = await focused(page);
    assert.equal(at?.seen ?? true, true, `the focus cannot be seen on ${at?.html}`);
    if (at && name.test(at.name)) return;
  }
  assert.fail(`Tab does not reach ${name}`);
}

test("from the front page to a filled guide and a copied value", () =>
  withPage({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
    await page.goto("/");
    await page.keyboard.type("salesforce");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/integrations?q=salesforce");
    await tabTo(page, /^Salesforce$/);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/integrations/salesforce");
    await tabTo(page, /^Setup guide$/);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/integrations/salesforce/guide");
    await tabTo(page, /^var-subdomain$/);
    await page.keyboard.type("acme");
    await tabTo(page, /^Fill in the guide$/);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/guide?var.subdomain=acme");
    await tabTo(page, /^Copy$/);
    await page.keyboard.press("Enter");
    await page.locator(".copied").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^https:\/\/acme/);
  }));

test("the first stop leads past the header", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations/salesforce");
    await tabTo(page, /^Skip to the content$/);
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.id), "main");
    await tabTo(page, /^Integrations$/);
  }));

test("a filter is set with the space bar and keeps the focus", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations");
    await page.locator("#sign_on-saml2").focus();
    await page.keyboard.press("Space");
    await page.waitForURL("**sign_on=saml2");
    await page.getByRole("list", { name: "Active filters" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.id), "sign_on-saml2");
  }));

for (const width of [1280, 390]) {
  test(`every stop can be seen, ${width} px wide`, () =>
    withPage({ width }, async (page) => {
      for (const [name, path] of Object.entries(PAGES)) {
        await page.goto(path);
        // From the top, wherever the page itself put the cursor.
        await page.evaluate(() => document.activeElement?.blur());
        let at;
        for (let stop = 0; stop < STOPS_LOOKED_AT; stop += 1) {
          await page.keyboard.press("Tab");
          at = await focused(page);
          if (at === null) break;
          assert.equal(at.seen, true, `${name}: the focus cannot be seen on ${at.html}`);
        }
      }
    }));
}
