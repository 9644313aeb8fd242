// The border between JavaScript and the module: types, randomness, what stays in memory.

import { pointsOfKey, sharedElement } from "./field.mjs";
import { bytes, check, refused, text } from "./kit.mjs";
import { World } from "./world.mjs";

export function border(salus, files, memory) {
  const world = new World(salus, files.seeded);
  const { capsule: sent, boxes } = files.seeded;

  /** `work` must throw an Error of any kind but a trap. */
  const thrown = (work, what) => {
    try {
      work();
    } catch (error) {
      const trap = error instanceof WebAssembly.RuntimeError;
      check(error instanceof Error && !trap, `${what}: ${error}`);
      return;
    }
    throw new Error(`${what}: not refused`);
  };
  /** True if `secret` stands anywhere in the module's memory. */
  const remembered = (secret) => {
    const all = new Uint8Array(memory.buffer);
    for (let at = all.indexOf(secret[0]); at >= 0; at = all.indexOf(secret[0], at + 1)) {
      if (secret.every((byte, offset) => all[at + offset] === byte)) return true;
    }
    return false;
  };

  return {
    arguments_should_be_refused_when_they_are_of_another_type() {
      for (const wrong of [undefined, null, 5, "text", {}, [1, 2], new ArrayBuffer(8), new Uint16Array(8)]) {
        refused("Input", () => salus.Capsule.decode(wrong), `bytes ${wrong}`);
        refused("Input", () => new salus.KeyRing(wrong), `account ${wrong}`);
        refused("Input", () => new salus.Policy("aa@bb", wrong), `epochs ${wrong}`);
        refused("Input", () => world.seal(files.seeded.records[0]).stream.push(wrong), `chunk ${wrong}`);
        thrown(() => salus.encapsulate(wrong, world.authorities, text("")), `policy ${wrong}`);
      }
      for (const length of [0, 31, 33]) {
        refused("Input", () => new salus.KeyRing(new Uint8Array(length)), `account of ${length} bytes`);
        refused("Input", () => salus.SharedKey.fromBytes(new Uint8Array(length)));
      }
      refused("Input", () => salus.Header.decode(new Uint8Array((16 << 20) + 1)), "more than 16 MiB");
      const account = new Uint8Array(32);
      for (const number of [-1n, 2n ** 64n, 1, "1", undefined]) {
        refused("Input", () => new salus.Binding(account, account, number, 1), `policy ${number}`);
      }
      for (const version of [-1, 0.5, 2 ** 32, NaN]) {
        refused("Input", () => new salus.Binding(account, account, 1n, version), `version ${version}`);
      }
      thrown(() => salus.RecipientSecret.generate(7), "an unknown suite");
    },

    length_should_be_refused_when_it_is_no_length() {
      const { recipients, binding } = world.sealing(files.seeded.records[0]);
      for (const length of [-1, 0.5, NaN, Infinity, 2 ** 53, 2 ** 52]) {
        refused("Input", () => salus.seal(binding(1), length, 1, recipients), `length ${length}`);
      }
    },

    object_should_be_refused_when_it_was_freed() {
      const capsule = world.capsule();
      capsule.free();
      thrown(() => capsule.encode(), "a freed capsule");
      thrown(() => salus.transform(capsule, world.ring().transformKey()[0]), "a freed capsule as an argument");
    },

    operation_should_be_refused_when_the_platform_has_no_randomness() {
      const failing = () => { throw new Error("none today"); };
      Object.defineProperty(crypto, "getRandomValues", { value: failing, configurable: true, writable: true });
      try {
        refused("Randomness", () => salus.TransformSecret.generate());
        refused("Randomness", () => salus.encapsulate(world.capsule().policy, world.authorities, text("")));
      } finally {
        delete crypto.getRandomValues;
      }
      salus.TransformSecret.generate();
    },

    randomness_should_differ_when_it_is_drawn_twice() {
      const [first, second] = [0, 1].map(() => salus.TransformSecret.generate().toBytes());
      check(first.some((byte, at) => byte !== second[at]), "two secrets differ");
      const [sealed, again] = [0, 1].map(() => {
        const recipient = salus.RecipientSecret.fromBytes(1, bytes(boxes[0].secret_seed)).public();
        return salus.sealTo(recipient, text(""), text(""), text("same"));
      });
      check(sealed.some((byte, at) => byte !== again[at]), "two boxes differ");
    },

    memory_should_hold_no_secret_when_objects_are_freed() {
      // Bytes that are in no other test.
      const secret = Uint8Array.from({ length: 32 }, (_, at) => 0xb0 ^ (at * 7));
      const plaintext = Uint8Array.from({ length: 1000 }, (_, at) => 0xc3 ^ (at * 5));
      const shared = salus.SharedKey.fromBytes(secret);
      check(remembered(secret), "a secret in use is found: the search works");
      const kept = salus.RecipientSecret.fromBytes(salus.RecipientSuite.X25519, secret);
      kept.toBytes();
      const sealed = salus.sealTo(kept.public(), text("info"), text("aad"), plaintext);
      const opened = salus.openFrom(kept, text("info"), text("aad"), sealed);
      check(opened.every((byte, at) => byte === plaintext[at]), "the box opens");
      shared.bytes();
      shared.free();
      kept.free();
      check(!remembered(secret), "the freed secret is gone");
      check(!remembered(plaintext), "the plaintext is gone");
    },

    memory_should_hold_no_segment_when_streams_are_freed() {
      const record = files.seeded.records[3];
      const { secret, recipients, binding } = world.sealing(record);
      const plaintext = Uint8Array.from({ length: 5000 }, (_, at) => 0x9d ^ (at * 11));
      const [header, sealing] = salus.seal(binding(2), plaintext.length, record.suite, recipients);
      const ciphertext = sealing.push(plaintext);
      sealing.finish();
      sealing.free();
      const opening = new salus.OpenStream(header, header.dataKeyForPatient(secret));
      check(opening.push(ciphertext).every((byte, at) => byte === plaintext[at]), "the content comes back");
      opening.finish();
      opening.free();
      check(!remembered(plaintext.subarray(0, 64)), "the segment's beginning is gone");
      check(!remembered(plaintext.subarray(-64)), "the segment's end is gone");
    },

    memory_should_hold_no_key_when_a_capsule_was_made_opened_and_all_was_freed() {
      // A capsule of its own: other tests' objects with the recorded key may not be collected yet.
      const context = text("memory");
      const ring = world.ring();
      const [capsule, made] = salus.encapsulate(world.capsule().policy, world.authorities, context);
      const [transformKey, secret] = ring.transformKey();
      const keys = [
        made,
        salus.decapsulate(capsule, context, ring, world.authorities),
        salus.finish(capsule, salus.transform(capsule, transformKey), secret, context),
      ];
      const opened = made.bytes();
      check(remembered(opened), "keys in use are found: the search works");
      const z = secret.toBytes();
      for (const key of keys) {
        check(key.bytes().every((byte, at) => byte === opened[at]), "all have the same key");
        key.free();
      }
      for (const object of [ring, secret]) object.free();
      check(!remembered(opened), "the key is gone");
      check(!remembered(z), "the transform secret is gone");
    },

    memory_should_hold_no_part_of_a_key_when_a_ring_opened_a_capsule_and_was_freed() {
      // People of their own. Another file of vectors drew one K' from the same random bytes: its copies are no leak.
      const { authorities, gid, attribute_keys: held, epoch } = files.scheme;
      const points = held.flatMap(({ key }) => pointsOfKey(bytes(key))).filter((point) => !remembered(point));
      check(points.length >= 7, "hardly a key is its own");
      const own = new World(salus, { authorities, account: gid, attribute_keys: held.map(({ key }) => key) });
      const policy = own.policy("doctor@medical-council AND icu@city-hospital", epoch);
      const context = text("memory of keys");
      const read = held.map(({ key }) => salus.AttributeKey.decode(bytes(key)));
      const ring = new salus.KeyRing(bytes(gid));
      for (const key of read) ring.addTrusted(key);
      const [capsule, made] = salus.encapsulate(policy, own.authorities, context);
      const [transformKey, secret] = ring.transformKey();
      const transformed = salus.transform(capsule, transformKey);
      const opened = salus.decapsulate(capsule, context, ring, own.authorities);
      const finished = salus.finish(capsule, transformed, secret, context);
      check(points.every(remembered), "keys in use are found: the search works");
      const e = sharedElement(transformed.encode(), secret.toBytes());
      for (const object of [...read, ring, made, opened, finished, secret]) object.free();
      check(!points.some(remembered), "the keys are gone");
      check(!e.some(remembered), "what the capsule hides is gone");
    },
  };
}
