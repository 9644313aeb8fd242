// The module in Node.js.

import { readFile } from "node:fs/promises";
import { webcrypto } from "node:crypto";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What `module`'s function `name` gives for the package in `folder` and the `files` below `root`. */
export async function inNode({ root, folder, module, name, files, options }) {
  // Node.js 18 does not have it by itself.
  globalThis.crypto ??= webcrypto;
  const salus = await import(pathToFileURL(join(folder, "salus_web.js")));
  const { through } = await import(pathToFileURL(join(folder, "streams.mjs")));
  const { memory } = await salus.default({ module_or_path: await readFile(join(folder, "salus_web_bg.wasm")) });
  const read = async ([key, path]) => [key, JSON.parse(await readFile(join(root, path), "utf8"))];
  const contents = Object.fromEntries(await Promise.all(Object.entries(files).map(read)));
  const run = (await import(pathToFileURL(join(root, module))))[name];
  return { platform: `Node.js ${process.version}`, outcome: await run(salus, { ...contents, through }, memory, options) };
}
