use crate::{mock::*, Call, ErasedIds, Erasures, Error, Event, RecordBatch, Records, RecordsUnder};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, pallet_prelude::Authorize};
use frame_system::RawOrigin;
use salus_primitives::{consent::PolicyRef, record::REOPEN_AFTER, traits, BlockNumber, RecordId};
use sp_runtime::{
    transaction_validity::{
        InvalidTransaction, TransactionSource, TransactionValidityError, ValidTransaction,
    },
    DispatchError,
};

/// The first block at which a Lapsed record of block [`START`] may go.
const OVER: BlockNumber = START + WINDOW + LAPSED_RETENTION + 1;

fn authorised() -> RuntimeOrigin {
    RawOrigin::<AccountId>::Authorized.into()
}

fn batch(records: &[RecordId]) -> RecordBatch {
    records.to_vec().try_into().unwrap()
}

/// What the pool says to a transaction that names `records`.
fn authorize(records: &[RecordId]) -> Result<ValidTransaction, TransactionValidityError> {
    let call = Call::<Test>::discard_records { records: batch(records) };
    call.authorize(TransactionSource::External).unwrap().map(|(validity, _)| validity)
}

/// Records that missed their majority.
fn lapsed(records: &[RecordId]) {
    for record in records {
        assert_ok!(submit(*record, None));
    }
    go_to(START + WINDOW);
    for record in records {
        assert_ok!(lapse(CITY, *record));
    }
}

/// A record that all organisations have erased.
fn erased(record: RecordId) {
    erasing_record(record);
    for organisation in [CITY, LAKE, CARE, HILL] {
        assert_ok!(attest(organisation, &[record]));
    }
}

fn is_under(policy: PolicyRef) -> bool {
    <EhrRegistry as traits::Records<AccountId>>::is_any_under(policy.id)
}

#[test]
fn lapsed_records_should_be_forgotten_when_authorised() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed(&[id(1), id(2), id(3)]);
        go_to(OVER);
        assert_ok!(authorize(&[id(1), id(3)]));
        assert_ok!(EhrRegistry::discard_records(authorised(), batch(&[id(1), id(3)])));
        System::assert_last_event(Event::RecordsDiscarded { records: 2 }.into());
        assert_eq!(Records::<Test>::iter_keys().collect::<Vec<_>>(), [id(2)]);
        assert_eq!(EhrRegistry::records_of(PATIENT, None, 10).items.len(), 1);
        // The trail keeps what happened.
        assert_eq!(FakeTrails::actions(PATIENT, id(1)).len(), 2);
    });
}

#[test]
fn certificate_should_be_forgotten_and_the_id_stay_taken_when_authorised() {
    ExtBuilder::default().build_and_execute(|| {
        erased(id(1));
        go_to(START + ERASURE_RETENTION);
        assert_eq!(authorize(&[id(1)]), Err(InvalidTransaction::Future.into()));
        go_to(START + ERASURE_RETENTION + 1);
        assert_ok!(authorize(&[id(1)]));
        assert_ok!(EhrRegistry::discard_records(authorised(), batch(&[id(1)])));
        assert!(!Erasures::<Test>::contains_key(id(1)) && ErasedIds::<Test>::contains_key(id(1)));
        assert!(EhrRegistry::was_erased(id(1)) && !EhrRegistry::was_erased(id(2)));
        // No gateway brings it back, not even the one that filed it, with the same bytes.
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
        assert_eq!(authorize(&[id(1)]), Err(InvalidTransaction::Stale.into()));
    });
}

#[test]
fn certificate_should_stay_when_an_organisation_has_not_deleted_yet() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        go_to(START + 10 * ERASURE_RETENTION);
        assert_eq!(authorize(&[id(1)]), Err(InvalidTransaction::Future.into()));
        assert_ok!(attest(HILL, &[id(1)]));
        assert_ok!(authorize(&[id(1)]));
    });
}

#[test]
fn id_should_be_free_again_when_its_record_had_lapsed() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed(&[id(1)]);
        go_to(OVER);
        assert_ok!(EhrRegistry::discard_records(authorised(), batch(&[id(1)])));
        assert_ok!(submit_by(LAKE, OTHER_PATIENT, POLICY, id(1), None));
    });
}

#[test]
fn id_should_stay_taken_when_the_patient_had_a_lapsed_record_erased() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed(&[id(1)]);
        assert_ok!(erase(PATIENT, id(1)));
        for organisation in [CITY, LAKE, CARE, HILL] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        go_to(OVER + ERASURE_RETENTION);
        assert_ok!(EhrRegistry::discard_records(authorised(), batch(&[id(1)])));
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn newer_version_should_stand_when_the_certificate_of_the_one_before_is_gone() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        active_record(id(2), Some(id(1)));
        assert_ok!(erase(PATIENT, id(1)));
        for organisation in [CITY, LAKE, CARE, HILL] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        go_to(START + ERASURE_RETENTION + 1);
        assert_ok!(EhrRegistry::discard_records(authorised(), batch(&[id(1)])));
        assert_eq!(EhrRegistry::record(id(2)).unwrap().previous, Some(id(1)));
    });
}

#[test]
fn transaction_should_be_refused_when_something_of_it_is_to_stay() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(5), None);
        lapsed(&[id(1), id(2)]);
        go_to(OVER - 1);
        assert_eq!(authorize(&[id(1)]), Err(InvalidTransaction::Future.into()));
        go_to(OVER);
        assert_ok!(authorize(&[id(1), id(2)]));
        for with in [id(5), id(7)] {
            assert!(authorize(&[id(1), with]).is_err());
            // In a block that nobody authorised it is left alone.
            assert_ok!(EhrRegistry::discard_records(authorised(), batch(&[with])));
        }
        assert!(EhrRegistry::record(id(5)).is_some());
        for records in [&[][..], &[id(1), id(1)], &[id(2), id(1)]] {
            assert_eq!(authorize(records), Err(InvalidTransaction::Call.into()));
        }
    });
}

#[test]
fn transaction_should_provide_a_tag_for_each_record_when_authorised() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed(&[id(1), id(2)]);
        go_to(OVER);
        let both = authorize(&[id(1), id(2)]).unwrap();
        let tag = |record: RecordId| ("EhrRegistry/discard", record).encode();
        assert_eq!(both.provides, [tag(id(1)), tag(id(2))]);
        assert_eq!((both.priority, both.longevity), (0, 64));
    });
}

#[test]
fn discard_records_should_fail_when_somebody_signed() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed(&[id(1)]);
        go_to(OVER);
        let origins = [RuntimeOrigin::signed(gateway(CITY)), RuntimeOrigin::none(), RuntimeOrigin::root()];
        for origin in origins {
            assert_noop!(EhrRegistry::discard_records(origin, batch(&[id(1)])), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn policies_should_know_their_records_when_these_come_move_and_go() {
    ExtBuilder::default().build_and_execute(|| {
        assert!(!is_under(POLICY));
        active_record(id(1), None);
        active_record(id(2), None);
        assert_eq!(RecordsUnder::<Test>::get(POLICY.id), 2);
        // Moved to another policy.
        let other = FakeConsents::set_policy(PATIENT, 8);
        assert_ok!(rewrap(CITY, id(1), other, content(3)));
        assert!(!is_under(other));
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        assert_ok!(endorse_rewraps(CARE, &[(id(1), content(3))]));
        assert_eq!([POLICY.id, other.id].map(RecordsUnder::<Test>::get), [1, 1]);
        // Erased.
        assert_ok!(erase(PATIENT, id(1)));
        assert!(is_under(other));
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert!(!is_under(other) && is_under(POLICY));
    });
}

#[test]
fn policy_should_count_a_record_once_when_it_is_filed_again_under_another() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed(&[id(1)]);
        go_to(START + WINDOW + REOPEN_AFTER);
        let other = FakeConsents::set_policy(PATIENT, 8);
        assert_ok!(submit_by(CITY, PATIENT, other, id(1), None));
        assert!(is_under(other) && !is_under(POLICY));
    });
}
