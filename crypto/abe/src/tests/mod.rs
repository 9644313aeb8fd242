#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod arithmetic;
mod attacks;
mod authorities;
mod encodings;
mod malformed;
mod mediation;
mod outsourcing;
mod preparation;
mod round_trips;
mod secret_sharing;
mod symbolic;
mod target_group;
mod threshold;
mod vectors;
mod wiping;

use crate::*;
use alloc::{collections::BTreeMap, vec::Vec};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use salus_primitives::{Attribute, EpochAttribute, Expression, Label};

/// Authorities of these tests.
const AUTHORITIES: [&str; 3] = ["medical-council", "city-hospital", "insurance-board"];
/// The context that capsules of these tests belong to.
const CONTEXT: &[u8] = b"record 17";

const ALICE: Gid = Gid([0xa1; 32]);
const BOB: Gid = Gid([0xb0; 32]);
const CAROL: Gid = Gid([0xca; 32]);

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

/// `name@authority` at epoch 0, `name@authority#n` at epoch n.
fn attribute(text: &str) -> EpochAttribute {
    let (attribute, epoch) = text.split_once('#').unwrap_or((text, "0"));
    attribute.parse::<Attribute>().unwrap().at(epoch.parse().unwrap())
}

/// A policy at epoch 0.
fn policy(text: &str) -> EpochPolicy {
    policy_at(text, 0)
}

fn policy_at(text: &str, epoch: u32) -> EpochPolicy {
    let expression: Expression = text.parse().unwrap();
    let epochs = expression.leaves().map(|leaf| (leaf.clone(), epoch)).collect();
    EpochPolicy::new(expression, &epochs).unwrap()
}

struct World {
    secrets: BTreeMap<Label, AuthoritySecretKey>,
    publics: BTreeMap<Label, AuthorityPublicKey>,
}

impl World {
    fn new() -> Self {
        let mut rng = rng(1);
        let secrets: BTreeMap<_, _> =
            AUTHORITIES.iter().map(|name| (label(name), AuthoritySecretKey::generate(&mut rng))).collect();
        let publics = secrets.iter().map(|(name, secret)| (name.clone(), secret.public_key())).collect();
        Self { secrets, publics }
    }

    fn key(&self, gid: &Gid, text: &str) -> AttributeKey {
        let attribute = attribute(text);
        let seed = gid.0[0].into();
        self.secrets[&attribute.attribute.authority].issue(gid, &attribute, &mut rng(seed))
    }

    fn ring(&self, gid: Gid, attributes: &[&str]) -> KeyRing {
        let mut ring = KeyRing::new(gid);
        for attribute in attributes {
            ring.insert(self.key(&gid, attribute));
        }
        ring
    }

    fn encapsulate(&self, policy: &EpochPolicy) -> (Capsule, SharedKey) {
        encapsulate(policy, &self.publics, CONTEXT, &mut rng(2)).unwrap()
    }

    fn open(&self, capsule: &Capsule, ring: &KeyRing) -> Result<SharedKey, AbeError> {
        decapsulate(capsule, CONTEXT, ring, &self.publics)
    }
}

/// All subsets of 0..count, each as a vector of its members.
fn subsets(count: usize) -> impl Iterator<Item = Vec<usize>> {
    (0u32..1 << count).map(move |set| (0..count).filter(|member| set & (1 << member) != 0).collect())
}
