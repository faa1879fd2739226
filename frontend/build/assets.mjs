// The folder of hashed files. A file's name carries the hash of its bytes, so
// the server may let browsers keep it for good.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

export class AssetFolder {
  #folder;
  #names = {};
  #sizes = [];

  constructor(folder) {
    this.#folder = folder;
  }

  async create() {
    await mkdir(this.#folder, { recursive: true });
  }

  /** Writes text under a hashed name, with its brotli and gzip forms beside it. */
  async add(name, text) {
    const bytes = Buffer.from(text);
    const path = await this.#write(name, bytes);
    const br = brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    });
    const gz = gzipSync(bytes, { level: 9 });
    await writeFile(`${path}.br`, br);
    await writeFile(`${path}.gz`, gz);
    this.#sizes.push([name, bytes.length, br.length, gz.length]);
  }

  /** Copies a file; `text` says whether compressing it is worth while. */
  async addFile(name, from, text) {
    const bytes = await readFile(from);
    if (text) await this.add(name, bytes);
    else await this.#write(name, bytes);
  }

  async writeManifest() {
    await writeFile(join(this.#folder, "manifest.json"), JSON.stringify(this.#names, null, 2));
  }

  report() {
    return this.#sizes.map(
      ([name, raw, br, gz]) => `${name}: ${raw} bytes, ${br} brotli, ${gz} gzip`,
    );
  }

  async #write(name, bytes) {
    const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
    const extension = extname(name);
    const hashed = `${name.slice(0, -extension.length)}.${hash}${extension}`;
    this.#names[name] = hashed;
    const path = join(this.#folder, hashed);
    await writeFile(path, bytes);
    return path;
  }
}
