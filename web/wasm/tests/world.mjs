// The people of the committed vectors, as objects of the module.

import { bytes, epochs, seeded } from "./kit.mjs";

export class World {
  constructor(salus, vectors) {
    this.salus = salus;
    this.vectors = vectors;
    this.authorities = new salus.Authorities();
    this.keys = new Map();
    for (const { name, public: encoded, possession } of vectors.authorities) {
      const key = salus.AuthorityKey.decode(bytes(encoded));
      this.authorities.add(name, key, bytes(possession));
      this.keys.set(name, key);
    }
    this.account = bytes(vectors.account);
  }

  /** A ring of the keys whose attributes `wanted` admits. */
  ring(wanted = () => true) {
    const ring = new this.salus.KeyRing(this.account);
    for (const encoded of this.vectors.attribute_keys) {
      const key = this.salus.AttributeKey.decode(bytes(encoded));
      if (wanted(key.attribute)) ring.add(key, key.attribute.split("@")[1], this.keys.get(key.attribute.split("@")[1]));
    }
    return ring;
  }

  policy(formula, epoch = 0) {
    return new this.salus.Policy(formula, epochs(formula, epoch));
  }

  capsule() {
    return this.salus.Capsule.decode(bytes(this.vectors.capsule.capsule));
  }

  /** What a record of the vectors was sealed with. */
  sealing(record) {
    const { salus, vectors } = this;
    const secret = seeded(record.patient_seed, () => salus.RecipientSecret.generate(record.recipient_suite));
    const recipients = new salus.Recipients(this.policy(record.readers), this.authorities, secret.public());
    if (record.rescuers) recipients.admitInEmergency(this.policy(record.rescuers));
    const binding = (version) =>
      new salus.Binding(bytes(vectors.record), bytes(vectors.patient), BigInt(record.policy), version);
    return { secret, recipients, binding };
  }

  /** A record of the vectors, sealed again: the same bytes as ever. */
  seal(record) {
    const { secret, recipients, binding } = this.sealing(record);
    const [header, stream] = seeded(record.seed, () =>
      this.salus.seal(binding(2), record.length, record.suite, recipients),
    );
    return { secret, recipients, binding, header, stream };
  }
}
