// All tests, for whatever runs them.

import { border } from "./border.mjs";
import { contents } from "./contents.mjs";
import { protocol } from "./protocol.mjs";
import { refusals } from "./refusals.mjs";
import { vectors } from "./vectors.mjs";

/** The files that the tests read, from the root of the project. */
export const FILES = {
  seeded: "crypto/envelope/vectors/seeded.json",
  headerV1: "crypto/envelope/vectors/header-v1.json",
  headerV2: "crypto/envelope/vectors/header-v2.json",
  headerV3: "crypto/envelope/vectors/header-v3.json",
  scheme: "crypto/abe/vectors/scheme.json",
  box: "crypto/envelope/vectors/box.json",
  xWing: "crypto/envelope/vectors/x-wing.json",
  keyCard: "crypto/envelope/vectors/key-card.json",
  auditExport: "protocol/vectors/audit-export.json",
};

/** Runs every test and returns a line for each: its name, milliseconds, and what went wrong. */
export async function run(salus, files, memory) {
  const results = [];
  for (const group of [vectors, refusals, contents, border, protocol]) {
    for (const [name, test] of Object.entries(group(salus, files, memory))) {
      const start = performance.now();
      let failure;
      try {
        await test();
      } catch (error) {
        failure = `${error?.name}: ${error?.message}`;
      }
      results.push({ name, milliseconds: Math.round(performance.now() - start), failure });
    }
  }
  return results;
}
