// An oin of the tests' own: a free port, an empty data folder, the catalog that a first start loads.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const START_MS = 60_000;
const STOP_MS = 20_000;

async function freePort() {
  const probe = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => probe.once("listening", resolve));
  const { port } = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/**
 * Starts `binary` and waits until it serves. Answers its origin, where its fake world answers, how to
 * run another command beside it, and how to stop it.
 */
export async function startServer(binary) {
  const folder = await mkdtemp(join(tmpdir(), "oin-browser-"));
  const port = await freePort();
  const world = await freePort();
  const data = join(folder, "data");
  // Settings of the person who runs the tests must not reach the server.
  const own = Object.entries(process.env).filter(([name]) => !/^(OIN_(?!PG_BIN)|DATABASE_URL)/.test(name));
  const env = { ...Object.fromEntries(own), OIN_WORLD_LISTEN: `127.0.0.1:${world}` };
  const child = spawn(binary, ["serve", "--listen", `127.0.0.1:${port}`, "--data-dir", data], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    log += text;
  });
  let ended = false;
  const exit = new Promise((resolve) =>
    child.once("close", () => {
      ended = true;
      resolve();
    }),
  );
  const stop = async () => {
    child.kill("SIGTERM");
    const kill = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    await exit;
    clearTimeout(kill);
    await rm(folder, { recursive: true, force: true });
  };
  const origin = `http://localhost:${port}`;
  const deadline = Date.now() + START_MS;
  while (!(await ready(origin))) {
    if (!ended && Date.now() < deadline) continue;
    await stop();
    throw new Error(`oin did not start:\n${log}`);
  }
  const run = (...words) => promisify(execFile)(binary, [...words, "--data-dir", data], { env });
  return { origin, world: `http://world.localhost:${world}`, run, stop };
}

async function ready(origin) {
  const answer = await fetch(`${origin}/readyz`).catch(() => undefined);
  if (answer?.ok) return true;
  await new Promise((resolve) => setTimeout(resolve, 100));
  return false;
}
