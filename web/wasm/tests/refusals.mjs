// What must not open, and what must not trap.

import { attempt, bytes, check, flipped, noise, refused, text } from "./kit.mjs";
import { World } from "./world.mjs";

export function refusals(salus, files) {
  const world = new World(salus, files.seeded);
  const { capsule: sent, attribute_keys: keys, authorities, records, boxes } = files.seeded;
  const context = bytes(sent.context);
  const open = (capsule, ring = world.ring()) => salus.decapsulate(capsule, context, ring, world.authorities);

  /** Everything that reads bytes from elsewhere, with bytes that it takes. */
  const decoders = () => {
    const transformed = bytes(sent.transformed);
    const all = [
      ["authority key", (input) => salus.AuthorityKey.decode(input), bytes(authorities[0].public)],
      ["attribute key", (input) => salus.AttributeKey.decode(input), bytes(keys[0])],
      ["policy", (input) => salus.Policy.decode(input), world.policy(sent.policy).encode()],
      ["capsule", (input) => salus.Capsule.decode(input), bytes(sent.capsule)],
      ["transform key", (input) => salus.TransformKey.decode(input), bytes(sent.transform_key)],
      ["transformed capsule", (input) => salus.Transformed.decode(input), transformed],
      ["transform secret", (input) => salus.TransformSecret.fromBytes(input), bytes(sent.transform_secret)],
    ];
    const proven = salus.AuthorityKey.decode(bytes(authorities[0].public));
    const prove = (input) => proven.verifyPossession(authorities[0].name, input) ?? true;
    all.push(["possession proof", prove, bytes(authorities[0].possession)]);
    for (const record of records) {
      all.push(["header", (input) => salus.Header.decode(input), bytes(record.header)]);
    }
    for (const { suite, public: key, sealed, secret_seed: seed, info, aad } of boxes) {
      all.push(["public key", (input) => salus.RecipientPublic.fromBytes(suite, input), bytes(key)]);
      all.push(["secret key", (input) => salus.RecipientSecret.fromBytes(suite, input), bytes(seed)]);
      const secret = salus.RecipientSecret.fromBytes(suite, bytes(seed));
      all.push(["box", (input) => salus.openFrom(secret, bytes(info), bytes(aad), input), undefined, bytes(sealed)]);
    }
    return all;
  };

  return {
    decoders_should_refuse_and_not_trap_when_bytes_are_cut_continued_or_noise() {
      const random = noise(1);
      for (const [name, decode, valid, other] of decoders()) {
        const example = valid ?? other;
        if (valid) check(decode(valid) !== undefined, `${name}: the valid bytes are taken`);
        const codes = ["Encoding", "Input", "SecretKey", "PublicKey", "RecipientSuite", "OtherSuite", "NotOpened"];
        const none = (input, what) => refused(codes, () => decode(input), `${name} ${what}`);
        for (let length = 0; length < example.length; length += 1 + (example.length >> 6)) {
          none(example.subarray(0, length), `cut to ${length} bytes`);
        }
        none(Uint8Array.from([...example, 0]), "continued");
        none(new Uint8Array(1 << 20), "of a MiB of zeros");
        for (let round = 0; round < 20; round += 1) {
          attempt(() => decode(random.bytes(random.below(2 * example.length))), `${name} of noise`);
          // The right beginning leads further in.
          const tail = random.bytes(example.length);
          tail.set(example.subarray(0, random.below(100)));
          attempt(() => decode(tail), `${name} of noise after its beginning`);
        }
      }
    },

    decoders_should_not_trap_when_bytes_are_altered() {
      for (const [name, decode, valid, other] of decoders()) {
        const example = valid ?? other;
        for (let at = 0; at < example.length; at += 1 + (example.length >> 7)) {
          const mask = [0x01, 0x80, 0xff][at % 3];
          attempt(() => decode(flipped(example, at, mask)), `${name} with byte ${at} altered`);
        }
      }
    },

    module_should_still_work_when_it_refused_all_that() {
      check(open(world.capsule()).bytes().length === 32, "the capsule opens");
    },

    policy_should_be_refused_when_its_text_is_malformed_or_an_epoch_is_missing() {
      const none = new Map();
      for (const formula of ["", "doctor", "aa@bb AND", "(aa@bb", "9 of (aa@bb)", "aa@bb\u0000", "\ud800", "aa@bb ".repeat(1 << 16)]) {
        refused("Policy", () => new salus.Policy(formula, none), `policy ${formula.slice(0, 20)}`);
      }
      refused("Policy", () => new salus.Policy("(".repeat(5000), none), "nested policy");
      refused("MissingEpoch", () => new salus.Policy("aa@bb", none));
      for (const epoch of [-1, 0.5, 2 ** 32, NaN, Infinity, "1", null, {}]) {
        refused("Input", () => new salus.Policy("aa@bb", new Map([["aa@bb", epoch]])), `epoch ${epoch}`);
      }
    },

    authority_should_be_refused_when_its_proof_is_anothers() {
      const [first, second] = authorities;
      const key = salus.AuthorityKey.decode(bytes(first.public));
      const add = (name, proof) => new salus.Authorities().add(name, key, bytes(proof));
      add(first.name, first.possession);
      refused("PossessionNotProven", () => add(first.name, second.possession), "another's proof");
      refused("PossessionNotProven", () => add(second.name, first.possession), "another's name");
    },

    ring_should_refuse_a_key_when_it_was_issued_to_somebody_else() {
      const ring = new salus.KeyRing(new Uint8Array(32));
      const key = salus.AttributeKey.decode(bytes(keys[0]));
      const name = key.attribute.split("@")[1];
      const authority = world.keys.get(name);
      refused("KeyNotGenuine", () => ring.add(key, name, authority));
      refused("KeyNotGenuine", () => key.verify(new Uint8Array(32), name, authority));
      check(ring.size === 0, "the ring is empty");
    },

    ring_should_refuse_a_key_when_its_attribute_is_another_authoritys() {
      const ring = new salus.KeyRing(new Uint8Array(32));
      const key = salus.AttributeKey.decode(bytes(keys[0]));
      const [own, other] = [key.attribute.split("@")[1], "another-authority"];
      refused("OtherAuthority", () => ring.add(key, other, world.keys.get(own)));
      refused("OtherAuthority", () => key.verify(new Uint8Array(32), other, world.keys.get(own)));
      check(ring.size === 0, "the ring is empty");
    },

    capsule_should_not_open_when_the_keys_do_not_satisfy_its_policy() {
      const ring = world.ring((attribute) => attribute !== "doctor@medical-council");
      check(!ring.satisfies(world.capsule().policy), "the ring does not satisfy the policy");
      refused("PolicyNotSatisfied", () => open(world.capsule(), ring));
      const [key] = ring.transformKey();
      refused("PolicyNotSatisfied", () => salus.transform(world.capsule(), key));
    },

    capsule_should_not_open_when_the_keys_are_another_holders() {
      const thief = new salus.KeyRing(new Uint8Array(32));
      for (const key of keys) thief.addTrusted(salus.AttributeKey.decode(bytes(key)));
      refused("NotOpened", () => open(world.capsule(), thief));
    },

    capsule_should_not_open_when_context_authorities_or_bytes_differ() {
      const ring = world.ring();
      const capsule = world.capsule();
      refused("NotOpened", () => salus.decapsulate(capsule, text("record 18"), ring, world.authorities));
      const none = new salus.Authorities();
      refused("MissingAuthority", () => salus.decapsulate(capsule, context, ring, none));
      none.addTrusted("medical-council", world.keys.get("city-hospital"));
      none.addTrusted("city-hospital", world.keys.get("city-hospital"));
      none.addTrusted("insurance-board", world.keys.get("insurance-board"));
      refused("AuthorityKeysDiffer", () => salus.decapsulate(capsule, context, ring, none));
      const codes = ["Encoding", "NotOpened", "PolicyNotSatisfied", "MissingAuthority", "AuthorityKeysDiffer"];
      const encoded = bytes(sent.capsule);
      for (let at = 0; at < encoded.length; at += 61) {
        refused(codes, () => open(salus.Capsule.decode(flipped(encoded, at, 1)), ring), `byte ${at} altered`);
      }
    },

    finish_should_refuse_when_secret_answer_context_or_capsule_is_another() {
      const capsule = world.capsule();
      const answer = salus.Transformed.decode(bytes(sent.transformed));
      const secret = salus.TransformSecret.fromBytes(bytes(sent.transform_secret));
      refused("NotOpened", () => salus.finish(capsule, answer, salus.TransformSecret.generate(), context));
      refused("NotOpened", () => salus.finish(capsule, answer, secret, text("record 18")));
      const [key] = world.ring().transformKey();
      refused("NotOpened", () => salus.finish(capsule, salus.transform(capsule, key), secret, context));
      const [other] = salus.encapsulate(capsule.policy, world.authorities, context);
      refused("NotOpened", () => salus.finish(other, answer, secret, context));
    },

    finish_should_never_see_an_answer_when_it_is_not_in_the_target_group() {
      const answer = bytes(sent.transformed);
      for (let at = 2; at < answer.length; at += 23) {
        refused("Encoding", () => salus.Transformed.decode(flipped(answer, at, 1)), `byte ${at} altered`);
      }
      refused("Encoding", () => salus.Transformed.decode(flipped(new Uint8Array(answer.length), 0, 1)), "zeros");
    },

    header_should_give_no_data_key_when_any_part_of_it_is_altered() {
      for (const record of records) {
        const { secret } = world.sealing(record);
        const encoded = bytes(record.header);
        const codes = ["Encoding", "NotOpened", "HeaderAltered", "RecipientSuite", "OtherSuite"];
        for (let at = 0; at < encoded.length; at += 37) {
          const altered = flipped(encoded, at, 1 << at % 8);
          refused(codes, () => salus.Header.decode(altered).dataKeyForPatient(secret), `byte ${at} altered`);
        }
      }
    },

    header_should_give_no_data_key_when_secret_or_shared_key_is_anothers() {
      const [record, hybrid] = records;
      const header = salus.Header.decode(bytes(record.header));
      const stranger = salus.RecipientSecret.generate(salus.RecipientSuite.X25519);
      refused("NotOpened", () => header.dataKeyForPatient(stranger));
      refused("OtherSuite", () => header.dataKeyForPatient(world.sealing(hybrid).secret));
      const shared = salus.SharedKey.fromBytes(new Uint8Array(32));
      refused("NotOpened", () => header.dataKeyFromPolicy(shared));
      refused("NotOpened", () => header.dataKeyFromEmergency(shared));
      // The policy's way in is not the emergency's.
      const opened = salus.decapsulate(header.capsule, header.kemContext, world.ring(), world.authorities);
      refused("NotOpened", () => header.dataKeyFromEmergency(opened));
      refused("NotOpened", () =>
        salus.decapsulate(header.emergencyCapsule, header.kemContext, world.ring(), world.authorities),
      );
    },

    rewrap_should_refuse_when_the_data_key_is_another_headers() {
      const [first, second] = records.map((record) => ({ ...world.sealing(record), ...record }));
      const key = salus.Header.decode(bytes(second.header)).dataKeyForPatient(second.secret);
      const header = salus.Header.decode(bytes(first.header));
      refused("OtherDataKey", () => header.rewrap(key, first.binding(3), first.recipients));
    },

    box_should_not_open_when_key_info_aad_or_any_byte_differs() {
      for (const box of boxes) {
        const secret = salus.RecipientSecret.generate(box.suite);
        const [info, aad] = [text("info"), text("aad")];
        const sealed = salus.sealTo(secret.public(), info, aad, text("plaintext"));
        const stranger = salus.RecipientSecret.generate(box.suite);
        const other = salus.RecipientSecret.generate(3 - box.suite);
        refused("NotOpened", () => salus.openFrom(stranger, info, aad, sealed));
        refused("OtherSuite", () => salus.openFrom(other, info, aad, sealed));
        refused("NotOpened", () => salus.openFrom(secret, aad, aad, sealed));
        refused("NotOpened", () => salus.openFrom(secret, info, info, sealed));
        for (let at = 0; at < sealed.length; at += 1 + (sealed.length >> 6)) {
          const codes = ["NotOpened", "RecipientSuite"];
          refused(codes, () => salus.openFrom(secret, info, aad, flipped(sealed, at)), `byte ${at} altered`);
        }
      }
    },
  };
}
