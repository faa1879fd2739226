// Brand tiles from simple-icons. The package is CC0, but some of its icons
// carry a licence of their own: those are not drawn, and the server shows
// initials for them as for any brand without an icon.
import { createRequire } from "node:module";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const packageRoot = dirname(createRequire(import.meta.url).resolve("simple-icons/icons.json")) + "/..";

/** Draws `<slug>.svg` for every icon the catalog names; answers what was drawn and what not. */
export async function buildLogos({ list, into }) {
  await mkdir(into, { recursive: true });
  const icons = await readIcons();
  const drawn = [];
  const skipped = [];
  for (const slug of await wantedSlugs(list)) {
    const icon = icons.get(slug);
    if (!icon || icon.license) {
      skipped.push(slug);
      continue;
    }
    const source = await readFile(join(packageRoot, "icons", `${slug}.svg`), "utf8");
    const path = source.match(/<path d="([^"]+)"/)?.[1];
    if (!path) throw new Error(`simple-icons: ${slug}.svg holds no single path`);
    await writeFile(join(into, `${slug}.svg`), tile(path, icon.hex));
    drawn.push(slug);
  }
  return { drawn, skipped };
}

async function readIcons() {
  const data = JSON.parse(await readFile(join(packageRoot, "data/simple-icons.json"), "utf8"));
  return new Map(data.map((icon) => [icon.slug, icon]));
}

async function wantedSlugs(list) {
  const [header, ...rows] = (await readFile(list, "utf8")).trimEnd().split("\n");
  const column = header.split("\t").indexOf("logo");
  if (column < 0) throw new Error(`${list}: no column "logo"`);
  return [...new Set(rows.map((row) => row.split("\t")[column]).filter(Boolean))].sort();
}

/**
 * A rounded tile in the brand's colour with the glyph in white or near-black,
 * whichever contrasts more. The faint inner line keeps a black tile visible on
 * a dark page and a white one on a light page.
 */
function tile(path, hex) {
  const light = luminance(hex);
  const glyph = 1.05 / (light + 0.05) >= (light + 0.05) / 0.055 ? "#fff" : "#16181d";
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">` +
    `<rect width="64" height="64" rx="14" fill="#${hex}"/>` +
    `<rect x=".5" y=".5" width="63" height="63" rx="13.5" fill="none" stroke="#7f8591" stroke-opacity=".45"/>` +
    `<path transform="translate(14 14) scale(1.5)" fill="${glyph}" d="${path}"/></svg>`
  );
}

/** Relative luminance of an sRGB colour, 0 to 1, as WCAG 2.2 defines it. */
function luminance(hex) {
  const [r, g, b] = [0, 2, 4].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
