use crate::{mock::*, Error, Event, RestrictionCount, Restrictions};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::{Barred, DelegationScope::Guardian, MAX_RESTRICTIONS},
    traits::Consents,
};
use sp_runtime::DispatchError;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

#[test]
fn somebody_should_be_barred_when_the_patient_says_so() {
    ExtBuilder.build_and_execute(|| {
        let cases = [
            (Barred::Account(DOCTOR), Detail::Account { account: DOCTOR.into() }),
            (Barred::Organisation(LAKE), Detail::Organisation { organisation: LAKE }),
        ];
        for (barred, detail) in cases {
            assert_ok!(Consent::restrict(patient(), barred.clone()));

            assert!(Restrictions::<Test>::contains_key(PATIENT, barred.clone()));
            System::assert_last_event(Event::Restricted { patient: PATIENT, barred }.into());
            let entry = FakeTrails::of(&PATIENT).pop().unwrap();
            assert_eq!((entry.actor, entry.action, entry.detail), (PATIENT, Action::Restricted, detail));
        }
        assert_eq!(RestrictionCount::<Test>::get(PATIENT), 2);
    });
}

#[test]
fn guardian_should_decide_no_more_when_barred() {
    ExtBuilder.build_and_execute(|| {
        for barred in [Barred::Account(DOCTOR), Barred::Organisation(CITY)] {
            appoint(&DOCTOR, Guardian);
            assert!(Consent::decides_for(&DOCTOR, &PATIENT, START));
            assert_ok!(Consent::restrict(patient(), barred.clone()));
            assert!(!Consent::decides_for(&DOCTOR, &PATIENT, START));
            assert_ok!(Consent::lift_restriction(patient(), barred));
        }
    });
}

#[test]
fn restrict_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        let barred = Barred::Account(DOCTOR);
        assert_noop!(Consent::restrict(RuntimeOrigin::none(), barred), DispatchError::BadOrigin);
    });
}

#[test]
fn restrict_should_fail_when_the_caller_is_no_active_patient() {
    ExtBuilder.build_and_execute(|| {
        for (who, error) in [(STRANGER, Error::<Test>::NotParticipant), (DOCTOR, Error::<Test>::NotPatient)] {
            let barred = Barred::Account(CLERK);
            assert_noop!(Consent::restrict(RuntimeOrigin::signed(who), barred), error);
        }
    });
}

#[test]
fn restrict_should_fail_when_patients_bar_themselves() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::restrict(patient(), Barred::Account(PATIENT)), Error::<Test>::NotOneself);
        // Their own organisation they can bar: it is not who they are.
        assert_ok!(Consent::restrict(patient(), Barred::Organisation(CITY)));
    });
}

#[test]
fn restrict_should_fail_when_it_is_in_force() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::restrict(patient(), Barred::Organisation(LAKE)));
        assert_noop!(Consent::restrict(patient(), Barred::Organisation(LAKE)), Error::<Test>::AlreadyBarred);
    });
}

#[test]
fn restrict_should_fail_when_the_patient_bars_too_many() {
    ExtBuilder.build_and_execute(|| {
        for organisation in 0..MAX_RESTRICTIONS {
            assert_ok!(Consent::restrict(patient(), Barred::Organisation(organisation)));
        }
        assert_noop!(
            Consent::restrict(patient(), Barred::Account(DOCTOR)),
            Error::<Test>::TooManyRestrictions
        );
        let other = RuntimeOrigin::signed(OTHER_PATIENT);
        assert_ok!(Consent::restrict(other, Barred::Account(DOCTOR)));
    });
}
