//! `do_try_state` must see what it is there to see.

use crate::{mock::*, Pending, PendingCount, Records, RecordsOf};
use salus_primitives::record::{Record, RecordStatus};
use sp_runtime::TryRuntimeError;

/// One Active record, 1; one Pending, 2, which amends it.
fn assert_found(spoil: impl FnOnce(), complaint: &'static str) {
    ExtBuilder::default().build().execute_with(|| {
        active_record(id(1), None);
        submit(id(2), Some(id(1))).unwrap();
        EhrRegistry::do_try_state().unwrap();
        spoil();
        assert_eq!(EhrRegistry::do_try_state(), Err(TryRuntimeError::Other(complaint)));
    });
}

fn change(record: u8, change: impl FnOnce(&mut Record<AccountId>)) {
    Records::<Test>::mutate(id(record), |record| change(record.as_mut().unwrap()));
}

#[test]
fn try_state_should_complain_when_a_record_is_unsound() {
    assert_found(
        || change(1, |record| record.endorsements.force_push(CITY)),
        "an organisation endorsed a record twice",
    );
    assert_found(
        || change(1, |record| record.endorsements.clear()),
        "a record has no endorser, not even its submitter",
    );
    assert_found(|| change(1, |record| record.required = 0), "a record needs no endorsement");
    assert_found(
        || change(1, |record| record.deadline = record.submitted_at),
        "a record is closed before it is filed",
    );
    assert_found(
        || {
            change(1, |record| {
                record.submitted_at += 1;
                record.deadline += 1;
            })
        },
        "a record was filed in a later block",
    );
    assert_found(
        || change(1, |record| record.status = RecordStatus::Pending),
        "a record waits that is not Pending, or the reverse",
    );
    assert_found(
        || change(2, |record| record.organisation = LAKE),
        "a record waits that is not Pending, or the reverse",
    );
    assert_found(|| change(1, |record| record.required = 4), "a record is in without its majority");
}

#[test]
fn try_state_should_complain_when_versions_are_unsound() {
    assert_found(
        || change(2, |record| record.previous = Some(id(9))),
        "the version before a record is missing",
    );
    assert_found(
        || change(1, |record| record.patient = OTHER_PATIENT),
        "the version before a record is another patient's",
    );
    assert_found(
        || change(1, |record| record.previous = Some(id(2))),
        "the version before a record still counts",
    );
}

#[test]
fn try_state_should_complain_when_an_index_is_unsound() {
    assert_found(|| RecordsOf::<Test>::insert(PATIENT, id(9), ()), "the index of records leads nowhere");
    assert_found(
        || RecordsOf::<Test>::insert(DOCTOR, id(1), ()),
        "the index of records leads to another patient's",
    );
    assert_found(
        || RecordsOf::<Test>::remove(PATIENT, id(1)),
        "a record is missing from the index of its patient",
    );
    assert_found(|| Pending::<Test>::insert(id(9), CITY), "a record waits that does not exist");
    assert_found(
        || PendingCount::<Test>::insert(CITY, 2),
        "an organisation's count of waiting records is wrong",
    );
}
