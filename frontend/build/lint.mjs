// What the content security policy and the strict renderer would refuse later,
// said early: unescaped output, inline styles, inline code.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dirname, "../templates");
const rules = [
  { pattern: /\{\{\{/, says: "triple braces print unescaped text" },
  { pattern: /\{\{&/, says: "an ampersand prints unescaped text" },
  { pattern: /\sstyle\s*=/, says: "style attributes are refused by the content security policy" },
  { pattern: /<style[\s>]/, says: "inline styles are refused by the content security policy" },
  { pattern: /\son[a-z]+\s*=\s*["']/, says: "inline event handlers are refused by the content security policy" },
  { pattern: /\shx-on[:-]/, says: "hx-on needs eval, which is off" },
  { pattern: /<script(?![^>]*\ssrc=)[^>]*>/, says: "inline scripts are refused by the content security policy" },
  { pattern: /(src|href)=["'](https?:)?\/\/(?![^"']*\{\{)[^"']*\.(js|css|woff2?|png|svg)["']/, says: "pages load nothing from other hosts" },
];

let findings = 0;
let files = 0;
for (const file of await readdir(root, { recursive: true })) {
  if (!file.endsWith(".hbs")) continue;
  files += 1;
  const lines = (await readFile(join(root, file), "utf8")).split("\n");
  lines.forEach((line, index) => {
    for (const { pattern, says } of rules) {
      if (!pattern.test(line)) continue;
      findings += 1;
      console.error(`templates/${file}:${index + 1}: ${says}`);
    }
  });
}
console.log(`${files} templates, ${findings} findings`);
process.exitCode = findings === 0 ? 0 : 1;
