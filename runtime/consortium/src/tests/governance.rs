//! What takes how many seats.

use super::scene::{council, events, motion_weight, next_block, next_session, refused, run, seat, Actor};
use crate::{Consortium, Executive, Runtime, RuntimeCall, RuntimeEvent, System, UncheckedExtrinsic};
use codec::Encode;
use frame_support::storage::with_transaction;
use pallet_collective::{Call as CouncilCall, Event as CouncilEvent};
use salus_primitives::consortium::{Gateway, OrganisationKind, Standing};
use salus_runtime_common::Refusal;
use sp_core::H256;
use sp_runtime::{
    traits::{BlakeTwo256, Hash},
    transaction_validity::TransactionSource,
    DispatchError, TransactionOutcome,
};

/// Lets the seats `ayes` pass `motion` with a threshold of their number; what came of it.
pub fn pass(motion: impl Into<RuntimeCall>, ayes: &[usize]) -> Result<(), DispatchError> {
    let motion: RuntimeCall = motion.into();
    let hash = BlakeTwo256::hash_of(&motion);
    let length_bound = motion.encoded_size() as u32;
    let index = pallet_collective::ProposalCount::<Runtime, pallet_collective::Instance1>::get();
    let (first, others) = ayes.split_first().unwrap();
    seat(*first).succeed(CouncilCall::propose {
        threshold: ayes.len() as u32,
        proposal: Box::new(motion),
        length_bound,
    });
    if !others.is_empty() {
        for aye in ayes {
            seat(*aye).succeed(CouncilCall::vote { proposal: hash, index, approve: true });
        }
        seat(*first).succeed(CouncilCall::close {
            proposal_hash: hash,
            index,
            proposal_weight_bound: motion_weight(),
            length_bound,
        });
    }
    events()
        .into_iter()
        .rev()
        .find_map(|event| match event {
            RuntimeEvent::Council(CouncilEvent::Executed { proposal_hash, result })
                if proposal_hash == hash =>
            {
                Some(result)
            }
            _ => None,
        })
        .unwrap()
}

fn admission() -> pallet_consortium::Call<Runtime> {
    admission_of("North")
}

pub fn admission_of(name: &str) -> pallet_consortium::Call<Runtime> {
    pallet_consortium::Call::admit {
        name: name.as_bytes().to_vec().try_into().unwrap(),
        kind: OrganisationKind::Laboratory,
        seat: Actor::new(&format!("//{name}//seat")).account(),
        gateway: Gateway {
            account: Actor::new(&format!("//{name}//gateway")).account(),
            url: b"https://laboratory.example".to_vec().try_into().unwrap(),
        },
        predecessor: None,
    }
}

#[test]
fn organisation_should_be_admitted_when_two_thirds_agree() {
    run(|| {
        assert_eq!(pass(admission(), &[0, 1]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(admission(), &[0, 1, 2]), Ok(()));
        let newcomer = Actor::new("//North//seat");
        assert_eq!(Consortium::standing_of(newcomer.account()), Some(Standing::Seat(4)));
        assert!(council().contains(&newcomer.account()));
    });
}

#[test]
fn suspended_organisation_should_be_silent_when_its_people_try() {
    run(|| {
        assert_eq!(pass(pallet_consortium::Call::suspend { organisation: 3 }, &[0, 1, 2]), Ok(()));
        let call = super::scene::errand();
        for member in [seat(3), super::scene::gateway(3), Actor::new("//Dave")] {
            assert_eq!(member.send(call.clone()), refused(Refusal::UnknownSender));
        }
        assert_eq!(council().len(), 3);
    });
}

#[test]
fn validator_should_be_added_when_two_thirds_agree() {
    run(|| {
        let account = Actor::new("//Eve").account();
        let motion = || pallet_consortium::Call::add_validator { organisation: 1, account: account.clone() };
        assert_eq!(pass(motion(), &[0, 1]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(motion(), &[0, 1, 3]), Ok(()));
        assert_eq!(Consortium::standing_of(account), Some(Standing::Validator(1)));
    });
}

#[test]
fn majority_does_not_become_two_thirds_by_suspending_the_others() {
    run(|| {
        for name in ["North", "East", "South"] {
            assert_eq!(pass(admission_of(name), &[0, 1, 2, 3]), Ok(()));
        }
        for organisation in [4, 5, 6] {
            assert_eq!(pass(pallet_consortium::Call::suspend { organisation }, &[0, 1, 2, 3]), Ok(()));
        }
        // All who are left, and four of seven seats.
        assert_eq!(council().len(), 4);
        let upgrade = || crate::governance::Call::authorize_upgrade { code_hash: H256::zero() };
        assert_eq!(pass(upgrade(), &[0, 1, 2, 3]), Err(DispatchError::BadOrigin));
        let remove = pallet_consortium::Call::remove { organisation: 4 };
        assert_eq!(pass(remove, &[0, 1, 2, 3]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(pallet_consortium::Call::reinstate { organisation: 4 }, &[0, 1, 2]), Ok(()));
    });
}

#[test]
fn silence_should_count_as_no_when_a_motion_ends() {
    run(|| {
        // Three of five agree: a majority. If silence followed it, that would pass for all five.
        assert_eq!(pass(admission(), &[0, 1, 2]), Ok(()));
        let motion: RuntimeCall =
            crate::governance::Call::authorize_upgrade { code_hash: H256::zero() }.into();
        assert_eq!(pass(motion, &[0, 1, 2]), Err(DispatchError::BadOrigin));
        let vote = <<Runtime as pallet_collective::Config<pallet_collective::Instance1>>::DefaultVote as
            pallet_collective::DefaultVote>::default_vote(None, 3, 0, 5);
        assert!(!vote);
    });
}

#[test]
fn upgrade_should_be_applied_by_anybody_when_the_council_authorised_its_hash() {
    run(|| {
        let code = b"a newer runtime".to_vec();
        let code_hash = BlakeTwo256::hash(&code);
        let apply = |code: Vec<u8>| {
            let call: RuntimeCall = frame_system::Call::apply_authorized_upgrade { code }.into();
            // The pool asks on top of a finished block; here that must leave the open one untouched.
            with_transaction(|| {
                let validity = Executive::validate_transaction(
                    TransactionSource::External,
                    UncheckedExtrinsic::new_bare(call),
                    System::parent_hash(),
                );
                TransactionOutcome::Rollback(Ok::<_, DispatchError>(validity))
            })
            .unwrap()
        };
        assert!(apply(code.clone()).is_err());
        let motion = crate::governance::Call::authorize_upgrade { code_hash };
        assert_eq!(pass(motion.clone(), &[0, 1]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(motion, &[0, 1, 2]), Ok(()));
        assert_eq!(System::authorized_upgrade().unwrap().code_hash(), &code_hash);
        assert!(apply(code).is_ok());
        assert!(apply(b"another runtime".to_vec()).is_err());
    });
}

#[test]
fn finality_should_be_restarted_when_two_thirds_agree() {
    run(|| {
        let motion = crate::governance::Call::note_stalled { delay: 10, best_finalized: 0 };
        assert_eq!(pass(motion.clone(), &[0, 1]), Err(DispatchError::BadOrigin));
        assert_eq!(pass(motion, &[1, 2, 3]), Ok(()));
        assert_eq!(pallet_grandpa::Stalled::<Runtime>::get(), Some((10, 0)));

        // At the next session the chain tells every node to go on with its validators after the delay, from
        // the block named, whatever the votes of the lost ones were.
        next_session();
        assert_eq!(pallet_grandpa::Stalled::<Runtime>::get(), None);
        let change = pallet_grandpa::PendingChange::<Runtime>::get().unwrap();
        assert_eq!((change.delay, change.forced), (10, Some(0)));
        for _ in 0..11 {
            next_block();
        }
        assert!(pallet_grandpa::PendingChange::<Runtime>::get().is_none());
    });
}

#[test]
fn voters_should_follow_the_validators_when_a_change_came_while_a_forced_one_waited() {
    run(|| {
        let motion = crate::governance::Call::note_stalled { delay: 130, best_finalized: 0 };
        assert_eq!(pass(motion, &[1, 2, 3]), Ok(()));
        next_session();
        assert_eq!(pass(pallet_consortium::Call::remove { organisation: 3 }, &[0, 1, 2]), Ok(()));
        next_session();
        next_session();
        // The forced change still waits, and GRANDPA takes no other.
        assert!(pallet_grandpa::PendingChange::<Runtime>::exists());
        assert_eq!((crate::Babe::authorities().len(), crate::Grandpa::grandpa_authorities().len()), (3, 4));
        next_session();
        assert_eq!(crate::Grandpa::grandpa_authorities().len(), 3);
    });
}
