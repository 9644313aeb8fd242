#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

mod mutation;
mod seeds;

use super::*;
use mutation::Mutations;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

/// How many inputs each target gets.
const ROUNDS: u32 = 4000;
/// What no single input may take, on however busy a machine; libFuzzer is told the same.
const PATIENCE: Duration = Duration::from_secs(10);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The seeds of a target: `corpus/` has those that the tests of `salus-protocol` write, `seeds/` those of [`seeds`].
fn seeds_of(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folders = ["corpus", "seeds"].map(|kind| folder().join(kind).join(target));
    let mut paths: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flat_map(|entries| entries.map(|entry| entry.unwrap().path()))
        .collect();
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// Targets that are only there with the feature `protocol`.
const OF_THE_PROTOCOL: [&str; 5] = ["audit_export", "chain_proof", "dag_pb", "gateway_json", "key_card"];

fn names(kind: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(folder().join(kind)).unwrap();
    entries
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .filter(|name| cfg!(feature = "protocol") || !OF_THE_PROTOCOL.contains(&name.as_str()))
        .collect()
}

#[test]
fn seeds_should_be_few_and_taken_when_their_parsers_read_them() {
    for (name, target) in TARGETS {
        let seeds = seeds_of(name);
        assert!((1..=10).contains(&seeds.len()), "{name} has {} seeds", seeds.len());
        for (path, seed) in seeds {
            assert!(seed.len() <= 8192, "{} is longer than what the fuzzer makes", path.display());
            assert!(target(&seed), "{} is not valid", path.display());
        }
    }
}

#[test]
fn targets_should_find_nothing_when_seeds_are_mutated() {
    for (name, target) in TARGETS {
        let seeds: Vec<Vec<u8>> = seeds_of(name).into_iter().map(|(_, seed)| seed).collect();
        let start = Instant::now();
        let mut taken = 0;
        for input in Mutations::of(&seeds).take(ROUNDS as usize) {
            let before = Instant::now();
            taken += u32::from(target(&input));
            assert!(before.elapsed() < PATIENCE, "{name} took too long for {input:02x?}");
        }
        println!("{name}: {taken} of {ROUNDS} taken, {:?}", start.elapsed());
        // Parsers that take nothing are not looked into.
        assert!(taken > 0 || *name == "audit_export", "{name} took none of its mutated seeds");
    }
}

#[test]
fn targets_should_all_be_known_to_the_fuzzer_when_they_are_listed() {
    let listed: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed.len(), TARGETS.len());
    assert_eq!(names("fuzz_targets"), listed);
    let manifest = fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    for name in &listed {
        assert!(
            manifest.contains(&format!("path = \"fuzz_targets/{name}.rs\"")),
            "{name} is not in Cargo.toml"
        );
        let text = fs::read_to_string(folder().join("fuzz_targets").join(format!("{name}.rs"))).unwrap();
        assert!(text.contains("salus_fuzz_targets::"), "{name} calls no target of this crate");
    }
    let seeded: BTreeSet<String> = names("corpus").union(&names("seeds")).cloned().collect();
    assert_eq!(seeded, listed);
}

/// That mutations reach what parsers get wrong: each of these mistakes is hit.
#[test]
fn mutations_should_reach_a_fault_when_one_is_planted() {
    // Version, a length in two bytes, as many bytes, a check that there are no more.
    let seed = [&[1, 4, 0][..], b"body"].concat();
    let faults: [(&str, Target); 5] = [
        ("reads the length without looking if it is there", |bytes| bytes.len() == 2),
        ("trusts the length", |bytes| bytes.len() > 2 && bytes.len() < 3 + usize::from(bytes[1])),
        ("allocates what the length's second byte says", |bytes| bytes.len() > 2 && bytes[2] > 0x7e),
        ("forgets what follows", |bytes| bytes.starts_with(b"\x01\x04\0body") && bytes.len() > 7),
        ("takes another version", |bytes| bytes.len() == 7 && bytes[0] == 2),
    ];
    for (fault, hits) in faults {
        let hit = Mutations::of(std::slice::from_ref(&seed)).take(ROUNDS as usize).any(|input| hits(&input));
        assert!(hit, "no mutation finds a parser that {fault}");
    }
}
