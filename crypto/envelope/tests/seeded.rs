//! What is made from 32 random bytes: every operation that draws randomness, each with a seed of its own.
//!
//! Any other build of these crates that draws the same 32 bytes and expands them with ChaCha20 must write the same; the browser's does
//! (`web/wasm/tests`). After a wanted change of a format, with a new version in it:
//! `cargo test --release -p salus-envelope --test seeded -- --ignored` writes the file again.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{
    encapsulate, finish, transform, AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid, KeyRing,
    TransformSecret,
};
use salus_envelope::{
    seal, seal_stream, seal_to, Binding, RecipientSecret, RecipientSuite, Recipients, Suite,
    SEGMENT_PLAINTEXT,
};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, Label, RecordId};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, path::PathBuf};

const AUTHORITIES: [&str; 3] = ["medical-council", "city-hospital", "insurance-board"];
const POLICY: &str = "doctor@medical-council AND (icu@city-hospital OR 2 of (aa@city-hospital, bb@city-hospital, cc@insurance-board))";
const READERS: &str = "doctor@medical-council AND icu@city-hospital";
const RESCUERS: &str = "icu@city-hospital";
const ACCOUNT: Gid = Gid([0xa1; 32]);
const CONTEXT: &[u8] = b"record 17";

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors/seeded.json")
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

/// The 32 bytes that `rng(seed)` begins with.
fn seed(seed: u64) -> String {
    hex::encode(rng(seed).get_seed())
}

/// A policy with every attribute at epoch 0.
fn policy(text: &str) -> EpochPolicy {
    let expression: Expression = text.parse().unwrap();
    let epochs = expression.leaves().map(|leaf| (leaf.clone(), 0)).collect();
    EpochPolicy::new(expression, &epochs).unwrap()
}

struct World {
    secrets: BTreeMap<Label, AuthoritySecretKey>,
    publics: BTreeMap<Label, AuthorityPublicKey>,
    ring: KeyRing,
}

impl World {
    fn new() -> Self {
        let rng = &mut rng(1);
        let secrets: BTreeMap<Label, _> = AUTHORITIES
            .iter()
            .map(|name| (name.parse().unwrap(), AuthoritySecretKey::generate(rng)))
            .collect();
        let publics = secrets.iter().map(|(name, secret)| (name.clone(), secret.public_key())).collect();
        let mut ring = KeyRing::new(ACCOUNT);
        for text in ["doctor@medical-council", "bb@city-hospital", "cc@insurance-board", "icu@city-hospital"]
        {
            let attribute = text.parse::<Attribute>().unwrap().at(0);
            ring.insert(secrets[&attribute.attribute.authority].issue(&ACCOUNT, &attribute, rng));
        }
        Self { secrets, publics, ring }
    }

    fn authorities(&self) -> Value {
        let one = |(name, secret): (&Label, &AuthoritySecretKey)| {
            json!({
                "name": name.as_str(),
                "public": hex::encode(secret.public_key().encode()),
                "possession": hex::encode(secret.prove_possession(name, &mut rng(2)).encode()),
            })
        };
        self.secrets.iter().map(one).collect()
    }

    /// A capsule, and the way through a server.
    fn capsule(&self) -> Value {
        let (capsule, key) = encapsulate(&policy(POLICY), &self.publics, CONTEXT, &mut rng(2)).unwrap();
        let (transform_key, secret) = self.ring.transform_key(&mut rng(3));
        let transformed = transform(&capsule, &transform_key).unwrap();
        assert_eq!(finish(&capsule, &transformed, &secret, CONTEXT).unwrap(), key);
        json!({
            "policy": POLICY,
            "context": hex::encode(CONTEXT),
            "seed": seed(2),
            "capsule": hex::encode(capsule.encode()),
            "key": hex::encode(key.as_bytes()),
            "transform_seed": seed(3),
            "transform_key": hex::encode(transform_key.encode()),
            "transform_secret": hex::encode(secret.to_bytes()),
            "transformed": hex::encode(transformed.encode()),
        })
    }

    fn request(&self) -> Value {
        let secret = TransformSecret::generate(&mut rng(4));
        let attribute = "icu@city-hospital".parse::<Attribute>().unwrap();
        let request = secret.request(&ACCOUNT, &attribute.clone().at(9), &mut rng(5));
        request.verify().unwrap();
        json!({
            "secret_seed": seed(4),
            "secret": hex::encode(secret.to_bytes()),
            "attribute": attribute.to_string(),
            "epoch": 9,
            "seed": seed(5),
            "request": hex::encode(request.encode()),
        })
    }

    fn record(&self, suite: Suite, recipient: RecipientSuite, emergency: bool, length: usize) -> Value {
        let at = 10 * u64::from(suite.id()) + u64::from(recipient.id());
        let patient = RecipientSecret::generate(recipient, &mut rng(at));
        let (readers, rescuers) = (policy(READERS), policy(RESCUERS));
        let recipients = Recipients {
            policy: &readers,
            emergency: emergency.then_some(&rescuers),
            authorities: &self.publics,
            patient: &patient.public(),
        };
        let reference = PolicyRef { id: u64::MAX - 1, version: 2 };
        let binding = Binding { record: RecordId([1; 32]), patient: [9; 32], policy: reference };
        let (header, sealer) = seal(binding, length as u64, suite, &recipients, &mut rng(at + 100)).unwrap();
        let content: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let mut sealed = Vec::new();
        seal_stream(sealer, content.as_slice(), &mut sealed).unwrap();
        let key = header.data_key_for_patient(&patient).unwrap();
        let reference = PolicyRef { version: 3, ..reference };
        let rewrapped = header.rewrap(&key, reference, &recipients, &mut rng(at + 200)).unwrap();
        json!({
            "suite": suite.id(),
            "recipient_suite": recipient.id(),
            "patient_seed": seed(at),
            "patient_secret": hex::encode(*patient.to_bytes()),
            "readers": READERS,
            "rescuers": emergency.then_some(RESCUERS),
            "policy": (u64::MAX - 1).to_string(),
            "length": length,
            "seed": seed(at + 100),
            "header": hex::encode(header.encode()),
            "sealed_sha256": hex::encode(Sha256::digest(&sealed)),
            "rewrap_seed": seed(at + 200),
            "rewrapped": hex::encode(rewrapped.encode()),
        })
    }
}

fn boxes() -> Value {
    let (info, aad, plaintext) = (b"salus/vector", b"associated", b"plaintext");
    let one = |suite: RecipientSuite| {
        let secret = RecipientSecret::generate(suite, &mut rng(300));
        let sealed = seal_to(&secret.public(), info, aad, plaintext, &mut rng(301)).unwrap();
        json!({
            "suite": suite.id(),
            "secret_seed": seed(300),
            "public": hex::encode(secret.public().to_bytes()),
            "info": hex::encode(info),
            "aad": hex::encode(aad),
            "plaintext": hex::encode(plaintext),
            "seed": seed(301),
            "sealed": hex::encode(sealed),
        })
    };
    RecipientSuite::ALL.into_iter().map(one).collect()
}

fn vectors() -> Value {
    let world = World::new();
    let keys: Vec<String> = world.ring.iter().map(|key| hex::encode(key.encode())).collect();
    let (chacha, aes) = (Suite::XChaCha20Poly1305Stream, Suite::Aes256GcmSivStream);
    json!({
        "authorities": world.authorities(),
        "account": hex::encode(ACCOUNT.0),
        "attribute_keys": keys,
        "capsule": world.capsule(),
        "request": world.request(),
        "record": hex::encode([1; 32]),
        "patient": hex::encode([9; 32]),
        "content": "byte i of the plaintext is i mod 251",
        "records": [
            world.record(chacha, RecipientSuite::X25519, true, 2 * SEGMENT_PLAINTEXT + 3),
            world.record(chacha, RecipientSuite::XWing, false, 0),
            world.record(aes, RecipientSuite::X25519, false, SEGMENT_PLAINTEXT),
            world.record(aes, RecipientSuite::XWing, true, 20),
        ],
        "boxes": boxes(),
    })
}

#[test]
#[ignore = "writes the committed vectors"]
fn vectors_regenerate() {
    std::fs::write(file(), serde_json::to_string_pretty(&vectors()).unwrap() + "\n").unwrap();
}

#[test]
fn seeded_vectors_should_be_written_again_when_the_seeds_are_the_same() {
    let committed: Value = serde_json::from_str(&std::fs::read_to_string(file()).unwrap()).unwrap();
    assert_eq!(committed, vectors());
}

#[test]
fn seeded_capsule_should_be_the_one_that_salus_abe_records_when_the_inputs_are_its() {
    // The key depends on every byte of the capsule: crypto/abe/src/tests/vectors.rs has it too.
    assert_eq!(
        World::new().capsule()["key"],
        "038501cfd62e5bf5a187cd044f9a62ec1a070cbd466498ccae63e2404756957d"
    );
}
