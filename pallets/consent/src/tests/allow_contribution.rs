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
fn organisation_should_contribute_when_allowed_and_before_the_end() {
    ExtBuilder.build_and_execute(|| {
        assert!(!Consent::may_contribute(&PATIENT, CITY, START));

        assert_ok!(Consent::allow_contribution(patient(), CITY, START + 10));

        let event = Event::ContributionAllowed { patient: PATIENT, organisation: CITY, until: START + 10 };
        System::assert_last_event(event.into());
        assert!(Consent::may_contribute(&PATIENT, CITY, START + 9));
        assert!(!Consent::may_contribute(&PATIENT, CITY, START + 10));
        assert!(!Consent::may_contribute(&PATIENT, LAKE, START));
        assert!(!Consent::may_contribute(&OTHER_PATIENT, CITY, START));
        let entry = FakeTrails::of(&PATIENT).remove(0);
        assert_eq!(entry.action, Action::ContributionAllowed);
        assert_eq!(entry.detail, Detail::Organisation { organisation: CITY });
    });
}

#[test]
fn end_should_be_replaced_when_allowed_again() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::allow_contribution(patient(), CITY, START + 10));
        assert_ok!(Consent::allow_contribution(patient(), CITY, START + 5));
        assert_eq!(Contributions::<Test>::get(PATIENT, CITY), Some(START + 5));
    });
}

#[test]
fn allow_contribution_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        let none = RuntimeOrigin::none();
        assert_noop!(Consent::allow_contribution(none, CITY, START + 1), DispatchError::BadOrigin);
    });
}

#[test]
fn allow_contribution_should_fail_when_the_caller_takes_no_part() {
    ExtBuilder.build_and_execute(|| {
        let stranger = RuntimeOrigin::signed(STRANGER);
        assert_noop!(Consent::allow_contribution(stranger, CITY, START + 1), Error::<Test>::NotParticipant);
    });
}

#[test]
fn allow_contribution_should_fail_when_the_caller_is_no_patient() {
    ExtBuilder.build_and_execute(|| {
        let doctor = RuntimeOrigin::signed(DOCTOR);
        assert_noop!(Consent::allow_contribution(doctor, CITY, START + 1), Error::<Test>::NotPatient);
    });
}

#[test]
fn allow_contribution_should_fail_when_the_organisation_is_not_active() {
    ExtBuilder.build_and_execute(|| {
        for organisation in [SUSPENDED, 99] {
            assert_noop!(
                Consent::allow_contribution(patient(), organisation, START + 1),
                Error::<Test>::OrganisationNotActive
            );
        }
    });
}

#[test]
fn allow_contribution_should_fail_when_the_end_is_not_ahead() {
    ExtBuilder.build_and_execute(|| {
        for until in [0, START] {
            assert_noop!(Consent::allow_contribution(patient(), CITY, until), Error::<Test>::WindowEnded);
        }
        assert_ok!(Consent::allow_contribution(patient(), CITY, START + 1));
    });
}

#[test]
fn allow_contribution_should_fail_when_the_end_is_too_far() {
    ExtBuilder.build_and_execute(|| {
        for until in [START + MAX_WINDOW + 1, u32::MAX] {
            assert_noop!(Consent::allow_contribution(patient(), CITY, until), Error::<Test>::WindowTooLong);
        }
        assert_ok!(Consent::allow_contribution(patient(), CITY, START + MAX_WINDOW));
    });
}
