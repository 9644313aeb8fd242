use super::*;
use frame_support::storage::{with_transaction, TransactionOutcome};
use sp_runtime::DispatchError;

#[test]
fn record_should_give_an_entry_its_place_block_and_time() {
    let (trail, db) = run(|| {
        note(ANN, GATEWAY, 1);
        System::set_block_number(30);
        note(ANN, GATEWAY, 2);
        AuditLog::trail(ANN)
    });
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
    assert_eq!(entries(&db, ANN, &trail).pop(), Some(expected));
}

#[test]
fn event_should_say_no_more_than_the_entrys_hash_when_something_is_recorded() {
    let ((leaves, trail), db) = run(|| {
        note(ANN, GATEWAY, 1);
        note(ANN, DOCTOR, 2);
        (recorded(), AuditLog::trail(ANN))
    });
    let entries = entries(&db, ANN, &trail);
    let expected: Vec<_> = entries.iter().map(|entry| entry.leaf(blake2_256, &ANN)).collect();
    assert_eq!(leaves, expected);
    assert_eq!(codec::Encode::encoded_size(&Event::<Test>::Recorded { leaf: leaves[0] }), 1 + 32);
}

#[test]
fn record_should_count_each_patients_entries_apart() {
    let ((of_ann, of_ben), db) = run(|| {
        note(ANN, GATEWAY, 1);
        note(BEN, GATEWAY, 2);
        note(ANN, GATEWAY, 3);
        (AuditLog::trail(ANN), AuditLog::trail(BEN))
    });
    let indices = |patient, trail| -> Vec<_> {
        entries(&db, patient, trail).into_iter().map(|entry| entry.index).collect()
    };
    assert_eq!(indices(ANN, &of_ann), [0, 1]);
    assert_eq!(indices(BEN, &of_ben), [0]);
}

#[test]
fn record_should_hash_differently_when_the_same_is_noted_of_another_patient() {
    run(|| {
        note(ANN, GATEWAY, 1);
        note(BEN, GATEWAY, 1);
        let recorded = recorded();
        assert_ne!(recorded[0], recorded[1]);
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
            abandoned = recorded().pop();
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
    assert!(entries(&db, ANN, &trail).is_empty());
}
