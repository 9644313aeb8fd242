use super::*;

fn renew_batch(account: AccountId, items: Vec<Grant<AccountId>>) -> sp_runtime::DispatchResult {
    AttributeAuthority::renew_batch(by(account), batch(items))
}

#[test]
fn renew_batch_should_make_all_others_count_again_when_one_was_revoked() {
    run(|| {
        Participants::mutate(|participants| participants.insert(22));
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        grant_to(22, "doctor", 100);
        assert_ok!(AttributeAuthority::revoke(by(COUNCIL_OFFICE), BO, label("doctor")));
        assert!(!holds(CY, &doctor) && !holds(22, &doctor));

        assert_ok!(renew_batch(COUNCIL_OFFICE, vec![item(CY, "doctor", 100), item(22, "doctor", 100)]));
        assert!(holds(CY, &doctor) && holds(22, &doctor));
        assert!(!holds(BO, &doctor));
        let expected = Holding { epoch: 1, expires: 100, key_package: package(2) };
        assert_eq!(Holdings::<Test>::get(CY, &doctor), Some(expected));
        System::assert_last_event(
            Event::Renewed { holder: 22, attribute: doctor, epoch: 1, expires: 100 }.into(),
        );
        assert_eq!(skipped(), []);
        Participants::mutate(|participants| participants.remove(&22));
    });
}

#[test]
fn renew_batch_should_skip_only_what_cannot_be_renewed_when_items_are_bad() {
    run(|| {
        let doctor = granted(BO, "doctor");
        granted(BO, "porter");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("porter")));
        go_to(50);
        let too_far = 51 + MaxValidity::get();
        assert_ok!(renew_batch(
            COUNCIL_OFFICE,
            vec![
                item(BO, "surgeon", 200),
                item(BO, "porter", 200),
                item(STRANGER, "doctor", 200),
                item(BO, "doctor", 50),
                item(BO, "doctor", too_far),
                item(CY, "doctor", 200),
                item(BO, "doctor", 200),
            ],
        ));
        assert_eq!(
            skipped(),
            [
                (0, SkipReason::UnknownAttribute),
                (1, SkipReason::AttributeSuspended),
                (2, SkipReason::NotParticipant),
                (3, SkipReason::ExpiryPassed),
                (4, SkipReason::ExpiryTooFar),
                (5, SkipReason::NotHeld),
            ]
        );
        assert_eq!(Holdings::<Test>::get(BO, &doctor).unwrap().expires, 200);
        assert_eq!(Holdings::<Test>::get(CY, &doctor), None);
    });
}

#[test]
fn renew_batch_should_be_refused_when_the_caller_may_not_act_for_an_authority() {
    for (account, obstacle, error) in not_allowed_to_act() {
        run(|| {
            granted(CY, "doctor");
            obstacle();
            assert_noop!(renew_batch(account, vec![item(CY, "doctor", 200)]), error);
            ActiveOrganisations::mutate(|active| active.insert(COUNCIL));
        });
    }
    run(|| {
        assert_noop!(AttributeAuthority::renew_batch(RuntimeOrigin::root(), batch([])), BadOrigin);
    });
}
