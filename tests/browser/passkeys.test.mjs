// Passkeys in a real browser, with an authenticator of Chromium's own (CDP, domain WebAuthn).
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { PASSWORD, signUp } from "./harness/publisher.mjs";

/** Gives the page's browser an authenticator that has verified its user. */
async function authenticator(page, context) {
  const cdp = await context.newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
  return {
    credentials: async () => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials,
    present: (enabled) => cdp.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId, enabled }),
    remove: () => cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId }),
  };
}

test("a passkey is added, proves a sensitive step and finishes a sign-in", { timeout: 90_000 }, () =>
  withPage({}, async (page, context) => {
    const mail = "passkeys@quillwharf.example";
    await signUp(page, { name: "Pia Passkey", org: "Quillwharf", mail });
    const key = await authenticator(page, context);

    await page.goto("/account/second-factor");
    await page.getByLabel("Name", { exact: true }).fill("Work laptop");
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.locator(".passkey input[value='Work laptop']").waitFor();
    const [made] = await key.credentials();
    assert.equal(made.rpId, "localhost");

    // The same device again: the browser itself says no, and the page says why.
    await page.getByRole("button", { name: "Add a passkey" }).click();
    await page.locator(".field-error", { hasText: "holds a passkey of your account already" }).waitFor();

    await page.goto("/account/prove?next=/guide");
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL((url) => url.pathname === "/guide");

    await page.goto("/account");
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto("/sign-in?next=/account/second-factor");
    await page.getByLabel("Work mail").fill(mail);
    await page.getByLabel("Password").fill(PASSWORD);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.getByRole("button", { name: "Use a passkey" }).click();
    await page.waitForURL((url) => url.pathname === "/account/second-factor");
    await page.getByText(/last used on/).waitFor();
    assert.ok((await key.credentials())[0].signCount > made.signCount);

    // Without its device nothing happens, and nothing is lost.
    await key.remove();
    await page.goto("/account/prove");
    await page.getByRole("button", { name: "Use a passkey" }).waitFor();
    await page.getByLabel("Code").waitFor();
  }));

test("the header shows the way to the account to whoever is signed in, on pages that all get alike", () =>
  withPage({}, async (page) => {
    await page.goto("/integrations");
    const header = page.locator(".site-header");
    await header.getByRole("link", { name: "Sign in" }).waitFor();
    await signUp(page, { name: "Hella Header", org: "Quillwharf", mail: "header@quillwharf.example" });
    await page.goto("/integrations");
    await header.getByRole("link", { name: "Account", exact: true }).click();
    await page.waitForURL(/\/account$/);
    await page.getByRole("button", { name: "Sign out" }).click();
    await page.goto("/integrations");
    await header.getByRole("link", { name: "Sign in" }).waitFor();
  }));
