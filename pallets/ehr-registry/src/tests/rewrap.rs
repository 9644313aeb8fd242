use crate::{mock::*, Error, Event, RewrapCount, Rewraps};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::PolicyRef,
    record::{rewrap_statement, Rewrap},
    traits::Records,
};
use sp_runtime::{testing::TestSignature, DispatchError};

const NEXT: PolicyRef = PolicyRef { version: 2, ..POLICY };

#[test]
fn new_header_should_wait_for_the_majority_when_it_is_filed() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_eq!(FakeConsents::set_policy(PATIENT, POLICY.id), NEXT);
        assert_ok!(rewrap(CITY, id(1), NEXT, content(3)));

        let filed = Event::RewrapFiled {
            record: id(1),
            organisation: CITY,
            policy: NEXT,
            header: content(3),
            required: 3,
        };
        System::assert_last_event(filed.into());
        let expected = Rewrap {
            organisation: CITY,
            policy: NEXT,
            header: content(3),
            required: 3,
            endorsements: vec![CITY].try_into().unwrap(),
            deadline: START + WINDOW,
        };
        assert_eq!(EhrRegistry::rewrap_of(id(1)), Some(expected));
        assert_eq!(RewrapCount::<Test>::get(CITY), 1);
        // The old header counts until then.
        let record = EhrRegistry::record(id(1)).unwrap();
        assert_eq!((record.header, record.policy), (content(2), POLICY));
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.action, last.detail), (Action::RewrapFiled, Detail::Policy(NEXT)));
        assert_eq!((last.actor, last.organisation), (gateway(CITY), Some(CITY)));
    });
}

#[test]
fn new_header_should_be_in_place_at_once_when_one_organisation_is_the_majority() {
    ExtBuilder::default().organisations(1).build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        // The policy may be the same: an attribute's keys were replaced.
        assert_ok!(rewrap(CITY, id(1), POLICY, content(3)));
        System::assert_last_event(Event::Rewrapped { record: id(1), policy: POLICY }.into());
        assert_eq!(EhrRegistry::record(id(1)).unwrap().header, content(3));
        assert_eq!(EhrRegistry::rewrap_of(id(1)), None);
        assert_eq!(RewrapCount::<Test>::iter().count(), 0);
    });
}

#[test]
fn filing_organisation_should_rewrap_when_its_consent_to_add_has_ended() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        Contributors::set(&Default::default());
        assert_ok!(rewrap(CITY, id(1), POLICY, content(3)));
    });
}

#[test]
fn new_header_should_take_the_place_of_the_same_organisations_when_it_files_another() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        assert_ok!(rewrap(CITY, id(1), NEXT, content(4)));
        let rewrap = EhrRegistry::rewrap_of(id(1)).unwrap();
        assert_eq!((rewrap.header, rewrap.endorsements.len()), (content(4), 1));
        assert_eq!(RewrapCount::<Test>::get(CITY), 1);
    });
}

#[test]
fn new_header_should_take_the_place_of_another_organisations_when_that_can_no_longer_succeed() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        go_to(START + WINDOW - 1);
        assert_noop!(rewrap(LAKE, id(1), NEXT, content(4)), Error::<Test>::RewrapPending);
        go_to(START + WINDOW);
        assert_ok!(rewrap(LAKE, id(1), NEXT, content(4)));
        assert_eq!((RewrapCount::<Test>::get(CITY), RewrapCount::<Test>::get(LAKE)), (0, 1));

        let newer = FakeConsents::set_policy(PATIENT, POLICY.id);
        assert_ok!(rewrap(CARE, id(1), newer, content(5)));
        assert_eq!((RewrapCount::<Test>::get(LAKE), RewrapCount::<Test>::get(CARE)), (0, 1));
    });
}

#[test]
fn rewrap_should_fail_when_the_caller_is_no_gateway() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        FakeMembership::suspend(LAKE);
        for who in [PATIENT, DOCTOR, gateway(LAKE), 999] {
            let origin = RuntimeOrigin::signed(who);
            let signature = signed_by(PATIENT, id(1), POLICY, content(3));
            assert_noop!(
                EhrRegistry::rewrap(origin, id(1), POLICY, content(3), signature),
                Error::<Test>::NotGateway
            );
        }
        let signature = signed_by(PATIENT, id(1), POLICY, content(3));
        assert_noop!(
            EhrRegistry::rewrap(RuntimeOrigin::none(), id(1), POLICY, content(3), signature),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn rewrap_should_fail_when_the_patient_did_not_sign_just_this() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        active_record(id(2), None);
        FakeConsents::set_policy(PATIENT, POLICY.id);
        for signature in [
            signed_by(gateway(CITY), id(1), NEXT, content(3)),
            signed_by(OTHER_PATIENT, id(1), NEXT, content(3)),
            // A guardian files in a call of its own, which says so.
            signed_by(GUARDIAN, id(1), NEXT, content(3)),
            signed_by(PATIENT, id(2), NEXT, content(3)),
            signed_by(PATIENT, id(1), POLICY, content(3)),
            signed_by(PATIENT, id(1), NEXT, content(4)),
            TestSignature(PATIENT, rewrap_statement(&[9; 32], &id(1), &content(2), &NEXT, &content(3))),
            // In the place of another header than the record's.
            TestSignature(
                PATIENT,
                rewrap_statement(&EhrRegistry::genesis(), &id(1), &content(1), &NEXT, &content(3)),
            ),
        ] {
            let origin = RuntimeOrigin::signed(gateway(CITY));
            assert_noop!(
                EhrRegistry::rewrap(origin, id(1), NEXT, content(3), signature),
                Error::<Test>::NotSignedByPatient
            );
        }
        assert_ok!(rewrap(CITY, id(1), NEXT, content(3)));
    });
}

#[test]
fn deadline_should_stay_when_an_organisation_files_once_more_under_the_same_policy() {
    ExtBuilder::default().build_and_execute(|| {
        let deadline = rewrapped_record(id(1)).deadline;
        go_to(START + WINDOW / 2);
        assert_ok!(rewrap(CITY, id(1), NEXT, content(4)));
        assert_eq!(EhrRegistry::rewrap_of(id(1)).unwrap().deadline, deadline);
        // Another version of the policy is another matter.
        let newer = FakeConsents::set_policy(PATIENT, POLICY.id);
        assert_ok!(rewrap(CITY, id(1), newer, content(5)));
        assert_eq!(EhrRegistry::rewrap_of(id(1)).unwrap().deadline, now() + WINDOW);
    });
}

#[test]
fn rewrap_should_fail_when_there_is_no_such_record() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(rewrap(CITY, id(1), POLICY, content(3)), Error::<Test>::RecordNotFound);
    });
}

#[test]
fn rewrap_should_fail_when_the_record_is_not_active() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        active_record(id(2), Some(id(1)));
        assert_ok!(submit(id(3), None));
        erasing_record(id(4));
        for record in [id(1), id(3), id(4)] {
            assert_noop!(rewrap(CITY, record, POLICY, content(3)), Error::<Test>::NotActive);
        }
    });
}

#[test]
fn rewrap_should_fail_when_the_patient_has_not_agreed() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        Contributors::set(&[(OTHER_PATIENT, LAKE)].into_iter().collect());
        assert_noop!(rewrap(LAKE, id(1), POLICY, content(3)), Error::<Test>::ContributionNotAllowed);
    });
}

#[test]
fn record_should_move_to_another_policy_when_the_patient_signs_it() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        let other = FakeConsents::set_policy(PATIENT, 8);
        assert_ok!(rewrap(CITY, id(1), other, content(3)));
        // It counts from the majority on, not before.
        assert_eq!(EhrRegistry::facts(&id(1)).unwrap().policy, POLICY);
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        assert_ok!(endorse_rewraps(CARE, &[(id(1), content(3))]));
        let record = EhrRegistry::record(id(1)).unwrap();
        assert_eq!((record.policy, record.header), (other, content(3)));
        assert_eq!(EhrRegistry::facts(&id(1)).unwrap().policy, other);
        System::assert_last_event(Event::Rewrapped { record: id(1), policy: other }.into());
        assert_eq!(FakeTrails::entries(PATIENT).pop().unwrap().detail, Detail::Policy(other));
    });
}

#[test]
fn record_should_move_when_its_policy_was_revoked() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        let other = FakeConsents::set_policy(PATIENT, 8);
        FakeConsents::revoke_policy(PATIENT, POLICY.id);
        assert_ok!(rewrap(CITY, id(1), other, content(3)));
    });
}

#[test]
fn record_should_stay_when_it_would_move_to_another_patient_s_policy() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        let other = FakeConsents::set_policy(OTHER_PATIENT, 8);
        assert_noop!(rewrap(CITY, id(1), other, content(3)), Error::<Test>::PolicyNotCurrent);
    });
}

#[test]
fn signature_should_count_once_when_a_gateway_files_it_again() {
    ExtBuilder::default().organisations(1).build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        let other = FakeConsents::set_policy(PATIENT, 8);
        let file = |policy, header, signature| {
            let origin = RuntimeOrigin::signed(gateway(CITY));
            EhrRegistry::rewrap(origin, id(1), policy, header, signature)
        };
        let there = signed_by(PATIENT, id(1), other, content(3));
        assert_ok!(file(other, content(3), there.clone()));
        assert_ok!(rewrap(CITY, id(1), POLICY, content(4)));
        // Moved back, the record does not move again on the word of before.
        let refused = file(other, content(3), there).map_err(|refused| refused.error);
        assert_eq!(refused.map(|_| ()), Err(Error::<Test>::NotSignedByPatient.into()));
    });
}

#[test]
fn new_header_should_be_filed_when_a_guardian_signed_it() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        FakeConsents::set_policy(PATIENT, POLICY.id);
        let file = |guardian, signature| {
            let origin = RuntimeOrigin::signed(gateway(CITY));
            EhrRegistry::rewrap_for(origin, id(1), NEXT, content(3), guardian, signature)
        };
        // A signature of the one in the name of the other, and of an account that decides for nobody.
        for (named, signer) in
            [(GUARDIAN, DOCTOR), (DOCTOR, DOCTOR), (PATIENT, GUARDIAN), (GUARDIAN, PATIENT)]
        {
            let refused =
                file(named, signed_by(signer, id(1), NEXT, content(3))).map_err(|refused| refused.error);
            assert_eq!(refused.map(|_| ()), Err(Error::<Test>::NotSignedByPatient.into()));
        }
        assert_ok!(file(GUARDIAN, signed_by(GUARDIAN, id(1), NEXT, content(3))));
        assert_eq!(EhrRegistry::rewrap_of(id(1)).unwrap().header, content(3));
    });
}

#[test]
fn rewrap_should_fail_when_the_policy_is_not_current() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_noop!(rewrap(CITY, id(1), NEXT, content(3)), Error::<Test>::PolicyNotCurrent);
        FakeConsents::set_policy(PATIENT, POLICY.id);
        assert_noop!(rewrap(CITY, id(1), POLICY, content(3)), Error::<Test>::PolicyNotCurrent);
        FakeConsents::revoke_policy(PATIENT, POLICY.id);
        assert_noop!(rewrap(CITY, id(1), NEXT, content(3)), Error::<Test>::PolicyNotCurrent);
    });
}

#[test]
fn rewrap_should_fail_when_the_header_is_the_records() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_noop!(rewrap(CITY, id(1), POLICY, content(2)), Error::<Test>::HeaderUnchanged);
    });
}

#[test]
fn rewrap_should_fail_when_too_many_wait() {
    ExtBuilder::default().build_and_execute(|| {
        for record in 0..=MAX_PENDING as u8 {
            active_record(id(record), None);
        }
        for record in 0..MAX_PENDING as u8 {
            assert_ok!(rewrap(CITY, id(record), POLICY, content(3)));
        }
        let last = id(MAX_PENDING as u8);
        assert_noop!(rewrap(CITY, last, POLICY, content(3)), Error::<Test>::TooManyPending);
        // One in the place of its own needs no more room, and another organisation has its own.
        assert_ok!(rewrap(CITY, id(0), POLICY, content(4)));
        assert_ok!(rewrap(LAKE, last, POLICY, content(3)));
        assert_eq!(Rewraps::<Test>::iter().count() as u32, MAX_PENDING + 1);
    });
}
