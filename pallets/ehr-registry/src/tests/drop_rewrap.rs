use crate::{mock::*, Call, Error, Event, RewrapCount};
use frame_support::{assert_noop, assert_ok, traits::Authorize};
use frame_system::RawOrigin;
use salus_primitives::audit::Action;
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource},
    DispatchError,
};

fn authorized(record: salus_primitives::RecordId) -> Result<(), InvalidTransaction> {
    let call = Call::<Test>::drop_rewrap { record };
    match call.authorize(TransactionSource::External).unwrap() {
        Ok((validity, unspent)) => {
            assert_eq!(validity.provides.len(), 1);
            assert_eq!(unspent, frame_support::weights::Weight::zero());
            Ok(())
        }
        Err(sp_runtime::transaction_validity::TransactionValidityError::Invalid(reason)) => Err(reason),
        Err(other) => panic!("{other:?}"),
    }
}

#[test]
fn new_header_should_be_dropped_when_it_missed_its_majority() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        go_to(START + WINDOW);
        assert_ok!(drop_rewrap(HILL, id(1)));
        System::assert_last_event(Event::RewrapDropped { record: id(1) }.into());
        assert_eq!(EhrRegistry::rewrap_of(id(1)), None);
        assert_eq!(RewrapCount::<Test>::iter().count(), 0);
        assert_eq!(EhrRegistry::record(id(1)).unwrap().header, content(2));
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.action, last.record), (Action::RewrapDropped, Some(id(1))));
        assert_eq!((last.actor, last.organisation), (gateway(HILL), Some(HILL)));
    });
}

#[test]
fn anybody_should_drop_a_header_when_it_is_past_its_deadline() {
    ExtBuilder::default().build_and_execute(|| {
        assert_eq!(authorized(id(1)), Err(InvalidTransaction::Stale));
        rewrapped_record(id(1));
        go_to(START + WINDOW - 1);
        assert_eq!(authorized(id(1)), Err(InvalidTransaction::Future));
        go_to(START + WINDOW);
        assert_eq!(authorized(id(1)), Ok(()));
        assert_ok!(EhrRegistry::drop_rewrap(RawOrigin::Authorized.into(), id(1)));
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.action, last.actor), (Action::RewrapDropped, EhrRegistry::clock()));
        assert_eq!(authorized(id(1)), Err(InvalidTransaction::Stale));
    });
}

#[test]
fn drop_rewrap_should_fail_when_whoever_signed_is_no_gateway() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        go_to(START + WINDOW);
        FakeMembership::suspend(LAKE);
        for who in [PATIENT, DOCTOR, gateway(LAKE), 999] {
            let origin = RuntimeOrigin::signed(who);
            assert_noop!(EhrRegistry::drop_rewrap(origin, id(1)), Error::<Test>::NotGateway);
        }
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(EhrRegistry::drop_rewrap(origin, id(1)), DispatchError::BadOrigin);
        }
    });
}

#[test]
fn drop_rewrap_should_fail_when_none_waits() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_noop!(drop_rewrap(CITY, id(1)), Error::<Test>::RewrapNotFound);
    });
}

#[test]
fn drop_rewrap_should_fail_when_the_deadline_is_not_reached() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        go_to(START + WINDOW - 1);
        assert_noop!(drop_rewrap(CITY, id(1)), Error::<Test>::DeadlineNotReached);
    });
}
