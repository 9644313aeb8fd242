//! The committed test vectors in `vectors/`: compared with what this release makes from the same random
//! bytes, and used as a stranger's implementation would, from the file alone.
//!
//! `scripts/vectors.sh` writes them again, `scripts/vectors.sh --check` compares.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod comparison;
mod mediated;
mod scheme;
mod threshold;

use rand_chacha::{rand_core::SeedableRng, ChaCha20Rng};
use salus_abe::{EpochPolicy, Gid};
use salus_primitives::{Attribute, EpochAttribute, Expression, Label};
use serde_json::Value;
use std::path::PathBuf;

/// The bytes that capsules of these vectors belong to.
const CONTEXT: &[u8] = b"salus/abe/vector";
/// Whom all keys of these vectors are for.
const HOLDER: Gid = Gid([0xa1; 32]);
/// The epoch of all attributes.
const EPOCH: u32 = 3;

/// What makes the vectors of one file.
type Generate = fn() -> Value;

/// Each file with what makes it.
const FILES: [(&str, Generate); 3] = [
    ("scheme.json", scheme::generate),
    ("mediated.json", mediated::generate),
    ("threshold.json", threshold::generate),
];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

fn read(name: &str) -> Value {
    comparison::read(&folder(), name)
}

fn rng(seed: u64) -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(seed)
}

fn label(text: &str) -> Label {
    text.parse().unwrap()
}

fn attribute(text: &str) -> EpochAttribute {
    text.parse::<Attribute>().unwrap().at(EPOCH)
}

fn policy(text: &str) -> EpochPolicy {
    let expression: Expression = text.parse().unwrap();
    let epochs = expression.leaves().map(|leaf| (leaf.clone(), EPOCH)).collect();
    EpochPolicy::new(expression, &epochs).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}

fn array<const N: usize>(value: &Value) -> [u8; N] {
    bytes(value).try_into().unwrap()
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
