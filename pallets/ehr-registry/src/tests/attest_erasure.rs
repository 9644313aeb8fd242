use crate::{mock::*, Error, Event, OpenErasures, Records, RecordsOf, SkipReason};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::Action, consortium::MAX_ORGANISATIONS, traits::Records as _, OrganisationId, RecordId,
};
use sp_runtime::DispatchError;

/// Attests one erasure and checks that it is skipped for `reason` and untouched.
fn assert_skipped(organisation: OrganisationId, record: RecordId, reason: SkipReason) {
    let before = (EhrRegistry::erasure(record), FakeTrails::entries(PATIENT).len());
    System::reset_events();
    assert_ok!(attest(organisation, &[record]));
    assert_eq!(events(), [Event::AttestationSkipped { record, reason }.into()]);
    assert_eq!((EhrRegistry::erasure(record), FakeTrails::entries(PATIENT).len()), before);
}

#[test]
fn record_should_be_gone_and_certified_when_the_majority_attested() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        assert_ok!(attest(LAKE, &[id(1)]));
        let attested = Event::ErasureAttested { record: id(1), organisation: LAKE, attestations: 1 };
        System::assert_last_event(attested.into());
        assert_ok!(attest(CARE, &[id(1)]));
        assert!(Records::<Test>::contains_key(id(1)));

        go_to(START + 5);
        assert_ok!(attest(HILL, &[id(1)]));
        System::assert_last_event(Event::Erased { record: id(1) }.into());
        assert_eq!(EhrRegistry::record(id(1)), None);
        assert!(!RecordsOf::<Test>::contains_key(PATIENT, id(1)));
        assert_eq!(EhrRegistry::facts(&id(1)), None);
        let certificate = EhrRegistry::erasure(id(1)).unwrap();
        assert_eq!(certificate.erased_at, Some(START + 5));
        assert_eq!(certificate.attestations.into_inner(), [LAKE, CARE, HILL]);
        assert_eq!(
            FakeTrails::actions(PATIENT, id(1))[4..],
            [
                Action::ErasureAsked,
                Action::ErasureAttested,
                Action::ErasureAttested,
                Action::ErasureAttested,
                Action::Erased
            ]
        );
    });
}

#[test]
fn attestation_should_be_kept_when_it_comes_after_the_majority() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        for organisation in [LAKE, CARE, HILL] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert!(OpenErasures::<Test>::contains_key(id(1)), "one organisation is left");
        System::reset_events();
        assert_ok!(attest(CITY, &[id(1)]));
        let attested = Event::ErasureAttested { record: id(1), organisation: CITY, attestations: 4 };
        assert_eq!(events(), [attested.into()]);
        assert_eq!(EhrRegistry::erasure(id(1)).unwrap().attestations.len(), 4);
        assert!(!OpenErasures::<Test>::contains_key(id(1)));
    });
}

#[test]
fn id_should_stay_taken_when_its_record_was_erased() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
        for organisation in [LAKE, CARE, HILL] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
        assert_noop!(submit_by(LAKE, OTHER_PATIENT, POLICY, id(1), None), Error::<Test>::AlreadyExists);
        assert_noop!(submit(id(2), Some(id(1))), Error::<Test>::PreviousNotFound);
    });
}

#[test]
fn good_items_should_be_taken_when_others_of_the_batch_are_bad() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(2), None);
        erasing_record(id(1));
        assert_ok!(attest(LAKE, &[id(9), id(2), id(1)]));
        assert_eq!(EhrRegistry::erasure(id(1)).unwrap().attestations.len(), 1);
    });
}

#[test]
fn attestation_should_be_skipped_when_nobody_asked_for_the_erasure() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_skipped(LAKE, id(1), SkipReason::Unknown);
        assert_skipped(LAKE, id(9), SkipReason::Unknown);
    });
}

#[test]
fn attestation_should_be_skipped_when_it_is_repeated() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        assert_ok!(attest(LAKE, &[id(1)]));
        assert_skipped(LAKE, id(1), SkipReason::Duplicate);
        assert_ok!(attest(CARE, &[id(1)]));
        assert_ok!(attest(HILL, &[id(1)]));
        assert_skipped(HILL, id(1), SkipReason::Duplicate);
    });
}

#[test]
fn attestation_should_not_count_when_its_organisation_left_mid_vote() {
    ExtBuilder::default().organisations(5).build_and_execute(|| {
        erasing_record(id(1));
        assert_ok!(attest(LAKE, &[id(1)]));
        FakeMembership::suspend(LAKE);
        assert_ok!(attest(CARE, &[id(1)]));
        assert_ok!(attest(HILL, &[id(1)]));
        assert!(Records::<Test>::contains_key(id(1)), "two of the required three count");
        assert_ok!(attest(CITY, &[id(1)]));
        assert!(!Records::<Test>::contains_key(id(1)));
        assert_eq!(EhrRegistry::erasure(id(1)).unwrap().attestations.len(), 4);
    });
}

#[test]
fn record_should_be_erased_when_all_who_remain_attested() {
    ExtBuilder::default().organisations(5).build_and_execute(|| {
        erasing_record(id(1));
        assert_ok!(attest(CITY, &[id(1)]));
        assert_ok!(attest(LAKE, &[id(1)]));
        for organisation in CARE..CARE + 3 {
            FakeMembership::suspend(organisation);
        }
        // Required are three, and two are left: one of them has it counted again.
        System::reset_events();
        assert_ok!(attest(LAKE, &[id(1)]));
        assert_eq!(events(), [Event::Erased { record: id(1) }.into()]);
        assert_eq!(EhrRegistry::erasure(id(1)).unwrap().attestations.into_inner(), [CITY, LAKE]);
        assert!(!OpenErasures::<Test>::contains_key(id(1)));
    });
}

#[test]
fn erasure_should_be_closed_when_the_one_that_never_attested_has_left() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert_skipped(LAKE, id(1), SkipReason::Duplicate);
        FakeMembership::suspend(HILL);
        assert!(OpenErasures::<Test>::contains_key(id(1)));
        assert_ok!(attest(LAKE, &[id(1)]));
        assert!(!OpenErasures::<Test>::contains_key(id(1)));
        assert_skipped(LAKE, id(1), SkipReason::Duplicate);
    });
}

#[test]
fn required_should_stay_when_organisations_join_mid_vote() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        for organisation in HILL + 1..HILL + 6 {
            FakeMembership::admit(organisation);
        }
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert!(!Records::<Test>::contains_key(id(1)));
    });
}

#[test]
fn organisation_should_find_room_when_the_list_is_full_of_those_that_left() {
    ExtBuilder::default().organisations(MAX_ORGANISATIONS + 1).build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_ok!(erase(PATIENT, id(1)));
        for organisation in 0..MAX_ORGANISATIONS {
            assert_ok!(attest(organisation, &[id(1)]));
            if organisation < MAX_ORGANISATIONS - 1 {
                FakeMembership::suspend(organisation);
            }
        }
        assert!(EhrRegistry::erasure(id(1)).unwrap().attestations.is_full());
        assert!(Records::<Test>::contains_key(id(1)));
        assert_ok!(attest(MAX_ORGANISATIONS, &[id(1)]));
        let attestations = EhrRegistry::erasure(id(1)).unwrap().attestations;
        assert_eq!(attestations.into_inner(), [MAX_ORGANISATIONS - 1, MAX_ORGANISATIONS]);
        assert!(!Records::<Test>::contains_key(id(1)), "those two are all who remain");
    });
}

#[test]
fn attest_erasure_should_fail_when_the_caller_is_no_gateway() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        FakeMembership::suspend(LAKE);
        for who in [PATIENT, DOCTOR, gateway(LAKE), 999] {
            let records = vec![id(1)].try_into().unwrap();
            assert_noop!(
                EhrRegistry::attest_erasure(RuntimeOrigin::signed(who), records),
                Error::<Test>::NotGateway
            );
        }
        assert_noop!(
            EhrRegistry::attest_erasure(RuntimeOrigin::none(), Default::default()),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn attest_erasure_should_fail_when_the_batch_is_empty() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(attest(CITY, &[]), Error::<Test>::EmptyBatch);
    });
}

#[test]
fn record_should_stay_when_those_who_attest_joined_after_the_erasure_was_asked_for() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        (4..7).for_each(FakeMembership::admit);
        for organisation in 4..7 {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert!(Records::<Test>::contains_key(id(1)), "none of them ever held it");
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert!(!Records::<Test>::contains_key(id(1)));
    });
}

#[test]
fn record_should_be_gone_when_all_who_are_left_attested() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        FakeMembership::admit(4);
        for organisation in [LAKE, CARE] {
            FakeMembership::suspend(organisation);
        }
        for organisation in [CITY, HILL] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert!(Records::<Test>::contains_key(id(1)));
        assert_ok!(attest(4, &[id(1)]));
        assert!(!Records::<Test>::contains_key(id(1)));
    });
}
