// The native crates' committed vectors, read and written again.

import { bytes, check, content, equal, hex, pushed, seeded, SEGMENT, sha256 } from "./kit.mjs";
import { World } from "./world.mjs";

export function vectors(salus, files) {
  const world = new World(salus, files.seeded);
  const { capsule: sent, request, records, boxes } = files.seeded;
  const context = bytes(sent.context);

  const ringOf = (holder, file) => {
    const ring = new salus.KeyRing(bytes(holder.gid));
    const authority = salus.AuthorityKey.decode(bytes(file.authority_public));
    ring.add(salus.AttributeKey.decode(bytes(holder.attribute_key)), file.authority, authority);
    return ring;
  };
  const authoritiesOf = (file) => {
    const authorities = new salus.Authorities();
    authorities.addTrusted(file.authority, salus.AuthorityKey.decode(bytes(file.authority_public)));
    return authorities;
  };

  return {
    capsule_should_be_the_recorded_one_when_the_random_bytes_are() {
      const [capsule, key] = seeded(sent.seed, () =>
        salus.encapsulate(world.policy(sent.policy), world.authorities, context),
      );
      equal(capsule.encode(), bytes(sent.capsule));
      equal(hex(key.bytes()), sent.key);
      equal(capsule.policy.text, world.policy(sent.policy).text);
    },

    capsule_should_be_the_recorded_one_when_the_keys_are_prepared() {
      const authorities = new salus.Authorities();
      for (const { name, public: encoded } of files.seeded.authorities) {
        const key = salus.AuthorityKey.decode(bytes(encoded));
        key.prepare();
        authorities.addTrusted(name, key);
      }
      const policy = salus.Policy.decode(world.policy(sent.policy).encode());
      const [capsule] = seeded(sent.seed, () => salus.encapsulate(policy, authorities, context));
      equal(capsule.encode(), bytes(sent.capsule));
    },

    capsule_should_give_the_recorded_key_when_decapsulated() {
      const ring = world.ring();
      check(ring.satisfies(world.capsule().policy), "the ring satisfies the policy");
      equal(hex(salus.decapsulate(world.capsule(), context, ring, world.authorities).bytes()), sent.key);
    },

    capsule_should_give_the_recorded_key_when_a_server_transforms_it() {
      const [key, secret] = seeded(sent.transform_seed, () => world.ring().transformKey());
      equal(key.encode(), bytes(sent.transform_key));
      equal(hex(secret.toBytes()), sent.transform_secret);
      const made = salus.transform(world.capsule(), salus.TransformKey.decode(key.encode()));
      equal(made.encode(), bytes(sent.transformed));
      const answer = salus.Transformed.decode(bytes(sent.transformed));
      const kept = salus.TransformSecret.fromBytes(secret.toBytes());
      equal(hex(salus.finish(world.capsule(), answer, kept, context).bytes()), sent.key);
    },

    request_should_be_the_recorded_one_when_the_random_bytes_are() {
      const secret = seeded(request.secret_seed, () => salus.TransformSecret.generate());
      equal(hex(secret.toBytes()), request.secret);
      const made = seeded(request.seed, () => secret.request(world.account, request.attribute, request.epoch));
      equal(made, bytes(request.request));
    },

    async records_should_be_sealed_to_the_recorded_bytes_when_the_random_bytes_are() {
      equal(records.length, 4, "records");
      for (const record of records) {
        const { secret, header, stream } = world.seal(record);
        equal(hex(secret.toBytes()), record.patient_secret);
        equal(header.encode(), bytes(record.header));
        equal(await sha256(pushed(stream, content(record.length))), record.sealed_sha256);
      }
    },

    records_should_be_rewrapped_to_the_recorded_bytes_when_the_random_bytes_are() {
      for (const record of records) {
        const { secret, recipients, binding } = world.sealing(record);
        const header = salus.Header.decode(bytes(record.header));
        const key = header.dataKeyForPatient(secret);
        const newer = seeded(record.rewrap_seed, () => header.rewrap(key, binding(3), recipients));
        equal(newer.encode(), bytes(record.rewrapped));
        check(newer.continues(header), "the new header continues the old one");
        equal(newer.binding.version, 3);
        equal(newer.binding.policy, BigInt(record.policy));
      }
    },

    boxes_should_be_sealed_to_the_recorded_bytes_when_the_random_bytes_are() {
      for (const box of boxes) {
        const secret = seeded(box.secret_seed, () => salus.RecipientSecret.generate(box.suite));
        equal(secret.public().toBytes(), bytes(box.public));
        const [info, aad, plaintext] = [box.info, box.aad, box.plaintext].map(bytes);
        const sealed = seeded(box.seed, () => salus.sealTo(secret.public(), info, aad, plaintext));
        equal(sealed, bytes(box.sealed));
        equal(salus.openFrom(secret, info, aad, sealed), plaintext);
      }
    },

    header_vectors_should_open_by_every_way_when_read_from_the_file_alone() {
      for (const file of [files.headerV2, files.headerV3]) {
        const authorities = authoritiesOf(file);
        equal(file.cases.length, 4, "cases");
        for (const one of file.cases) {
          const patient = salus.RecipientSecret.fromBytes(one.recipient_suite, bytes(one.patient_secret));
          for (const [name, version] of [["header", 2], ["rewrapped", 3]]) {
            const header = salus.Header.decode(bytes(one[name]));
            equal(header.encode(), bytes(one[name]));
            equal(header.suite, one.suite);
            check(header.contentLength >= one.length, "the length has the padding");
            equal(header.binding.version, version);
            equal(header.binding.policy, 5n);
            equal(header.binding.record, bytes(file.record));
            equal(header.binding.patient, bytes(file.patient));
            const open = (capsule, context, holder) =>
              salus.decapsulate(capsule, context, ringOf(holder, file), authorities);
            const keys = [
              header.dataKeyFromPolicy(open(header.capsule, header.kemContext, file.doctor)),
              header.dataKeyForPatient(patient),
            ];
            equal(header.emergencyCapsule !== undefined, one.emergency, "an emergency's capsule");
            if (one.emergency) {
              const shared = open(header.emergencyCapsule, header.emergencyContext, file.rescuer);
              keys.push(header.dataKeyFromEmergency(shared));
            }
            for (const key of keys) {
              const opener = new salus.SegmentOpener(header, key);
              equal(opener.segments, one.segments.length, "segments");
              one.segments.forEach((segment, index) => {
                if (!segment.bytes) return;
                const expected = content(one.length).subarray(index * SEGMENT, (index + 1) * SEGMENT);
                equal(opener.open(index, bytes(segment.bytes)), expected);
              });
            }
          }
        }
      }
    },

    header_of_version_1_should_open_when_policy_or_patient_asks() {
      const file = files.headerV1;
      const header = salus.Header.decode(bytes(file.header));
      const patient = salus.RecipientSecret.fromBytes(salus.RecipientSuite.X25519, bytes(file.patient_secret));
      const shared = salus.decapsulate(header.capsule, header.kemContext, ringOf(file, file), authoritiesOf(file));
      for (const key of [header.dataKeyFromPolicy(shared), header.dataKeyForPatient(patient)]) {
        equal(new salus.SegmentOpener(header, key).open(0, bytes(file.segments[0])), bytes(file.content));
      }
    },

    box_vectors_should_open_when_read_from_the_file_alone() {
      // The second file was computed elsewhere.
      for (const box of [...files.box.cases, files.xWing]) {
        const secret = salus.RecipientSecret.fromBytes(box.suite, bytes(box.secret));
        equal(secret.public().toBytes(), bytes(box.public));
        equal(salus.RecipientPublic.fromBytes(box.suite, bytes(box.public)).toBytes(), bytes(box.public));
        const opened = salus.openFrom(secret, bytes(box.info), bytes(box.aad), bytes(box.sealed));
        equal(opened, bytes(box.plaintext));
      }
    },
  };
}
