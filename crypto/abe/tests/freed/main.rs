//! No secret is left behind in freed memory.
//!
//! Each test does an operation once to learn its secrets, computes what the operation keeps to itself, and searches every
//! block that is freed while the same operation is done again with the same random bytes.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod divided;
mod secrets;

use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{
    decapsulate, encapsulate, finish, transform, AttributeKey, AuthorityPublicKey, AuthoritySecretKey,
    Capsule, EpochPolicy, Gid, KeyRing, SharedKey, TransformSecret,
};
use salus_freed::{Inspecting, Secret, Turn};
use salus_primitives::{Attribute, EpochAttribute, Expression, Label};
use secrets::{of_capsule, of_key, of_scalar, of_table_digits};
use std::{collections::BTreeMap, hint::black_box};

#[global_allocator]
static ALLOCATOR: Inspecting = Inspecting;

const HOLDER: Gid = Gid([0xa1; 32]);
const CONTEXT: &[u8] = b"record 17";
const NAMES: [&str; 2] = ["medical-council", "city-hospital"];
const HELD: [&str; 2] = ["doctor@medical-council", "icu@city-hospital"];
/// One that adds, and one that multiplies shares by Lagrange's coefficients.
const POLICIES: [&str; 2] = [
    "doctor@medical-council AND icu@city-hospital",
    "2 of (doctor@medical-council, nurse@city-hospital, icu@city-hospital)",
];

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn attribute(text: &str) -> EpochAttribute {
    text.parse::<Attribute>().unwrap().at(0)
}

fn policy(text: &str) -> EpochPolicy {
    let expression: Expression = text.parse().unwrap();
    let epochs = expression.leaves().map(|leaf| (leaf.clone(), 0)).collect();
    EpochPolicy::new(expression, &epochs).unwrap()
}

struct World {
    secrets: BTreeMap<Label, AuthoritySecretKey>,
    publics: BTreeMap<Label, AuthorityPublicKey>,
}

/// A capsule, what it carries and what must not be left of making and opening it.
struct Made {
    policy: EpochPolicy,
    capsule: Capsule,
    shared: SharedKey,
    secrets: Vec<Secret>,
}

impl World {
    fn new(prepared: bool) -> Self {
        let rng = &mut rng(1);
        let secrets: BTreeMap<_, _> =
            NAMES.iter().map(|name| (label(name), AuthoritySecretKey::generate(rng))).collect();
        let publics = secrets.iter().map(|(name, secret): (&Label, &AuthoritySecretKey)| {
            let key = secret.public_key();
            (name.clone(), if prepared { key.prepared() } else { key })
        });
        let publics = publics.collect();
        Self { secrets, publics }
    }

    fn key(&self, text: &str, seed: u64) -> AttributeKey {
        let attribute = attribute(text);
        self.secrets[&attribute.attribute.authority].issue(&HOLDER, &attribute, &mut rng(seed))
    }

    fn ring(&self) -> KeyRing {
        let mut ring = KeyRing::new(HOLDER);
        for text in HELD {
            ring.insert(self.key(text, 2));
        }
        ring
    }

    /// The secrets of the ring's keys.
    fn of_ring(&self) -> Vec<Secret> {
        self.ring().iter().flat_map(|key| of_key(key.attribute().attribute.name.as_str(), key)).collect()
    }

    fn make(&self, text: &str) -> Made {
        let policy = policy(text);
        let (capsule, shared) = encapsulate(&policy, &self.publics, CONTEXT, &mut rng(3)).unwrap();
        let mut secrets = of_capsule(&policy, &capsule, &mut rng(3));
        secrets.push(Secret::new("shared key", *shared.as_bytes()));
        Made { policy, capsule, shared, secrets }
    }
}

fn nothing() -> Vec<String> {
    Vec::new()
}

#[test]
fn encapsulation_should_leave_nothing_when_keys_are_prepared_or_not() {
    let turn = Turn::wait();
    for prepared in [false, true] {
        let world = World::new(prepared);
        for text in POLICIES {
            let made = world.make(text);
            let found = turn.found_in_freed(&made.secrets, || {
                let again = encapsulate(&made.policy, &world.publics, CONTEXT, &mut rng(3)).unwrap();
                assert_eq!(again.1, made.shared);
            });
            assert_eq!(found, nothing(), "{text}, prepared: {prepared}");
        }
    }
}

#[test]
fn decapsulation_should_leave_nothing_when_it_succeeds_or_fails() {
    let turn = Turn::wait();
    let world = World::new(true);
    let ring = world.ring();
    for text in POLICIES {
        let made = world.make(text);
        let secrets = [made.secrets.clone(), world.of_ring()].concat();
        for (context, opens) in [(CONTEXT, true), (b"another", false)] {
            let found = turn.found_in_freed(&secrets, || {
                let opened = decapsulate(&made.capsule, context, &ring, &world.publics);
                assert_eq!(opened.is_ok(), opens);
            });
            assert_eq!(found, nothing(), "{text}, opens: {opens}");
        }
    }
}

#[test]
fn finish_should_leave_nothing_when_it_succeeds_or_fails() {
    let turn = Turn::wait();
    let world = World::new(true);
    let (transform_key, secret) = world.ring().transform_key(&mut rng(4));
    for text in POLICIES {
        let made = world.make(text);
        let transformed = transform(&made.capsule, &transform_key).unwrap();
        let secrets = [made.secrets.clone(), of_scalar("z", secret.to_bytes().as_slice())].concat();
        for (context, opens) in [(CONTEXT, true), (b"another", false)] {
            let found = turn.found_in_freed(&secrets, || {
                assert_eq!(finish(&made.capsule, &transformed, &secret, context).is_ok(), opens);
            });
            assert_eq!(found, nothing(), "{text}, opens: {opens}");
        }
    }
}

#[test]
fn blinding_a_ring_should_leave_nothing_when_the_transform_key_is_made() {
    let turn = Turn::wait();
    let world = World::new(false);
    let ring = world.ring();
    let (_, secret) = ring.transform_key(&mut rng(4));
    let inverse = secrets::inverse(secret.to_bytes().as_slice());
    let secrets =
        [world.of_ring(), of_scalar("z", secret.to_bytes().as_slice()), of_scalar("1/z", &inverse)].concat();
    assert_eq!(turn.found_in_freed(&secrets, || ring.transform_key(&mut rng(4))), nothing());
}

#[test]
fn ring_should_leave_nothing_when_many_keys_were_inserted_replaced_cloned_and_dropped() {
    let turn = Turn::wait();
    let world = World::new(false);
    let keys: Vec<AttributeKey> =
        (0..40).map(|at| world.key(&format!("a{at}@medical-council"), 100 + at)).collect();
    // The inner nodes of a map are made of entries in its middle.
    let secrets: Vec<Secret> =
        keys.iter().flat_map(|key| of_key(key.attribute().attribute.name.as_str(), key)).collect();
    let found = turn.found_in_freed(&secrets, || {
        let mut ring = KeyRing::new(HOLDER);
        for key in keys.iter().chain(&keys[7..20]) {
            ring.insert(key.clone());
        }
        let satisfied = ring.satisfies(&policy("a3@medical-council AND a30@medical-council"));
        assert!(black_box(satisfied));
        (ring.clone(), ring)
    });
    assert_eq!(found, nothing());
}

#[test]
fn key_should_leave_nothing_when_it_is_read_and_verified() {
    let turn = Turn::wait();
    let world = World::new(false);
    let key = world.key(HELD[0], 2);
    let bytes = key.encode();
    let name = label(NAMES[0]);
    let found = turn.found_in_freed(&of_key("key", &key), || {
        let key = AttributeKey::decode(&bytes).unwrap();
        assert!(key.verify(&HOLDER, &name, &world.publics[&name]).is_ok());
    });
    assert_eq!(found, nothing());
}

#[test]
fn authority_should_leave_nothing_when_it_is_drawn_read_and_proves_its_key() {
    let turn = Turn::wait();
    let secret = AuthoritySecretKey::generate(&mut rng(5));
    let bytes = secret.to_bytes();
    let (alpha, y) = bytes.split_at(32);
    let secrets = [of_scalar("α", alpha), of_scalar("y", y), of_table_digits("y", y)].concat();
    let found = turn.found_in_freed(&secrets, || {
        let drawn = AuthoritySecretKey::generate(&mut rng(5));
        let read = AuthoritySecretKey::from_bytes(&bytes).unwrap();
        assert_eq!(drawn.public_key(), read.public_key());
        read.prove_possession(&label(NAMES[0]), &mut rng(6))
    });
    assert_eq!(found, nothing());
}

#[test]
fn authority_should_leave_nothing_when_it_issues_a_key() {
    let turn = Turn::wait();
    let world = World::new(false);
    let secret = &world.secrets[&label(NAMES[0])];
    let bytes = secret.to_bytes();
    let (alpha, y) = bytes.split_at(32);
    let t = secrets::drawn(&mut rng(2));
    let secrets = [
        of_scalar("α", alpha),
        of_scalar("y", y),
        of_scalar("t", &t),
        of_table_digits("t", &t),
        // What hides α: either part with the other is α.
        secrets::of_masks(alpha, y, &mut rng(2)),
        of_key("key", &world.key(HELD[0], 2)),
    ]
    .concat();
    assert_eq!(turn.found_in_freed(&secrets, || world.key(HELD[0], 2)), nothing());
}

#[test]
fn mediation_should_leave_nothing_when_keys_are_requested_and_issued() {
    let turn = Turn::wait();
    let world = World::new(false);
    let name = label(NAMES[0]);
    let authority = &world.secrets[&name];
    let secret = TransformSecret::generate(&mut rng(7));
    let z = secret.to_bytes();
    let request = secret.request(&HOLDER, &attribute(HELD[0]), &mut rng(8));
    let inverse = secrets::inverse(z.as_slice());
    let secrets = [of_scalar("z", z.as_slice()), of_scalar("1/z", &inverse)].concat();
    let found = turn.found_in_freed(&secrets, || {
        let again = secret.request(&HOLDER, &attribute(HELD[0]), &mut rng(8));
        assert_eq!(again, request);
    });
    assert_eq!(found, nothing(), "request");

    let bytes = authority.to_bytes();
    let (alpha, y) = bytes.split_at(32);
    let t = secrets::drawn(&mut rng(9));
    let secrets = [
        of_scalar("α", alpha),
        of_scalar("y", y),
        of_scalar("t", &t),
        of_table_digits("t", &t),
        secrets::of_masks(alpha, y, &mut rng(9)),
    ]
    .concat();
    let found =
        turn.found_in_freed(&secrets, || authority.issue_mediated(&name, &request, &mut rng(9)).unwrap());
    assert_eq!(found, nothing(), "issue");
}
