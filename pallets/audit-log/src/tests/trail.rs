//! The trail as a reader sees it: the on-chain peaks and a node's off-chain database.

use super::*;
use salus_primitives::trail::{Reader, Unreadable};

/// The hashes of Ann's entries among those of Ben's, the trail's peaks and the off-chain database.
fn written(length: u64) -> (Vec<Digest>, Trail, sp_core::offchain::testing::TestPersistentOffchainDB) {
    let ((leaves, trail), db) = run(|| {
        let mut leaves = Vec::new();
        for number in 0..length {
            note(ANN, GATEWAY, number as u8);
            leaves.extend(recorded().pop());
            if number % 3 == 0 {
                note(BEN, GATEWAY, number as u8);
            }
        }
        (leaves, AuditLog::trail(ANN))
    });
    assert_eq!(trail.leaves, length);
    (leaves, trail, db)
}

#[test]
fn index_should_yield_exactly_all_entries_when_descended_from_the_peaks() {
    for length in (0..40).chain([127, 128, 129, 500]) {
        let (leaves, trail, db) = written(length);
        let read = entries(&db, ANN, &trail);
        let hashes: Vec<_> = read.iter().map(|entry| entry.leaf(blake2_256, &ANN)).collect();
        assert_eq!(hashes, leaves);
        let mut reader = Reader::new(blake2_256, load(&db), &ANN, &trail);
        for entry in read {
            let (found, proof) = reader.entry(entry.index).unwrap();
            assert_eq!(found, entry);
            assert!(trail.verify(blake2_256, found.leaf(blake2_256, &ANN), &proof));
        }
        assert_eq!(reader.entry(length), Err(Unreadable::NoSuchEntry));
    }
}

#[test]
fn peaks_should_be_those_of_all_leaves_in_order() {
    for length in [0, 1, 2, 3, 7, 8, 100] {
        let (leaves, trail, _) = written(length);
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
        entries(&db, ANN, trail).iter().map(|entry| entry.record.unwrap().0[0]).collect()
    };
    assert_eq!(read(&trail), [0, 1, 2, 3, 4, 100, 101, 102, 103, 104, 105, 106]);
    // A reader at a block of the other fork still sees that fork.
    assert_eq!(read(&abandoned).len(), 15);
}
