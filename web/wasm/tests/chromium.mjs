// The module in headless Chromium, under the content security policy that a careful application has.

import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

// Nothing listens there: every request is answered below, and no other is let out.
const ORIGIN = "http://localhost";
const TYPES = { ".js": "text/javascript", ".mjs": "text/javascript", ".json": "application/json", ".wasm": "application/wasm" };
const HEADERS = {
  "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'",
  // With these two the clock is finer.
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

async function answer(route, root, folder) {
  const { origin, pathname } = new URL(route.request().url());
  if (origin !== ORIGIN) return route.abort();
  if (pathname === "/") {
    return route.fulfill({ headers: { ...HEADERS, "content-type": "text/html" }, body: "<!doctype html><title>salus</title>" });
  }
  const path = normalize(pathname);
  const file = path.startsWith("/package/") ? join(folder, path.slice("/package/".length)) : join(root, path);
  try {
    return await route.fulfill({ headers: { ...HEADERS, "content-type": TYPES[extname(file)] }, body: await readFile(file) });
  } catch {
    return route.fulfill({ status: 404 });
  }
}

/** What `module`'s function `name` gives for the package in `folder` and the `files` below `root`. */
export async function inChromium({ root, folder, module, name, files, options, executable }) {
  // Its sandbox does not start under the superuser, as whom containers run.
  const superuser = process.getuid?.() === 0;
  const browser = await chromium.launch({ executablePath: executable, chromiumSandbox: !superuser });
  try {
    const page = await browser.newPage();
    const complaints = [];
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await page.route("**/*", (route) => answer(route, root, folder));
    await page.goto(`${ORIGIN}/`);
    const outcome = await page.evaluate(
      async ({ module, name, files, options }) => {
        const salus = await import("/package/salus_web.js");
        const { through } = await import("/package/streams.mjs");
        const { memory } = await salus.default();
        const read = async ([key, path]) => [key, await (await fetch(`/${path}`)).json()];
        const contents = Object.fromEntries(await Promise.all(Object.entries(files).map(read)));
        const run = (await import(`/${module}`))[name];
        return run(salus, { ...contents, through }, memory, options);
      },
      { module, name, files, options },
    );
    if (complaints.length > 0) throw new Error(`the page complained: ${complaints.join("; ")}`);
    return { platform: `Chromium ${browser.version()}`, outcome };
  } finally {
    await browser.close();
  }
}
