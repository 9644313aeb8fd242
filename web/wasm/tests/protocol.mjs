// Files of blocks, key cards, key packages and trails: what the native crates made is taken, what was altered is not.

import { bytes, check, content, equal, flipped, hex, joined, pushed, refused, text } from "./kit.mjs";
import { World } from "./world.mjs";

const LEAF = 1 << 20;
// Names that Kubo and the native crate give files whose byte `i` is `i mod 251`.
const NAMES = [
  [0, "bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku"],
  [1000, "bafkreicojquuwmy7piqjti3zx3buxh47ya64i2vumxmzr5gwqpnfgsd6nu"],
  [LEAF + 1, "bafybeidjogjfwuhbzwopgd4bn3skcf5m6oz72xshywcndzxgqb623nfclu"],
  [5 * LEAF, "bafybeif3cqzr34eco3pr3jiypjq5j5ine35czekpyoa6q5uvwecywczeem"],
];

export function protocol(salus, files) {
  const world = new World(salus, files.seeded);
  const { cases, account, attribute, epoch, authority_public: authority } = files.keyCard;
  const owner = bytes(account);
  const name = attribute.split("@")[1];
  const json = (value) => text(JSON.stringify(value));

  /** A file's name and its blocks by their names. */
  const build = (file) => {
    const builder = new salus.DagBuilder();
    const blocks = new Map();
    for (let at = 0; at === 0 || at < file.length; at += LEAF) {
      const leaf = file.subarray(at, at + LEAF);
      blocks.set(builder.pushLeaf(leaf), leaf);
    }
    const { root, nodes } = builder.finish();
    for (const { cid, bytes: block } of nodes) blocks.set(cid, block);
    return { root, nodes, blocks, length: file.length };
  };
  /** The file below `root`, from a gateway that hands `blocks` out. */
  const read = ({ root, blocks, length }) => {
    const walk = new salus.DagWalk(root, length);
    const leaves = [];
    for (let step = walk.step(); step !== undefined; step = walk.step()) {
      if (step.kind === "node") {
        walk.enter(blocks.get(step.cid));
        continue;
      }
      const leaf = blocks.get(step.cid);
      salus.verifyBlock(step.cid, leaf);
      equal([step.index, step.size].join(), [leaves.length, leaf.length].join(), "the leaf's place and size");
      leaves.push(leaf);
    }
    return joined(leaves);
  };
  const packageOf = (one) => {
    const secret = salus.RecipientSecret.fromBytes(one.suite, bytes(one.secret));
    const issuer = salus.AuthorityKey.decode(bytes(authority));
    const open = (changed = {}) => {
      const asked = { package: bytes(one.package), secret, owner, attribute, epoch, name, issuer, ...changed };
      return salus.openKeyPackage(
        asked.package, asked.secret, asked.owner, asked.attribute, asked.epoch, asked.name, asked.issuer,
      );
    };
    return { issuer, open };
  };
  const trail = (change = () => {}) => {
    const copy = structuredClone(files.auditExport.export);
    change(copy);
    return salus.TrailExport.decode(json(copy));
  };
  const genesis = () => salus.ValidatorSet.ofChainSpec(json(files.auditExport.chain_spec));

  return {
    file_should_have_the_known_name_when_it_is_built() {
      for (const [length, known] of NAMES) equal(build(content(length)).root, known, `a file of ${length} bytes`);
    },

    file_should_come_back_when_its_blocks_are_walked() {
      for (const [length] of NAMES) equal(read(build(content(length))), content(length));
    },

    record_should_come_back_when_it_went_through_blocks() {
      const record = files.seeded.records[0];
      const { secret, header, stream } = world.seal(record);
      const file = build(pushed(stream, content(record.length)));
      const key = header.dataKeyForPatient(secret);
      equal(file.length, header.ciphertextLength);
      equal(pushed(new salus.OpenStream(header, key), read(file)), content(record.length));
    },

    block_should_be_refused_when_a_gateway_hands_out_another() {
      const file = build(content(5 * LEAF));
      const [{ cid, bytes: node }] = file.nodes;
      const with_ = (block) => ({ ...file, blocks: new Map([...file.blocks, [cid, block]]) });
      refused("OtherBlock", () => read(with_(flipped(node, 50))), "an altered node");
      refused("OtherBlock", () => salus.verifyBlock(cid, flipped(node, 0)), "an altered block");
      salus.verifyBlock(cid, node);
      refused("Input", () => salus.verifyBlock("bafk", node), "no content identifier");
    },

    tree_should_be_refused_when_it_is_of_another_length() {
      const file = build(content(5 * LEAF));
      for (const length of [0, LEAF, 5 * LEAF - 1, 5 * LEAF + 1, 2 ** 50]) {
        refused("Tree", () => read({ ...file, length }), `of ${length} bytes`);
      }
      for (const length of [-1, 0.5, NaN, 2 ** 60]) refused("Input", () => new salus.DagWalk(file.root, length));
      const walk = new salus.DagWalk(file.root, file.length);
      refused("Tree", () => walk.enter(file.nodes[0].bytes), "before it was asked for");
    },

    leaf_should_be_refused_when_it_is_none_of_the_file() {
      const builder = new salus.DagBuilder();
      refused("Leaf", () => builder.pushLeaf(new Uint8Array(LEAF + 1)), "too long");
      builder.pushLeaf(new Uint8Array(LEAF));
      refused("Leaf", () => builder.pushLeaf(new Uint8Array(0)), "an empty one");
      builder.pushLeaf(new Uint8Array(1));
      refused("Leaf", () => builder.pushLeaf(new Uint8Array(1)), "after the end");
      builder.finish();
      equal(builder.pushLeaf(content(1000)), NAMES[1][1], "the first leaf of the next file");
    },

    address_should_be_the_known_one_when_written_and_read() {
      const alice = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";
      equal(salus.addressOf(owner), alice);
      equal(salus.accountOf(alice), owner);
      for (const wrong of ["", alice.slice(1), `${alice}1`, "15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5"]) {
        refused("Address", () => salus.accountOf(wrong), wrong);
      }
    },

    card_should_be_read_when_the_native_crate_made_it() {
      for (const one of cases) {
        const card = salus.KeyCard.decode(bytes(one.card));
        equal(card.account, owner);
        equal([card.suite, card.contentId].join(), [one.suite, one.cid].join());
        equal(card.encode(), bytes(one.card));
        const secret = salus.RecipientSecret.fromBytes(one.suite, bytes(one.secret));
        equal(card.recipient().toBytes(), secret.public().toBytes());
        equal(salus.rawId(bytes(one.card)), one.cid);
      }
    },

    card_should_be_refused_when_any_part_is_altered_or_cut() {
      for (const { card } of cases) {
        const whole = bytes(card);
        for (let at = 0; at < whole.length; at += 13) {
          refused("Card", () => salus.KeyCard.decode(flipped(whole, at)), `byte ${at} altered`);
          refused("Card", () => salus.KeyCard.decode(whole.subarray(0, at)), `cut at ${at}`);
        }
      }
    },

    card_should_be_made_when_a_wallet_signed_its_statement() {
      const [, , one] = cases;
      const key = salus.KeyCard.decode(bytes(one.card)).recipient();
      const signature = bytes(one.card).slice(-64);
      equal(salus.KeyCard.signed(owner, key, signature).encode(), bytes(one.card));
      const domain = text("salus/key-card/v2");
      equal(salus.KeyCard.statement(owner, key).slice(0, domain.length), domain);
      refused("Card", () => salus.KeyCard.signed(owner, key, flipped(signature, 3)), "another signature");
      refused("Card", () => salus.KeyCard.signed(new Uint8Array(32), key, signature), "another account");
      refused("Input", () => salus.KeyCard.signed(owner, key, signature.subarray(1)), "a short signature");
    },

    key_should_come_out_when_its_package_was_sealed_to_the_card() {
      for (const one of cases) {
        const { issuer, open } = packageOf(one);
        const key = open();
        equal([key.attribute, key.epoch].join(), [attribute, epoch].join());
        key.verify(owner, name, issuer);
        equal(salus.rawId(bytes(one.package)), one.package_cid);
      }
    },

    package_should_stay_closed_when_it_is_altered_or_for_something_else() {
      for (const one of cases) {
        const { open } = packageOf(one);
        refused("PackageNotOpened", () => open({ package: flipped(bytes(one.package), 40) }), "altered");
        refused("PackageNotOpened", () => open({ package: new Uint8Array(0) }), "no bytes");
        refused("PackageNotOpened", () => open({ owner: new Uint8Array(32) }), "another holder");
        refused("PackageNotOpened", () => open({ attribute: "nurse@medical-council" }), "another attribute");
        refused("PackageNotOpened", () => open({ epoch: epoch + 1 }), "another epoch");
        const secret = salus.RecipientSecret.generate(one.suite);
        refused("PackageNotOpened", () => open({ secret }), "another card");
        const issuer = world.keys.values().next().value;
        refused("KeyNotGenuine", () => open({ issuer }), "another authority's key");
        refused("KeyNotGenuine", () => open({ name: "another-authority" }), "another authority's name");
        refused("Input", () => open({ name: "No Name" }), "no name");
        refused("Input", () => open({ attribute: "no attribute" }), "no attribute");
      }
    },

    trail_should_hold_when_it_is_what_the_chain_kept() {
      const { block, patient } = files.auditExport.export;
      const verified = trail().verify();
      equal([verified.entries, verified.block].join(), [11, block.number].join());
      equal(hex(verified.blockHash), block.hash);
      equal(salus.addressOf(verified.patient), patient);
      equal(JSON.parse(trail().entries()).length, 11);
    },

    trail_should_be_refused_when_an_entry_is_altered_or_missing() {
      const changes = [
        (one) => { one.entries[6].action = "refused"; },
        (one) => { one.entries.pop(); },
        (one) => { one.entries.splice(4, 1); },
        (one) => { one.trail.leaves = 10; one.entries.pop(); },
        (one) => { one.patient = salus.addressOf(new Uint8Array(32)); },
        (one) => { one.block.number += 1; },
        (one) => { one.proof.nodes.pop(); },
        (one) => { one.format = "salus/audit-export/v9"; },
      ];
      for (const change of changes) refused("Trail", () => trail(change).verify(), String(change));
    },

    block_should_be_final_when_the_validators_of_the_genesis_lead_to_its_votes() {
      const set = genesis();
      equal([set.setId, set.size].join(), "0,4");
      equal(trail().verifyFinality(set), 1n);
      equal(trail().verifyFinality(salus.ValidatorSet.decode(json(files.auditExport.validators))), 1n);
    },

    block_should_not_be_final_when_votes_are_missing_or_of_others() {
      const set = genesis();
      refused("Finality", () => trail((one) => { delete one.finality; }).verifyFinality(set), "no votes");
      refused("Finality", () => trail((one) => { one.finality.handovers = []; }).verifyFinality(set), "strangers");
      const flip = (one) => { one.finality.justification = hex(flipped(bytes(one.finality.justification), 90)); };
      refused("Finality", () => trail(flip).verifyFinality(set), "an altered vote");
      refused("Finality", () => trail((one) => { one.block.number += 1; }).verifyFinality(set), "another block");
      const others = structuredClone(files.auditExport.validators);
      for (const one of others.authorities) one.key = hex(new Uint8Array(32).fill(9));
      refused("Finality", () => trail().verifyFinality(salus.ValidatorSet.decode(json(others))), "other validators");
    },

    call_should_have_the_chains_bytes_when_its_version_is_known() {
      const calls = new salus.KnownCalls("salus", 1);
      const revoke = salus.Call.revokePolicy(5n);
      equal(revoke.name, "Consent.revoke_policy");
      equal(calls.encode(revoke), bytes("16010500000000000000"));
      equal(calls.name(calls.encode(revoke)), "Consent.revoke_policy");
      equal(calls.name(Uint8Array.of(255, 255)), undefined);
      equal(calls.name(Uint8Array.of(22)), undefined);
      check(calls.has("Consent", "open_access") && !calls.has("Consent", "nothing"), "its calls");
      const hash = new Uint8Array(32).fill(7);
      const open = calls.encode(salus.Call.openAccess(hash, "TREAT", hash));
      equal(open, joined([bytes("1604"), hash, Uint8Array.of(0), hash]));
      const both = calls.encode(salus.Call.all([salus.Call.revokePolicy(5n), salus.Call.revokePolicy(6n)]));
      equal(both, bytes("080208" + "16010500000000000000" + "16010600000000000000"));
      const terms = calls.encode(salus.Call.setPolicy(undefined, "aa@bb", ["TREAT"], 1, 2, true));
      equal(terms.slice(0, 3), bytes("160000"));
      const never = calls.encode(salus.Call.setPolicy(undefined, "aa@bb", ["TREAT"], 1, 2, false));
      const agreed = calls.encode(salus.Call.setPolicy(undefined, "aa@bb", ["TREAT"], 1, 2, 7));
      equal(Uint8Array.of(never.at(-1), terms.at(-1), ...agreed.slice(-5)), bytes("00010207000000"));
    },

    call_should_be_refused_when_the_version_or_an_argument_is_unknown() {
      refused("UnknownChain", () => new salus.KnownCalls("salus", 2 ** 32 - 1), "a later version");
      refused("UnknownChain", () => new salus.KnownCalls("polkadot", 1), "another chain");
      refused("Input", () => new salus.KnownCalls("salus", -1), "no version");
      const hash = new Uint8Array(32);
      refused("Input", () => salus.Call.openAccess(hash, "FUN", hash), "no purpose");
      refused("Input", () => salus.Call.openAccess(hash.subarray(1), "TREAT", hash), "a short id");
      refused("Input", () => salus.Call.delegate(hash, "tyrant", 9), "no scope");
      refused("Input", () => salus.Call.delegate(hash, "guardian", 0.5), "no block");
      refused("Policy", () => salus.Call.setPolicy(undefined, "aa AND", ["TREAT"], 1, 2, true), "no policy");
      refused("Input", () => salus.Call.replaceKeyCard("bafk"), "no content identifier");
    },

    files_should_be_refused_when_they_are_no_trail_and_no_specification() {
      for (const wrong of [text(""), text("{}"), text("[1]"), new Uint8Array(100)]) {
        refused("Encoding", () => salus.TrailExport.decode(wrong));
        refused("Encoding", () => salus.ValidatorSet.decode(wrong));
        refused("Encoding", () => salus.ValidatorSet.ofChainSpec(wrong));
      }
      refused("Input", () => salus.TrailExport.decode("{}"));
    },
  };
}
