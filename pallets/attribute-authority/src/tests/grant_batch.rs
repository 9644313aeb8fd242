use super::*;

fn grant_batch(account: AccountId, items: Vec<Grant<AccountId>>) -> sp_runtime::DispatchResult {
    AttributeAuthority::grant_batch(by(account), batch(items)).map(|_| ()).map_err(|e| e.error)
}

#[test]
fn grant_batch_should_grant_every_item_when_all_can_be_granted() {
    run(|| {
        let (doctor, nurse) = (declared("doctor"), declared("nurse"));
        let items = batch([item(BO, "doctor", 100), item(CY, "doctor", 90), item(CY, "nurse", 80)]);
        let info = AttributeAuthority::grant_batch(by(COUNCIL_OFFICE), items).unwrap();

        assert_eq!(info.actual_weight, Some(<() as WeightInfo>::grant_batch(3)));
        assert!(holds(BO, &doctor) && holds(CY, &doctor) && holds(CY, &nurse));
        assert!(!holds(BO, &nurse));
        let expected = Holding { epoch: 0, expires: 90, key_package: package(2) };
        assert_eq!(Holdings::<Test>::get(CY, &doctor), Some(expected));
        System::assert_has_event(
            Event::Granted { holder: CY, attribute: doctor, epoch: 0, expires: 90 }.into(),
        );
        assert_eq!(skipped(), []);
    });
}

#[test]
fn grant_batch_should_skip_only_what_cannot_be_granted_when_items_are_bad() {
    run(|| {
        let (doctor, icu) = (declared("doctor"), declared("icu"));
        granted(BO, "nurse");
        declared("porter");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("porter")));
        go_to(50);
        let too_far = 51 + MaxValidity::get();
        assert_ok!(grant_batch(
            COUNCIL_OFFICE,
            vec![
                item(BO, "surgeon", 100),
                item(BO, "doctor", 100),
                item(BO, "porter", 100),
                item(STRANGER, "doctor", 100),
                item(CY, "doctor", 50),
                item(CY, "doctor", too_far),
                item(BO, "nurse", 100),
                item(BO, "doctor", 100),
                item(CY, "icu", 100),
            ],
        ));

        assert_eq!(
            skipped(),
            [
                (0, SkipReason::UnknownAttribute),
                (2, SkipReason::AttributeSuspended),
                (3, SkipReason::NotParticipant),
                (4, SkipReason::ExpiryPassed),
                (5, SkipReason::ExpiryTooFar),
                (6, SkipReason::AlreadyHeld),
                (7, SkipReason::AlreadyHeld),
            ]
        );
        assert!(holds(BO, &doctor) && holds(CY, &icu));
        assert!(!holds(CY, &doctor));
    });
}

#[test]
fn grant_batch_should_skip_a_holder_when_no_place_is_left() {
    run(|| {
        fill_places(BO, 60);
        let doctor = declared("doctor");
        assert_ok!(grant_batch(COUNCIL_OFFICE, vec![item(BO, "doctor", 100), item(CY, "doctor", 100)]));
        assert_eq!(skipped(), [(0, SkipReason::TooManyHoldings)]);
        assert!(holds(CY, &doctor));
    });
}

#[test]
fn grant_batch_should_cost_more_when_it_makes_room() {
    run(|| {
        fill_places(BO, 10);
        let doctor = declared("doctor");
        go_to(10);
        let items = batch([item(BO, "doctor", 100), item(CY, "doctor", 100)]);
        let info = AttributeAuthority::grant_batch(by(COUNCIL_OFFICE), items).unwrap();
        assert_eq!(info.actual_weight, Some(<() as WeightInfo>::grant_batch_making_room(2)));
        assert!(holds(BO, &doctor) && holds(CY, &doctor));
        assert_eq!(HoldingCount::<Test>::get(BO), MAX_HOLDINGS);
    });
}

#[test]
fn grant_batch_should_change_nothing_when_it_is_empty() {
    run(|| {
        assert_ok!(grant_batch(COUNCIL_OFFICE, vec![]));
        assert_eq!(Holdings::<Test>::iter().count(), 0);
    });
}

#[test]
fn grant_batch_should_touch_only_the_callers_namespace_when_another_authority_declared_the_attribute() {
    run(|| {
        let doctor = declared("doctor");
        assert_ok!(grant_batch(HOSPITAL_OFFICE, vec![item(BO, "doctor", 100)]));
        assert_eq!(skipped(), [(0, SkipReason::UnknownAttribute)]);
        assert!(!holds(BO, &doctor));
    });
}

#[test]
fn grant_batch_should_be_refused_when_the_caller_may_not_act_for_an_authority() {
    for (account, obstacle, error) in not_allowed_to_act() {
        run(|| {
            declared("doctor");
            obstacle();
            assert_noop!(grant_batch(account, vec![item(CY, "doctor", 100)]), error);
            ActiveOrganisations::mutate(|active| active.insert(COUNCIL));
        });
    }
    run(|| {
        let items = batch([]);
        assert_noop!(AttributeAuthority::grant_batch(RuntimeOrigin::root(), items), BadOrigin);
    });
}
