use super::*;
use codec::Encode;
use sp_runtime::traits::Hash;

#[test]
fn everybody_of_an_organisation_should_be_refused_when_it_is_suspended() {
    run(|| {
        enrol_patient();
        Consortium::add_authority_account(&50, CITY);
        assert_ok!(Consortium::suspend(whole_council(), CITY));

        for who in [seat(CITY), gateway_account(CITY), validator(CITY), PATIENT, 50] {
            assert_eq!(Consortium::standing(&who), None);
            assert!(Consortium::is_known(&who) && exists(who));
        }
        assert_eq!(Consortium::gateway_of(&gateway_account(CITY)), None);
        assert_eq!(Consortium::participant(&PATIENT), None);
        assert!(!Consortium::is_active(CITY));
        assert_eq!(Consortium::active_count(), 2);
        assert_eq!(events().last(), Some(&Event::OrganisationSuspended { organisation: CITY }));
    });
}

#[test]
fn council_should_lose_the_seat_when_its_organisation_is_suspended() {
    run(|| {
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_eq!(council_members(), [seat(LAKE), seat(CARE)]);
    });
}

#[test]
fn vote_should_not_count_when_its_organisation_is_suspended_meanwhile() {
    run(|| {
        let call = RuntimeCall::Consortium(Call::add_validator { organisation: CITY, account: 400 });
        let hash = <Test as frame_system::Config>::Hashing::hash_of(&call);
        let length = call.encoded_size() as u32;
        assert_ok!(Council::propose(signed(seat(CITY)), 2, Box::new(call), length));
        assert_ok!(Council::vote(signed(seat(CITY)), hash, 0, true));
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        // Of the two votes needed only one is left.
        assert_ok!(Council::vote(signed(seat(LAKE)), hash, 0, true));
        let bound = frame_support::weights::Weight::MAX;
        assert_noop!(
            Council::close(signed(seat(LAKE)), hash, 0, bound, length),
            pallet_collective::Error::<Test, Seats1>::TooEarly
        );
        assert!(Council::vote(signed(seat(CITY)), hash, 0, true).is_err());
    });
}

#[test]
fn suspension_should_be_refused_when_half_of_the_council_or_less_agrees() {
    run(|| {
        assert_noop!(Consortium::suspend(council(1), CITY), BadOrigin);
        assert_noop!(Consortium::suspend(signed(seat(LAKE)), CITY), BadOrigin);
    });
}

#[test]
fn suspension_should_be_refused_when_the_organisation_takes_no_part() {
    run(|| {
        assert_noop!(Consortium::suspend(whole_council(), 9), Error::<Test>::UnknownOrganisation);
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(Consortium::suspend(whole_council(), CITY), Error::<Test>::OrganisationNotActive);
    });
}

#[test]
fn suspension_should_be_refused_when_nobody_would_be_left() {
    run(|| {
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_ok!(Consortium::suspend(whole_council(), LAKE));
        assert_noop!(Consortium::suspend(whole_council(), CARE), Error::<Test>::LastOrganisation);
    });
}
