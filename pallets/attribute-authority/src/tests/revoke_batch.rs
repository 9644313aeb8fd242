use super::*;

fn revoke_batch(account: AccountId, items: Vec<(AccountId, &'static str)>) -> sp_runtime::DispatchResult {
    AttributeAuthority::revoke_batch(by(account), from(items))
}

#[test]
fn revoke_batch_should_begin_one_epoch_when_several_lose_the_same_attribute() {
    run(|| {
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        assert_ok!(revoke_batch(COUNCIL_OFFICE, vec![(BO, "doctor"), (CY, "doctor")]));

        assert_eq!(epoch(&doctor), Some(1));
        assert_eq!(Holdings::<Test>::iter().count(), 0);
        assert!(!HoldingCount::<Test>::contains_key(BO));
        for holder in [BO, CY] {
            System::assert_has_event(Event::Revoked { holder, attribute: doctor.clone(), epoch: 1 }.into());
        }
    });
}

#[test]
fn revoke_batch_should_begin_an_epoch_of_each_attribute_when_several_are_taken_back() {
    run(|| {
        let (doctor, nurse, porter) = (granted(BO, "doctor"), granted(BO, "nurse"), granted(CY, "porter"));
        assert_ok!(revoke_batch(COUNCIL_OFFICE, vec![(BO, "doctor"), (BO, "nurse")]));
        assert_eq!([epoch(&doctor), epoch(&nurse), epoch(&porter)], [Some(1), Some(1), Some(0)]);
        assert!(holds(CY, &porter));
    });
}

#[test]
fn revoke_batch_should_leave_the_epoch_when_nobody_loses_the_attribute() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(revoke_batch(COUNCIL_OFFICE, vec![(CY, "doctor")]));
        assert_eq!(skipped(), [(0, SkipReason::NotHeld)]);
        assert_eq!(epoch(&doctor), Some(0));
        assert!(holds(BO, &doctor));
    });
}

#[test]
fn revoke_batch_should_skip_only_what_cannot_be_revoked_when_items_are_bad() {
    run(|| {
        let (doctor, worn) = (granted(BO, "doctor"), granted(BO, "worn"));
        Attributes::<Test>::insert(
            &worn.authority,
            &worn.name,
            AttributeState { epoch: u32::MAX, status: UseStatus::Active },
        );
        let items = vec![(BO, "surgeon"), (BO, "worn"), (BO, "doctor"), (BO, "doctor"), (CY, "doctor")];
        assert_ok!(revoke_batch(COUNCIL_OFFICE, items));
        assert_eq!(
            skipped(),
            [
                (0, SkipReason::UnknownAttribute),
                (1, SkipReason::EpochsExhausted),
                (3, SkipReason::NotHeld),
                (4, SkipReason::NotHeld),
            ]
        );
        assert_eq!(epoch(&doctor), Some(1));
        assert!(Holdings::<Test>::contains_key(BO, &worn));
    });
}

#[test]
fn revoke_batch_should_succeed_when_the_attribute_is_suspended_and_the_holder_gone() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        Participants::mutate(|participants| participants.remove(&BO));
        assert_ok!(revoke_batch(COUNCIL_OFFICE, vec![(BO, "doctor")]));
        Participants::mutate(|participants| participants.insert(BO));
        assert_eq!(Holdings::<Test>::get(BO, &doctor), None);
        assert_eq!(skipped(), []);
    });
}

#[test]
fn revoke_batch_should_touch_only_the_callers_namespace_when_both_authorities_use_the_name() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(AttributeAuthority::declare(by(HOSPITAL_OFFICE), label("doctor")));
        assert_ok!(revoke_batch(HOSPITAL_OFFICE, vec![(BO, "doctor")]));
        assert_eq!(skipped(), [(0, SkipReason::NotHeld)]);
        assert!(holds(BO, &doctor));
    });
}

#[test]
fn revoke_batch_should_be_refused_when_the_caller_may_not_act_for_an_authority() {
    for (account, obstacle, error) in not_allowed_to_act() {
        run(|| {
            granted(CY, "doctor");
            obstacle();
            assert_noop!(revoke_batch(account, vec![(CY, "doctor")]), error);
            ActiveOrganisations::mutate(|active| active.insert(COUNCIL));
        });
    }
    run(|| {
        assert_noop!(AttributeAuthority::revoke_batch(RuntimeOrigin::root(), from([])), BadOrigin);
    });
}
