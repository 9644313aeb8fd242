use crate::{mock::*, Error, Event, NextPolicy, Policies, PolicyCount};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail, Entry},
    consent::{EmergencyAccess, PolicyRef, PolicyStatus, PolicyTerms, Window, MAX_POLICIES},
    PurposeSet,
};
use sp_runtime::{ArithmeticError, DispatchError};

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

#[test]
fn policy_should_have_version_one_when_it_is_new() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::set_policy(patient(), None, terms()));

        let policy = Policies::<Test>::get(0).unwrap();
        assert_eq!((policy.owner, policy.version, policy.status), (PATIENT, 1, PolicyStatus::Active));
        assert_eq!(policy.terms, terms());
        assert_eq!(PolicyCount::<Test>::get(PATIENT), 1);
        let policy = PolicyRef { id: 0, version: 1 };
        System::assert_last_event(Event::PolicySet { owner: PATIENT, policy }.into());
    });
}

#[test]
fn policy_should_have_its_next_version_when_it_is_changed() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        let mut changed = terms();
        changed.expression = "nurse@city-hospital".parse().unwrap();

        assert_ok!(Consent::set_policy(patient(), Some(id), changed.clone()));

        let policy = Policies::<Test>::get(id).unwrap();
        assert_eq!((policy.version, policy.terms), (2, changed));
        assert_eq!(PolicyCount::<Test>::get(PATIENT), 1);
        let policy = PolicyRef { id, version: 2 };
        System::assert_last_event(Event::PolicySet { owner: PATIENT, policy }.into());
    });
}

#[test]
fn policy_should_be_active_again_when_a_revoked_one_is_changed() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        assert_ok!(Consent::revoke_policy(patient(), id));

        assert_ok!(Consent::set_policy(patient(), Some(id), terms()));

        let policy = Policies::<Test>::get(id).unwrap();
        assert_eq!((policy.version, policy.status), (2, PolicyStatus::Active));
    });
}

#[test]
fn trail_should_tell_of_the_policy_when_it_is_set() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());

        let Entry { actor, organisation, action, record, detail, .. } = FakeTrails::of(&PATIENT).remove(0);
        assert_eq!((action, organisation, record), (Action::PolicySet, None, None));
        assert_eq!((actor, detail), (PATIENT, Detail::Policy(PolicyRef { id, version: 1 })));
    });
}

#[test]
fn ids_should_never_repeat_when_patients_take_turns() {
    ExtBuilder.build_and_execute(|| {
        let ids = [policy(&PATIENT, terms()), policy(&OTHER_PATIENT, terms()), policy(&PATIENT, terms())];
        assert_eq!(ids, [0, 1, 2]);
    });
}

#[test]
fn set_policy_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::set_policy(RuntimeOrigin::none(), None, terms()), DispatchError::BadOrigin);
        assert_noop!(Consent::set_policy(RuntimeOrigin::root(), None, terms()), DispatchError::BadOrigin);
    });
}

#[test]
fn set_policy_should_fail_when_the_caller_takes_no_part() {
    ExtBuilder.build_and_execute(|| {
        let stranger = RuntimeOrigin::signed(STRANGER);
        assert_noop!(Consent::set_policy(stranger, None, terms()), Error::<Test>::NotParticipant);
    });
}

#[test]
fn set_policy_should_fail_when_the_caller_is_no_patient() {
    ExtBuilder.build_and_execute(|| {
        for who in [DOCTOR, CLERK] {
            let origin = RuntimeOrigin::signed(who);
            assert_noop!(Consent::set_policy(origin, None, terms()), Error::<Test>::NotPatient);
        }
    });
}

#[test]
fn set_policy_should_fail_when_there_is_no_such_policy() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::set_policy(patient(), Some(0), terms()), Error::<Test>::PolicyNotFound);
    });
}

#[test]
fn set_policy_should_fail_when_the_policy_is_another_patients() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&OTHER_PATIENT, terms());
        assert_noop!(Consent::set_policy(patient(), Some(id), terms()), Error::<Test>::NotOwner);
    });
}

#[test]
fn set_policy_should_fail_when_the_patient_has_too_many() {
    ExtBuilder.build_and_execute(|| {
        for _ in 0..MAX_POLICIES {
            policy(&PATIENT, terms());
        }
        assert_noop!(Consent::set_policy(patient(), None, terms()), Error::<Test>::TooManyPolicies);
        // A change makes no further one, and another patient has room of its own.
        assert_ok!(Consent::set_policy(patient(), Some(0), terms()));
        policy(&OTHER_PATIENT, terms());
    });
}

#[test]
fn set_policy_should_fail_when_it_agrees_to_a_rule_that_the_council_has_not_set() {
    ExtBuilder.build_and_execute(|| {
        let agreed = |version| PolicyTerms { emergency: EmergencyAccess::UnderRule(version), ..terms() };
        for version in [0, 1, u32::MAX] {
            assert_noop!(Consent::set_policy(patient(), None, agreed(version)), Error::<Test>::RuleNotFound);
        }
        emergencies();
        emergencies();
        // A former version too: other terms may change without consent to the present one.
        for version in [1, 2] {
            assert_ok!(Consent::set_policy(patient(), None, agreed(version)));
        }
        for version in [0, 3] {
            assert_noop!(Consent::set_policy(patient(), None, agreed(version)), Error::<Test>::RuleNotFound);
        }
    });
}

#[test]
fn set_policy_should_fail_when_no_purpose_is_allowed() {
    ExtBuilder.build_and_execute(|| {
        let mut terms = terms();
        terms.purposes = PurposeSet::EMPTY;
        assert_noop!(Consent::set_policy(patient(), None, terms), Error::<Test>::NoPurpose);
    });
}

#[test]
fn set_policy_should_fail_when_the_window_is_empty() {
    ExtBuilder.build_and_execute(|| {
        for from in [START + 10, START + 11] {
            let mut terms = terms();
            terms.valid = Window { from, until: START + 10 };
            assert_noop!(Consent::set_policy(patient(), None, terms), Error::<Test>::WindowEmpty);
        }
    });
}

#[test]
fn set_policy_should_fail_when_the_window_has_ended() {
    ExtBuilder.build_and_execute(|| {
        let mut terms = terms();
        terms.valid = Window { from: START - 10, until: START };
        assert_noop!(Consent::set_policy(patient(), None, terms.clone()), Error::<Test>::WindowEnded);
        terms.valid.until = START + 1;
        assert_ok!(Consent::set_policy(patient(), None, terms));
    });
}

#[test]
fn set_policy_should_fail_when_the_window_reaches_too_far() {
    ExtBuilder.build_and_execute(|| {
        let mut terms = terms();
        for until in [START + MAX_WINDOW + 1, u32::MAX] {
            terms.valid.until = until;
            assert_noop!(Consent::set_policy(patient(), None, terms.clone()), Error::<Test>::WindowTooLong);
        }
        terms.valid.until = START + MAX_WINDOW;
        assert_ok!(Consent::set_policy(patient(), None, terms));
    });
}

#[test]
fn set_policy_should_check_terms_when_it_changes_one() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        let mut terms = terms();
        terms.purposes = PurposeSet::EMPTY;
        assert_noop!(Consent::set_policy(patient(), Some(id), terms), Error::<Test>::NoPurpose);
    });
}

#[test]
fn set_policy_should_fail_when_numbers_run_out() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        Policies::<Test>::mutate(id, |policy| policy.as_mut().unwrap().version = u32::MAX);
        assert_noop!(Consent::set_policy(patient(), Some(id), terms()), ArithmeticError::Overflow);

        NextPolicy::<Test>::put(u64::MAX);
        assert_noop!(Consent::set_policy(patient(), None, terms()), ArithmeticError::Overflow);
    });
}
