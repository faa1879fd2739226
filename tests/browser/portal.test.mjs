// The portal's main flow: somebody new signs up, describes five kinds of integration, and submits them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { letter, signUp } from "./harness/publisher.mjs";

const SITE = "https://quillwharf.example";
const APP = "https://app.quillwharf.example";

/** Begins a draft and fills what every kind needs. */
async function begin(page, name) {
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

const field = (page, name) => page.locator(`[name="${name}"]:not([type=hidden])`).first();

async function choose(page, name, value) {
  const control = page.locator(`select[name="${name}"]`);
  if (await control.count()) await control.selectOption(value);
  else await page.locator(`input[name="${name}"][value="${value}"]`).check();
}

async function stay(page) {
  await page.getByRole("button", { name: "Save", exact: true }).last().click();
  await page.waitForLoadState();
  assert.equal(await page.locator("#errors").count(), 0, await page.locator("main").textContent());
}

/** Adds a connection on the sign-on step. */
async function connect(page, draft, kind) {
  await page.goto(`${draft}/sign-on`);
  await page.locator(`button[name="connect"][value="${kind}"]`).click();
  await page.locator(`input[name="connections.0.type"][value="${kind}"]`).waitFor({ state: "attached" });
}

/** Opens the import of the first connection, looks, and takes what it found. */
async function bringIn(page, { url, document }) {
  await page.getByRole("link", { name: /Import metadata|Analyse the login page/ }).click();
  if (url) await page.locator("#url").fill(url);
  if (document) await page.locator("#document").fill(document);
  await page.getByRole("button", { name: "Look at it first" }).click();
  await page.getByRole("button", { name: "Fill these in" }).click();
  await page.waitForURL(/\/sign-on/);
}

/** Test login, contacts, attestations; then submits and waits for the queue. */
async function finish(page, draft, mail) {
  await page.goto(`${draft}/people`);
  await page.locator('button[name="add"][value="testing.logins"]').click();
  await field(page, "testing.logins.0.url").fill("https://login.quillwharf.example/login");
  await field(page, "testing.logins.0.user_name").fill("reviewer@quillwharf.example");
  await field(page, "testing.logins.0.role").fill("Member");
  for (const role of ["support", "technical", "business"]) {
    await field(page, `contacts.${role}.name`).fill("Ada Quill");
    await field(page, `contacts.${role}.mail`).fill(mail);
  }
  await field(page, "support.url").fill(`${SITE}/support`);
  await stay(page);
  await page.goto(`${draft}/secret?path=testing.logins.0.password`);
  await page.locator("#secret").fill("correct horse battery staple");
  await page.getByRole("button", { name: "Store it" }).click();
  await page.waitForURL(/\/people/);
  await page.goto(`${draft}/submit`);
  for (const box of await page.locator('input[name^="attestation."]:not([type=hidden])').all()) await box.check();
  await stay(page);
  assert.deepEqual(await page.locator(".finding-blocks").allTextContents(), []);
  await page.getByRole("button", { name: "Submit", exact: true }).click();
  await page.waitForURL((url) => url.pathname === draft);
  for (let tries = 0; tries < 80; tries += 1) {
    const turn = await page.locator(".turn-line").textContent();
    if (/In the queue/.test(turn)) return page.locator("main").textContent();
    assert.doesNotMatch(turn, /Needs fixes|fault/, await page.locator("main").textContent());
    await page.waitForTimeout(250);
    await page.reload();
  }
  throw new Error(`not queued: ${await page.locator(".turn-line").textContent()}`);
}

/** What stops a draft, as its last step lists it. */
async function stopped(page, draft) {
  await page.goto(`${draft}/submit`);
  const button = page.getByRole("button", { name: "Submit", exact: true });
  assert.equal(await button.getAttribute("aria-disabled"), "true");
  return (await page.locator(".finding-blocks").allTextContents()).join("\n");
}

test("a new person takes five kinds of integration into the queue", { timeout: 180_000 }, () =>
  withPage({ allow: /4(09|22)/ }, async (page) => {
    const mail = "ada@quillwharf.example";
    await signUp(page, { name: "Ada Quill", org: "Quillwharf", mail });
    const lanes = {};

    const saml = await begin(page, "Quillwharf Shifts");
    await connect(page, saml, "saml");
    await bringIn(page, { url: `${APP}/saml/metadata` });
    await field(page, "connections.0.name_id.source").fill("user.email");
    await choose(page, "connections.0.flows.kind", "both");
    await field(page, "connections.0.flows.start_url").fill(`${APP}/saml/start`);
    await field(page, "connections.0.flows.how_to").fill("Open the start page and enter your work address.");
    await stay(page);
    lanes.saml = await finish(page, saml, mail);

    const oidc = await begin(page, "Quillwharf Notes");
    await connect(page, oidc, "oidc");
    await bringIn(page, { url: `${APP}/oidc/client.json` });
    lanes.oidc = await finish(page, oidc, mail);

    const swa = await begin(page, "Quillwharf Lockers");
    await connect(page, swa, "swa");
    await bringIn(page, { url: "https://login.quillwharf.example/login" });
    await choose(page, "connections.0.credentials", "user");
    await stay(page);
    lanes.swa = await finish(page, swa, mail);

    const template = await begin(page, "Quillwharf Tenants");
    await page.goto(`${template}/variables`);
    await page.locator('button[name="add"][value="variables"]').click();
    await field(page, "variables.0.name").fill("workspace");
    await field(page, "variables.0.label").fill("Your workspace");
    await choose(page, "variables.0.kind", "string");
    await field(page, "variables.0.example").fill("app");
    await stay(page);
    await connect(page, template, "saml");
    await page.locator('button[name="add"][value="connections.0.acs"]').click();
    await field(page, "connections.0.acs.0.url").fill("https://${workspace}.quillwharf.example/saml/acs");
    await field(page, "connections.0.audience").fill(`${APP}/saml/metadata`);
    await field(page, "connections.0.name_id.source").fill("user.email");
    await choose(page, "connections.0.flows.kind", "idp");
    await field(page, "connections.0.groups.name").fill("groups");
    await choose(page, "connections.0.groups.filter", "starts_with");
    await field(page, "connections.0.groups.value").fill("quill-");
    await stay(page);
    await page.goto(`${template}/sandbox`);
    await field(page, "testing.sandbox.values.workspace").fill("app");
    await stay(page);
    lanes.template = await finish(page, template, mail);

    const wsFed = await begin(page, "Quillwharf Reports");
    await connect(page, wsFed, "ws_fed");
    await bringIn(page, { url: "https://reports.thistlegate.example/FederationMetadata/2007-06/FederationMetadata.xml" });
    for (const source of await page.locator('input[name$=".source"]').all()) {
      if ((await source.inputValue()) === "") await source.fill("user.email");
    }
    await stay(page);
    lanes.wsFed = await finish(page, wsFed, mail);

    await page.goto("/portal");
    for (const name of ["Shifts", "Notes", "Lockers", "Tenants", "Reports"]) {
      await page.getByRole("link", { name: `Quillwharf ${name}` }).first().waitFor();
    }
    const { text } = await letter(mail, /Quillwharf Reports/);
    assert.match(text, /template lane[\s\S]*Whose turn: ours, until/);
    for (const [kind, lane] of Object.entries({ saml: "Wizard", template: "Template", wsFed: "Template" })) {
      assert.match(lanes[kind], /until/, kind);
      assert.match(lanes[kind], new RegExp(`Lane: ${lane}`), kind);
    }

    // A sixth without test logins and a seventh with an internal address stop at submit.
    const bare = await begin(page, "Quillwharf Bare");
    await connect(page, bare, "oidc");
    await bringIn(page, { url: `${APP}/oidc/client.json` });
    assert.match(await stopped(page, bare), /test login/i);
    const inside = await begin(page, "Quillwharf Inside");
    await connect(page, inside, "swa");
    await field(page, "connections.0.login_url").fill("https://10.0.0.7/login");
    await stay(page);
    assert.match(await stopped(page, inside), /private|internal|public/i);
    await page.locator(`a[href$="/sign-on#connections.0.login_url"]`).first().click();
    await page.locator('[id="connections.0.login_url"]').waitFor();
  }));
