use super::*;
use frame_support::storage::{with_transaction, TransactionOutcome};
use salus_primitives::trail::entry_at;
use sp_runtime::DispatchError;

#[test]
fn record_should_give_an_entry_its_place_block_and_time() {
    run(|| {
        note(ANN, GATEWAY, 1);
        System::set_block_number(30);
        note(ANN, GATEWAY, 2);

        let (patient, entry, leaf) = recorded().pop().unwrap();
        assert_eq!(patient, ANN);
        let expected = Entry {
            index: 1,
            block: 30,
            time: START.as_millis() as u64 + 60_000,
            actor: GATEWAY,
            organisation: None,
            action: Action::Submitted,
            record: Some(RecordId([2; 32])),
            purpose: None,
            basis: None,
            detail: Detail::Nothing,
        };
        assert_eq!(entry, expected);
        assert_eq!(leaf, entry.leaf(blake2_256, &ANN));
    });
}

#[test]
fn record_should_count_each_patients_entries_apart() {
    run(|| {
        note(ANN, GATEWAY, 1);
        note(BEN, GATEWAY, 2);
        note(ANN, GATEWAY, 3);
        assert_eq!(AuditLog::trail(ANN).leaves, 2);
        assert_eq!(AuditLog::trail(BEN).leaves, 1);
        let indices: Vec<_> = recorded().into_iter().map(|(_, entry, _)| entry.index).collect();
        assert_eq!(indices, [0, 0, 1]);
    });
}

#[test]
fn record_should_hash_differently_when_the_same_is_noted_of_another_patient() {
    run(|| {
        note(ANN, GATEWAY, 1);
        note(BEN, GATEWAY, 1);
        let recorded = recorded();
        assert_eq!(recorded[0].1, recorded[1].1);
        assert_ne!(recorded[0].2, recorded[1].2);
        assert_ne!(AuditLog::trail(ANN), AuditLog::trail(BEN));
    });
}

#[test]
fn record_should_leave_nothing_when_the_calling_extrinsic_fails() {
    let (leaf, db) = run(|| {
        note(ANN, GATEWAY, 1);
        let before = AuditLog::trail(ANN);
        let mut abandoned = None;
        let failed: Result<(), DispatchError> = with_transaction(|| {
            note(ANN, GATEWAY, 2);
            abandoned = recorded().pop().map(|(_, _, leaf)| leaf);
            TransactionOutcome::Rollback(Err(DispatchError::Other("a later step of the call")))
        });
        assert!(failed.is_err());
        assert_eq!(AuditLog::trail(ANN), before);
        assert_eq!(recorded().len(), 1);
        abandoned.unwrap()
    });
    assert_eq!(load(&db)(&leaf), None);
}

#[test]
fn trail_should_be_empty_when_nothing_has_happened() {
    let (trail, db) = run(|| AuditLog::trail(ANN));
    assert_eq!(trail, Trail::default());
    assert_eq!(entry_at(&trail, 0, load(&db)), None);
}
