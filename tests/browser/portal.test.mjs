// The portal's main flow: somebody new signs up, describes five kinds of integration, and submits them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { letter, signUp } from "./harness/publisher.mjs";
import { APP, begin, bringIn, choose, connect, field, finish, stay } from "./harness/wizard.mjs";

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
      assert.match(lanes[kind], /due in \d day/, kind);
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
