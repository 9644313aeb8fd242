use super::*;
use pallet_session::SessionManager;

fn validating() -> Vec<AccountId> {
    let mut validators = pallet_session::Validators::<Test>::get();
    validators.sort();
    validators
}

#[test]
fn founders_should_validate_when_the_chain_starts() {
    run(|| {
        assert!(Session::disabled_validators().is_empty());
        assert_eq!(validating(), [validator(CITY), validator(LAKE), validator(CARE)]);
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY), validator(LAKE), validator(CARE)]);
    });
}

#[test]
fn set_should_not_be_handed_out_when_nothing_changed() {
    run(|| assert_eq!(<Consortium as SessionManager<_>>::new_session(1), None));
}

#[test]
fn validator_should_wait_when_it_has_no_keys() {
    run(|| {
        assert_ok!(Consortium::add_validator(whole_council(), CITY, 400));
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY), validator(LAKE), validator(CARE)]);

        assert_ok!(set_session_keys(400));
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY), validator(LAKE), validator(CARE), 400]);
    });
}

#[test]
fn others_should_not_wait_when_one_validator_has_no_keys() {
    run(|| {
        assert_ok!(Consortium::add_validator(whole_council(), CITY, 400));
        assert_ok!(Consortium::add_validator(whole_council(), LAKE, 401));
        assert_ok!(set_session_keys(401));
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY), validator(LAKE), validator(CARE), 401]);
    });
}

#[test]
fn validators_should_leave_when_their_organisation_is_removed() {
    run(|| {
        assert_ok!(Consortium::remove(whole_council(), CITY));
        pass_two_sessions();
        assert_eq!(validating(), [validator(LAKE), validator(CARE)]);
    });
}

#[test]
fn validators_should_leave_and_return_when_their_organisation_is_suspended_and_reinstated() {
    run(|| {
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        pass_two_sessions();
        assert_eq!(validating(), [validator(LAKE), validator(CARE)]);

        assert_ok!(Consortium::reinstate(whole_council(), CITY));
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY), validator(LAKE), validator(CARE)]);
    });
}

#[test]
fn suspended_should_leave_when_fewer_than_the_minimum_stay() {
    run(|| {
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_ok!(Consortium::suspend(whole_council(), LAKE));
        pass_two_sessions();
        assert_eq!(validating(), [validator(CARE)]);
    });
}

#[test]
fn set_should_be_kept_when_suspensions_would_leave_nobody() {
    run(|| {
        assert_ok!(admit_fourth());
        for id in [CITY, LAKE, CARE] {
            assert_ok!(Consortium::suspend(whole_council(), id));
        }
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY), validator(LAKE), validator(CARE)]);

        assert_ok!(Consortium::add_validator(whole_council(), NEW, 400));
        assert_ok!(set_session_keys(400));
        pass_two_sessions();
        assert_eq!(validating(), [400]);
    });
}

#[test]
fn keys_of_past_sessions_should_be_forgotten_when_they_can_be_reported_no_more() {
    run(|| {
        for _ in 0..4 {
            pass_two_sessions();
        }
        let (first, end) = pallet_session::historical::StoredRange::<Test>::get().unwrap();
        // Those that can be reported, and the one that ended, the one that goes on and the one that is planned.
        assert_eq!(end - first, 3 + 3);
        let stored: Vec<_> = pallet_session::historical::HistoricalSessions::<Test>::iter_keys().collect();
        assert!(stored.iter().all(|index| (first..end).contains(index)));
    });
}

#[test]
fn single_founder_should_validate_when_the_minimum_is_not_reached_yet() {
    ExtBuilder::default().with_validators(vec![(validator(CITY), CITY)]).run(|| {
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY)]);
        assert_ok!(Consortium::add_validator(whole_council(), LAKE, 400));
        assert_ok!(set_session_keys(400));
        pass_two_sessions();
        assert_eq!(validating(), [validator(CITY), 400]);
    });
}

#[test]
fn keys_should_change_when_a_validator_rotates_them() {
    run(|| {
        use codec::Encode;
        use sp_runtime::{testing::UintAuthorityId, RuntimeAppPublic};
        let key = UintAuthorityId(777);
        let proof = key.sign(&validator(CITY).encode()).unwrap().encode();
        assert_ok!(Session::set_keys(signed(validator(CITY)), key.clone().into(), proof));
        assert_eq!(System::consumers(&validator(CITY)), 1);
        pass_two_sessions();
        assert!(pallet_session::QueuedKeys::<Test>::get().contains(&(validator(CITY), key.into())));
    });
}
