//! Writes the seeds of every target into `corpus/`: one or a few small, valid inputs each, so that the
//! fuzzer begins behind the first checks. `cargo run --release --example seeds`, in this folder.

use codec::Encode;
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{encapsulate, transform, AuthoritySecretKey, EpochPolicy, Gid, KeyRing};
use salus_client::{
    account::AccountId,
    audit::{BlockRef, Export, StateProof, FORMAT},
    content::{raw_id, DagBuilder, LEAF_SIZE},
    gateway::{Admitted, Challenge, EnrolRequest, Fault, SessionRequest, Stored},
};
use salus_primitives::{consortium::Role, mmr::Trail, Attribute, Expression, Label, RecordId};
use serde_json::Value;
use std::{collections::BTreeMap, error::Error, fs, path::Path};

const VECTORS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../crypto/envelope/vectors");
const POLICIES: [&str; 3] = [
    "doctor@medical-council",
    "doctor@medical-council AND (cardiology@city-hospital OR nurse@city-hospital)",
    "2 of (a@one-office, b@one-office, c@other-office AND d@one-office)",
];

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn seed(target: &str, name: &str, bytes: impl AsRef<[u8]>) -> Outcome {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    fs::create_dir_all(&folder)?;
    Ok(fs::write(folder.join(name), bytes)?)
}

fn vectors(name: &str) -> Outcome<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(Path::new(VECTORS).join(name))?)?)
}

fn bytes(value: &Value) -> Outcome<Vec<u8>> {
    Ok(hex::decode(value.as_str().ok_or("not a text")?)?)
}

fn cases(file: &Value) -> impl Iterator<Item = (String, &Value)> {
    file["cases"].as_array().into_iter().flatten().enumerate().map(|(at, case)| (at.to_string(), case))
}

fn main() -> Outcome {
    policies()?;
    abe()?;
    envelope()?;
    client()
}

fn policies() -> Outcome {
    for (name, text) in ["leaf", "gates", "threshold"].into_iter().zip(POLICIES) {
        seed("policy_text", name, text)?;
        seed("policy_scale", name, text.parse::<Expression>().map_err(|e| e.to_string())?.encode())?;
    }
    Ok(())
}

fn abe() -> Outcome {
    let rng = &mut ChaCha20Rng::seed_from_u64(1);
    let authority = AuthoritySecretKey::generate(rng);
    let name: Label = "medical-council".parse().map_err(|_| "no label")?;
    let attribute: Attribute = "doctor@medical-council".parse().map_err(|_| "no attribute")?;
    let expression = Expression::leaf(attribute.clone());
    let policy = EpochPolicy::new(expression, &BTreeMap::from([(attribute.clone(), 3)]))?;
    let authorities = BTreeMap::from([(name.clone(), authority.public_key())]);
    let gid = Gid([7; 32]);
    let key = authority.issue(&gid, &attribute.at(3), rng);
    let mut ring = KeyRing::new(gid);
    ring.insert(key.clone());
    let (capsule, _) = encapsulate(&policy, &authorities, b"context", rng)?;
    let (transform_key, _) = ring.transform_key(rng);
    seed("abe_capsule", "leaf", capsule.encode())?;
    seed("abe_authority_key", "key", authority.public_key().encode())?;
    seed("abe_attribute_key", "key", key.encode())?;
    seed("abe_transform_key", "key", transform_key.encode())?;
    seed("abe_transformed", "capsule", transform(&capsule, &transform_key)?.encode())?;
    seed("abe_possession_proof", "proof", authority.prove_possession(&name, rng).encode())
}

fn envelope() -> Outcome {
    seed("envelope_header", "version-1", bytes(&vectors("header-v1.json")?["header"])?)?;
    for (name, case) in cases(&vectors("header-v2.json")?) {
        seed("envelope_header", &format!("version-2-{name}"), bytes(&case["header"])?)?;
    }
    for (name, case) in cases(&vectors("box.json")?) {
        seed("sealed_box", &name, bytes(&case["sealed"])?)?;
        let suite = u8::try_from(case["suite"].as_u64().ok_or("no suite")?)?;
        seed("recipient_key", &name, [&[suite][..], &bytes(&case["public"])?].concat())?;
    }
    Ok(())
}

fn client() -> Outcome {
    for (name, case) in cases(&vectors("key-card.json")?) {
        seed("key_card", &name, bytes(&case["card"])?)?;
    }
    let mut builder = DagBuilder::new();
    builder.push_leaf(&vec![1; LEAF_SIZE])?;
    builder.push_leaf(b"the rest")?;
    for (_, node) in builder.finish().1 {
        seed("dag_pb", "two-leaves", node)?;
    }
    let (account, cid) = (AccountId([1; 32]), raw_id(b"block"));
    let challenge = Challenge { challenge: [7; 32], audience: account, expires_in: 60 };
    let answer = SessionRequest { account, challenge: [7; 32], signature: [8; 64] };
    let enrol = EnrolRequest { account, role: Role::Patient, card: vec![1; 40] };
    let record = RecordId([2; 32]);
    let admitted = Admitted {
        record,
        patient: account,
        header: vec![3; 40],
        content: cid,
        transformed: Some(vec![4; 40]),
    };
    let fault = Fault { error: "code".into(), message: "what".into(), help: "what to do".into() };
    seed("gateway_json", "challenge", serde_json::to_vec(&challenge)?)?;
    seed("gateway_json", "session", serde_json::to_vec(&answer)?)?;
    seed("gateway_json", "enrol", serde_json::to_vec(&enrol)?)?;
    seed("gateway_json", "admitted", serde_json::to_vec(&admitted)?)?;
    seed("gateway_json", "stored", serde_json::to_vec(&Stored { cid })?)?;
    seed("gateway_json", "fault", serde_json::to_vec(&fault)?)?;
    let export = Export {
        format: FORMAT.into(),
        patient: account,
        block: BlockRef { number: 1, hash: [5; 32] },
        trail: Trail::default(),
        entries: Vec::new(),
        leaves: Vec::new(),
        proof: StateProof { header: vec![6; 100], nodes: vec![vec![7; 40]] },
    };
    seed("audit_export", "empty", serde_json::to_vec(&export)?)
}
