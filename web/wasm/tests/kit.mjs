// What the tests share: bytes, refusals, fixed randomness.

export const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [], (digits) => parseInt(digits, 16));
export const hex = (array) => Array.from(array, (byte) => byte.toString(16).padStart(2, "0")).join("");
export const text = (string) => new TextEncoder().encode(string);
export function content(length) {
  const made = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) made[at] = at % 251;
  return made;
}
export const sha256 = async (array) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", array)));
export const SEGMENT = (1 << 20) - 16;

export function equal(found, expected, what = "value") {
  const same = (left, right) =>
    left instanceof Uint8Array && right instanceof Uint8Array
      ? left.length === right.length && left.every((byte, at) => byte === right[at])
      : left === right;
  if (!same(found, expected)) {
    const short = (one) => (one instanceof Uint8Array ? `${one.length} bytes ${hex(one.subarray(0, 40))}` : String(one).slice(0, 80));
    throw new Error(`${what}: found ${short(found)}, expected ${short(expected)}`);
  }
}

export function check(condition, what) {
  if (!condition) throw new Error(what);
}

/** A refusal is this module's own error; a trap (WebAssembly.RuntimeError) or anything else is a failure. */
function refusal(error, what) {
  if (!(error instanceof Error) || error.name !== "SalusError" || typeof error.code !== "string") {
    throw new Error(`${what}: not a refusal but ${error?.name}: ${error?.message}`);
  }
  check(error.message.length > 10, `${what}: the message says nothing`);
  return error.code;
}

/** `work` must be refused under one of `codes`. */
export function refused(codes, work, what = "call") {
  let made;
  try {
    made = work();
  } catch (error) {
    const code = refusal(error, what);
    check([codes].flat().includes(code), `${what}: refused as ${code} (${error.message}), expected ${codes}`);
    return;
  }
  throw new Error(`${what}: not refused but ${made}`);
}

/** `work` may do what it likes but trap; its result, or nothing if it was refused. */
export function attempt(work, what) {
  try {
    return work();
  } catch (error) {
    refusal(error, what);
    return undefined;
  }
}

/** Runs `work` while the platform's randomness is `seed`, which must be asked for exactly once. */
export function seeded(seed, work) {
  let asked = 0;
  const fixed = (array) => {
    asked += 1;
    array.set(bytes(seed));
    return array;
  };
  Object.defineProperty(crypto, "getRandomValues", { value: fixed, configurable: true, writable: true });
  try {
    return work();
  } finally {
    // The platform's own is the prototype's.
    delete crypto.getRandomValues;
    equal(asked, 1, "times that randomness was asked for");
  }
}

/** Bytes that are the same in every run. */
export function noise(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  return { below: (limit) => next() % limit, bytes: (length) => Uint8Array.from({ length }, () => next() & 255) };
}

export const flipped = (array, at, mask = 0x80) => {
  const copy = array.slice();
  copy[at] ^= mask;
  return copy;
};

export function joined(parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** All that `stream` makes of `input`, handed over in chunks of `size`. */
export function pushed(stream, input, size = 300_000) {
  const made = [];
  for (let from = 0; from < input.length; from += size) made.push(stream.push(input.subarray(from, from + size)));
  made.push(stream.finish());
  return joined(made);
}

/** Every attribute of `formula` at `epoch`. */
export const epochs = (formula, epoch = 0) =>
  new Map((formula.match(/[a-z0-9-]+@[a-z0-9-]+/g) ?? []).map((attribute) => [attribute, epoch]));
