use super::*;
use sp_runtime::Perbill;
use sp_staking::offence::{OffenceDetails, OnOffenceHandler};

/// Proves to the chain that `who` signed two of what there may be one.
pub fn offend(who: AccountId) {
    let offender: (AccountId, ()) = (who, ());
    let details = OffenceDetails { offender, reporters: vec![] };
    Consortium::on_offence(&[details], &[Perbill::from_percent(1)], 0);
}

/// Four validators: of so many one can be disabled.
fn run_with_four(test: impl FnOnce()) {
    let validators = vec![(300, CITY), (301, LAKE), (302, CARE), (303, CITY)];
    ExtBuilder::default().with_validators(validators).run(test);
}

fn validating() -> Vec<AccountId> {
    pallet_session::Validators::<Test>::get()
}

fn pass_one_session() {
    for _ in 0..SESSION {
        let next = System::block_number() + 1;
        System::set_block_number(next);
        <Session as frame_support::traits::Hooks<u64>>::on_initialize(next);
    }
}

#[test]
fn offender_should_be_disabled_at_once_and_in_the_next_session_and_then_be_left_out() {
    run_with_four(|| {
        assert_eq!(validating(), [300, 301, 302, 303]);
        offend(301);
        assert_eq!(Session::disabled_validators(), [1]);
        assert_eq!(events(), [Event::ValidatorIsolated { organisation: LAKE, account: 301 }]);
        pass_one_session();
        assert_eq!(validating(), [300, 301, 302, 303]);
        assert_eq!(Session::disabled_validators(), [1]);
        pass_one_session();
        assert_eq!(validating(), [300, 302, 303]);
        assert!(Session::disabled_validators().is_empty());
    });
}

#[test]
fn offender_should_stay_disabled_when_the_next_session_has_another_set() {
    run_with_four(|| {
        assert_ok!(Consortium::add_validator(whole_council(), LAKE, 299));
        assert_ok!(set_session_keys(299));
        pass_one_session();
        // The newcomer is in the set that is planned, and the session that begins with it forgets who was
        // disabled before: the offender, who offends only now, is in it still.
        offend(301);
        assert_eq!(Session::disabled_validators(), [1]);
        pass_one_session();
        assert_eq!(validating(), [299, 300, 301, 302, 303]);
        assert_eq!(Session::disabled_validators(), [2]);
        pass_one_session();
        assert_eq!(validating(), [299, 300, 302, 303]);
        assert!(Session::disabled_validators().is_empty());
    });
}

#[test]
fn validator_should_return_when_readmitted() {
    run_with_four(|| {
        offend(301);
        pass_two_sessions();
        assert_ok!(Consortium::readmit_validator(council(2), 301));
        assert_eq!(events().last(), Some(&Event::ValidatorReadmitted { organisation: LAKE, account: 301 }));
        pass_two_sessions();
        assert_eq!(validating(), [300, 301, 302, 303]);
    });
}

#[test]
fn offender_should_leave_when_fewer_than_the_minimum_stay() {
    run(|| {
        offend(validator(CITY));
        offend(validator(LAKE));
        pass_two_sessions();
        assert_eq!(validating(), [validator(CARE)]);
    });
}

#[test]
fn last_set_should_be_kept_when_everybody_offended() {
    run(|| {
        for id in [CITY, LAKE, CARE] {
            offend(validator(id));
        }
        pass_two_sessions();
        assert_eq!(validating().len(), 3);
    });
}

#[test]
fn offence_should_change_nothing_when_the_offender_is_gone_or_isolated() {
    run_with_four(|| {
        offend(999);
        assert!(events().is_empty());
        offend(301);
        offend(301);
        assert_eq!(events().len(), 1);
    });
}

#[test]
fn isolation_should_end_when_the_validator_is_removed() {
    run_with_four(|| {
        offend(301);
        assert_ok!(Consortium::remove_validator(whole_council(), 301));
        assert!(!Isolated::<Test>::contains_key(301));
    });
}

#[test]
fn readmission_should_be_refused_when_less_than_two_thirds_of_the_council_agree() {
    run_with_four(|| {
        offend(301);
        assert_noop!(Consortium::readmit_validator(council(1), 301), BadOrigin);
        assert_noop!(Consortium::readmit_validator(signed(301), 301), BadOrigin);
    });
}

#[test]
fn readmission_should_be_refused_when_the_account_is_no_validator() {
    run(|| {
        assert_noop!(Consortium::readmit_validator(whole_council(), 999), Error::<Test>::UnknownValidator);
    });
}

#[test]
fn readmission_should_be_refused_when_the_validator_is_not_isolated() {
    run(|| {
        assert_noop!(
            Consortium::readmit_validator(whole_council(), validator(CITY)),
            Error::<Test>::ValidatorNotIsolated
        );
    });
}

#[test]
fn validators_should_be_listed_with_their_state_when_asked() {
    run_with_four(|| {
        assert_ok!(Consortium::add_validator(whole_council(), LAKE, 299));
        offend(301);
        let listed = Consortium::all_validators();
        let state = |account, organisation, has_keys, isolated_since, in_session| {
            salus_primitives::consortium::ValidatorState {
                account,
                organisation,
                has_keys,
                isolated_since,
                in_session,
            }
        };
        assert_eq!(listed[0], state(299, LAKE, false, None, false));
        assert_eq!(listed[1], state(300, CITY, true, None, true));
        assert_eq!(listed[2], state(301, LAKE, true, Some(1), true));
        assert_eq!(listed.len(), 5);
    });
}
