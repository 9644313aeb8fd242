use crate::{mock::*, DelegationCount, Delegations, DelegatorsOf, Error, Event};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::{
        Delegation,
        DelegationScope::{Caretaker, Guardian},
        MAX_DELEGATIONS,
    },
    consortium::Role,
    traits::Consents,
    BlockNumber,
};
use sp_runtime::DispatchError;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

fn relative(number: u32) -> AccountId {
    AccountId::new([100 + number as u8; 32])
}

/// As many relatives as one may appoint, each until a later block than the one before.
fn appoint_all() -> BlockNumber {
    for number in 0..MAX_DELEGATIONS {
        FakeMembership::enrol(&relative(number), CITY, Role::Patient);
        assert_ok!(Consent::delegate(patient(), relative(number), Caretaker, START + 10 + number));
    }
    FakeMembership::enrol(&relative(MAX_DELEGATIONS), CITY, Role::Patient);
    START + 10
}

#[test]
fn delegate_should_be_appointed_when_the_patient_says_so() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::delegate(patient(), DOCTOR, Caretaker, START + 10));

        let delegation = Delegation { scope: Caretaker, until: START + 10, key_package: None };
        assert_eq!(Delegations::<Test>::get(PATIENT, DOCTOR), Some(delegation));
        assert!(DelegatorsOf::<Test>::contains_key(DOCTOR, PATIENT));
        assert_eq!(DelegationCount::<Test>::get(PATIENT), 1);
        let event =
            Event::Delegated { patient: PATIENT, delegate: DOCTOR, scope: Caretaker, until: START + 10 };
        System::assert_last_event(event.into());
        let entry = FakeTrails::of(&PATIENT).remove(0);
        assert_eq!((entry.actor, entry.organisation, entry.action), (PATIENT, None, Action::Delegated));
        assert_eq!(entry.detail, Detail::Account { account: DOCTOR.into() });
    });
}

#[test]
fn appointment_should_be_replaced_when_made_again() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::delegate(patient(), DOCTOR, Caretaker, START + 10));
        assert_ok!(Consent::delegate(patient(), DOCTOR, Guardian, START + 5));
        let delegation = Delegation { scope: Guardian, until: START + 5, key_package: None };
        assert_eq!(Delegations::<Test>::get(PATIENT, DOCTOR), Some(delegation));
        assert_eq!(DelegationCount::<Test>::get(PATIENT), 1);
    });
}

#[test]
fn guardian_should_decide_for_the_patient_until_the_end_when_appointed() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        appoint(&CLERK, Caretaker);
        assert!(Consent::decides_for(&PATIENT, &PATIENT, START));
        assert!(Consent::decides_for(&DOCTOR, &PATIENT, START + 999));
        assert!(!Consent::decides_for(&DOCTOR, &PATIENT, START + 1_000));
        assert!(!Consent::decides_for(&DOCTOR, &OTHER_PATIENT, START));
        assert!(!Consent::decides_for(&CLERK, &PATIENT, START));
        FakeMembership::expel(&DOCTOR);
        assert!(!Consent::decides_for(&DOCTOR, &PATIENT, START));
    });
}

#[test]
fn ended_appointments_should_make_room_when_there_is_none() {
    ExtBuilder.build_and_execute(|| {
        let end = appoint_all();
        go_to(end + 1);
        assert_ok!(Consent::delegate(patient(), relative(MAX_DELEGATIONS), Caretaker, end + 100));
        // Two had ended and are gone, from the delegates' side too.
        assert_eq!(DelegationCount::<Test>::get(PATIENT), MAX_DELEGATIONS - 1);
        for number in [0, 1] {
            assert!(!Delegations::<Test>::contains_key(PATIENT, relative(number)));
            assert!(!DelegatorsOf::<Test>::contains_key(relative(number), PATIENT));
        }
    });
}

#[test]
fn delegate_should_fail_when_the_patient_has_appointed_too_many() {
    ExtBuilder.build_and_execute(|| {
        let end = appoint_all();
        go_to(end - 1);
        let newcomer = relative(MAX_DELEGATIONS);
        assert_noop!(
            Consent::delegate(patient(), newcomer, Caretaker, end + 100),
            Error::<Test>::TooManyDelegations
        );
        // A change needs no room.
        assert_ok!(Consent::delegate(patient(), relative(3), Guardian, end + 100));
    });
}

#[test]
fn delegate_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(
            Consent::delegate(RuntimeOrigin::none(), DOCTOR, Caretaker, START + 1),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn delegate_should_fail_when_the_caller_is_no_active_patient() {
    ExtBuilder.build_and_execute(|| {
        for (who, error) in [(STRANGER, Error::<Test>::NotParticipant), (DOCTOR, Error::<Test>::NotPatient)] {
            let origin = RuntimeOrigin::signed(who);
            assert_noop!(Consent::delegate(origin, CLERK, Caretaker, START + 1), error);
        }
    });
}

#[test]
fn delegate_should_fail_when_the_patient_names_the_same_patient() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::delegate(patient(), PATIENT, Guardian, START + 1), Error::<Test>::NotOneself);
    });
}

#[test]
fn delegate_should_fail_when_the_delegate_takes_no_part() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(
            Consent::delegate(patient(), STRANGER, Caretaker, START + 1),
            Error::<Test>::DelegateNotParticipant
        );
    });
}

#[test]
fn delegate_should_fail_when_the_end_is_not_in_reach() {
    ExtBuilder.build_and_execute(|| {
        for (until, error) in
            [(START, Error::<Test>::WindowEnded), (START + MAX_WINDOW + 1, Error::<Test>::WindowTooLong)]
        {
            assert_noop!(Consent::delegate(patient(), DOCTOR, Caretaker, until), error);
        }
        assert_ok!(Consent::delegate(patient(), DOCTOR, Caretaker, START + MAX_WINDOW));
    });
}
