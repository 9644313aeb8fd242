//! The trail as a reader sees it: the on-chain peaks and a node's off-chain database.

use super::*;
use proptest::prelude::*;
use salus_primitives::trail::{entry_at, newest_first, page, proof_for, MissingNode};

/// Entries of Ann's trail among those of Ben's, the trail's peaks and the off-chain database.
fn written(
    length: u64,
) -> (Vec<Entry<AccountId>>, Trail, sp_core::offchain::testing::TestPersistentOffchainDB) {
    let ((entries, trail), db) = run(|| {
        for number in 0..length {
            note(ANN, GATEWAY, number as u8);
            if number % 3 == 0 {
                note(BEN, GATEWAY, number as u8);
            }
        }
        let of_ann = recorded().into_iter().filter(|(patient, ..)| *patient == ANN);
        (of_ann.map(|(_, entry, _)| entry).collect::<Vec<_>>(), AuditLog::trail(ANN))
    });
    assert_eq!(trail.leaves, length);
    (entries, trail, db)
}

#[test]
fn index_should_yield_exactly_all_entries_when_descended_from_the_peaks() {
    for length in (0..40).chain([127, 128, 129, 500]) {
        let (mut entries, trail, db) = written(length);
        for entry in &entries {
            assert_eq!(entry_at(&trail, entry.index, load(&db)).as_ref(), Some(entry));
        }
        assert_eq!(entry_at(&trail, length, load(&db)), None);
        entries.reverse();
        let read: Result<Vec<_>, MissingNode> = newest_first(&trail, None, load(&db)).collect();
        assert_eq!(read.unwrap(), entries);
    }
}

#[test]
fn peaks_should_be_those_of_all_leaves_in_order() {
    for length in [0, 1, 2, 3, 7, 8, 100] {
        let (entries, trail, _) = written(length);
        let leaves = entries.iter().map(|entry| entry.leaf(blake2_256, &ANN));
        assert_eq!(trail, Trail::of(blake2_256, leaves));
    }
}

#[test]
fn index_should_not_show_an_abandoned_fork_when_both_forks_were_imported() {
    let mut ext = ExtBuilder.build();
    ext.execute_with(|| (0..5).for_each(|number| note(ANN, GATEWAY, number)));
    let before = ext.execute_with(|| AuditLog::trail(ANN));
    ext.persist_offchain_overlay();

    // The fork that is given up: its blocks are imported, and then the state is that of before again.
    ext.execute_with(|| (50..60).for_each(|number| note(ANN, GATEWAY, number)));
    let abandoned = ext.execute_with(|| AuditLog::trail(ANN));
    ext.persist_offchain_overlay();
    ext.execute_with(|| {
        Trails::<Test>::insert(ANN, before);
        System::reset_events();
        (100..107).for_each(|number| note(ANN, GATEWAY, number));
    });
    let trail = ext.execute_with(|| AuditLog::trail(ANN));
    ext.persist_offchain_overlay();
    let db = ext.offchain_db();

    let read = |trail: &Trail| -> Vec<u8> {
        newest_first(trail, None, load(&db)).map(|entry| entry.unwrap().record.unwrap().0[0]).collect()
    };
    assert_eq!(read(&trail), [106, 105, 104, 103, 102, 101, 100, 4, 3, 2, 1, 0]);
    // A reader at a block of the other fork still sees that fork.
    assert_eq!(read(&abandoned).len(), 15);
}

#[test]
fn pages_should_follow_one_another_without_gap_or_repetition() {
    let (mut entries, trail, db) = written(45);
    entries.reverse();
    let mut read = Vec::new();
    let mut before = None;
    loop {
        let page = page(&trail, before, 10, load(&db)).unwrap();
        assert!(page.items.len() <= 10);
        read.extend(page.items);
        before = page.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(read, entries);
}

#[test]
fn page_should_name_the_missing_node_when_the_database_is_incomplete() {
    let (_, trail, db) = written(12);
    let stored = load(&db);
    let missing = trail.peaks[0];
    let load = |hash: &Digest| if *hash == missing { None } else { stored(hash) };
    assert_eq!(page(&trail, None, 4, load).unwrap().items.len(), 4);
    assert_eq!(page(&trail, None, 5, load), Err(MissingNode(missing)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn proof_should_verify_for_its_entry_and_for_nothing_else(
        length in 1..300u64,
        pick in any::<prop::sample::Index>(),
        byte in 0..32usize,
        flip in 1..=255u8,
    ) {
        let (entries, trail, db) = written(length);
        let index = pick.index(length as usize) as u64;
        let (entry, proof) = proof_for(&trail, index, load(&db)).unwrap();
        prop_assert_eq!(entry, entries[index as usize]);
        let leaf = entry.leaf(blake2_256, &ANN);
        prop_assert!(trail.verify(blake2_256, leaf, &proof));

        // The entry, the patient or the trail altered.
        let mut altered = entry;
        altered.actor = DOCTOR;
        prop_assert!(!trail.verify(blake2_256, altered.leaf(blake2_256, &ANN), &proof));
        prop_assert!(!trail.verify(blake2_256, entry.leaf(blake2_256, &BEN), &proof));
        let mut longer = trail.clone();
        longer.append(blake2_256, leaf);
        prop_assert!(!longer.verify(blake2_256, leaf, &proof));

        // The proof altered.
        for other in (0..length).filter(|other| *other != index) {
            let mut moved = proof.clone();
            moved.index = other;
            prop_assert!(!trail.verify(blake2_256, leaf, &moved));
        }
        for level in 0..proof.siblings.len() {
            let mut wrong = proof.clone();
            wrong.siblings[level][byte] ^= flip;
            prop_assert!(!trail.verify(blake2_256, leaf, &wrong));
        }
        let mut shorter = proof.clone();
        if shorter.siblings.pop().is_some() {
            prop_assert!(!trail.verify(blake2_256, leaf, &shorter));
        }
        let mut longer = proof;
        longer.siblings.push([0; 32]);
        prop_assert!(!trail.verify(blake2_256, leaf, &longer));
    }
}
