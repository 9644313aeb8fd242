use super::*;

#[test]
fn everybody_of_an_organisation_should_speak_again_when_it_is_reinstated() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_ok!(Consortium::reinstate(whole_council(), CITY));

        assert_eq!(Consortium::standing(&seat(CITY)), Some(Standing::Seat(CITY)));
        assert_eq!(Consortium::standing(&gateway_account(CITY)), Some(Standing::Gateway(CITY)));
        assert_eq!(Consortium::standing(&validator(CITY)), Some(Standing::Validator(CITY)));
        assert_eq!(Consortium::standing(&PATIENT), Some(Standing::Participant(CITY, Role::Patient)));
        assert_eq!(Consortium::active_count(), 3);
        assert_eq!(council_members(), [seat(CITY), seat(LAKE), seat(CARE)]);
        assert_eq!(events().last(), Some(&Event::OrganisationReinstated { organisation: CITY }));
    });
}

#[test]
fn reinstatement_should_be_refused_when_half_of_the_council_or_less_agrees() {
    run(|| {
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(Consortium::reinstate(council(1), CITY), BadOrigin);
        assert_noop!(Consortium::reinstate(signed(seat(CITY)), CITY), BadOrigin);
    });
}

#[test]
fn reinstatement_should_be_refused_when_the_organisation_is_not_suspended() {
    run(|| {
        assert_noop!(Consortium::reinstate(whole_council(), 9), Error::<Test>::UnknownOrganisation);
        assert_noop!(Consortium::reinstate(whole_council(), CITY), Error::<Test>::OrganisationNotSuspended);
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_noop!(Consortium::reinstate(whole_council(), CITY), Error::<Test>::OrganisationNotSuspended);
    });
}
