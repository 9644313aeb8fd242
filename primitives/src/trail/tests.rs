#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use crate::{
    audit::{Action, Note},
    mmr::Merged,
};
use core::cell::Cell;
use proptest::prelude::*;
use sp_crypto_hashing::blake2_256;

const PATIENT: u64 = 1;

/// A trail with its store, as the chain and a node have them.
#[derive(Clone, Default)]
struct Kept {
    trail: Trail,
    entries: Vec<Entry<u64>>,
    nodes: BTreeMap<Digest, Vec<u8>>,
}

impl Kept {
    fn of(length: u64) -> Self {
        let mut kept = Self::default();
        (0..length).for_each(|number| kept.append(number));
        kept
    }

    fn append(&mut self, actor: u64) {
        let entry = Note::new(actor, Action::Submitted).at(self.trail.leaves, 7, 8);
        let leaf = entry.leaf(blake2_256, &PATIENT);
        self.nodes.insert(leaf, StoredNode::Leaf(entry).encode());
        for Merged { node, left, right } in self.trail.append(blake2_256, leaf) {
            self.nodes.insert(node, StoredNode::<u64>::Inner { left, right }.encode());
        }
        self.entries.push(entry);
    }

    fn load(&self) -> impl Nodes + '_ {
        |hash: &Digest| self.nodes.get(hash).cloned()
    }

    fn reader(&self) -> Reader<'_, u64, impl Nodes + '_> {
        Reader::new(blake2_256, self.load(), &PATIENT, &self.trail)
    }
}

#[test]
fn entry_should_have_a_valid_proof_when_read_at_any_place_of_any_trail() {
    for length in 0..70 {
        let kept = Kept::of(length);
        let mut reader = kept.reader();
        for entry in &kept.entries {
            let (read, proof) = reader.entry(entry.index).unwrap();
            assert_eq!(read, *entry);
            assert!(kept.trail.verify(blake2_256, read.leaf(blake2_256, &PATIENT), &proof));
        }
        for absent in [length, length + 1, u64::MAX] {
            assert_eq!(reader.entry(absent), Err(Unreadable::NoSuchEntry));
        }
    }
}

#[test]
fn entry_should_be_missing_when_the_store_is_empty() {
    let kept = Kept::of(9);
    let nothing = |_: &Digest| None;
    for index in 0..9 {
        let mut reader = Reader::new(blake2_256, nothing, &PATIENT, &kept.trail);
        assert_eq!(reader.entry(index), Err(Unreadable::Missing));
    }
}

#[test]
fn entry_should_be_damaged_when_other_bytes_lie_under_its_hash() {
    let kept = Kept::of(4);
    let leaf = kept.entries[2].leaf(blake2_256, &PATIENT);
    let inner = StoredNode::<u64>::Inner { left: leaf, right: leaf }.encode();
    let other = StoredNode::Leaf(kept.entries[1]).encode();
    let long = [kept.nodes[&leaf].clone(), vec![0]].concat();
    for wrong in [inner, other, long, vec![], vec![9; MAX_NODE_BYTES + 1]] {
        let mut changed = kept.clone();
        changed.nodes.insert(leaf, wrong);
        assert_eq!(changed.reader().entry(2), Err(Unreadable::Damaged));
        assert!(changed.reader().entry(3).is_ok());
    }
}

#[test]
fn entry_should_be_damaged_when_it_belongs_to_another_patient() {
    let kept = Kept::of(1);
    let mut reader = Reader::new(blake2_256, kept.load(), &2, &kept.trail);
    assert_eq!(reader.entry(0), Err(Unreadable::Damaged));
}

#[test]
fn part_should_serve_the_rest_and_name_the_gap_when_nodes_are_missing() {
    // Peaks over 0..=3, 4..=5 and 6.
    let mut kept = Kept::of(7);
    let missing = kept.trail.peaks[1];
    kept.nodes.remove(&missing);
    let part = kept.reader().part(None, 10);
    assert_eq!(part.entries.iter().map(|entry| entry.index).collect::<Vec<_>>(), [6, 3, 2, 1, 0]);
    assert_eq!(part.gaps, [Span { first: 4, last: 5 }]);
    assert_eq!(part.next, None);

    kept.nodes.remove(&kept.trail.peaks[0]);
    let part = kept.reader().part(Some(5), 3);
    assert!(part.entries.is_empty());
    assert_eq!(part.gaps, [Span { first: 2, last: 4 }], "cut to what was asked for, and joined");
    assert_eq!(part.next, Some(2));
}

#[test]
fn part_should_load_few_nodes_when_the_trail_is_long() {
    let kept = Kept::of(4096);
    let loads = Cell::new(0);
    let load = |hash: &Digest| {
        loads.set(loads.get() + 1);
        kept.nodes.get(hash).cloned()
    };
    let part = Reader::new(blake2_256, load, &PATIENT, &kept.trail).part(Some(2000), 50);
    assert_eq!(part.entries.len(), 50);
    assert!(loads.get() <= 2 * 50 + 2 * 12, "{} loads", loads.get());
}

#[test]
fn part_should_be_empty_when_there_is_nothing_before() {
    let nothing = Part { entries: Vec::new(), gaps: Vec::new(), next: None };
    assert_eq!(Kept::of(5).reader().part(Some(0), 9), nothing);
    assert_eq!(Kept::default().reader().part(None, 9), nothing);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn parts_should_yield_all_entries_once_whatever_their_size(
        length in 0..200u64,
        limit in 1..50u32,
    ) {
        let kept = Kept::of(length);
        let (mut read, mut before) = (Vec::new(), None);
        loop {
            let part = kept.reader().part(before, limit);
            prop_assert!(part.gaps.is_empty());
            read.extend(part.entries);
            before = part.next;
            if before.is_none() {
                break;
            }
        }
        read.reverse();
        prop_assert_eq!(&read, &kept.entries);
        let leaves = read.iter().map(|entry| entry.leaf(blake2_256, &PATIENT));
        prop_assert_eq!(&kept.trail, &Trail::of(blake2_256, leaves));
    }

    #[test]
    fn parts_should_cover_every_entry_once_when_any_nodes_are_missing(
        length in 1..120u64,
        limit in 1..50u32,
        gone in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let mut kept = Kept::of(length);
        for gone in gone {
            let nodes: Vec<_> = kept.nodes.keys().copied().collect();
            // A short trail has fewer nodes than are taken away.
            if !nodes.is_empty() {
                kept.nodes.remove(gone.get(&nodes));
            }
        }
        let (mut covered, mut before) = (Vec::new(), None);
        loop {
            let part = kept.reader().part(before, limit);
            covered.extend(part.entries.iter().map(|entry| entry.index));
            covered.extend(part.gaps.iter().flat_map(|gap| gap.first..=gap.last));
            before = part.next;
            if before.is_none() {
                break;
            }
        }
        covered.sort_unstable();
        prop_assert_eq!(covered, (0..length).collect::<Vec<_>>());
    }

    #[test]
    fn proof_should_verify_for_its_entry_and_for_nothing_else(
        length in 1..400u64,
        pick in any::<prop::sample::Index>(),
        byte in 0..32usize,
        flip in 1..=255u8,
    ) {
        let kept = Kept::of(length);
        let Kept { trail, entries, .. } = &kept;
        let index = pick.index(length as usize) as u64;
        let (entry, proof) = kept.reader().entry(index).unwrap();
        prop_assert_eq!(entry, entries[index as usize]);
        let leaf = entry.leaf(blake2_256, &PATIENT);
        prop_assert!(trail.verify(blake2_256, leaf, &proof));

        prop_assert!(!trail.verify(blake2_256, entry.leaf(blake2_256, &2), &proof));
        for other in entries.iter().filter(|other| other.index != index) {
            prop_assert!(!trail.verify(blake2_256, other.leaf(blake2_256, &PATIENT), &proof));
            let moved = Proof { index: other.index, ..proof.clone() };
            prop_assert!(!trail.verify(blake2_256, leaf, &moved));
        }
        for level in 0..proof.siblings.len() {
            let mut wrong = proof.clone();
            wrong.siblings[level][byte] ^= flip;
            prop_assert!(!trail.verify(blake2_256, leaf, &wrong));
        }
        let mut cut = proof.clone();
        if cut.siblings.pop().is_some() {
            prop_assert!(!trail.verify(blake2_256, leaf, &cut));
        }
        let of_another = Proof { leaves: length + 1, ..proof };
        prop_assert!(!trail.verify(blake2_256, leaf, &of_another));
        let beyond = Proof { index: length, leaves: length, siblings: Vec::new() };
        prop_assert!(!trail.verify(blake2_256, leaf, &beyond));
    }
}
