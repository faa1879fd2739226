// What a person reads off the search page.

/** Waits until the line above the results reads so. */
export async function resultsRead(page, text) {
  await page.locator("[data-summary]", { hasText: text }).waitFor();
}

/** The names on the cards, in order. */
export function names(page) {
  return page.locator(".finder-results .card-tile-name").allInnerTexts();
}

/** The number that the line above the results gives. */
export async function total(page) {
  return number(await page.locator("[data-summary]").innerText());
}

/** A filter's checkbox and the number beside it. */
export function filter(page, key, value) {
  const box = page.locator(`#${key}-${value}`);
  return { box, count: async () => number(await page.locator(`label:has(#${key}-${value}) .count`).innerText()) };
}

function number(text) {
  return Number(text.match(/[\d,]+/)[0].replaceAll(",", ""));
}
