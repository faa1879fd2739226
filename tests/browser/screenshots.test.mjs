// Pictures of the main pages for the README and for people who change the looks. Only with
// OIN_SCREENSHOTS, which names the folder to put them in.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { withPage } from "./harness/browser.mjs";

const folder = process.env.OIN_SCREENSHOTS;
const PICTURES = {
  "home-light": ["/"],
  "home-dark": ["/", { theme: "dark" }],
  search: ["/integrations?q=cloud&sign_on=saml2"],
  "phone-search": ["/integrations?q=cloud&sign_on=saml2", { width: 390, height: 844, deviceScaleFactor: 2 }],
  listing: ["/integrations/zebrafern-payroll"],
  "listing-dark": ["/integrations/brambletide-desk", { theme: "dark" }],
  guide: ["/integrations/brambletide-desk/guide?var.workspace=acme-labs&var.region=eu"],
  "explaining-saml": ["/guide/saml"],
  "api-reference": ["/api/docs"],
};

for (const [name, [path, options]] of Object.entries(PICTURES)) {
  test(`picture ${name}`, () =>
    withPage({ width: 1280, height: 800, ...options }, async (page) => {
      await mkdir(folder, { recursive: true });
      await page.goto(path);
      await page.evaluate(() => Promise.all([...document.images]
        .filter((image) => image.getBoundingClientRect().top < innerHeight)
        .map((image) => image.decode())));
      await page.screenshot({ path: join(folder, `${name}.png`) });
    }),
  );
}
