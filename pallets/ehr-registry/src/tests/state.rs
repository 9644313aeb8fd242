//! `do_try_state` must see what it is there to see.

use crate::{
    mock::*, Ballot, Electorates, Erasures, OpenErasures, Pending, PendingCount, Records, RecordsOf,
    RewrapCount, Rewraps,
};
use salus_primitives::{
    erasure::Erasure,
    record::{Record, RecordStatus, Rewrap},
};
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

/// A new header waits for the record 1; the erasure of 2 was asked for, that of 3 is done.
fn assert_found_later(spoil: impl FnOnce(), complaint: &'static str) {
    ExtBuilder::default().build().execute_with(|| {
        erasing_record(id(2));
        erasing_record(id(3));
        for organisation in [CITY, LAKE, CARE] {
            attest(organisation, &[id(3)]).unwrap();
        }
        rewrapped_record(id(1));
        EhrRegistry::do_try_state().unwrap();
        spoil();
        assert_eq!(EhrRegistry::do_try_state(), Err(TryRuntimeError::Other(complaint)));
    });
}

fn change_rewrap(change: impl FnOnce(&mut Rewrap)) {
    Rewraps::<Test>::mutate(id(1), |rewrap| change(rewrap.as_mut().unwrap()));
}

fn change_erasure(record: u8, change: impl FnOnce(&mut Erasure<AccountId>)) {
    Erasures::<Test>::mutate(id(record), |erasure| change(erasure.as_mut().unwrap()));
}

#[test]
fn try_state_should_complain_when_a_new_header_is_unsound() {
    assert_found_later(
        || Rewraps::<Test>::insert(id(9), Rewraps::<Test>::get(id(1)).unwrap()),
        "a new header waits for a record that does not exist",
    );
    assert_found_later(
        || change(1, |record| record.status = RecordStatus::Lapsed),
        "a new header waits for a record that is not in",
    );
    assert_found_later(
        || change_rewrap(|rewrap| rewrap.header = content(2)),
        "a new header is the one that the record has",
    );
    assert_found_later(
        || change_rewrap(|rewrap| rewrap.endorsements.force_push(CITY)),
        "an organisation endorsed a new header twice",
    );
    assert_found_later(
        || change_rewrap(|rewrap| rewrap.endorsements.clear()),
        "a new header has no endorser, not even who filed it",
    );
    assert_found_later(|| change_rewrap(|rewrap| rewrap.required = 0), "a new header needs no endorsement");
    assert_found_later(
        || RewrapCount::<Test>::insert(CITY, 2),
        "an organisation's count of waiting headers is wrong",
    );
}

#[test]
fn try_state_should_complain_when_an_erasure_is_unsound() {
    assert_found_later(
        || change_erasure(3, |erasure| erasure.attestations.force_push(CITY)),
        "an organisation attested an erasure twice",
    );
    assert_found_later(
        || change_erasure(2, |erasure| erasure.required = 0),
        "an erasure needs no attestation",
    );
    assert_found_later(
        || change_erasure(3, |erasure| erasure.erased_at = Some(START - 1)),
        "a record was erased before it was asked for",
    );
    assert_found_later(
        || change_erasure(2, |erasure| erasure.erased_at = Some(START)),
        "an erased record is still there",
    );
    assert_found_later(
        || change(2, |record| record.status = RecordStatus::Superseded),
        "a record to be erased is not Erasing",
    );
    assert_found_later(
        || change_erasure(2, |erasure| erasure.patient = OTHER_PATIENT),
        "a certificate is another patient's",
    );
    assert_found_later(
        || change_erasure(3, |erasure| erasure.erased_at = None),
        "a record is gone before it was erased",
    );
    assert_found_later(|| Erasures::<Test>::remove(id(2)), "a record is Erasing without a certificate");
    assert_found_later(
        || OpenErasures::<Test>::insert(id(9), ()),
        "an erasure is open that nobody asked for",
    );
    assert_found_later(|| OpenErasures::<Test>::remove(id(2)), "an erasure without its majority is not open");
}

#[test]
fn try_state_should_complain_when_an_electorate_is_kept_for_no_vote() {
    for (ballot, record) in
        [(Ballot::Record, 1), (Ballot::Header, 2), (Ballot::Erasure, 3), (Ballot::Erasure, 1)]
    {
        assert_found_later(
            || Electorates::<Test>::insert((ballot, id(record)), 1),
            "an electorate is kept for a vote that is over",
        );
    }
}
