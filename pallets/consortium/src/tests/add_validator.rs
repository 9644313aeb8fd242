use super::*;

#[test]
fn validator_should_be_able_to_set_keys_when_added() {
    run(|| {
        assert_noop!(set_session_keys(400), pallet_session::Error::<Test>::NoAssociatedValidatorId);
        assert_ok!(Consortium::add_validator(whole_council(), CITY, 400));
        assert_eq!(Consortium::standing(&400), Some(Standing::Validator(CITY)));
        assert_ok!(set_session_keys(400));
        assert_eq!(events(), [Event::ValidatorAdded { organisation: CITY, account: 400 }]);
    });
}

#[test]
fn addition_should_be_refused_when_less_than_two_thirds_of_the_council_agree() {
    run(|| {
        assert_noop!(Consortium::add_validator(council(1), CITY, 400), BadOrigin);
        assert_noop!(Consortium::add_validator(signed(seat(CITY)), CITY, 400), BadOrigin);
        assert_ok!(Consortium::add_validator(council(2), CITY, 400));
    });
}

#[test]
fn addition_should_be_refused_when_the_organisation_takes_no_part() {
    run(|| {
        assert_noop!(Consortium::add_validator(whole_council(), 9, 400), Error::<Test>::UnknownOrganisation);
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(
            Consortium::add_validator(whole_council(), CITY, 400),
            Error::<Test>::OrganisationNotActive
        );
    });
}

#[test]
fn addition_should_be_refused_when_the_account_has_a_capacity() {
    run(|| {
        for used in [seat(CITY), gateway_account(LAKE), validator(LAKE)] {
            assert_noop!(Consortium::add_validator(whole_council(), CITY, used), Error::<Test>::AccountInUse);
        }
    });
}

#[test]
fn addition_should_be_refused_when_there_are_as_many_as_may_be() {
    run(|| {
        assert_ok!(Consortium::add_validator(whole_council(), CITY, 400));
        assert_noop!(
            Consortium::add_validator(whole_council(), CITY, 401),
            Error::<Test>::TooManyValidatorsOfOrganisation
        );
        assert_ok!(Consortium::add_validator(whole_council(), LAKE, 401));
        assert_ok!(Consortium::add_validator(whole_council(), CARE, 402));
        assert_ok!(admit_fourth());
        assert_noop!(Consortium::add_validator(whole_council(), NEW, 403), Error::<Test>::TooManyValidators);
    });
}
