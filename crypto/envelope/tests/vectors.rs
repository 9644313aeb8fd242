//! The committed test vectors: opened as a stranger's implementation would, and compared with what this
//! one writes from the same random bytes.
//!
//! After a wanted change of a format, with a new version in it, `scripts/vectors.sh` writes them again.
//! `header-v1.json`, `header-v2.json` and `x-wing.json` come from earlier releases and elsewhere and are never written;
//! `seeded.json` is the test `seeded`'s.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

#[path = "../../abe/tests/vectors/comparison.rs"]
mod comparison;

use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{AttributeKey, AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid, KeyRing};
use salus_envelope::{
    open_from, seal, seal_to, Binding, Header, RecipientPublic, RecipientSecret, RecipientSuite, Recipients,
    SegmentOpener, Suite, SEGMENT_PLAINTEXT,
};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, Label, RecordId};
use serde_json::{json, Value};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, path::PathBuf};

const AUTHORITY: &str = "medical-council";

/// What makes the vectors of one file.
type Generate = fn() -> Value;

/// Each file that is made here, with what makes it.
const FILES: [(&str, Generate); 2] = [("header-v3.json", headers), ("box.json", boxes)];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn read(name: &str) -> Value {
    comparison::read(&folder(), name)
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn id(value: &Value) -> u8 {
    u8::try_from(value.as_u64().unwrap()).unwrap()
}

fn label() -> Label {
    AUTHORITY.parse().unwrap()
}

fn policy(attribute: &str, epoch: u32) -> EpochPolicy {
    let attribute: Attribute = attribute.parse().unwrap();
    EpochPolicy::new(Expression::leaf(attribute.clone()), &BTreeMap::from([(attribute, epoch)])).unwrap()
}

fn content(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at % 251) as u8).collect()
}

/// Headers and segments of every suite, with and without an emergency, and one rewrapped.
fn headers() -> Value {
    let rng = &mut ChaCha20Rng::seed_from_u64(2);
    let authority = AuthoritySecretKey::generate(rng);
    let authorities = BTreeMap::from([(label(), authority.public_key())]);
    let (doctor, rescuer) = (Gid([7; 32]), Gid([8; 32]));
    let issue = |gid: &Gid, attribute: &str, epoch: u32, rng: &mut ChaCha20Rng| {
        hex::encode(authority.issue(gid, &attribute.parse::<Attribute>().unwrap().at(epoch), rng).encode())
    };
    let doctor_key = issue(&doctor, "doctor@medical-council", 3, rng);
    let rescuer_key = issue(&rescuer, "rescuer@medical-council", 1, rng);
    let (ordinary, emergency) = (policy("doctor@medical-council", 3), policy("rescuer@medical-council", 1));
    let mut cases = Vec::new();
    for (suite, recipient, with_emergency, length) in [
        (Suite::XChaCha20Poly1305Stream, RecipientSuite::X25519, false, 20),
        (Suite::XChaCha20Poly1305Stream, RecipientSuite::XWing, true, 0),
        (Suite::Aes256GcmSivStream, RecipientSuite::X25519, true, SEGMENT_PLAINTEXT + 3),
        (Suite::Aes256GcmSivStream, RecipientSuite::XWing, false, 20),
    ] {
        let secret = RecipientSecret::generate(recipient, rng);
        let patient = secret.public();
        let recipients = Recipients {
            policy: &ordinary,
            emergency: with_emergency.then_some(&emergency),
            authorities: &authorities,
            patient: &patient,
        };
        let binding =
            Binding { record: RecordId([1; 32]), patient: [9; 32], policy: PolicyRef { id: 5, version: 2 } };
        let (header, mut sealer) = seal(binding, length as u64, suite, &recipients, rng).unwrap();
        let content = content(length);
        let mut segments = Vec::new();
        while let Some(part) = sealer.next_length() {
            let from = segments.len() * SEGMENT_PLAINTEXT;
            segments.push(sealer.seal(&content[from..from + part]).unwrap());
        }
        let key = header.data_key_for_patient(&secret).unwrap();
        let policy = PolicyRef { id: 5, version: 3 };
        let rewrapped = header.rewrap(&key, policy, &recipients, rng).unwrap();
        cases.push(json!({
            "suite": suite.id(),
            "recipient_suite": recipient.id(),
            "emergency": with_emergency,
            "length": length,
            "patient_secret": hex::encode(*secret.to_bytes()),
            "header": hex::encode(header.encode()),
            "rewrapped": hex::encode(rewrapped.encode()),
            // Short segments whole, long ones by their SHA-256.
            "segments": segments.iter().map(|segment| match segment.len() {
                0..=2000 => json!({ "bytes": hex::encode(segment) }),
                _ => json!({ "sha256": hex::encode(Sha256::digest(segment)) }),
            }).collect::<Vec<_>>(),
        }));
    }
    json!({
        "authority": AUTHORITY,
        "authority_public": hex::encode(authorities[&label()].encode()),
        "doctor": { "gid": hex::encode(doctor.0), "attribute_key": doctor_key },
        "rescuer": { "gid": hex::encode(rescuer.0), "attribute_key": rescuer_key },
        "record": hex::encode([1; 32]),
        "patient": hex::encode([9; 32]),
        "content": "byte i of the plaintext is i mod 251",
        "cases": cases,
    })
}

fn boxes() -> Value {
    let rng = &mut ChaCha20Rng::seed_from_u64(3);
    let (info, aad, plaintext) = (b"salus/vector", b"associated", b"plaintext");
    let cases = RecipientSuite::ALL.map(|suite| {
        let secret = RecipientSecret::generate(suite, rng);
        let sealed = seal_to(&secret.public(), info, aad, plaintext, rng).unwrap();
        json!({
            "suite": suite.id(),
            "secret": hex::encode(*secret.to_bytes()),
            "public": hex::encode(secret.public().to_bytes()),
            "info": hex::encode(info),
            "aad": hex::encode(aad),
            "plaintext": hex::encode(plaintext),
            "sealed": hex::encode(sealed),
        })
    });
    json!({ "cases": cases })
}

#[test]
#[ignore = "writes the committed vectors"]
fn vectors_regenerate() {
    for (name, generate) in FILES {
        comparison::write(&folder(), name, &generate());
    }
}

#[test]
fn vectors_should_be_written_again_when_the_random_bytes_are_the_same() {
    for (name, generate) in FILES {
        comparison::check(&folder(), name, &generate());
    }
}

fn ring(holder: &Value) -> KeyRing {
    let mut ring = KeyRing::new(Gid(bytes(&holder["gid"]).try_into().unwrap()));
    ring.insert(AttributeKey::decode(&bytes(&holder["attribute_key"])).unwrap());
    ring
}

#[test]
fn header_vectors_should_open_by_every_way_when_read_from_the_file_alone() {
    for name in ["header-v2.json", "header-v3.json"] {
        headers_should_open(&read(name));
    }
}

fn headers_should_open(file: &Value) {
    let authorities =
        BTreeMap::from([(label(), AuthorityPublicKey::decode(&bytes(&file["authority_public"])).unwrap())]);
    let (doctor, rescuer) = (ring(&file["doctor"]), ring(&file["rescuer"]));
    let cases = file["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 4);
    for case in cases {
        let recipient = RecipientSuite::try_from(id(&case["recipient_suite"])).unwrap();
        let patient = RecipientSecret::from_bytes(recipient, &bytes(&case["patient_secret"])).unwrap();
        let length = case["length"].as_u64().unwrap();
        let content = content(length as usize);
        for (name, version) in [("header", 2), ("rewrapped", 3)] {
            let header = Header::decode(&bytes(&case[name])).unwrap();
            assert_eq!(header.encode(), bytes(&case[name]));
            assert_eq!(header.suite().id(), id(&case["suite"]));
            assert!(header.content_length() >= length);
            assert_eq!(header.binding().policy, PolicyRef { id: 5, version });
            assert_eq!(header.binding().record.0, *bytes(&file["record"]));
            assert_eq!(header.binding().patient, *bytes(&file["patient"]));
            let open = |capsule, context: Vec<u8>, ring| {
                salus_abe::decapsulate(capsule, &context, ring, &authorities).unwrap()
            };
            let shared = open(header.capsule(), header.kem_context(), &doctor);
            let mut keys = vec![
                header.data_key_from_policy(&shared).unwrap(),
                header.data_key_for_patient(&patient).unwrap(),
            ];
            assert_eq!(header.emergency_capsule().is_some(), case["emergency"].as_bool().unwrap());
            if let Some(capsule) = header.emergency_capsule() {
                let shared = open(capsule, header.emergency_context(), &rescuer);
                keys.push(header.data_key_from_emergency(&shared).unwrap());
            }
            for key in keys {
                let opener = SegmentOpener::new(&header, key);
                assert_eq!(opener.length(), length);
                let segments = case["segments"].as_array().unwrap();
                assert_eq!(opener.segments(), segments.len() as u64);
                for (index, segment) in (0..).zip(segments) {
                    if segment["bytes"].is_string() {
                        let from = index as usize * SEGMENT_PLAINTEXT;
                        let until = content.len().min(from + SEGMENT_PLAINTEXT);
                        assert_eq!(
                            opener.open(index, &bytes(&segment["bytes"])).unwrap(),
                            content[from..until]
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn box_vectors_should_open_when_read_from_the_file_alone() {
    for case in read("box.json")["cases"].as_array().unwrap() {
        let suite = RecipientSuite::try_from(id(&case["suite"])).unwrap();
        let secret = RecipientSecret::from_bytes(suite, &bytes(&case["secret"])).unwrap();
        assert_eq!(RecipientPublic::from_bytes(suite, &bytes(&case["public"])).unwrap(), secret.public());
        let opened = open_from(&secret, &bytes(&case["info"]), &bytes(&case["aad"]), &bytes(&case["sealed"]));
        assert_eq!(*opened.unwrap(), bytes(&case["plaintext"]));
    }
}
