//! A second implementation, written from `FORMAT.md` and the README's equations, that makes the vectors again.
//!
//! Nothing of `salus-abe` is used, only the curve library's plain arithmetic: what this file needs and the document does
//! not say is a gap in the document.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod capsule;
mod divided;
mod groups;
mod keys;
mod policy;

use serde_json::Value;

fn read(name: &str) -> Value {
    let path = format!("{}/vectors/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn bytes(value: &Value) -> Vec<u8> {
    hex::decode(value.as_str().unwrap()).unwrap()
}
