use crate::{mock::*, Contributions, Error, Event, Policies, Restrictions};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::Action,
    consent::{
        Barred,
        DelegationScope::{Caretaker, Guardian},
        GuardianDecision, PolicyRef, PolicyStatus,
    },
    PurposeSet,
};
use sp_runtime::DispatchError;

type Decision = GuardianDecision<AccountId>;

fn decide(decision: Decision) -> sp_runtime::DispatchResult {
    Consent::decide_for(RuntimeOrigin::signed(DOCTOR), PATIENT, decision)
}

fn set() -> Decision {
    GuardianDecision::SetPolicy { policy: None, terms: terms() }
}

/// One of each kind, in an order in which each can be done.
fn decisions() -> [(Decision, Action); 6] {
    let (organisation, until) = (LAKE, START + 10);
    let barred = Barred::Account(CLERK);
    [
        (set(), Action::PolicySet),
        (GuardianDecision::RevokePolicy { policy: 0 }, Action::PolicyRevoked),
        (GuardianDecision::AllowContribution { organisation, until }, Action::ContributionAllowed),
        (GuardianDecision::RevokeContribution { organisation }, Action::ContributionRevoked),
        (GuardianDecision::Restrict { barred: barred.clone() }, Action::Restricted),
        (GuardianDecision::LiftRestriction { barred }, Action::RestrictionLifted),
    ]
}

#[test]
fn guardian_should_have_the_effect_of_the_patient_when_deciding() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        assert_ok!(decide(set()));
        assert_eq!(Policies::<Test>::get(0).unwrap().owner, PATIENT);
        let policy = PolicyRef { id: 0, version: 1 };
        System::assert_last_event(Event::PolicySet { owner: PATIENT, policy }.into());

        assert_ok!(decide(GuardianDecision::RevokePolicy { policy: 0 }));
        assert_eq!(Policies::<Test>::get(0).unwrap().status, PolicyStatus::Revoked);

        let (organisation, until) = (LAKE, START + 10);
        assert_ok!(decide(GuardianDecision::AllowContribution { organisation, until }));
        assert_eq!(Contributions::<Test>::get(PATIENT, LAKE), Some(until));
        assert_ok!(decide(GuardianDecision::RevokeContribution { organisation }));
        assert_eq!(Contributions::<Test>::get(PATIENT, LAKE), None);

        let barred = Barred::Account(CLERK);
        assert_ok!(decide(GuardianDecision::Restrict { barred: barred.clone() }));
        assert!(Restrictions::<Test>::contains_key(PATIENT, barred.clone()));
        assert_ok!(decide(GuardianDecision::LiftRestriction { barred: barred.clone() }));
        assert!(!Restrictions::<Test>::contains_key(PATIENT, barred));
    });
}

#[test]
fn trail_should_name_the_guardian_when_one_decided() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        for (decision, action) in decisions() {
            assert_ok!(decide(decision));
            let entry = FakeTrails::of(&PATIENT).pop().unwrap();
            assert_eq!((entry.actor, entry.organisation, entry.action), (DOCTOR, None, action));
        }
    });
}

#[test]
fn decide_for_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(Consent::decide_for(RuntimeOrigin::none(), PATIENT, set()), DispatchError::BadOrigin);
    });
}

#[test]
fn decide_for_should_fail_when_the_caller_takes_no_part() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        FakeMembership::expel(&DOCTOR);
        assert_noop!(decide(set()), Error::<Test>::NotParticipant);
    });
}

#[test]
fn decide_for_should_fail_when_the_caller_is_no_guardian() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(decide(set()), Error::<Test>::NotGuardian);
        appoint(&DOCTOR, Caretaker);
        for (decision, _) in decisions() {
            assert_noop!(decide(decision), Error::<Test>::NotGuardian);
        }
        // A guardian of one patient is none of another; and patients decide for themselves with their own
        // calls.
        appoint(&DOCTOR, Guardian);
        for (who, patient) in [(DOCTOR, OTHER_PATIENT), (PATIENT, PATIENT)] {
            assert_noop!(
                Consent::decide_for(RuntimeOrigin::signed(who), patient, set()),
                Error::<Test>::NotGuardian
            );
        }
    });
}

#[test]
fn decide_for_should_fail_when_the_appointment_has_ended() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        go_to(START + 999);
        assert_ok!(decide(set()));
        go_to(START + 1_000);
        assert_noop!(decide(set()), Error::<Test>::NotGuardian);
    });
}

#[test]
fn decide_for_should_fail_when_the_guardian_is_barred() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        let patient = RuntimeOrigin::signed(PATIENT);
        assert_ok!(Consent::restrict(patient, Barred::Organisation(CITY)));
        for (decision, _) in decisions() {
            assert_noop!(decide(decision), Error::<Test>::NotGuardian);
        }
        // Not even to lift the own bar.
        let barred = Barred::Organisation(CITY);
        assert_noop!(decide(GuardianDecision::LiftRestriction { barred }), Error::<Test>::NotGuardian);
    });
}

#[test]
fn decide_for_should_only_take_consent_back_when_the_patient_no_longer_takes_part() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        let (organisation, until) = (LAKE, START + 10);
        assert_ok!(decide(set()));
        assert_ok!(decide(GuardianDecision::AllowContribution { organisation, until }));
        FakeMembership::expel(&PATIENT);

        let barred = Barred::Account(CLERK);
        for widening in [
            set(),
            GuardianDecision::AllowContribution { organisation, until },
            GuardianDecision::Restrict { barred: barred.clone() },
            GuardianDecision::LiftRestriction { barred },
        ] {
            assert_noop!(decide(widening), Error::<Test>::NotParticipant);
        }
        assert_ok!(decide(GuardianDecision::RevokePolicy { policy: 0 }));
        assert_ok!(decide(GuardianDecision::RevokeContribution { organisation }));
    });
}

#[test]
fn decide_for_should_fail_when_the_patient_s_own_call_would() {
    ExtBuilder.build_and_execute(|| {
        appoint(&DOCTOR, Guardian);
        let others = policy(&OTHER_PATIENT, terms());
        let mut empty = terms();
        empty.purposes = PurposeSet::EMPTY;
        let (organisation, until) = (SUSPENDED, START + 10);
        let barred = Barred::Account(CLERK);
        let cases = [
            (GuardianDecision::SetPolicy { policy: None, terms: empty }, Error::<Test>::NoPurpose),
            (GuardianDecision::SetPolicy { policy: Some(others), terms: terms() }, Error::NotOwner),
            (GuardianDecision::RevokePolicy { policy: others }, Error::NotOwner),
            (GuardianDecision::RevokePolicy { policy: 77 }, Error::PolicyNotFound),
            (GuardianDecision::AllowContribution { organisation, until }, Error::OrganisationNotActive),
            (GuardianDecision::RevokeContribution { organisation }, Error::ContributionNotFound),
            (GuardianDecision::Restrict { barred: Barred::Account(PATIENT) }, Error::NotOneself),
            (GuardianDecision::LiftRestriction { barred }, Error::NotBarred),
        ];
        for (decision, error) in cases {
            assert_noop!(decide(decision), error);
        }
    });
}
