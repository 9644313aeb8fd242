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

#[test]
fn suspension_should_end_by_itself_when_more_than_half_decided_on_it() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::suspend(council(2), CITY));
        assert_eq!(council_members(), [seat(LAKE), seat(CARE)]);
        pass_blocks(SUSPENSION - 1);
        assert!(!Consortium::is_active(CITY));
        pass_blocks(1);
        assert!(Consortium::is_active(CITY));
        assert_eq!(council_members(), [seat(CITY), seat(LAKE), seat(CARE)]);
        assert_eq!(Consortium::standing(&PATIENT), Some(Standing::Participant(CITY, Role::Patient)));
        assert_eq!(events().last(), Some(&Event::OrganisationReinstated { organisation: CITY }));
    });
}

#[test]
fn suspension_should_not_be_repeated_when_it_has_just_ended() {
    run(|| {
        assert_ok!(Consortium::suspend(council(2), CITY));
        // Lifting it early makes no difference.
        assert_ok!(Consortium::reinstate(whole_council(), CITY));
        assert_noop!(Consortium::suspend(council(2), CITY), Error::<Test>::SuspendedRecently);
        pass_blocks(2 * SUSPENSION - 1);
        assert_noop!(Consortium::suspend(council(2), CITY), Error::<Test>::SuspendedRecently);
        pass_blocks(1);
        assert_ok!(Consortium::suspend(council(2), CITY));
        // Two thirds need not wait.
        assert_ok!(Consortium::reinstate(whole_council(), CITY));
        assert_ok!(Consortium::suspend(whole_council(), CITY));
    });
}

#[test]
fn validators_should_stay_when_more_than_half_suspend_their_organisation() {
    run(|| {
        assert_ok!(Consortium::suspend(council(2), CITY));
        pass_two_sessions();
        assert_eq!(
            pallet_session::Validators::<Test>::get(),
            [validator(CITY), validator(LAKE), validator(CARE)]
        );
        // Who makes blocks may change its keys.
        assert_eq!(Consortium::standing(&validator(CITY)), Some(Standing::Validator(CITY)));
    });
}

#[test]
fn suspension_should_last_when_two_thirds_prolong_it() {
    run(|| {
        assert_ok!(Consortium::suspend(council(2), CITY));
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        pass_blocks(3 * SUSPENSION);
        assert!(!Consortium::is_active(CITY));
        pass_two_sessions();
        assert_eq!(pallet_session::Validators::<Test>::get(), [validator(LAKE), validator(CARE)]);
        assert_ok!(Consortium::reinstate(whole_council(), CITY));
    });
}

#[test]
fn reinstatement_should_take_more_than_half_when_two_thirds_suspended() {
    run(|| {
        assert_ok!(admit_fourth());
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(Consortium::reinstate(council(1), CITY), BadOrigin);
        assert_ok!(Consortium::reinstate(council(2), CITY));
    });
}

#[test]
fn suspensions_should_end_one_in_each_block_when_several_are_over() {
    run(|| {
        assert_ok!(admit_fourth());
        assert_ok!(Consortium::suspend(council(3), CITY));
        assert_ok!(Consortium::suspend(council(2), LAKE));
        pass_blocks(SUSPENSION);
        assert!(Consortium::is_active(CITY) && !Consortium::is_active(LAKE));
        pass_blocks(1);
        assert!(Consortium::is_active(LAKE));
    });
}
