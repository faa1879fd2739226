// The life after the queue, on an oin of its own whose clock is moved: sent back, answered, approved
// and found in the catalog; discarded for a cause, appealed, put back; an update of words that goes
// live by itself; a tier that two reviewers give and red tests take away.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { PASSWORD, code, letter, signUp } from "./harness/publisher.mjs";
import { startServer } from "./harness/server.mjs";
import { signIn } from "./harness/staff.mjs";
import { APP, begin, bringIn, choose, connect, field, finish, queued, stay, submit } from "./harness/wizard.mjs";

const MAIL = "ada@quillwharf.example";
const DAY = 86_400;

/** An oin, who is on it, and how far its clock was moved. */
class Story {
  ahead = 0;
  constructor(oin) {
    this.oin = oin;
  }

  /** Moves oin's clock on. */
  async wait(seconds) {
    await this.oin.run("dev", "advance", `${seconds}s`);
    this.ahead += seconds;
  }

  /** A browser of one of the staff. */
  staff(who, body) {
    return this.browser(async (page) => {
      await signIn(page, who, { ahead: this.ahead });
      return body(page);
    });
  }

  /** A browser of the ISV's owner, who signed up before. */
  owner(body) {
    return this.browser(async (page) => {
      await page.goto("/sign-in");
      await page.getByLabel("Mail").fill(MAIL);
      await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
      await page.getByRole("button", { name: "Sign in", exact: true }).click();
      await page.getByLabel("Code").fill(code(this.key, this.ahead / 30));
      await page.getByRole("button", { name: "Go on" }).click();
      await page.waitForURL(/\/portal$/);
      return body(page);
    });
  }

  browser(body) {
    return withPage({ at: this.oin.origin, allow: /4(09|22)/ }, body);
  }

  letter(subject) {
    return letter(MAIL, subject, this.oin.origin);
  }

  /** A form of the fake world's home page. */
  async world(path, form) {
    const answer = await fetch(`${this.oin.world.replace("world.localhost", "127.0.0.1")}/${path}`, {
      method: "POST",
      body: new URLSearchParams(form),
      redirect: "manual",
    });
    assert.equal(answer.status, 303, await answer.text());
  }

  /** The API's answer once it is what is waited for. */
  async api(path, wanted) {
    const begun = Date.now();
    let last;
    while (Date.now() - begun < 15_000) {
      last = await (await fetch(`${this.oin.origin}/api/v1/${path}`)).json();
      if (wanted(last)) return last;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`${path}: ${JSON.stringify(last).slice(0, 500)}`);
  }
}

/** Shows a page again and again until it has the text. */
async function until(page, path, text) {
  for (let tries = 0; tries < 60; tries += 1) {
    await page.goto(path);
    if (text.test(await page.locator("main").innerText())) return;
    await page.waitForTimeout(250);
  }
  throw new Error(`${path} never says ${text}: ${await page.locator("main").innerText()}`);
}

/** Claims what `name` names, from the queue. */
async function claim(page, name) {
  await page.goto("/review");
  await page.getByRole("link", { name }).click();
  await page.waitForURL(/\/review\/submissions\//);
  await page.keyboard.press("c");
  await page.locator('[data-act="release"]').waitFor();
}

/** Announces a discard for its proposed cause. */
async function announce(page, name) {
  await claim(page, name);
  await page.getByRole("link", { name: "Announce the discard" }).last().click();
  await page.getByRole("button", { name: "Announce the discard" }).click();
  await page.getByText("Discard announced").first().waitFor();
}

async function tickAll(page) {
  for (const box of await page.locator('input[name="item"]').all()) {
    if (await box.isChecked()) continue;
    const kept = page.waitForResponse((answer) => /do\/check-off/.test(answer.url()));
    await box.check();
    await kept;
  }
}

async function record(page, slug, subject, outcome) {
  await page.goto(`/review/verification/${slug}`);
  await page.locator("#subject").selectOption(subject);
  await page.locator("#outcome").selectOption(outcome);
  await page.locator("#note").fill("Seen in the sandbox.");
  await page.getByRole("button", { name: "Record the run" }).click();
  await page.waitForLoadState();
  assert.equal(await page.locator(".field-error").count(), 0, await page.locator("main").innerText());
}

test("from the queue to the catalog and through what time brings", { timeout: 400_000 }, async () => {
  const oin = await startServer(process.env.OIN_BINARY);
  try {
    const story = new Story(oin);
    const drafts = await story.browser(async (page) => {
      const { key } = await signUp(page, { name: "Ada Quill", org: "Quillwharf", mail: MAIL });
      story.key = key;
      const shifts = await begin(page, "Quillwharf Shifts");
      await connect(page, shifts, "saml");
      await bringIn(page, { url: `${APP}/saml/metadata` });
      await field(page, "connections.0.name_id.source").fill("user.email");
      await choose(page, "connections.0.flows.kind", "idp");
      await stay(page);
      await finish(page, shifts, MAIL, { logins: 2 });
      const lockers = await begin(page, "Quillwharf Lockers");
      await connect(page, lockers, "swa");
      await bringIn(page, { url: "https://login.quillwharf.example/login" });
      await choose(page, "connections.0.credentials", "user");
      await stay(page);
      await finish(page, lockers, MAIL);
      const notes = await begin(page, "Quillwharf Notes");
      await connect(page, notes, "oidc");
      await bringIn(page, { url: `${APP}/oidc/client.json` });
      await finish(page, notes, MAIL);
      story.cookies = await page.context().cookies();
      return { shifts, lockers, notes };
    });

    // Tested with its revealed login, sent back with a reason at a field, answered, approved.
    await story.staff("Reviewer", async (page) => {
      await claim(page, "Quillwharf Shifts");
      const here = page.url();
      await page.getByRole("link", { name: /Open test login 1/ }).click();
      await page.getByLabel("Why you open it").fill("To test the IdP-initiated flow");
      await page.getByRole("button", { name: "Open it" }).click();
      await page.getByText("correct horse battery staple").waitFor();
      await page.goto(here);
      await page.getByRole("link", { name: /Ask the ISV/ }).click();
      await page.locator('[id="ask.0.field"]').selectOption("connections.0.acs.0.url");
      await page.locator('[id="ask.0.reason"]').selectOption("acs_mismatch");
      await page.getByRole("button", { name: /Ask the ISV/ }).click();
      await page.getByText("Waiting for the ISV").first().waitFor();
      assert.match((await story.letter(/opened a secret/)).text, /To test the IdP-initiated flow/);

      await story.browser(async (isv) => {
        await isv.context().addCookies(story.cookies);
        await isv.goto(drafts.shifts);
        await isv.getByLabel("Your answer").fill("It is the one of the metadata.");
        await isv.getByRole("button", { name: "Send the answer" }).click();
        assert.match(await queued(isv), /Nothing else is due on an earlier day/);
      });

      await claim(page, "Quillwharf Shifts");
      await page.getByText("It is the one of the metadata.").first().waitFor();
      await tickAll(page);
      await page.getByText("Record a run done by hand").click();
      await page.getByLabel("How it ended").selectOption("passed");
      await page.getByLabel("What you saw").fill("Ended on the start page.");
      await page.getByRole("button", { name: "Record it" }).click();
      await page.getByText("IdP-initiated: passed").waitFor();
      await page.getByRole("link", { name: /^Approve/ }).click();
      await page.getByRole("button", { name: "Approve", exact: true }).click();
      await page.getByText(/Approved|Published/).first().waitFor();
    });
    const found = await story.api("integrations?q=quillwharf+shifts", (answer) => answer.items[0]?.slug === "quillwharf-shifts");
    assert.equal(found.items[0].tier, "community");
    await story.letter(/Shifts is in the catalog/);
    await story.browser(async (page) => {
      await page.goto("/integrations/quillwharf-shifts");
      await page.getByText(`${APP}/saml/acs`).first().waitFor();
      await page.goto("/integrations/quillwharf-shifts/guide");
      await page.getByText(`${APP}/saml/acs`).first().waitFor();
    });

    // One host turns internal, and the other's test login is withdrawn: the look again says so.
    await story.browser(async (isv) => {
      await isv.context().addCookies(story.cookies);
      await isv.goto(drafts.notes);
      await isv.getByRole("link", { name: /Replace or withdraw/ }).click();
      await isv.getByRole("button", { name: "Remove what is stored" }).click();
      await isv.waitForLoadState();
    });
    await story.world("places", { host: "login.quillwharf.example", to: "inside" });
    await story.wait(DAY + 3_600);
    await story.staff("Reviewer", async (page) => {
      await until(page, "/review", /Quillwharf Lockers[^\n]*[\s\S]*Discard proposed: A URL leads/);
      await until(page, "/review", /Discard proposed: The test logins are gone/);
      await announce(page, "Quillwharf Lockers");
      await announce(page, "Quillwharf Notes");
    });
    assert.match((await story.letter(/Lockers: will be discarded/)).text, /private/);
    await story.world("places", { host: "login.quillwharf.example", to: "outside" });
    await story.wait(8 * DAY);
    await story.owner(async (page) => {
      for (const draft of [drafts.lockers, drafts.notes]) {
        await until(page, draft, /Discarded/);
        await page.getByRole("link", { name: "Appeal" }).click();
        await page.getByLabel("Why the decision is wrong").fill("It was our maintenance; it is back.");
        await page.getByRole("button", { name: "Appeal" }).click();
        await page.waitForLoadState();
      }
    });
    await story.staff("Lead reviewer", async (page) => {
      for (const name of ["Quillwharf Lockers", "Quillwharf Notes"]) {
        await page.goto("/review/appeals");
        await page.getByRole("link", { name }).click();
        await page.getByRole("link", { name: /Uphold/ }).click();
        await page.locator("#message").fill("You are right: it goes back to its place.");
        await page.getByRole("button", { name: /Uphold/ }).click();
        await page.getByText("In the queue").first().waitFor();
      }
    });

    // Words of a proven owner go live by themselves, unless the sample draws them.
    await story.wait(60);
    await story.owner(async (page) => {
      await page.goto("/portal/org/domains");
      await page.getByLabel("Domain", { exact: true }).fill("quillwharf.example");
      await page.getByRole("button", { name: "Add the domain" }).click();
      const statement = await page.locator("dt:text-is('that says') + dd code").innerText();
      await story.world("proof", { domain: "quillwharf.example", value: statement, as: "dns" });
      await page.getByRole("button", { name: /Look now/ }).click();
      await page.getByText("proven", { exact: true }).waitFor();
      let seen = "";
      for (let tries = 0; tries < 4 && !/Published/.test(seen); tries += 1) {
        await page.goto(drafts.shifts);
        await page.getByRole("button", { name: "Update it" }).click();
        await page.waitForURL(/\/general$/);
        const update = new URL(page.url()).pathname.replace(/\/general$/, "");
        await field(page, "summary").fill("Plans shifts, and nothing else.");
        await stay(page);
        await submit(page, update);
        await until(page, update, /Published|In the queue/);
        seen = await page.locator(".turn-line").innerText();
        if (/In the queue/.test(seen)) {
          await page.getByText("Withdraw", { exact: true }).click();
          await page.getByRole("button", { name: "Withdraw it" }).click();
          await page.waitForLoadState();
        }
      }
      assert.match(seen, /Published/);
      await story.api("integrations/quillwharf-shifts", (one) => one.summary === "Plans shifts, and nothing else.");
      // Ada is every contact, and her own address is confirmed.
      await page.goto("/portal/verification/quillwharf-shifts");
      await page.getByRole("button", { name: /Apply for/ }).click();
      await page.getByText(/Candidate/).first().waitFor();
    });

    // Two reviewers make it verified; red tests put it at risk, and 21 days end it.
    const slug = "quillwharf-shifts";
    await story.wait(60);
    await story.staff("Reviewer", async (page) => {
      for (const subject of ["login_1", "login_2"]) await record(page, slug, subject, "green");
    });
    await story.wait(DAY + 3_600);
    await story.staff("Reviewer", async (page) => {
      for (const subject of ["login_1", "login_2", "flow_idp", "guide"]) await record(page, slug, subject, "green");
      await page.getByRole("button", { name: "Propose to the leads" }).click();
      await page.getByText(/First reviewer: Rae/).waitFor();
    });
    await story.staff("Lead reviewer", async (page) => {
      await page.goto(`/review/verification/${slug}`);
      await page.getByRole("button", { name: /^Approve as/ }).click();
      await page.waitForLoadState();
      await story.api(`integrations/${slug}`, (one) => one.tier === "verified");
      await story.letter(/Okta Verified from now on/);
      await record(page, slug, "flow_idp", "red");
      await record(page, slug, "flow_idp", "red");
    });
    await story.letter(/may lose Okta Verified/);
    await story.wait(22 * DAY);
    await story.api(`integrations/${slug}`, (one) => one.tier === "community");
    await story.letter(/lapsed|no longer|ended/i);
  } finally {
    await oin.stop();
  }
});
