//! The committed trail: what another implementation, such as a browser's, must take.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::{tests::export, *};
use crate::{
    comparison,
    proof::{
        items,
        tests::{header, justified, name, set},
    },
};
use codec::Encode;
use serde_json::{json, Value};
use std::path::PathBuf;

/// Where the vectors are kept.
const FILE: &str = "audit-export.json";
/// The seeds of the validators at the genesis, and of those after them.
const FIRST: [u8; 4] = [1, 2, 3, 4];
const SECOND: [u8; 4] = [5, 6, 7, 8];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// A trail of eleven entries after a block that the second set of validators finalised.
fn made() -> Value {
    let mut export = export(11);
    let last = header(5, [1; 32], Some((&SECOND, 0)));
    let handover = Handover { header: last.encode(), justification: justified(&name(&last), &FIRST[..3], 0) };
    let justification = justified(&export.block, &SECOND[1..], 1);
    export.finality = Some(FinalityProof { handovers: vec![handover], justification });
    let genesis = set(0, &FIRST);
    let (key, value) = (hex::encode(items::validators().key()), hex::encode(genesis.authorities.encode()));
    json!({
        "chain_spec": { "genesis": { "raw": { "top": { format!("0x{key}"): format!("0x{value}") } } } },
        "validators": genesis,
        "export": export,
    })
}

#[test]
#[ignore = "writes the committed vectors"]
fn vectors_regenerate() {
    comparison::write(&folder(), FILE, &made());
}

#[test]
fn vectors_should_be_written_again_when_nothing_changed() {
    comparison::check(&folder(), FILE, &made());
}

#[test]
fn vectors_should_hold_when_taken_from_the_file_alone() {
    let file = comparison::read(&folder(), FILE);
    let export: Export = serde_json::from_value(file["export"].clone()).unwrap();
    assert_eq!(verify_export(&export).unwrap().entries, 11);
    let genesis = AuthoritySet::of_chain_spec(file["chain_spec"].to_string().as_bytes()).unwrap();
    assert_eq!(serde_json::from_value::<AuthoritySet>(file["validators"].clone()).unwrap(), genesis);
    assert_eq!(verify_finality(&export, &genesis), Ok(1));
}
