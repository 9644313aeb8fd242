use crate::{mock::*, Error, Event, RestrictionCount, Restrictions};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::Barred,
};
use sp_runtime::DispatchError;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

#[test]
fn bar_should_be_gone_when_the_patient_lifts_it() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::restrict(patient(), Barred::Account(DOCTOR)));
        assert_ok!(Consent::restrict(patient(), Barred::Organisation(LAKE)));

        assert_ok!(Consent::lift_restriction(patient(), Barred::Account(DOCTOR)));

        assert!(!Restrictions::<Test>::contains_key(PATIENT, Barred::Account(DOCTOR)));
        assert!(Restrictions::<Test>::contains_key(PATIENT, Barred::<AccountId>::Organisation(LAKE)));
        assert_eq!(RestrictionCount::<Test>::get(PATIENT), 1);
        let event = Event::RestrictionLifted { patient: PATIENT, barred: Barred::Account(DOCTOR) };
        System::assert_last_event(event.into());
        let entry = FakeTrails::of(&PATIENT).pop().unwrap();
        assert_eq!((entry.actor, entry.action), (PATIENT, Action::RestrictionLifted));
        assert_eq!(entry.detail, Detail::Account { account: DOCTOR.into() });

        assert_ok!(Consent::lift_restriction(patient(), Barred::Organisation(LAKE)));
        assert!(!RestrictionCount::<Test>::contains_key(PATIENT));
    });
}

#[test]
fn lift_restriction_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        let barred = Barred::Account(DOCTOR);
        assert_noop!(Consent::lift_restriction(RuntimeOrigin::none(), barred), DispatchError::BadOrigin);
    });
}

#[test]
fn lift_restriction_should_fail_when_the_caller_is_no_active_patient() {
    ExtBuilder.build_and_execute(|| {
        for (who, error) in [(STRANGER, Error::<Test>::NotParticipant), (DOCTOR, Error::<Test>::NotPatient)] {
            let barred = Barred::Account(CLERK);
            assert_noop!(Consent::lift_restriction(RuntimeOrigin::signed(who), barred), error);
        }
    });
}

#[test]
fn lift_restriction_should_fail_when_there_is_none() {
    ExtBuilder.build_and_execute(|| {
        let other = RuntimeOrigin::signed(OTHER_PATIENT);
        assert_ok!(Consent::restrict(other, Barred::Account(DOCTOR)));
        assert_noop!(Consent::lift_restriction(patient(), Barred::Account(DOCTOR)), Error::<Test>::NotBarred);
    });
}
