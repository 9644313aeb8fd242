// The operations' times in whatever runs this, as web/wasm/bench measures them natively: after two runs to warm up, the
// fastest of as many runs as half a second holds.

import { bytes, equal, hex, SEGMENT } from "./kit.mjs";

const BUDGET = 500;

/** The nanoseconds of the fastest run; what it made is freed outside of the time. */
function fastest(work) {
  let best = Infinity;
  const once = () => {
    const start = performance.now();
    const made = work();
    best = Math.min(best, performance.now() - start);
    for (const object of [made].flat()) object?.free?.();
  };
  once();
  once();
  best = Infinity;
  for (const begin = performance.now(); performance.now() - begin < BUDGET; ) once();
  return best * 1e6;
}

export function measure(salus, _files, _memory, { worlds }) {
  const times = {};
  for (const world of worlds) {
    const authorities = new salus.Authorities();
    const keys = new Map();
    for (const { name, public: encoded } of world.authorities) {
      const key = salus.AuthorityKey.decode(bytes(encoded));
      key.prepare();
      authorities.addTrusted(name, key);
      keys.set(name, key);
    }
    const policy = salus.Policy.decode(bytes(world.policy));
    const context = bytes(world.context);
    const ring = new salus.KeyRing(bytes(world.account));
    for (const key of world.attribute_keys) ring.addTrusted(salus.AttributeKey.decode(bytes(key)));
    const [capsule, key] = salus.encapsulate(policy, authorities, context);
    const [transformKey, secret] = ring.transformKey();
    const answer = salus.transform(capsule, transformKey);
    equal(hex(salus.decapsulate(capsule, context, ring, authorities).bytes()), hex(key.bytes()));
    equal(hex(salus.finish(capsule, answer, secret, context).bytes()), hex(key.bytes()));
    const put = (name, work) => {
      times[`${name}-${world.leaves}`] = fastest(work);
    };
    put("encapsulate", () => salus.encapsulate(policy, authorities, context));
    put("decapsulate", () => salus.decapsulate(capsule, context, ring, authorities));
    put("transform", () => salus.transform(capsule, transformKey));
    put("finish", () => salus.finish(capsule, answer, secret, context));
    put("blind", () => ring.transformKey());

    if (world.leaves !== 1) continue;
    const encoded = bytes(world.authorities[0].public);
    times.prepare = fastest(() => {
      const unprepared = salus.AuthorityKey.decode(encoded);
      unprepared.prepare();
      return unprepared;
    });
    const patient = salus.RecipientSecret.generate(salus.RecipientSuite.X25519);
    const recipients = new salus.Recipients(policy, authorities, patient.public());
    const binding = new salus.Binding(new Uint8Array(32).fill(1), new Uint8Array(32).fill(2), 1n, 1);
    const plaintext = new Uint8Array(SEGMENT).fill(0x5a);
    for (const suite of [1, 2]) {
      const [header, stream] = salus.seal(binding, SEGMENT * 1_000_000, suite, recipients);
      const segment = stream.push(plaintext);
      times[`seal-${suite}`] = fastest(() => stream.push(plaintext));
      const opener = new salus.SegmentOpener(header, header.dataKeyForPatient(patient));
      equal(opener.open(0, segment), plaintext);
      times[`open-${suite}`] = fastest(() => opener.open(0, segment));
    }
  }
  return times;
}
