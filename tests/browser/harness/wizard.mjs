// Filling in a submission in the wizard, as people do.
import assert from "node:assert/strict";

export const SITE = "https://quillwharf.example";
export const APP = "https://app.quillwharf.example";

/** Begins a draft and fills what every kind needs. */
export async function begin(page, name) {
  await page.goto("/portal/integrations/new");
  await page.getByLabel("Name of the product").fill(name);
  await page.getByRole("button", { name: "Create new" }).click();
  await page.waitForURL(/\/general$/);
  const draft = new URL(page.url()).pathname.replace(/\/general$/, "");
  await field(page, "summary").fill("Plans shifts and tracks leave.");
  await field(page, "website").fill(`${SITE}/`);
  await page.locator('input[name="categories"]').first().check();
  await choose(page, "deployment", "cloud");
  await choose(page, "visibility.kind", "public");
  await stay(page);
  return draft;
}

export const field = (page, name) => page.locator(`[name="${name}"]:not([type=hidden])`).first();

export async function choose(page, name, value) {
  const control = page.locator(`select[name="${name}"]`);
  if (await control.count()) await control.selectOption(value);
  else await page.locator(`input[name="${name}"][value="${value}"]`).check();
}

export async function stay(page) {
  await page.getByRole("button", { name: "Save", exact: true }).last().click();
  await page.waitForLoadState();
  assert.equal(await page.locator("#errors").count(), 0, await page.locator("main").textContent());
}

/** Adds a connection on the sign-on step. */
export async function connect(page, draft, kind) {
  await page.goto(`${draft}/sign-on`);
  await page.locator(`button[name="connect"][value="${kind}"]`).click();
  await page.locator(`input[name="connections.0.type"][value="${kind}"]`).waitFor({ state: "attached" });
}

/** Opens the import of the first connection, looks, and takes what it found. */
export async function bringIn(page, { url, document }) {
  await page.getByRole("link", { name: /Import metadata|Analyse the login page/ }).click();
  if (url) await page.locator("#url").fill(url);
  if (document) await page.locator("#document").fill(document);
  await page.getByRole("button", { name: "Look at it first" }).click();
  await page.getByRole("button", { name: "Fill these in" }).click();
  await page.waitForURL(/\/sign-on/);
}

/** Test logins, contacts, attestations; then submits and waits for the queue. */
export async function finish(page, draft, mail, { logins = 1 } = {}) {
  await page.goto(`${draft}/people`);
  for (let place = 0; place < logins; place += 1) {
    await page.locator('button[name="add"][value="testing.logins"]').click();
    await field(page, `testing.logins.${place}.url`).fill("https://login.quillwharf.example/login");
    await field(page, `testing.logins.${place}.user_name`).fill(`reviewer-${place}@quillwharf.example`);
    await field(page, `testing.logins.${place}.role`).fill("Member");
  }
  for (const role of ["support", "technical", "business"]) {
    await field(page, `contacts.${role}.name`).fill("Ada Quill");
    await field(page, `contacts.${role}.mail`).fill(mail);
  }
  await field(page, "support.url").fill(`${SITE}/support`);
  await stay(page);
  for (let place = 0; place < logins; place += 1) {
    await page.goto(`${draft}/secret?path=testing.logins.${place}.password`);
    await page.locator("#secret").fill("correct horse battery staple");
    await page.getByRole("button", { name: "Store it" }).click();
    await page.waitForURL(/\/people/);
  }
  await submit(page, draft);
  return queued(page);
}

/** Ticks the statements and submits. */
export async function submit(page, draft) {
  await page.goto(`${draft}/submit`);
  for (const box of await page.locator('input[name^="attestation."]:not([type=hidden])').all()) await box.check();
  await stay(page);
  assert.deepEqual(await page.locator(".finding-blocks").allTextContents(), []);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.waitForURL((url) => url.pathname === draft);
}

/** Waits at a submission's page until it is in the queue. */
export async function queued(page) {
  for (let tries = 0; tries < 80; tries += 1) {
    const turn = await page.locator(".turn-line").textContent();
    if (/In the queue/.test(turn)) return page.locator("main").textContent();
    assert.doesNotMatch(turn, /Needs fixes|fault/, await page.locator("main").textContent());
    await page.waitForTimeout(250);
    await page.reload();
  }
  throw new Error(`not queued: ${await page.locator(".turn-line").textContent()}`);
}
