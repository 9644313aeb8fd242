use super::*;

#[test]
fn accounts_of_an_organisation_should_lose_their_capacity_when_it_is_removed() {
    run(|| {
        assert_ok!(Consortium::remove(whole_council(), CITY));
        for who in [seat(CITY), gateway_account(CITY), validator(CITY)] {
            assert_eq!(Consortium::standing(&who), None);
            assert!(!Consortium::is_known(&who));
        }
        assert_eq!(council_members(), [seat(LAKE), seat(CARE)]);
        assert_eq!(Consortium::active_count(), 2);
        let removed = Event::ValidatorRemoved { organisation: CITY, account: validator(CITY) };
        assert_eq!(events(), [removed, Event::OrganisationRemoved { organisation: CITY }]);
    });
}

#[test]
fn past_of_an_organisation_should_stay_readable_when_it_is_removed() {
    run(|| {
        assert_ok!(Consortium::remove(whole_council(), CITY));
        let organisation = Organisations::<Test>::get(CITY).unwrap();
        assert_eq!(organisation.status, MemberStatus::Removed);
        assert_eq!(organisation.gateway.account, gateway_account(CITY));
        // Its id is never given to another.
        assert_ok!(admit_fourth());
        assert!(Consortium::is_active(NEW));
    });
}

#[test]
fn people_and_authorities_should_be_refused_when_their_organisation_is_removed() {
    run(|| {
        enrol_patient();
        Consortium::add_authority_account(&50, CITY);
        assert_ok!(Consortium::remove(whole_council(), CITY));
        for who in [PATIENT, 50] {
            assert_eq!(Consortium::standing(&who), None);
        }
        assert_eq!(Consortium::participant(&PATIENT), None);
        // The authority's pallet may still end what it began.
        Consortium::remove_authority_account(&50);
        assert!(!Consortium::is_known(&50));
    });
}

#[test]
fn suspended_organisation_should_leave_when_it_is_removed() {
    run(|| {
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_eq!(Consortium::active_count(), 2);
        assert_eq!(council_members(), [seat(LAKE), seat(CARE)]);
    });
}

#[test]
fn account_should_be_free_for_another_capacity_when_its_organisation_is_removed() {
    run(|| {
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_ok!(enrol(LAKE, seat(CITY), Role::Practitioner));
    });
}

#[test]
fn removal_should_be_refused_when_less_than_two_thirds_of_the_council_agree() {
    run(|| {
        assert_noop!(Consortium::remove(council(1), CITY), BadOrigin);
        assert_noop!(Consortium::remove(signed(seat(CITY)), CITY), BadOrigin);
        assert_ok!(Consortium::remove(council(2), CITY));
    });
}

#[test]
fn removal_should_be_refused_when_the_organisation_is_gone() {
    run(|| {
        assert_noop!(Consortium::remove(whole_council(), 9), Error::<Test>::UnknownOrganisation);
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_noop!(Consortium::remove(whole_council(), CITY), Error::<Test>::OrganisationRemoved);
    });
}

#[test]
fn validators_should_go_when_fewer_than_the_minimum_stay() {
    run(|| {
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_ok!(Consortium::remove(whole_council(), LAKE));
        assert_eq!(Validators::<Test>::count(), 1);
        pass_two_sessions();
        assert_eq!(pallet_session::Validators::<Test>::get(), [validator(CARE)]);
    });
}

#[test]
fn removal_should_be_refused_when_no_validator_would_be_ready() {
    ExtBuilder::default().with_validators(vec![(validator(CITY), CITY)]).run(|| {
        assert_noop!(Consortium::remove(whole_council(), CITY), Error::<Test>::LastValidators);
        // A replacement counts from when it has session keys.
        assert_ok!(Consortium::add_validator(whole_council(), CARE, 400));
        assert_noop!(Consortium::remove(whole_council(), CITY), Error::<Test>::LastValidators);
        assert_ok!(set_session_keys(400));
        assert_ok!(Consortium::remove(whole_council(), CITY));
        pass_two_sessions();
        assert_eq!(pallet_session::Validators::<Test>::get(), [400]);
    });
}

#[test]
fn removal_should_be_refused_when_the_session_still_needs_the_suspended() {
    run(|| {
        assert_ok!(admit_fourth());
        for id in [CITY, LAKE, CARE] {
            assert_ok!(Consortium::suspend(whole_council(), id));
        }
        assert_noop!(Consortium::remove(whole_council(), CITY), Error::<Test>::LastValidators);
    });
}

#[test]
fn removal_should_be_refused_when_nobody_would_be_left() {
    run(|| {
        // Without validators of its own nothing but the last seat keeps it.
        assert_ok!(admit_fourth());
        for id in [CITY, LAKE, CARE] {
            assert_ok!(Consortium::suspend(whole_council(), id));
        }
        assert_noop!(Consortium::remove(whole_council(), NEW), Error::<Test>::LastOrganisation);
    });
}
