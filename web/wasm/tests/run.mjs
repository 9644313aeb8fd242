// Runs the tests: node run.mjs PACKAGE [CHROMIUM]. Without CHROMIUM, its executable, in Node.js.

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FILES } from "./suite.mjs";

const [folder, executable] = process.argv.slice(2);
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const work = { root, folder: resolve(folder), module: "web/wasm/tests/suite.mjs", name: "run", files: FILES, executable };

const { platform, outcome } = executable
  ? await (await import("./chromium.mjs")).inChromium(work)
  : await (await import("./node.mjs")).inNode(work);

const failed = outcome.filter(({ failure }) => failure);
for (const { name, milliseconds, failure } of outcome) {
  console.log(`test ${name} ... ${failure ? `FAILED\n    ${failure}` : "ok"} (${milliseconds} ms)`);
}
console.log(`${platform}: ${outcome.length - failed.length} passed; ${failed.length} failed`);
process.exitCode = failed.length === 0 && outcome.length > 0 ? 0 : 1;
