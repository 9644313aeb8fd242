use crate::{mock::*, DelegationCount, Delegations, DelegatorsOf, Error, Event};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::DelegationScope::{Caretaker, Guardian},
};
use sp_runtime::DispatchError;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

#[test]
fn appointment_should_be_gone_when_the_patient_ends_it() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        appoint(&CLERK, Caretaker);

        assert_ok!(Consent::end_delegation(patient(), DOCTOR));

        System::assert_last_event(Event::DelegationEnded { patient: PATIENT, delegate: DOCTOR }.into());
        assert!(!Delegations::<Test>::contains_key(PATIENT, DOCTOR));
        assert!(!DelegatorsOf::<Test>::contains_key(DOCTOR, PATIENT));
        assert!(Delegations::<Test>::contains_key(PATIENT, CLERK));
        assert_eq!(DelegationCount::<Test>::get(PATIENT), 1);
        let entry = FakeTrails::of(&PATIENT).pop().unwrap();
        assert_eq!((entry.actor, entry.action), (PATIENT, Action::DelegationEnded));
        assert_eq!(entry.detail, Detail::Account { account: DOCTOR.into() });

        assert_ok!(Consent::end_delegation(patient(), CLERK));
        assert!(!DelegationCount::<Test>::contains_key(PATIENT));
    });
}

#[test]
fn end_delegation_should_succeed_when_the_patient_no_longer_takes_part() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        FakeMembership::expel(&PATIENT);
        assert_ok!(Consent::end_delegation(patient(), DOCTOR));
    });
}

#[test]
fn end_delegation_should_succeed_when_it_has_ended_by_itself() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        go_to(START + 2_000);
        assert_ok!(Consent::end_delegation(patient(), DOCTOR));
    });
}

#[test]
fn end_delegation_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::end_delegation(RuntimeOrigin::none(), DOCTOR), DispatchError::BadOrigin);
    });
}

#[test]
fn end_delegation_should_fail_when_the_caller_did_not_appoint_the_delegate() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        let other = RuntimeOrigin::signed(OTHER_PATIENT);
        assert_noop!(Consent::end_delegation(other, DOCTOR), Error::<Test>::DelegationNotFound);
        assert_noop!(Consent::end_delegation(patient(), CLERK), Error::<Test>::DelegationNotFound);
    });
}
