import { build } from "esbuild";

/** Bundles one entry file into a classic script, minified. */
export async function buildScript(entry) {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    legalComments: "none",
    write: false,
  });
  return result.outputFiles[0].text;
}
