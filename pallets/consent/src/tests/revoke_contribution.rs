use crate::{mock::*, Contributions, Error, Event};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    traits::Consents,
};
use sp_runtime::DispatchError;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

#[test]
fn organisation_should_contribute_no_more_when_revoked() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::allow_contribution(patient(), CITY, START + 10));
        assert_ok!(Consent::allow_contribution(patient(), LAKE, START + 10));

        assert_ok!(Consent::revoke_contribution(patient(), CITY));

        let event = Event::ContributionRevoked { patient: PATIENT, organisation: CITY };
        System::assert_last_event(event.into());
        assert!(!Consent::may_contribute(&PATIENT, CITY, START));
        assert!(Consent::may_contribute(&PATIENT, LAKE, START));
        assert!(!Contributions::<Test>::contains_key(PATIENT, CITY));
        let entry = FakeTrails::of(&PATIENT).remove(2);
        assert_eq!(entry.action, Action::ContributionRevoked);
        assert_eq!(entry.detail, Detail::Organisation { organisation: CITY });
    });
}

#[test]
fn revoke_contribution_should_succeed_when_the_patient_no_longer_takes_part() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::allow_contribution(patient(), CITY, START + 10));
        FakeMembership::expel(&PATIENT);
        assert_ok!(Consent::revoke_contribution(patient(), CITY));
    });
}

#[test]
fn revoke_contribution_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::revoke_contribution(RuntimeOrigin::none(), CITY), DispatchError::BadOrigin);
    });
}

#[test]
fn revoke_contribution_should_fail_when_it_was_not_allowed() {
    ExtBuilder.build_and_execute(|| {
        let other = RuntimeOrigin::signed(OTHER_PATIENT);
        assert_ok!(Consent::allow_contribution(other, CITY, START + 10));
        assert_noop!(Consent::revoke_contribution(patient(), CITY), Error::<Test>::ContributionNotFound);
    });
}
