// Pictures in the wizard: stored as soon as they are chosen, and still there after a reload.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";
import { signUp } from "./harness/publisher.mjs";

const LOGO = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" fill="#2f7d4f"/></svg>',
);

test("a chosen picture is stored at once, a wrong one says why", { timeout: 60_000 }, () =>
  // Pictures come from a host of their own.
  withPage({ allow: /another host: http:\/\/files\.localhost/ }, async (page) => {
    await signUp(page, { name: "Petra Quill", org: "Quillwharf Pictures", mail: "petra@quillwharf.example" });
    await page.goto("/portal/integrations/new");
    await page.getByLabel("Name of the product").fill("Quillwharf Pictures");
    await page.getByRole("button", { name: "Create new" }).click();
    await page.waitForURL(/\/general$/);
    const chosen = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer });
    const logo = page.locator("#logo");
    const refused = page.locator('[id="logo.refused"]');

    await logo.setInputFiles(chosen("large.png", Buffer.alloc(1024 * 1024 + 1)));
    assert.match(await refused.textContent(), /larger than 1 MB/);
    await logo.setInputFiles(chosen("page.png", Buffer.from("<html>")));
    await page.waitForFunction(() => document.getElementById("logo.refused")?.textContent.includes("PNG"));
    await logo.setInputFiles(chosen("logo.svg", LOGO));
    const picture = page.locator("img.picture-logo");
    await picture.waitFor();
    assert.equal(await refused.count(), 0);
    assert.ok(await picture.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));

    // What is typed afterwards is saved beside it.
    await page.locator("#summary").fill("Shows its own logo.");
    await page.locator("#summary").blur();
    await page.waitForFunction(() => document.getElementById("saved").dataset.state === "saved");
    await page.reload();
    await picture.waitFor();
    assert.equal(await page.locator("#summary").inputValue(), "Shows its own logo.");
    await page.getByRole("button", { name: "Remove the picture" }).click();
    await page.waitForURL(/general#logo$/);
    assert.equal(await picture.count(), 0);
  }));
