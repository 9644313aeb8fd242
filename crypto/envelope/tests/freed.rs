//! No secret is left behind in freed memory: no data key, nothing that derives from it, no person's key, no plaintext.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use hmac::{Hmac, KeyInit, Mac};
use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{AuthorityPublicKey, AuthoritySecretKey, EpochPolicy, Gid, KeyRing};
use salus_envelope::{
    open_from, open_stream, padded_length, seal, seal_stream, seal_to, Binding, Header, RecipientSecret,
    RecipientSuite, Recipients, SegmentOpener, Suite, SEGMENT_PLAINTEXT,
};
use salus_freed::{Inspecting, Secret, Turn};
use salus_primitives::{consent::PolicyRef, Attribute, Expression, Label, RecordId};
use sha2::Sha256;
use std::{collections::BTreeMap, io};

#[global_allocator]
static ALLOCATOR: Inspecting = Inspecting;

const SUITES: [(Suite, RecipientSuite); 4] = [
    (Suite::XChaCha20Poly1305Stream, RecipientSuite::X25519),
    (Suite::XChaCha20Poly1305Stream, RecipientSuite::XWing),
    (Suite::Aes256GcmSivStream, RecipientSuite::X25519),
    (Suite::Aes256GcmSivStream, RecipientSuite::XWing),
];
/// Two segments, the second of which is padded.
const LENGTH: usize = SEGMENT_PLAINTEXT + 300;
/// What the content begins with, and the second segment too.
const TEXT: &[u8] = b"what only the readers may read";

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn content() -> Vec<u8> {
    let mut content = vec![7; LENGTH];
    for at in [0, SEGMENT_PLAINTEXT, LENGTH - TEXT.len()] {
        content[at..at + TEXT.len()].copy_from_slice(TEXT);
    }
    content
}

struct World {
    authorities: BTreeMap<Label, AuthorityPublicKey>,
    policy: EpochPolicy,
    doctor: KeyRing,
}

impl World {
    fn new() -> Self {
        let rng = &mut rng(1);
        let authority = AuthoritySecretKey::generate(rng);
        let attribute: Attribute = "doctor@medical-council".parse().unwrap();
        let expression = Expression::leaf(attribute.clone());
        let mut doctor = KeyRing::new(Gid([7; 32]));
        doctor.insert(authority.issue(&Gid([7; 32]), &attribute.clone().at(3), rng));
        Self {
            authorities: BTreeMap::from([("medical-council".parse().unwrap(), authority.public_key())]),
            policy: EpochPolicy::new(expression, &BTreeMap::from([(attribute, 3)])).unwrap(),
            doctor,
        }
    }

    fn seal(&self, suite: Suite, patient: &RecipientSecret) -> (Header, salus_envelope::SegmentSealer) {
        let patient = patient.public();
        let recipients = Recipients {
            policy: &self.policy,
            emergency: Some(&self.policy),
            authorities: &self.authorities,
            patient: &patient,
        };
        let binding =
            Binding { record: RecordId([1; 32]), patient: [9; 32], policy: PolicyRef { id: 5, version: 2 } };
        seal(binding, LENGTH as u64, suite, &recipients, &mut rng(2)).unwrap()
    }
}

fn expand(secret: &[u8], label: &str, rest: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).unwrap();
    mac.update(&[b"salus/envelope/v1/", label.as_bytes(), &[0], rest, &[1]].concat());
    mac.finalize().into_bytes().to_vec()
}

/// The data key, which is drawn first, and the content's key.
fn of_content(suite: Suite) -> Vec<Secret> {
    let mut drawn = [0; 32];
    rand_chacha::rand_core::Rng::fill_bytes(&mut rng(2), &mut drawn);
    let lengths = [padded_length(LENGTH as u64).to_le_bytes(), (LENGTH as u64).to_le_bytes()].concat();
    let context = [&[suite.id()][..], &[1; 32], &[9; 32], &lengths].concat();
    vec![
        Secret::new("data key", drawn),
        Secret::new("content key", expand(&drawn, "content-key", &context)),
        Secret::new("plaintext", TEXT),
    ]
}

#[test]
fn sealing_should_leave_nothing_when_a_content_streams_through() {
    let turn = Turn::wait();
    let (world, content) = (World::new(), content());
    for (suite, recipient) in SUITES {
        let patient = RecipientSecret::generate(recipient, &mut rng(3));
        let found = turn.found_in_freed(&of_content(suite), || {
            let (header, sealer) = world.seal(suite, &patient);
            seal_stream(sealer, content.as_slice(), io::sink()).unwrap();
            header
        });
        assert_eq!(found, Vec::<String>::new(), "{suite:?}, {recipient:?}");
    }
}

#[test]
fn segment_should_be_left_nowhere_when_it_is_sealed_by_itself() {
    let turn = Turn::wait();
    let (world, content) = (World::new(), content());
    for (suite, recipient) in SUITES {
        let patient = RecipientSecret::generate(recipient, &mut rng(3));
        let found = turn.found_in_freed(&of_content(suite), || {
            let (_, mut sealer) = world.seal(suite, &patient);
            let mut rest = content.as_slice();
            while let Some(length) = sealer.next_length() {
                sealer.seal(rest.split_off(..length).unwrap()).unwrap();
            }
        });
        assert_eq!(found, Vec::<String>::new(), "{suite:?}, {recipient:?}");
    }
}

#[test]
fn opening_should_leave_nothing_when_doctor_or_patient_reads() {
    let turn = Turn::wait();
    let (world, content) = (World::new(), content());
    for (suite, recipient) in SUITES {
        let patient = RecipientSecret::generate(recipient, &mut rng(3));
        let (header, sealer) = world.seal(suite, &patient);
        let mut sealed = Vec::new();
        seal_stream(sealer, content.as_slice(), &mut sealed).unwrap();
        let open = || {
            let context = header.kem_context();
            salus_abe::decapsulate(header.capsule(), &context, &world.doctor, &world.authorities).unwrap()
        };
        let mut secrets = of_content(suite);
        secrets.push(Secret::new("shared key", *open().as_bytes()));
        secrets.push(Secret::new("patient's secret", *patient.to_bytes()));
        let found = turn.found_in_freed(&secrets, || {
            for key in [header.data_key_from_policy(&open()), header.data_key_for_patient(&patient)] {
                let opener = SegmentOpener::new(&header, key.unwrap());
                open_stream(&opener, sealed.as_slice(), io::sink()).unwrap();
            }
        });
        assert_eq!(found, Vec::<String>::new(), "{suite:?}, {recipient:?}");
    }
}

#[test]
fn boxes_should_leave_nothing_when_they_are_sealed_opened_and_their_keys_dropped() {
    let turn = Turn::wait();
    for suite in RecipientSuite::ALL {
        let secret = RecipientSecret::generate(suite, &mut rng(4));
        let bytes = secret.to_bytes();
        let secrets = [Secret::new("secret key", *bytes), Secret::new("plaintext", TEXT)];
        let found = turn.found_in_freed(&secrets, || {
            let drawn = RecipientSecret::generate(suite, &mut rng(4));
            let read = RecipientSecret::from_bytes(suite, bytes.as_slice()).unwrap();
            assert_eq!(drawn, read.clone());
            let sealed = seal_to(&drawn.public(), b"info", b"aad", TEXT, &mut rng(5)).unwrap();
            open_from(&read, b"info", b"aad", &sealed).unwrap()
        });
        assert_eq!(found, Vec::<String>::new(), "{suite:?}");
    }
}
