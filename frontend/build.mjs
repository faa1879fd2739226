// Builds everything the server embeds: dist/assets (styles, scripts, icons,
// their manifest) and dist/logos (brand tiles). Run by `npm run build`.
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { AssetFolder } from "./build/assets.mjs";
import { buildLogos } from "./build/logos.mjs";
import { buildScript } from "./build/scripts.mjs";
import { buildStyles } from "./build/styles.mjs";

const root = import.meta.dirname;
const dist = join(root, "dist");

// The folder itself stays, so that a Rust-only build always finds it.
await mkdir(dist, { recursive: true });
for (const entry of await readdir(dist)) {
  if (entry !== ".gitkeep") await rm(join(dist, entry), { recursive: true });
}

const assets = new AssetFolder(join(dist, "assets"));
await assets.create();
for (const name of ["app.js", "theme.js"]) {
  await assets.add(name, await buildScript(join(root, "assets/js", name)));
}
await assets.add("app.css", await buildStyles(root));
for (const name of await readdir(join(root, "assets/img"))) {
  await assets.addFile(basename(name), join(root, "assets/img", name), extname(name) === ".svg");
}
await assets.writeManifest();

const logos = await buildLogos({
  list: process.env.OIN_APPS_TSV ?? join(root, "../seed-data/apps.tsv"),
  into: join(dist, "logos"),
});
await writeFile(join(dist, "logos/index.json"), JSON.stringify(logos.drawn));

for (const line of assets.report()) console.log(line);
console.log(`logos: ${logos.drawn.length} drawn, ${logos.skipped.length} left to initials`);
