use super::*;

#[test]
fn validator_should_lose_keys_and_capacity_when_removed() {
    run(|| {
        assert_ok!(Consortium::remove_validator(whole_council(), validator(CITY)));
        assert_eq!(Consortium::standing(&validator(CITY)), None);
        assert!(pallet_session::NextKeys::<Test>::get(validator(CITY)).is_none());
        assert!(!Consortium::is_known(&validator(CITY)));
        assert_eq!(System::consumers(&validator(CITY)), 0);
        let removed = Event::ValidatorRemoved { organisation: CITY, account: validator(CITY) };
        assert_eq!(events(), [removed]);
    });
}

#[test]
fn validator_should_leave_when_it_was_added_after_genesis() {
    run(|| {
        assert_ok!(Consortium::add_validator(whole_council(), CITY, 400));
        assert_ok!(set_session_keys(400));
        assert_ok!(Consortium::remove_validator(whole_council(), 400));
        assert!(!Consortium::is_known(&400));
    });
}

#[test]
fn removal_should_be_refused_when_less_than_two_thirds_of_the_council_agree() {
    run(|| {
        assert_noop!(Consortium::remove_validator(council(1), validator(CITY)), BadOrigin);
        assert_noop!(Consortium::remove_validator(signed(validator(CITY)), validator(CITY)), BadOrigin);
    });
}

#[test]
fn removal_should_be_refused_when_the_account_is_no_validator() {
    run(|| {
        for who in [seat(CITY), 999] {
            assert_noop!(Consortium::remove_validator(whole_council(), who), Error::<Test>::UnknownValidator);
        }
    });
}

#[test]
fn removal_should_be_refused_when_too_few_would_be_ready() {
    run(|| {
        assert_ok!(Consortium::remove_validator(whole_council(), validator(CITY)));
        assert_noop!(
            Consortium::remove_validator(whole_council(), validator(LAKE)),
            Error::<Test>::TooFewValidators
        );
    });
}

#[test]
fn removal_should_be_allowed_when_the_validator_never_had_keys() {
    run(|| {
        assert_ok!(Consortium::remove_validator(whole_council(), validator(CITY)));
        assert_ok!(Consortium::add_validator(whole_council(), CITY, 400));
        assert_ok!(Consortium::remove_validator(whole_council(), 400));
    });
}
