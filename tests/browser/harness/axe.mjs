// What axe-core finds: WCAG 2.2 A and AA and axe's own good practice.
import axe from "axe-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds on the page as it stands, as short lines. */
export async function findings(page) {
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async (values) => {
    const result = await globalThis.axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] });
    return result.violations;
  }, RULES);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 140)} ${node.any.map((check) => check.message).join("; ")}`),
  );
}
