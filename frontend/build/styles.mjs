// Styles = the UI kit, cut down to what our templates use, in a cascade layer,
// then our own files outside any layer: ours win without specificity fights.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { build, transform } from "esbuild";
import postcss from "postcss";
import { PurgeCSS } from "purgecss";

// The kit's names that our files extend. For every other name we style, the
// kit's rules of the same name are left out: ours would inherit them unasked.
// ("button" is here for the element: the kit has no such class.)
const EXTENDED = new Set(["form-control", "form-select", "form-check-input", "button"]);

export async function buildStyles(root) {
  const own = darkOnScreens(postcss.parse(await bundleOwn(join(root, "assets/css/app.css")))).toString();
  const kit = await trimKit(join(root, "node_modules/@tabler/core/dist/css/tabler.css"), root, own);
  const { code } = await transform(`@layer kit{${kit}}\n${own}`, {
    loader: "css",
    minify: true,
    target: ["chrome111", "firefox113", "safari16.4"],
    legalComments: "none",
  });
  return code;
}

async function bundleOwn(entry) {
  const result = await build({ entryPoints: [entry], bundle: true, write: false });
  return result.outputFiles[0].text;
}

async function trimKit(file, root, own) {
  const source = (await readFile(file, "utf8")).replace(/^@charset[^;]*;/, "");
  const [purged] = await new PurgeCSS().purge({
    content: [join(root, "templates/**/*.hbs"), join(root, "assets/js/*.js")],
    css: [{ raw: source }],
    keyframes: true,
    fontFace: true,
    blocklist: classNames(own).filter((name) => !EXTENDED.has(name)).map((name) => new RegExp(`^${name}$`)),
    safelist: {
      // Set from scripts or by the browser, so no template names them.
      standard: [/^htmx-/, /^is-(in)?valid$/, "show", "active", "disabled", "no-js"],
      greedy: [/data-bs-theme/],
    },
  });
  const tree = darkOnScreens(postcss.parse(purged.css));
  dropUnusedVariables(tree, own);
  return tree.toString();
}

function classNames(css) {
  const names = new Set();
  postcss.parse(css).walkRules((rule) => {
    for (const [, name] of rule.selector.matchAll(/\.([a-z][\w-]*)/g)) names.add(name);
  });
  return [...names];
}

/**
 * Pages turn dark by an attribute, which a script sets. Without scripts the
 * system's preference decides: repeat the dark rules for `.no-js`, each right
 * after the rule it repeats, so that the order of the cascade is kept. Both
 * are for screens only: paper is always light.
 */
function darkOnScreens(tree) {
  const dark = /\[data-bs-theme=["']?dark["']?\]/g;
  const rules = [];
  tree.walkRules(dark, (rule) => void rules.push(rule));
  for (const rule of rules) {
    const withoutScript = rule.clone({
      selectors: rule.selectors
        .filter((selector) => selector.includes("data-bs-theme"))
        .map((selector) => selector.replace(/^body\[/, "[").replace(dark, ".no-js[data-bs-theme]")),
    });
    const byAttribute = postcss.atRule({ name: "media", params: "screen" });
    const bySystem = postcss.atRule({ name: "media", params: "screen and (prefers-color-scheme: dark)" });
    rule.before(byAttribute);
    byAttribute.after(bySystem);
    byAttribute.append(rule);
    bySystem.append(withoutScript);
  }
  return tree;
}

/** The kit declares some 900 custom properties; keep those that something reads. */
function dropUnusedVariables(tree, own) {
  const used = /var\(\s*(--[\w-]+)/g;
  for (;;) {
    const read = new Set();
    for (const text of [own, tree.toString()]) {
      for (const match of text.matchAll(used)) read.add(match[1]);
    }
    let dropped = 0;
    tree.walkDecls(/^--/, (declaration) => {
      if (read.has(declaration.prop)) return;
      declaration.remove();
      dropped += 1;
    });
    if (dropped === 0) break;
  }
  tree.walkRules((rule) => {
    if (rule.nodes.length === 0) rule.remove();
  });
}
