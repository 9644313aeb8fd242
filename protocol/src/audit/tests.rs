#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use super::*;
use crate::{blake2_256, header::Header, proof::items};
use codec::Encode;
use salus_primitives::audit::{Action, Note};
use sp_core::{Blake2Hasher, H256};
use sp_trie::{LayoutV1, Recorder, StorageProof, Trie, TrieDBBuilder, TrieDBMutBuilder, TrieMut};

const PATIENT: AccountId = AccountId([7; 32]);
const OTHER: AccountId = AccountId([8; 32]);

/// A state with the trails of both patients and some more, as a block would leave it, and the nodes
/// that a node would hand out as the proof of `key`.
fn state(trails: &[(AccountId, Trail)], key: &[u8]) -> (H256, Vec<Vec<u8>>) {
    let mut database = StorageProof::empty().into_memory_db::<Blake2Hasher>();
    let mut root = H256::default();
    {
        let mut trie = TrieDBMutBuilder::<LayoutV1<Blake2Hasher>>::new(&mut database, &mut root).build();
        for (patient, trail) in trails {
            trie.insert(&items::trail(patient).into_key(), &trail.encode()).unwrap();
        }
        for other in 0..64u8 {
            trie.insert(&blake2_256(&[other]), &[other; 40]).unwrap();
        }
    }
    let mut recorder = Recorder::<LayoutV1<Blake2Hasher>>::new();
    {
        let trie = TrieDBBuilder::<LayoutV1<Blake2Hasher>>::new(&database, &root)
            .with_recorder(&mut recorder)
            .build();
        trie.get(key).unwrap();
    }
    (root, recorder.drain().into_iter().map(|record| record.data).collect())
}

fn prove(trails: &[(AccountId, Trail)], patient: &AccountId) -> (BlockRef, StateProof) {
    let (root, nodes) = state(trails, &items::trail(patient).into_key());
    let header = Header {
        parent_hash: [1; 32],
        number: 4711,
        state_root: root.0,
        extrinsics_root: [2; 32],
        logs: Vec::new(),
    }
    .encode();
    (BlockRef { number: 4711, hash: blake2_256(&header) }, StateProof { header, nodes })
}

fn entries(count: u64) -> Vec<Entry<AccountId>> {
    let note = |index| Note::new(AccountId([index as u8; 32]), Action::Opened);
    (0..count).map(|index| note(index).at(index, 10 + index as u32, 1_700_000_000_000)).collect()
}

/// A trail of `count` entries with what proves it.
pub(super) fn export(count: u64) -> Export {
    let entries = entries(count);
    let leaves = leaf_hashes(&entries, &PATIENT);
    let trail = Trail::of(blake2_256, leaves.iter().copied());
    let other = Trail::of(blake2_256, [[3; 32]]);
    let trails = [(PATIENT, trail.clone()), (OTHER, other)];
    let (block, proof) = prove(&trails, &PATIENT);
    let finality = None;
    Export { format: FORMAT.into(), patient: PATIENT, block, trail, entries, leaves, proof, finality }
}

#[test]
fn export_should_hold_when_nothing_was_touched() {
    for count in [1, 2, 3, 7, 8, 100] {
        let report = verify_export(&export(count)).unwrap();
        assert_eq!((report.entries, report.block.number), (count, 4711));
    }
}

#[test]
fn export_should_hold_when_it_went_through_json() {
    let export = export(11);
    let json = serde_json::to_string_pretty(&export).unwrap();
    let read: Export = serde_json::from_str(&json).unwrap();
    assert_eq!(read, export);
    assert!(verify_export(&read).is_ok());
}

#[test]
fn export_should_not_be_called_final_when_it_has_no_votes() {
    let nobody = AuthoritySet { set_id: 0, authorities: Vec::new() };
    assert_eq!(verify_finality(&export(3), &nobody), Err(Fault::NoFinality));
    let mut with_votes = export(3);
    with_votes.finality = Some(FinalityProof { handovers: Vec::new(), justification: Vec::new() });
    let fault = Fault::Finality(ProofError::VotesForm);
    assert_eq!(verify_finality(&with_votes, &nobody), Err(fault));
    // The votes travel with the file.
    let read: Export = serde_json::from_str(&serde_json::to_string(&with_votes).unwrap()).unwrap();
    assert_eq!(read, with_votes);
}

#[test]
fn empty_trail_should_hold_when_the_state_has_none() {
    let (block, proof) = prove(&[(OTHER, Trail::of(blake2_256, [[3; 32]]))], &PATIENT);
    let mut export = export(1);
    export.entries.clear();
    export.leaves.clear();
    (export.trail, export.block, export.proof) = (Trail::default(), block, proof);
    assert_eq!(verify_export(&export).unwrap().entries, 0);
}

#[test]
fn export_should_be_refused_when_an_entry_was_removed() {
    let mut removed = export(9);
    removed.entries.remove(4);
    assert_eq!(verify_export(&removed), Err(Fault::Order { expected: 4, found: 5 }));

    let mut cut = export(9);
    cut.entries.pop();
    let missing = Fault::Count { expected: 9, found: 8, first_missing: Some(8) };
    assert_eq!(verify_export(&cut), Err(missing));
}

#[test]
fn export_should_be_refused_when_an_entry_was_removed_and_the_rest_renumbered() {
    let mut export = export(9);
    export.entries.remove(4);
    for (entry, index) in export.entries.iter_mut().zip(0..) {
        entry.index = index;
    }
    assert!(matches!(verify_export(&export), Err(Fault::Count { .. })));
}

#[test]
fn export_should_be_refused_when_entries_were_swapped() {
    let mut swapped = export(9);
    swapped.entries.swap(2, 3);
    assert_eq!(verify_export(&swapped), Err(Fault::Order { expected: 2, found: 3 }));
    // With their indices put right, they are altered entries.
    swapped.entries[2].index = 2;
    swapped.entries[3].index = 3;
    assert_eq!(verify_export(&swapped), Err(Fault::Altered(2)));
}

#[test]
fn export_should_name_the_entry_when_one_was_altered() {
    let mut altered = export(9);
    altered.entries[6].action = Action::Refused;
    assert_eq!(verify_export(&altered), Err(Fault::Altered(6)));
}

#[test]
fn export_should_name_the_range_when_the_listed_hashes_were_altered_too() {
    let mut altered = export(11);
    altered.entries[9].action = Action::Refused;
    altered.leaves = leaf_hashes(&altered.entries, &PATIENT);
    // Eleven leaves are trees of 8, 2 and 1.
    assert_eq!(verify_export(&altered), Err(Fault::AlteredAmong { first: 8, last: 9 }));
}

#[test]
fn export_should_be_refused_when_everything_was_forged_but_the_chain() {
    let mut forged = export(9);
    forged.entries[6].action = Action::Refused;
    forged.leaves = leaf_hashes(&forged.entries, &PATIENT);
    forged.trail = Trail::of(blake2_256, forged.leaves.iter().copied());
    assert_eq!(verify_export(&forged), Err(Fault::Commitment(4711)));
}

#[test]
fn export_should_be_refused_when_passed_off_as_another_patient_s() {
    let mut export = export(3);
    export.patient = OTHER;
    assert!(verify_export(&export).is_err());
}

#[test]
fn export_should_be_refused_when_the_proof_is_of_another_state() {
    let (honest, other) = (export(5), export(6));
    let mut mixed = honest.clone();
    mixed.proof.nodes = other.proof.nodes.clone();
    assert_eq!(verify_export(&mixed), Err(Fault::Proof(StateProofFault::Nodes)));

    let mut cut = honest.clone();
    cut.proof.nodes.pop();
    assert_eq!(verify_export(&cut), Err(Fault::Proof(StateProofFault::Nodes)));

    let mut header = honest.clone();
    header.proof.header = other.proof.header.clone();
    assert_eq!(verify_export(&header), Err(Fault::Proof(StateProofFault::HeaderHash)));

    let mut number = honest;
    number.block.number = 4712;
    assert_eq!(verify_export(&number), Err(Fault::Proof(StateProofFault::HeaderNumber)));
}

#[test]
fn proof_should_not_panic_when_its_nodes_are_rubbish() {
    let mut export = export(5);
    for node in [vec![], vec![0xff; 3], vec![0x40; 100_000]] {
        export.proof.nodes = vec![node];
        assert_eq!(verify_export(&export), Err(Fault::Proof(StateProofFault::Nodes)));
    }
}

#[test]
fn export_should_hold_or_be_refused_without_panic_when_its_text_is_hostile() {
    let valid = export(5);
    crate::hostile::attack(&[serde_json::to_vec(&valid).unwrap()], |bytes| {
        if let Ok(read) = serde_json::from_slice::<Export>(bytes) {
            // Needless nodes and the hints that `leaves` gives say nothing about the trail.
            let says = |export: &Export| {
                (export.patient, export.block, export.trail.clone(), export.entries.clone())
            };
            assert!(says(&read) == says(&valid) || verify_export(&read).is_err());
        }
    });
}
