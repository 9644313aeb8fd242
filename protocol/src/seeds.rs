//! The fuzzer's seeds: one or a few small, valid inputs for every target in `fuzz/`, so that it begins
//! behind the first checks. `cargo test -p salus-protocol --lib -- --ignored seeds_regenerate` writes them.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use crate::{
    account::AccountId,
    audit::{BlockRef, Export, StateProof, FORMAT},
    card::KeyCard,
    content::{links, raw_id, DagBuilder, LEAF_SIZE},
    messages::{Admitted, Challenge, EnrolRequest, Fault, SessionRequest, Stored},
    proof::{tests::header_proof, HeaderProof},
};
use codec::{DecodeAll, Encode};
use rand::{rngs::StdRng, SeedableRng};
use salus_abe::{
    encapsulate, transform, AttributeKey, AuthorityPublicKey, AuthoritySecretKey, Capsule, EpochPolicy, Gid,
    KeyRing, PossessionProof, TransformKey, Transformed,
};
use salus_envelope::{suite_of, Header, RecipientPublic, RecipientSuite};
use salus_primitives::{consortium::Role, mmr::Trail, Attribute, Expression, Label, RecordId};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const POLICIES: [&str; 3] = [
    "doctor@medical-council",
    "doctor@medical-council AND (cardiology@city-hospital OR nurse@city-hospital)",
    "2 of (ward@office, icu@office, nurse@other-office AND bed1@office)",
];

fn seed(target: &str, name: &str, bytes: impl AsRef<[u8]>) {
    let folder = corpus().join(target);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(name), bytes).unwrap();
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus")
}

fn vectors(name: &str) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crypto/envelope/vectors");
    serde_json::from_str(&fs::read_to_string(folder.join(name)).unwrap()).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn cases(file: &Value) -> impl Iterator<Item = (String, &Value)> {
    file["cases"].as_array().into_iter().flatten().enumerate().map(|(at, case)| (at.to_string(), case))
}

#[test]
#[ignore = "writes the committed seeds"]
fn seeds_regenerate() {
    policies();
    abe();
    envelope();
    client();
}

fn policies() {
    for (name, text) in ["leaf", "gates", "threshold"].into_iter().zip(POLICIES) {
        seed("policy_text", name, text);
        seed("policy_scale", name, text.parse::<Expression>().unwrap().encode());
    }
}

fn abe() {
    let rng = &mut StdRng::seed_from_u64(1);
    let authority = AuthoritySecretKey::generate(rng);
    let name: Label = "medical-council".parse().unwrap();
    let attribute: Attribute = "doctor@medical-council".parse().unwrap();
    let expression = Expression::leaf(attribute.clone());
    let policy = EpochPolicy::new(expression, &BTreeMap::from([(attribute.clone(), 3)])).unwrap();
    let authorities = BTreeMap::from([(name.clone(), authority.public_key())]);
    let gid = Gid([7; 32]);
    let key = authority.issue(&gid, &attribute.at(3), rng);
    let mut ring = KeyRing::new(gid);
    ring.insert(key.clone());
    let (capsule, _) = encapsulate(&policy, &authorities, b"context", rng).unwrap();
    let (transform_key, _) = ring.transform_key(rng);
    seed("abe_capsule", "leaf", capsule.encode());
    seed("abe_authority_key", "key", authority.public_key().encode());
    seed("abe_attribute_key", "key", key.encode());
    seed("abe_transform_key", "key", transform_key.encode());
    seed("abe_transformed", "capsule", transform(&capsule, &transform_key).unwrap().encode());
    seed("abe_possession_proof", "proof", authority.prove_possession(&name, rng).encode());
}

fn envelope() {
    seed("envelope_header", "version-1", bytes(&vectors("header-v1.json")["header"]));
    for (name, case) in cases(&vectors("header-v2.json")) {
        seed("envelope_header", &format!("version-2-{name}"), bytes(&case["header"]));
    }
    for (name, case) in cases(&vectors("box.json")) {
        seed("sealed_box", &name, bytes(&case["sealed"]));
        let suite = u8::try_from(case["suite"].as_u64().unwrap()).unwrap();
        seed("recipient_key", &name, [&[suite][..], &bytes(&case["public"])].concat());
    }
}

fn client() {
    for (name, case) in cases(&vectors("key-card.json")) {
        seed("key_card", &name, bytes(&case["card"]));
    }
    let mut builder = DagBuilder::new();
    builder.push_leaf(&vec![1; LEAF_SIZE]).unwrap();
    builder.push_leaf(b"the rest").unwrap();
    for (_, node) in builder.finish().1 {
        seed("dag_pb", "two-leaves", node);
    }
    let (account, cid) = (AccountId([1; 32]), raw_id(b"block"));
    let challenge = Challenge { challenge: [7; 32], audience: account, expires_in: 60 };
    let answer = SessionRequest { account, challenge: [7; 32], signature: [8; 64] };
    let enrol =
        EnrolRequest { account, role: Role::Patient, card: vec![1; 40], until: 9, signature: [2; 64] };
    let record = RecordId([2; 32]);
    let admitted = Admitted {
        record,
        patient: account,
        header: vec![3; 40],
        content: cid,
        transformed: Some(vec![4; 40]),
    };
    let fault = Fault { error: "code".into(), message: "what".into(), help: "what to do".into() };
    seed("gateway_json", "challenge", serde_json::to_vec(&challenge).unwrap());
    seed("gateway_json", "session", serde_json::to_vec(&answer).unwrap());
    seed("gateway_json", "enrol", serde_json::to_vec(&enrol).unwrap());
    seed("gateway_json", "admitted", serde_json::to_vec(&admitted).unwrap());
    seed("gateway_json", "stored", serde_json::to_vec(&Stored { cid }).unwrap());
    seed("gateway_json", "fault", serde_json::to_vec(&fault).unwrap());
    let export = Export {
        format: FORMAT.into(),
        patient: account,
        block: BlockRef { number: 1, hash: [5; 32] },
        trail: Trail::default(),
        entries: Vec::new(),
        leaves: Vec::new(),
        finality: None,
        proof: StateProof { header: vec![6; 100], nodes: vec![vec![7; 40]] },
    };
    seed("audit_export", "empty", serde_json::to_vec(&export).unwrap());
    // One bit of the third signature is wrong.
    let mut proof = header_proof();
    let votes = 44 + 1 + 2 * 132;
    proof.justification[votes + 36] ^= 1;
    seed("chain_proof", "descendant", proof.encode());
}

fn is_message(bytes: &[u8]) -> bool {
    serde_json::from_slice::<Challenge>(bytes).is_ok()
        || serde_json::from_slice::<SessionRequest>(bytes).is_ok()
        || serde_json::from_slice::<EnrolRequest>(bytes).is_ok()
        || serde_json::from_slice::<Admitted>(bytes).is_ok()
        || serde_json::from_slice::<Stored>(bytes).is_ok()
        || serde_json::from_slice::<Fault>(bytes).is_ok()
}

fn is_key(bytes: &[u8]) -> bool {
    let suite = RecipientSuite::try_from(bytes[0]).unwrap();
    RecipientPublic::from_bytes(suite, &bytes[1..]).is_ok()
}

/// Whether a parser takes the bytes.
type Parses = fn(&[u8]) -> bool;

#[test]
fn seeds_should_be_valid_when_their_parsers_read_them() {
    let targets: [(&str, Parses); 16] = [
        ("policy_text", |b| std::str::from_utf8(b).unwrap().parse::<Expression>().is_ok()),
        ("policy_scale", |b| Expression::decode_all(&mut &b[..]).is_ok()),
        ("abe_capsule", |b| Capsule::decode(b).is_ok()),
        ("abe_authority_key", |b| AuthorityPublicKey::decode(b).is_ok()),
        ("abe_attribute_key", |b| AttributeKey::decode(b).is_ok()),
        ("abe_transform_key", |b| TransformKey::decode(b).is_ok()),
        ("abe_transformed", |b| Transformed::decode(b).is_ok()),
        ("abe_possession_proof", |b| PossessionProof::decode(b).is_ok()),
        ("envelope_header", |b| Header::decode(b).is_ok()),
        ("sealed_box", |b| suite_of(b).is_ok()),
        ("recipient_key", is_key),
        ("key_card", |b| KeyCard::decode(b).is_ok()),
        ("dag_pb", |b| links(b).is_ok()),
        ("gateway_json", is_message),
        ("audit_export", |b| serde_json::from_slice::<Export>(b).is_ok()),
        ("chain_proof", |b| HeaderProof::decode_all(&mut &b[..]).is_ok()),
    ];
    assert_eq!(fs::read_dir(corpus()).unwrap().count(), targets.len());
    for (target, parses) in targets {
        let mut seeds = 0;
        for seed in fs::read_dir(corpus().join(target)).unwrap() {
            let path = seed.unwrap().path();
            assert!(parses(&fs::read(&path).unwrap()), "{}", path.display());
            seeds += 1;
        }
        assert!((1..=10).contains(&seeds), "{target} has {seeds} seeds");
    }
}
