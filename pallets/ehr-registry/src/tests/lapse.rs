use crate::{mock::*, Call, Error, Event, Pending, PendingCount};
use frame_support::{assert_noop, assert_ok, traits::Authorize};
use frame_system::RawOrigin;
use salus_primitives::{audit::Action, record::RecordStatus, RecordId};
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource, ValidTransaction},
    DispatchError,
};

/// What the pool says to a lapse that nobody signed.
fn authorized(record: RecordId) -> Result<ValidTransaction, InvalidTransaction> {
    let call = Call::<Test>::lapse { record };
    match call.authorize(TransactionSource::External).unwrap() {
        Ok((validity, _)) => Ok(validity),
        Err(sp_runtime::transaction_validity::TransactionValidityError::Invalid(reason)) => Err(reason),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn anybody_should_close_a_record_when_the_deadline_is_reached() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_ok!(submit(id(2), None));
        assert_eq!(authorized(id(1)), Err(InvalidTransaction::Future));
        assert_eq!(authorized(id(9)), Err(InvalidTransaction::Stale));
        go_to(START + WINDOW);

        // Each is in the pool once, however often it is sent.
        let (first, second) = (authorized(id(1)).unwrap(), authorized(id(2)).unwrap());
        assert_eq!(first.provides.len(), 1);
        assert_eq!(first.provides, authorized(id(1)).unwrap().provides);
        assert_ne!(first.provides, second.provides);

        assert_ok!(EhrRegistry::lapse(RawOrigin::Authorized.into(), id(1)));
        assert_eq!(status(id(1)), RecordStatus::Lapsed);
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.actor, last.organisation), (EhrRegistry::clock(), None));
        assert_eq!(authorized(id(1)), Err(InvalidTransaction::Stale));
    });
}

#[test]
fn record_should_lapse_when_the_deadline_is_reached() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_ok!(submit(id(2), None));
        go_to(START + WINDOW);

        // Any active gateway may close it.
        assert_ok!(lapse(HILL, id(1)));

        System::assert_last_event(Event::Lapsed { record: id(1) }.into());
        assert_eq!(status(id(1)), RecordStatus::Lapsed);
        assert!(!Pending::<Test>::contains_key(id(1)));
        assert_eq!(PendingCount::<Test>::get(CITY), 1);
        assert_eq!(FakeTrails::actions(PATIENT, id(1)), [Action::Submitted, Action::Lapsed]);
        assert_eq!(FakeTrails::entries(PATIENT).pop().unwrap().organisation, Some(HILL));
    });
}

#[test]
fn previous_should_stay_active_when_its_amendment_lapses() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(submit(id(2), Some(id(1))));
        go_to(START + WINDOW);
        assert_ok!(lapse(CITY, id(2)));
        assert_eq!(status(id(1)), RecordStatus::Active);
    });
}

#[test]
fn lapse_should_fail_when_the_caller_is_no_gateway() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        go_to(START + WINDOW);
        FakeMembership::suspend(LAKE);
        for who in [PATIENT, DOCTOR, gateway(LAKE), 999] {
            assert_noop!(EhrRegistry::lapse(RuntimeOrigin::signed(who), id(1)), Error::<Test>::NotGateway);
        }
        assert_noop!(EhrRegistry::lapse(RuntimeOrigin::none(), id(1)), DispatchError::BadOrigin);
    });
}

#[test]
fn lapse_should_fail_when_there_is_no_such_record() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(lapse(CITY, id(1)), Error::<Test>::RecordNotFound);
    });
}

#[test]
fn lapse_should_fail_when_the_record_is_not_pending() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(submit(id(2), None));
        go_to(START + WINDOW);
        assert_noop!(lapse(CITY, id(1)), Error::<Test>::NotPending);
        assert_ok!(lapse(CITY, id(2)));
        assert_noop!(lapse(CITY, id(2)), Error::<Test>::NotPending);
    });
}

#[test]
fn lapse_should_fail_when_the_deadline_is_not_reached() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        go_to(START + WINDOW - 1);
        assert_noop!(lapse(CITY, id(1)), Error::<Test>::DeadlineNotReached);
    });
}
