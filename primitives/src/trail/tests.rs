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
use std::collections::BTreeMap;

const PATIENT: u64 = 1;

/// A trail with its store, as the chain and a node have them.
#[derive(Clone, Default)]
struct Kept {
    trail: Trail,
    entries: Vec<Entry<u64>>,
    nodes: BTreeMap<Digest, StoredNode<u64>>,
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
        self.nodes.insert(leaf, StoredNode::Leaf(entry));
        for Merged { node, left, right } in self.trail.append(blake2_256, leaf) {
            self.nodes.insert(node, StoredNode::Inner { left, right });
        }
        self.entries.push(entry);
    }

    fn load(&self) -> impl Fn(&Digest) -> Option<StoredNode<u64>> + '_ {
        |hash| self.nodes.get(hash).cloned()
    }
}

#[test]
fn entry_at_should_find_each_entry_and_no_other() {
    for length in 0..70 {
        let kept = Kept::of(length);
        for entry in &kept.entries {
            assert_eq!(entry_at(&kept.trail, entry.index, kept.load()).as_ref(), Some(entry));
        }
        for absent in [length, length + 1, u64::MAX] {
            assert_eq!(entry_at(&kept.trail, absent, kept.load()), None);
        }
    }
}

#[test]
fn entry_at_should_find_nothing_when_the_store_is_empty() {
    let kept = Kept::of(9);
    for index in 0..9 {
        assert_eq!(entry_at(&kept.trail, index, |_| None::<StoredNode<u64>>), None);
    }
}

#[test]
fn readers_should_refuse_a_store_that_keeps_something_else_under_a_hash() {
    let kept = Kept::of(4);
    let leaf = kept.entries[2].leaf(blake2_256, &PATIENT);
    let peak = kept.trail.peaks[0];

    // An entry where the tree has an inner node, a node where it has an entry, the wrong entry.
    let leaf_above = |_: &Digest| Some(StoredNode::Leaf(kept.entries[3]));
    assert_eq!(entry_at(&kept.trail, 3, leaf_above), None);
    assert_eq!(page(&kept.trail, None, 9, leaf_above), Err(MissingNode(peak)));
    for wrong in [StoredNode::Inner { left: leaf, right: leaf }, StoredNode::Leaf(kept.entries[1])] {
        let mut changed = kept.clone();
        changed.nodes.insert(leaf, wrong);
        assert_eq!(entry_at(&kept.trail, 2, changed.load()), None);
        assert_eq!(page(&kept.trail, Some(3), 9, changed.load()), Err(MissingNode(leaf)));
        assert_eq!(page(&kept.trail, None, 1, changed.load()).unwrap().items, [kept.entries[3]]);
    }
}

#[test]
fn newest_first_should_go_on_when_a_node_is_missing() {
    let mut kept = Kept::of(7);
    let missing = kept.trail.peaks[1];
    kept.nodes.remove(&missing);
    let read: Vec<_> = newest_first(&kept.trail, None, kept.load())
        .map(|entry| entry.map(|entry| entry.index).map_err(|missing| missing.0))
        .collect();
    assert_eq!(read, [Ok(6), Err(missing), Ok(3), Ok(2), Ok(1), Ok(0)]);
}

#[test]
fn page_should_load_few_nodes_when_the_trail_is_long() {
    let kept = Kept::of(4096);
    let loads = Cell::new(0);
    let load = |hash: &Digest| {
        loads.set(loads.get() + 1);
        kept.load()(hash)
    };
    assert_eq!(page(&kept.trail, Some(2000), 50, load).unwrap().items.len(), 50);
    assert!(loads.get() <= 2 * 50 + 2 * 12, "{} loads", loads.get());
}

#[test]
fn page_should_leave_the_reader_where_it_was_when_asked_for_no_entries() {
    let kept = Kept::of(5);
    assert_eq!(page(&kept.trail, None, 0, kept.load()).unwrap().next, Some(5));
    assert_eq!(page(&kept.trail, Some(3), 0, kept.load()).unwrap().next, Some(3));
    assert_eq!(page(&kept.trail, Some(99), 0, kept.load()).unwrap().next, Some(5));
    assert_eq!(page(&kept.trail, Some(0), 9, kept.load()).unwrap(), Page { items: Vec::new(), next: None });
    assert_eq!(
        page(&Trail::default(), None, 9, kept.load()).unwrap(),
        Page { items: Vec::new(), next: None }
    );
}

#[test]
fn missing_node_should_tell_what_to_do() {
    let text = alloc::string::ToString::to_string(&MissingNode([0xab; 32]));
    assert!(text.contains("0xabab") && text.contains("--enable-offchain-indexing true"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn pages_should_yield_all_entries_once_whatever_their_size(
        length in 0..200u64,
        limit in 1..50usize,
    ) {
        let kept = Kept::of(length);
        let (mut read, mut before) = (Vec::new(), None);
        loop {
            let page = page(&kept.trail, before, limit, kept.load()).unwrap();
            read.extend(page.items);
            before = page.next;
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
    fn proof_should_verify_for_its_entry_and_for_nothing_else(
        length in 1..400u64,
        pick in any::<prop::sample::Index>(),
        byte in 0..32usize,
        flip in 1..=255u8,
    ) {
        let Kept { trail, entries, nodes } = Kept::of(length);
        let index = pick.index(length as usize) as u64;
        let (entry, proof) = proof_for(&trail, index, |hash| nodes.get(hash).cloned()).unwrap();
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
