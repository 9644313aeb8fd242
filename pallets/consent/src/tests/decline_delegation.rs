use crate::{mock::*, Delegations, Error, Event};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::DelegationScope::Guardian,
};
use sp_runtime::DispatchError;

#[test]
fn appointment_should_be_gone_when_the_delegate_steps_down() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);

        assert_ok!(Consent::decline_delegation(RuntimeOrigin::signed(DOCTOR), PATIENT));

        assert!(!Delegations::<Test>::contains_key(PATIENT, DOCTOR));
        System::assert_last_event(Event::DelegationEnded { patient: PATIENT, delegate: DOCTOR }.into());
        // The patient's trail says that it was the delegate who ended it.
        let entry = FakeTrails::of(&PATIENT).pop().unwrap();
        assert_eq!((entry.actor, entry.action), (DOCTOR, Action::DelegationEnded));
        assert_eq!(entry.detail, Detail::Account { account: DOCTOR.into() });
    });
}

#[test]
fn decline_delegation_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::decline_delegation(RuntimeOrigin::none(), PATIENT), DispatchError::BadOrigin);
    });
}

#[test]
fn decline_delegation_should_fail_when_the_caller_was_not_appointed() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        for (who, patient) in [(CLERK, PATIENT), (DOCTOR, OTHER_PATIENT)] {
            let origin = RuntimeOrigin::signed(who);
            assert_noop!(Consent::decline_delegation(origin, patient), Error::<Test>::DelegationNotFound);
        }
    });
}
