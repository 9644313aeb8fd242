use crate::{mock::*, Ballot, Call, Electorates, Error, Event, Pending, PendingCount, Records, SkipReason};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use salus_primitives::{
    audit::Action,
    consortium::MAX_ORGANISATIONS,
    record::{RecordStatus, MAX_ENDORSEMENT_BATCH},
    OrganisationId, RecordId,
};
use sp_runtime::DispatchError;

/// Endorses one record and checks that it is skipped for `reason` and untouched.
fn assert_skipped(organisation: OrganisationId, record: RecordId, reason: SkipReason) {
    let before = (Records::<Test>::get(record), FakeTrails::entries(PATIENT).len());
    System::reset_events();
    assert_ok!(endorse(organisation, &[record]));
    let events: Vec<_> = System::events().into_iter().map(|record| record.event).collect();
    assert_eq!(events, [Event::EndorsementSkipped { record, reason }.into()]);
    assert_eq!((Records::<Test>::get(record), FakeTrails::entries(PATIENT).len()), before);
}

#[test]
fn record_should_become_active_when_the_majority_endorsed_it() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));

        assert_ok!(endorse(LAKE, &[id(1)]));
        System::assert_last_event(
            Event::Endorsed { record: id(1), organisation: LAKE, endorsements: 2 }.into(),
        );
        assert_eq!(status(id(1)), RecordStatus::Pending);

        assert_ok!(endorse(HILL, &[id(1)]));
        System::assert_has_event(
            Event::Endorsed { record: id(1), organisation: HILL, endorsements: 3 }.into(),
        );
        System::assert_last_event(Event::Activated { record: id(1) }.into());
        assert_eq!(status(id(1)), RecordStatus::Active);
        assert_eq!(EhrRegistry::record(id(1)).unwrap().endorsements.into_inner(), [CITY, LAKE, HILL]);
        assert!(!Pending::<Test>::contains_key(id(1)));
        assert_eq!(PendingCount::<Test>::iter().count(), 0);
        assert_eq!(
            FakeTrails::actions(PATIENT, id(1)),
            [Action::Submitted, Action::Endorsed, Action::Endorsed, Action::Activated]
        );
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.actor, last.organisation), (gateway(HILL), Some(HILL)));
    });
}

#[test]
fn previous_should_be_superseded_when_its_amendment_is_in() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        active_record(id(2), Some(id(1)));
        assert_eq!(status(id(1)), RecordStatus::Superseded);
        assert_eq!(FakeTrails::actions(PATIENT, id(1)).last(), Some(&Action::Superseded));
        assert_eq!(FakeTrails::actions(PATIENT, id(2)).last(), Some(&Action::Activated));
    });
}

#[test]
fn both_amendments_should_be_in_when_they_fork_a_version() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(submit(id(2), Some(id(1))));
        assert_ok!(submit(id(3), Some(id(1))));
        for organisation in [LAKE, CARE] {
            assert_ok!(endorse(organisation, &[id(2), id(3)]));
        }
        assert_eq!(
            [id(1), id(2), id(3)].map(status),
            [RecordStatus::Superseded, RecordStatus::Active, RecordStatus::Active]
        );
        // Only the first amendment superseded it.
        let superseded = FakeTrails::actions(PATIENT, id(1)).into_iter();
        assert_eq!(superseded.filter(|action| *action == Action::Superseded).count(), 1);
    });
}

#[test]
fn endorsement_should_not_count_when_its_organisation_was_suspended() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_ok!(endorse(LAKE, &[id(1)]));
        FakeMembership::suspend(LAKE);

        assert_ok!(endorse(CARE, &[id(1)]));
        System::assert_last_event(
            Event::Endorsed { record: id(1), organisation: CARE, endorsements: 2 }.into(),
        );
        assert_eq!(status(id(1)), RecordStatus::Pending);

        assert_ok!(endorse(HILL, &[id(1)]));
        assert_eq!(status(id(1)), RecordStatus::Active);
    });
}

#[test]
fn endorsement_should_count_again_when_its_organisation_is_reinstated() {
    ExtBuilder::default().organisations(5).build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        FakeMembership::suspend(CITY);
        assert_ok!(endorse(LAKE, &[id(1)]));
        FakeMembership::reinstate(CITY);
        assert_ok!(endorse(CARE, &[id(1)]));
        assert_eq!(status(id(1)), RecordStatus::Active);
    });
}

#[test]
fn majority_should_stay_that_of_the_submission_when_organisations_go() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        FakeMembership::suspend(HILL);
        FakeMembership::suspend(CARE);
        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_eq!(status(id(1)), RecordStatus::Pending);
    });
}

#[test]
fn endorsement_should_be_skipped_when_its_organisation_joined_after_the_submission() {
    ExtBuilder::default().build_and_execute(|| {
        FakeMembership::suspend(HILL);
        assert_ok!(submit(id(1), None));
        (4..10).for_each(FakeMembership::admit);
        FakeMembership::reinstate(HILL);
        for organisation in [HILL, 8, 9] {
            assert_skipped(organisation, id(1), SkipReason::NotElector);
            assert!(EhrRegistry::pending_for(organisation, None, 10).items.is_empty());
        }
        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_eq!(status(id(1)), RecordStatus::Active);
        // Of what is filed now, they decide.
        assert_ok!(submit(id(2), None));
        assert_ok!(endorse(8, &[id(2)]));
        assert_eq!(EhrRegistry::record(id(2)).unwrap().endorsements.len(), 2);
    });
}

#[test]
fn endorsement_should_count_when_its_record_was_filed_before_electorates_were_kept() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        Electorates::<Test>::remove((Ballot::Record, id(1)));
        FakeMembership::admit(4);
        assert_ok!(endorse(4, &[id(1)]));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().endorsements.len(), 2);
    });
}

#[test]
fn endorsers_that_left_should_make_room_when_the_list_is_full() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        let mut record = Records::<Test>::get(id(1)).unwrap();
        // As many as fit, of which only the submitter is still there.
        while record.endorsements.try_push(1_000 + record.endorsements.len() as u32).is_ok() {}
        assert_eq!(record.endorsements.len() as u32, MAX_ORGANISATIONS);
        Records::<Test>::insert(id(1), record);

        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().endorsements.into_inner(), [CITY, LAKE]);
        assert_eq!(status(id(1)), RecordStatus::Pending);
    });
}

#[test]
fn endorsement_should_be_skipped_when_the_record_is_unknown() {
    ExtBuilder::default().build_and_execute(|| assert_skipped(LAKE, id(1), SkipReason::Unknown));
}

#[test]
fn endorsement_should_be_skipped_when_the_record_is_not_pending() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_skipped(HILL, id(1), SkipReason::NotPending);
        active_record(id(2), Some(id(1)));
        assert_skipped(HILL, id(1), SkipReason::NotPending);
        assert_ok!(submit(id(3), None));
        go_to(START + WINDOW);
        assert_ok!(lapse(CITY, id(3)));
        assert_skipped(HILL, id(3), SkipReason::NotPending);
    });
}

#[test]
fn endorsement_should_be_skipped_when_it_was_given_already() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_skipped(CITY, id(1), SkipReason::Duplicate);
        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_skipped(LAKE, id(1), SkipReason::Duplicate);
    });
}

#[test]
fn endorsement_should_be_skipped_when_the_policy_changed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        FakeConsents::set_policy(PATIENT, POLICY.id);
        assert_skipped(LAKE, id(1), SkipReason::PolicyChanged);
    });
}

#[test]
fn endorsement_should_be_skipped_when_the_policy_was_revoked() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        FakeConsents::revoke_policy(PATIENT, POLICY.id);
        assert_skipped(LAKE, id(1), SkipReason::PolicyChanged);
    });
}

#[test]
fn endorsement_should_be_skipped_when_the_deadline_is_reached() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        go_to(START + WINDOW - 1);
        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().endorsements.len(), 2);
        go_to(START + WINDOW);
        assert_skipped(CARE, id(1), SkipReason::PastDeadline);
        go_to(START + WINDOW + 1);
        assert_skipped(CARE, id(1), SkipReason::PastDeadline);
    });
}

#[test]
fn good_items_should_be_endorsed_when_others_of_the_batch_are_bad() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_ok!(submit_by(CITY, OTHER_PATIENT, POLICY, id(2), None));
        assert_ok!(submit(id(3), None));
        FakeConsents::set_policy(OTHER_PATIENT, POLICY.id);
        System::reset_events();

        assert_ok!(endorse(LAKE, &[id(9), id(1), id(2), id(1), id(3)]));

        let endorsed =
            |byte| Event::Endorsed { record: id(byte), organisation: LAKE, endorsements: 2 }.into();
        let skipped = |byte, reason| Event::EndorsementSkipped { record: id(byte), reason }.into();
        let events: Vec<RuntimeEvent> = System::events().into_iter().map(|record| record.event).collect();
        assert_eq!(
            events,
            [
                skipped(9, SkipReason::Unknown),
                endorsed(1),
                skipped(2, SkipReason::PolicyChanged),
                skipped(1, SkipReason::Duplicate),
                endorsed(3),
            ]
        );
    });
}

#[test]
fn endorse_should_fail_when_the_caller_is_no_gateway() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        FakeMembership::suspend(LAKE);
        for who in [PATIENT, DOCTOR, gateway(LAKE), 999] {
            let records = vec![id(1)].try_into().unwrap();
            assert_noop!(
                EhrRegistry::endorse(RuntimeOrigin::signed(who), records),
                Error::<Test>::NotGateway
            );
        }
        let records = vec![id(1)].try_into().unwrap();
        assert_noop!(EhrRegistry::endorse(RuntimeOrigin::none(), records), DispatchError::BadOrigin);
    });
}

#[test]
fn endorse_should_fail_when_the_batch_is_empty() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(endorse(LAKE, &[]), Error::<Test>::EmptyBatch);
    });
}

#[test]
fn weight_should_grow_when_the_batch_does() {
    let weight = |records: u32| {
        let records = vec![id(1); records as usize].try_into().unwrap();
        Call::<Test>::endorse { records }.get_dispatch_info().call_weight.ref_time()
    };
    assert!(weight(1) < weight(2) && weight(2) < weight(MAX_ENDORSEMENT_BATCH));
}
