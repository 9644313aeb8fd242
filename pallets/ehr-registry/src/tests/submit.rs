use crate::{mock::*, Call, Error, Event, Pending, PendingCount, Records, RecordsOf, WeightInfo};
use codec::Encode;
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use salus_primitives::{
    audit::{Action, Detail},
    consent::PolicyRef,
    record::{Record, RecordStatus, COPIES, REOPEN_AFTER},
    RecordId,
};
use sp_runtime::DispatchError;

/// Files record 1 of the patient as [`CITY`]'s gateway, with an author of choice.
fn submit_with_author(author: AccountId) -> Result<(), DispatchError> {
    let origin = RuntimeOrigin::signed(gateway(CITY));
    EhrRegistry::submit(origin, id(1), PATIENT, author, POLICY, content(1), content(2), None)
        .map(|_| ())
        .map_err(|refused| refused.error)
}

#[test]
fn record_should_be_pending_when_others_must_endorse_it() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit_with_author(DOCTOR));

        assert_eq!(
            Records::<Test>::get(id(1)).unwrap(),
            Record {
                patient: PATIENT,
                organisation: CITY,
                author: DOCTOR,
                policy: POLICY,
                content: content(1),
                header: content(2),
                previous: None,
                status: RecordStatus::Pending,
                required: 3,
                endorsements: vec![CITY].try_into().unwrap(),
                submitted_at: START,
                deadline: START + WINDOW,
                disputed: None,
            }
        );
        System::assert_last_event(Event::Submitted { record: id(1), organisation: CITY, required: 3 }.into());
        assert_eq!(Pending::<Test>::get(id(1)), Some(CITY));
        assert_eq!(PendingCount::<Test>::get(CITY), 1);
        assert!(RecordsOf::<Test>::contains_key(PATIENT, id(1)));
    });
}

#[test]
fn trail_should_tell_of_the_submission_when_a_record_is_filed() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit_with_author(DOCTOR));
        let entries = FakeTrails::entries(PATIENT);
        assert_eq!(entries.len(), 1);
        let entry = entries[0];
        assert_eq!((entry.action, entry.record), (Action::Submitted, Some(id(1))));
        assert_eq!((entry.actor, entry.organisation), (gateway(CITY), Some(CITY)));
        assert_eq!(entry.detail, Detail::Policy(POLICY));
    });
}

#[test]
fn required_should_be_more_than_half_when_the_consortium_has_any_size() {
    for (organisations, required) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 3), (6, 4), (7, 4), (64, 33)] {
        ExtBuilder::default().organisations(organisations).build_and_execute(|| {
            assert_ok!(submit(id(1), None));
            assert_eq!(EhrRegistry::record(id(1)).unwrap().required, required, "of {organisations}");
        });
    }
}

#[test]
fn required_should_not_count_the_suspended_when_a_record_is_filed() {
    ExtBuilder::default().build_and_execute(|| {
        FakeMembership::suspend(HILL);
        assert_ok!(submit(id(1), None));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().required, 2);
    });
}

#[test]
fn record_should_be_active_at_once_when_the_submitter_is_alone() {
    ExtBuilder::default().organisations(1).build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_ok!(submit(id(2), Some(id(1))));

        assert_eq!(status(id(1)), RecordStatus::Superseded);
        assert_eq!(status(id(2)), RecordStatus::Active);
        System::assert_last_event(Event::Activated { record: id(2) }.into());
        assert_eq!(Pending::<Test>::count(), 0);
        assert_eq!(PendingCount::<Test>::iter().count(), 0);
        assert_eq!(FakeTrails::actions(PATIENT, id(2)), [Action::Submitted, Action::Activated]);
    });
}

#[test]
fn weight_of_activation_should_be_handed_back_when_the_record_stays_pending() {
    let post = |organisations| {
        ExtBuilder::default().organisations(organisations).build_and_execute(|| {
            let author = gateway(CITY);
            let origin = RuntimeOrigin::signed(author);
            EhrRegistry::submit(origin, id(1), PATIENT, author, POLICY, content(1), content(2), None)
                .unwrap()
                .actual_weight
        })
    };
    assert_eq!(post(4), Some(<() as WeightInfo>::submit()));
    // The whole of what was declared.
    assert_eq!(post(1), None);
    let declared = Call::<Test>::submit {
        record: id(1),
        patient: PATIENT,
        author: DOCTOR,
        policy: POLICY,
        content: content(1),
        header: content(2),
        previous: None,
    }
    .get_dispatch_info()
    .call_weight;
    assert!(declared.ref_time() > <() as WeightInfo>::submit().ref_time());
}

#[test]
fn previous_should_stay_active_when_its_amendment_is_pending() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(submit(id(2), Some(id(1))));
        assert_eq!(status(id(1)), RecordStatus::Active);
    });
}

#[test]
fn submit_should_fail_when_the_caller_is_no_gateway() {
    ExtBuilder::default().build_and_execute(|| {
        FakeMembership::suspend(LAKE);
        for who in [PATIENT, DOCTOR, gateway(LAKE), 999] {
            let origin = RuntimeOrigin::signed(who);
            assert_noop!(
                EhrRegistry::submit(origin, id(1), PATIENT, who, POLICY, content(1), content(2), None),
                Error::<Test>::NotGateway
            );
        }
        let none = RuntimeOrigin::none();
        assert_noop!(
            EhrRegistry::submit(none, id(1), PATIENT, DOCTOR, POLICY, content(1), content(2), None),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn submit_should_fail_when_the_author_cannot_answer_for_it() {
    ExtBuilder::default().build_and_execute(|| {
        for author in [OTHER_DOCTOR, CLERK, PATIENT, gateway(LAKE), 999] {
            assert_noop!(submit_with_author(author), Error::<Test>::AuthorNotAllowed);
        }
    });
}

#[test]
fn submit_should_fail_when_the_patient_has_not_agreed() {
    ExtBuilder::default().build_and_execute(|| {
        Contributors::set(&[(OTHER_PATIENT, CITY), (PATIENT, LAKE)].into_iter().collect());
        assert_noop!(submit(id(1), None), Error::<Test>::ContributionNotAllowed);
    });
}

#[test]
fn submit_should_fail_when_the_policy_is_not_current() {
    ExtBuilder::default().build_and_execute(|| {
        let wrong = |policy| {
            assert_noop!(submit_by(CITY, PATIENT, policy, id(1), None), Error::<Test>::PolicyNotCurrent);
        };
        // Of nobody, of a version to come, of a version gone by, of another patient, revoked.
        wrong(PolicyRef { id: 8, version: 1 });
        wrong(PolicyRef { version: 2, ..POLICY });
        FakeConsents::set_policy(PATIENT, POLICY.id);
        wrong(POLICY);
        wrong(FakeConsents::set_policy(OTHER_PATIENT, 9));
        FakeConsents::revoke_policy(PATIENT, POLICY.id);
        wrong(PolicyRef { version: 2, ..POLICY });
    });
}

#[test]
fn submit_should_fail_when_the_id_is_taken() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
        assert_noop!(submit_by(LAKE, OTHER_PATIENT, POLICY, id(1), None), Error::<Test>::AlreadyExists);
        // A lapsed record keeps its id for a while.
        go_to(START + WINDOW);
        assert_ok!(lapse(CITY, id(1)));
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
    });
}

/// Record 1 of the patient, which missed its majority.
fn lapsed() {
    assert_ok!(submit(id(1), None));
    assert_ok!(endorse(LAKE, &[id(1)]));
    assert_ok!(dispute(PATIENT, id(1)));
    go_to(START + WINDOW);
    assert_ok!(lapse(CITY, id(1)));
}

#[test]
fn record_should_wait_again_when_it_lapsed_and_is_filed_once_more() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed();
        let policy = FakeConsents::set_policy(PATIENT, POLICY.id);
        go_to(START + WINDOW + REOPEN_AFTER);
        let (origin, author) = (RuntimeOrigin::signed(gateway(CITY)), gateway(CITY));
        assert_ok!(EhrRegistry::submit(origin, id(1), PATIENT, author, policy, content(1), content(3), None));

        let record = Records::<Test>::get(id(1)).unwrap();
        assert_eq!(
            (record.status, record.header, record.policy),
            (RecordStatus::Pending, content(3), policy)
        );
        assert_eq!(
            record.endorsements.to_vec(),
            [CITY],
            "what others said of the first header counts no more"
        );
        assert_eq!(record.deadline, now() + WINDOW);
        assert!(record.disputed.is_some(), "what its patient said of it still counts");
        assert_eq!(PendingCount::<Test>::get(CITY), 1);
        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_ok!(endorse(HILL, &[id(1)]));
        assert_eq!(status(id(1)), RecordStatus::Active);
    });
}

#[test]
fn submit_should_fail_when_an_endorsement_of_the_lapsed_record_could_still_arrive() {
    ExtBuilder::default().build_and_execute(|| {
        lapsed();
        go_to(START + WINDOW + REOPEN_AFTER - 1);
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn submit_should_fail_when_the_lapsed_record_is_another() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(2), None);
        lapsed();
        let others = FakeConsents::set_policy(OTHER_PATIENT, 9);
        go_to(START + WINDOW + REOPEN_AFTER);
        assert_noop!(submit_by(LAKE, PATIENT, POLICY, id(1), None), Error::<Test>::AlreadyExists);
        assert_noop!(submit_by(CITY, OTHER_PATIENT, others, id(1), None), Error::<Test>::AlreadyExists);
        assert_noop!(submit(id(1), Some(id(2))), Error::<Test>::AlreadyExists);
        let (origin, author) = (RuntimeOrigin::signed(gateway(CITY)), gateway(CITY));
        let other = EhrRegistry::submit(origin, id(1), PATIENT, author, POLICY, content(9), content(2), None);
        assert_eq!(other.unwrap_err().error, Error::<Test>::AlreadyExists.into());
        // It is in, or its patient had it erased.
        assert_noop!(submit(id(2), None), Error::<Test>::AlreadyExists);
        assert_ok!(erase(PATIENT, id(1)));
        assert_noop!(submit(id(1), None), Error::<Test>::AlreadyExists);
    });
}

#[test]
fn submit_should_fail_when_the_version_before_is_not_the_patients() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        // Nobody's, another patient's, and the record itself.
        assert_noop!(submit(id(2), Some(id(9))), Error::<Test>::PreviousNotFound);
        assert_noop!(submit(id(2), Some(id(2))), Error::<Test>::PreviousNotFound);
        assert_noop!(
            submit_by(CITY, OTHER_PATIENT, POLICY, id(2), Some(id(1))),
            Error::<Test>::PreviousNotFound
        );
    });
}

#[test]
fn submit_should_fail_when_another_organisation_filed_the_version_before() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_noop!(submit_by(LAKE, PATIENT, POLICY, id(2), Some(id(1))), Error::<Test>::PreviousOfAnother);
        assert_ok!(submit_by(CITY, PATIENT, POLICY, id(2), Some(id(1))));
    });
}

#[test]
fn submit_should_fail_when_the_version_before_is_not_active() {
    ExtBuilder::default().build_and_execute(|| {
        let refused = |previous: RecordId| {
            assert_noop!(submit(id(9), Some(previous)), Error::<Test>::PreviousNotActive);
        };
        assert_ok!(submit(id(1), None));
        refused(id(1));
        active_record(id(2), None);
        active_record(id(3), Some(id(2)));
        refused(id(2));
        go_to(START + WINDOW);
        assert_ok!(lapse(CITY, id(1)));
        refused(id(1));
    });
}

#[test]
fn submit_should_fail_when_too_many_are_pending() {
    ExtBuilder::default().build_and_execute(|| {
        for record in 0..MAX_PENDING as u8 {
            assert_ok!(submit(id(record), None));
        }
        assert_noop!(submit(id(100), None), Error::<Test>::TooManyPending);
        // Others have room of their own.
        assert_ok!(submit_by(LAKE, PATIENT, POLICY, id(101), None));
        // One that is in makes room, and so does one that lapsed.
        assert_ok!(endorse(LAKE, &[id(0)]));
        assert_ok!(endorse(CARE, &[id(0)]));
        assert_ok!(submit(id(100), None));
        assert_noop!(submit(id(102), None), Error::<Test>::TooManyPending);
        go_to(START + WINDOW);
        assert_ok!(lapse(LAKE, id(1)));
        assert_ok!(submit(id(102), None));
    });
}

#[test]
fn metadata_should_tell_how_many_organisations_keep_a_record_when_gateways_ask() {
    let constants = EhrRegistry::pallet_constants_metadata();
    let copies = constants.iter().find(|constant| constant.name == "Copies").unwrap();
    assert_eq!(copies.value, COPIES.encode());
}
