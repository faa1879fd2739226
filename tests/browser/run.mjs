// Runs the browser tests: one oin and one Chromium for all of them. Arguments: names of test files,
// and options of `node --test` such as --test-name-pattern.
//
//   OIN_BINARY       the oin to test
//   OIN_SCREENSHOTS  a folder to put pictures of the main pages in
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { startServer } from "./harness/server.mjs";

const here = import.meta.dirname;
const binary = process.env.OIN_BINARY;
if (!binary) throw new Error("OIN_BINARY must name the oin to test; scripts/test-browser does that");

const options = process.argv.slice(2).filter((argument) => argument.startsWith("-"));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
// Pictures are taken only when there is a folder for them.
const wanted = (name) => name !== "screenshots.test.mjs" || process.env.OIN_SCREENSHOTS;
const all = (await readdir(here)).filter((name) => name.endsWith(".test.mjs") && wanted(name)).sort();
const files = all.filter((name) => named.length === 0 || named.some((part) => name.startsWith(part)));
if (files.length === 0) throw new Error(`no test file is named ${named.join(", ")}; there are ${all.join(", ")}`);

const server = await startServer(binary);
let code = 1;
try {
  const browser = await chromium.launchServer({
    executablePath: join(here, "harness/chromium"),
    chromiumSandbox: process.env.OIN_TEST_BROWSER_WITHOUT_SANDBOX !== "1",
  });
  try {
    code = await runTests({ OIN_TEST_ORIGIN: server.origin, OIN_TEST_BROWSER: browser.wsEndpoint() });
  } finally {
    await browser.close();
  }
} finally {
  await server.stop();
}
process.exitCode = code;

function runTests(found) {
  // Two at a time: the machines that run this have two cores.
  const tests = spawn(
    process.execPath,
    ["--test", "--test-concurrency=2", ...options, ...files.map((file) => join(here, file))],
    { env: { ...process.env, ...found }, stdio: "inherit" },
  );
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => tests.kill(signal));
  return new Promise((resolve) => tests.once("close", (status) => resolve(status ?? 1)));
}
