// Measures all columns and writes the table: node bench.mjs PACKAGE CHROMIUM NATIVE DOCUMENT

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { inChromium } from "./chromium.mjs";
import { inNode } from "./node.mjs";

const [folder, executable, native, documentPath] = process.argv.slice(2);
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../..");
const LEAVES = [1, 3, 10, 32];
const SEGMENT_MIB = ((1 << 20) - 16) / (1 << 20);

const load = () => loadavg().map((one) => one.toFixed(1)).join(", ");
const before = load();
const ask = (question) => JSON.parse(execFileSync(native, [question], { maxBuffer: 1 << 26, encoding: "utf8" }));
const options = ask("fixtures");
const work = { root, folder: resolve(folder), module: "web/wasm/tests/measure.mjs", name: "measure", files: {}, options, executable };
const column = ({ platform, outcome }) => ({ platform, times: outcome });
// One after the other: side by side they would share a core's clock.
const columns = [{ platform: "native", times: ask("measure") }];
columns.push(column(await inNode(work)));
columns.push(column(await inChromium(work)));
const [nativeTimes, nodeTimes, chromiumTimes] = columns.map(({ times }) => times);

function time(nanoseconds) {
  return nanoseconds < 1e6 ? `${(nanoseconds / 1e3).toFixed(1)} µs` : `${(nanoseconds / 1e6).toFixed(2)} ms`;
}
const ratio = (numerator, denominator) => (numerator / denominator).toFixed(2);

function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  const line = (row) => `| ${row.map((cell, at) => cell.padStart(widths[at])).join(" | ")} |`;
  const rule = `|${widths.map((width) => `${"-".repeat(width + 1)}:`).join("|")}|`;
  return [line(rows[0]), rule, ...rows.slice(1).map(line)].join("\n");
}

const HEAD = ["native", "Node.js", "Chromium", "Node.js : native", "Chromium : native"];
const row = (first, name) => {
  const all = [nativeTimes, nodeTimes, chromiumTimes].map((times) => times[name]);
  return [first, ...all.map(time), ratio(all[1], all[0]), ratio(all[2], all[0])];
};
const operation = (title, name) =>
  `## ${title}\n\n${table([["leaves", ...HEAD], ...LEAVES.map((leaves) => row(String(leaves), `${name}-${leaves}`))])}`;

const throughput = (title, name) => {
  const all = [nativeTimes, nodeTimes, chromiumTimes].map((times) => times[name]);
  const speed = (nanoseconds) => `${Math.round(SEGMENT_MIB / (nanoseconds / 1e9))} MiB/s`;
  // Of speeds, so that here too a larger number means a slower browser.
  return [title, ...all.map(speed), ratio(all[1], all[0]), ratio(all[2], all[0])];
};

function machine() {
  const information = readFileSync("/proc/cpuinfo", "utf8");
  const field = (name) => information.match(new RegExp(`^${name}\\s*: (.*)$`, "m"))?.[1];
  return `Machine: ${cpus()[0].model} (family ${field("cpu family")}, model ${field("model")}), ${cpus().length} cores; one of them is used.`;
}

const tables = [
  operation("Encapsulate", "encapsulate"),
  operation("Decapsulate", "decapsulate"),
  operation("Transform", "transform"),
  operation("Finish", "finish"),
  operation("Blind a transform key", "blind"),
  `## Prepare one authority's key\n\n${table([["", ...HEAD], row("0.75 MB of tables", "prepare")])}`,
  `## Envelope\n\n${table([
    ["1 MiB segment", ...HEAD],
    throughput("seal, XChaCha20-Poly1305", "seal-1"),
    throughput("open, XChaCha20-Poly1305", "open-1"),
    throughput("seal, AES-256-GCM-SIV", "seal-2"),
    throughput("open, AES-256-GCM-SIV", "open-2"),
  ])}`,
].join("\n\n");

const introduction = `# Benchmarks in the browser

Written by \`scripts/web.sh --bench\`, which measures all columns in one run: the same crates, compiled for this
machine and to WebAssembly. Every time is the fastest of as many runs as half a second holds, by the clock on the
wall, because a browser has no other; calls from JavaScript are included. Authorities' keys are prepared; policies
join all leaves by AND, spread over up to four authorities. \`docs/benchmarks.md\` has the native column beside its
opponents and its bound.

A ratio says how many times as long the browser takes.

${machine()}
${columns.slice(1).map(({ platform }) => platform).join(", ")}; native without blst, as the browser has none.
Load average before ${before}, after ${load()}.
`;

const explanation = `## Where the difference comes from

- Field elements are multiplied 64 bits by 64 to 128. WebAssembly has no such instruction; the product is put together
  by a function.
- Natively ChaCha20 uses the processor's vectors and AES its instructions for AES. WebAssembly has none for AES, and
  its vectors (\`simd128\`) were tried and gain nothing with these crates. XChaCha20-Poly1305 is the suite to choose
  where browsers read.
- A browser that leaves the pairings to a server (\`transform\`) pays for \`finish\` alone, whatever the number of leaves.
- Each operation also wipes the stack that it used, and bytes are copied over the border.
`;
writeFileSync(documentPath, `${introduction}\n${tables}\n\n${explanation}`);
console.log(`${machine()}\n\n${tables}`);
