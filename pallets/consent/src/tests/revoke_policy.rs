use crate::{mock::*, Error, Event, Policies};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::{PolicyRef, PolicyStatus},
};
use sp_runtime::DispatchError;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

#[test]
fn policy_should_admit_nobody_when_revoked() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());

        assert_ok!(Consent::revoke_policy(patient(), id));

        let reference = PolicyRef { id, version: 1 };
        assert_eq!(Policies::<Test>::get(id).unwrap().status, PolicyStatus::Revoked);
        System::assert_last_event(Event::PolicyRevoked { owner: PATIENT, policy: reference }.into());
        let entry = FakeTrails::of(&PATIENT).remove(1);
        assert_eq!((entry.action, entry.detail), (Action::PolicyRevoked, Detail::Policy(reference)));
    });
}

#[test]
fn revoke_policy_should_succeed_when_the_patient_no_longer_takes_part() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        FakeMembership::expel(&PATIENT);
        assert_ok!(Consent::revoke_policy(patient(), id));
    });
}

#[test]
fn revoke_policy_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        assert_noop!(Consent::revoke_policy(RuntimeOrigin::none(), id), DispatchError::BadOrigin);
    });
}

#[test]
fn revoke_policy_should_fail_when_there_is_no_such_policy() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::revoke_policy(patient(), 7), Error::<Test>::PolicyNotFound);
    });
}

#[test]
fn revoke_policy_should_fail_when_the_policy_is_another_patients() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&OTHER_PATIENT, terms());
        assert_noop!(Consent::revoke_policy(patient(), id), Error::<Test>::NotOwner);
    });
}

#[test]
fn revoke_policy_should_fail_when_it_is_revoked_already() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        assert_ok!(Consent::revoke_policy(patient(), id));
        assert_noop!(Consent::revoke_policy(patient(), id), Error::<Test>::AlreadyRevoked);
    });
}
