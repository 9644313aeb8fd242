use crate::{mock::*, Error, Event, RewrapCount, SkipReason};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use salus_primitives::{
    audit::{Action, Detail},
    consortium::MAX_ORGANISATIONS,
    record::MAX_REWRAP_BATCH,
    ContentId, OrganisationId, RecordId,
};
use sp_runtime::DispatchError;

/// Endorses one new header and checks that it is skipped for `reason` and untouched.
fn assert_skipped(organisation: OrganisationId, record: RecordId, header: ContentId, reason: SkipReason) {
    let before = (EhrRegistry::rewrap_of(record), FakeTrails::entries(PATIENT).len());
    System::reset_events();
    assert_ok!(endorse_rewraps(organisation, &[(record, header)]));
    assert_eq!(events(), [Event::RewrapSkipped { record, reason }.into()]);
    assert_eq!((EhrRegistry::rewrap_of(record), FakeTrails::entries(PATIENT).len()), before);
}

#[test]
fn new_header_should_take_the_old_ones_place_when_the_majority_endorsed_it() {
    ExtBuilder::default().build_and_execute(|| {
        let waiting = rewrapped_record(id(1));
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        let endorsed = Event::RewrapEndorsed { record: id(1), organisation: LAKE, endorsements: 2 };
        System::assert_last_event(endorsed.into());
        assert_eq!(EhrRegistry::record(id(1)).unwrap().header, content(2));

        assert_ok!(endorse_rewraps(HILL, &[(id(1), content(3))]));
        System::assert_last_event(Event::Rewrapped { record: id(1), policy: waiting.policy }.into());
        let record = EhrRegistry::record(id(1)).unwrap();
        assert_eq!((record.header, record.policy), (content(3), waiting.policy));
        assert_eq!(record.content, content(1));
        assert_eq!(EhrRegistry::rewrap_of(id(1)), None);
        assert_eq!(RewrapCount::<Test>::iter().count(), 0);
        assert_eq!(
            FakeTrails::actions(PATIENT, id(1))[4..],
            [Action::RewrapFiled, Action::Endorsed, Action::Endorsed, Action::Rewrapped]
        );
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!(last.detail, Detail::Policy(waiting.policy));
        assert_eq!((last.actor, last.organisation), (gateway(HILL), Some(HILL)));
    });
}

#[test]
fn good_items_should_be_endorsed_when_others_of_the_batch_are_bad() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(2), None);
        rewrapped_record(id(1));
        assert_ok!(endorse_rewraps(LAKE, &[(id(9), content(3)), (id(2), content(3)), (id(1), content(3))]));
        assert_eq!(EhrRegistry::rewrap_of(id(1)).unwrap().endorsements.len(), 2);
    });
}

#[test]
fn endorsement_should_be_skipped_when_no_header_waits() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_skipped(LAKE, id(1), content(2), SkipReason::Unknown);
        assert_skipped(LAKE, id(9), content(2), SkipReason::Unknown);
    });
}

#[test]
fn endorsement_should_be_skipped_when_it_is_of_another_header() {
    ExtBuilder::default().build_and_execute(|| {
        let waiting = rewrapped_record(id(1));
        assert_ok!(rewrap(CITY, id(1), waiting.policy, content(4)));
        assert_skipped(LAKE, id(1), content(3), SkipReason::OtherHeader);
    });
}

#[test]
fn endorsement_should_be_skipped_when_it_is_repeated() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        assert_skipped(LAKE, id(1), content(3), SkipReason::Duplicate);
        assert_skipped(CITY, id(1), content(3), SkipReason::Duplicate);
    });
}

#[test]
fn endorsement_should_be_skipped_when_it_is_late() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        go_to(START + WINDOW);
        assert_skipped(LAKE, id(1), content(3), SkipReason::PastDeadline);
    });
}

#[test]
fn endorsement_should_be_skipped_when_the_policy_changed_mid_vote() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        FakeConsents::set_policy(PATIENT, POLICY.id);
        assert_skipped(CARE, id(1), content(3), SkipReason::PolicyChanged);
        FakeConsents::revoke_policy(PATIENT, POLICY.id);
        assert_skipped(CARE, id(1), content(3), SkipReason::PolicyChanged);
        assert_eq!(EhrRegistry::record(id(1)).unwrap().header, content(2));
    });
}

#[test]
fn endorsement_should_be_skipped_when_the_record_was_superseded_mid_vote() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(rewrap(CITY, id(1), POLICY, content(3)));
        active_record(id(2), Some(id(1)));
        assert_skipped(LAKE, id(1), content(3), SkipReason::NotActive);
    });
}

#[test]
fn endorsement_should_be_skipped_when_the_record_is_to_be_erased() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        assert_ok!(erase(PATIENT, id(1)));
        assert_skipped(LAKE, id(1), content(3), SkipReason::Unknown);
    });
}

#[test]
fn endorsement_should_not_count_when_its_organisation_is_suspended_mid_vote() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        FakeMembership::suspend(LAKE);
        assert_ok!(endorse_rewraps(CARE, &[(id(1), content(3))]));
        let endorsed = Event::RewrapEndorsed { record: id(1), organisation: CARE, endorsements: 2 };
        System::assert_last_event(endorsed.into());
        assert_ok!(endorse_rewraps(HILL, &[(id(1), content(3))]));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().header, content(3));
    });
}

#[test]
fn required_should_stay_when_organisations_join_mid_vote() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        for organisation in HILL + 1..HILL + 6 {
            FakeMembership::admit(organisation);
        }
        assert_ok!(endorse_rewraps(LAKE, &[(id(1), content(3))]));
        assert_ok!(endorse_rewraps(CARE, &[(id(1), content(3))]));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().header, content(3));
    });
}

#[test]
fn organisation_should_find_room_when_the_list_is_full_of_those_that_left() {
    ExtBuilder::default().organisations(MAX_ORGANISATIONS + 1).build_and_execute(|| {
        active_with_all(id(1));
        assert_ok!(rewrap(0, id(1), POLICY, content(3)));
        // Two thirds endorse and leave, again and again, so that no majority is ever reached.
        for organisation in 1..MAX_ORGANISATIONS {
            FakeMembership::suspend(organisation - 1);
            assert_ok!(endorse_rewraps(organisation, &[(id(1), content(3))]));
        }
        assert!(EhrRegistry::rewrap_of(id(1)).unwrap().endorsements.is_full());
        assert_ok!(endorse_rewraps(MAX_ORGANISATIONS, &[(id(1), content(3))]));
        let endorsements = EhrRegistry::rewrap_of(id(1)).unwrap().endorsements;
        assert_eq!(endorsements.into_inner(), [MAX_ORGANISATIONS - 1, MAX_ORGANISATIONS]);
    });
}

/// A record that every organisation but the last ones needed endorsed.
fn active_with_all(record: RecordId) {
    assert_ok!(submit(record, None));
    for organisation in 1..MAX_ORGANISATIONS {
        assert_ok!(endorse(organisation, &[record]));
    }
}

#[test]
fn endorse_rewraps_should_fail_when_the_caller_is_no_gateway() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        FakeMembership::suspend(LAKE);
        for who in [PATIENT, DOCTOR, gateway(LAKE), 999] {
            let rewraps = vec![(id(1), content(3))].try_into().unwrap();
            assert_noop!(
                EhrRegistry::endorse_rewraps(RuntimeOrigin::signed(who), rewraps),
                Error::<Test>::NotGateway
            );
        }
        assert_noop!(
            EhrRegistry::endorse_rewraps(RuntimeOrigin::none(), Default::default()),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn endorse_rewraps_should_fail_when_the_batch_is_empty() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(endorse_rewraps(CITY, &[]), Error::<Test>::EmptyBatch);
    });
}

#[test]
fn weight_should_grow_with_the_batch_when_it_is_declared() {
    let weight = |count: u32| {
        let rewraps = vec![(id(1), content(3)); count as usize].try_into().unwrap();
        crate::Call::<Test>::endorse_rewraps { rewraps }.get_dispatch_info().call_weight
    };
    assert!(weight(1).all_lt(weight(2)) || weight(1).ref_time() < weight(2).ref_time());
    assert!(weight(2).ref_time() < weight(MAX_REWRAP_BATCH).ref_time());
}

#[test]
fn endorsement_should_be_skipped_when_its_organisation_joined_after_the_filing() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        FakeMembership::admit(4);
        assert_skipped(4, id(1), content(3), SkipReason::NotElector);
        assert!(EhrRegistry::rewraps_for(4, None, 10).items.is_empty());
        assert_eq!(EhrRegistry::rewraps_for(LAKE, None, 10).items.len(), 1);
    });
}
