// Enough of the encryption's arithmetic to know secrets that the module tells nobody: E = T1 · T2^z, and a key's points.

const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
/** Bytes of a field element. */
const BYTES = 48;
/** Which power of w the k-th pair of an encoded element of GT stands at. */
const POWERS = [0, 2, 4, 1, 3, 5];

const modulo = (number) => ((number % P) + P) % P;
const little = (bytes) => bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
const big = (bytes) => little(bytes.slice().reverse());

/** A field element as it is in memory: Montgomery's form, its lowest byte first. */
function inMemory(number) {
  let rest = modulo(number << 384n);
  return Uint8Array.from({ length: BYTES }, () => {
    const byte = Number(rest & 255n);
    rest >>= 8n;
    return byte;
  });
}

const add = ([a, b], [c, d]) => [a + c, b + d];
const times = ([a, b], [c, d]) => [modulo(a * c - b * d), modulo(a * d + b * c)];

/** The product of two elements of F_p² [w] / (w⁶ − 1 − u). */
function product(left, right) {
  const made = Array.from({ length: 6 }, () => [0n, 0n]);
  left.forEach((one, i) => right.forEach((other, j) => {
    const [a, b] = times(one, other);
    made[(i + j) % 6] = add(made[(i + j) % 6], i + j < 6 ? [a, b] : [a - b, a + b]);
  }));
  return made.map(([a, b]) => [modulo(a), modulo(b)]);
}

function power(element, exponent) {
  let made = Array.from({ length: 6 }, (_, at) => [at === 0 ? 1n : 0n, 0n]);
  for (const digit of exponent.toString(2)) {
    made = product(made, made);
    if (digit === "1") made = product(made, element);
  }
  return made;
}

function element(bytes) {
  const made = [];
  POWERS.forEach((at, k) => {
    made[at] = [0, 1].map((half) => little(bytes.subarray((2 * k + half) * BYTES, (2 * k + half + 1) * BYTES)));
  });
  return made;
}

/** E of a transformed capsule and its secret, coefficient by coefficient, as they are in memory. */
export function sharedElement(transformed, secret) {
  const [t1, t2] = [0, 1].map((at) => element(transformed.subarray(2 + at * 576, 2 + (at + 1) * 576)));
  return product(t1, power(t2, little(secret))).flat().map(inMemory);
}

/** The x coordinates of K and K' of an encoded attribute key, as they are in memory. */
export function pointsOfKey(encoded) {
  const points = encoded.subarray(-3 * BYTES);
  const coordinate = (at, flags) => {
    const bytes = points.slice(at * BYTES, (at + 1) * BYTES);
    if (flags) bytes[0] &= 0x1f;
    return inMemory(big(bytes));
  };
  return [coordinate(0, true), coordinate(1, true), coordinate(2, false)];
}
