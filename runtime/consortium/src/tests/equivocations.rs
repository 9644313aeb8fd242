//! Validators that sign two of what there may be one, with real signatures.

use super::{
    governance::pass,
    scene::{first_slot, next_session, run, Actor},
};
use crate::{
    AccountId, Babe, Block, Executive, Header, Historical, Runtime, RuntimeCall, Session, SessionKeys,
    UncheckedExtrinsic,
};
use codec::{Decode, Encode};
use frame_support::traits::KeyOwnerProofSystem;
use pallet_consortium::Isolated;
use sp_consensus_babe::digests::{CompatibleDigestItem, PreDigest, SecondaryPlainPreDigest};
use sp_core::{ed25519, sr25519, Pair, H256};
use sp_runtime::{
    traits::Header as _,
    transaction_validity::{InvalidTransaction, TransactionSource, TransactionValidityError},
    ApplyExtrinsicResult, Digest, DigestItem,
};

type BabeProof = sp_consensus_babe::EquivocationProof<Header>;
type GrandpaProof = sp_consensus_grandpa::EquivocationProof<H256, u32>;

fn bob() -> AccountId {
    sr25519::Pair::from_string("//Bob", None).unwrap().public().into()
}

fn bobs_place() -> u32 {
    Session::validators().iter().position(|account| *account == bob()).unwrap() as u32
}

/// A block of `author`, the validator at `place`, in slot `slot`, which no `state` ever led to.
fn forged_block(author: &sr25519::Pair, place: u32, slot: u64, state: u8) -> Header {
    let pre =
        PreDigest::SecondaryPlain(SecondaryPlainPreDigest { authority_index: place, slot: slot.into() });
    let logs = vec![DigestItem::babe_pre_digest(pre)];
    let mut header = Header::new(9, H256::zero(), H256::repeat_byte(state), H256::zero(), Digest { logs });
    let seal = author.sign(header.hash().as_bytes());
    header.digest_mut().push(DigestItem::babe_seal(seal.into()));
    header
}

/// The proof that `offender`, the validator at `place`, made two blocks in `slot`, if `signer` is the same.
pub fn two_blocks_of(offender: &sr25519::Pair, signer: &sr25519::Pair, place: u32, slot: u64) -> BabeProof {
    BabeProof {
        offender: offender.public().into(),
        slot: slot.into(),
        first_header: forged_block(signer, place, slot, 1),
        second_header: forged_block(signer, place, slot, 2),
    }
}

/// The proof that Bob made two blocks in the first slot.
fn two_blocks(signer: &str) -> BabeProof {
    let offender = sr25519::Pair::from_string("//Bob", None).unwrap();
    let signer = sr25519::Pair::from_string(signer, None).unwrap();
    two_blocks_of(&offender, &signer, bobs_place(), first_slot())
}

fn babe_report(proof: BabeProof, ownership: sp_session::MembershipProof) -> RuntimeCall {
    pallet_babe::Call::report_equivocation_unsigned {
        equivocation_proof: Box::new(proof),
        key_owner_proof: ownership,
    }
    .into()
}

fn babe_ownership() -> sp_session::MembershipProof {
    let key: sp_consensus_babe::AuthorityId =
        sr25519::Pair::from_string("//Bob", None).unwrap().public().into();
    Historical::prove((sp_consensus_babe::KEY_TYPE, key)).unwrap()
}

/// The proof that Bob voted for two blocks in the first round of the first set.
fn two_votes() -> GrandpaProof {
    let voter = ed25519::Pair::from_string("//Bob", None).unwrap();
    const ROUND: u64 = 1;
    const SET: u64 = 0;
    const PREVOTE: u8 = 0;
    let vote = |byte| {
        let target = (H256::repeat_byte(byte), 5_u32);
        let payload = sp_consensus_grandpa::localized_payload(ROUND, SET, &(PREVOTE, target.0, target.1));
        (target, voter.sign(&payload))
    };
    let bytes = (SET, PREVOTE, ROUND, voter.public(), vote(1), vote(2)).encode();
    GrandpaProof::decode(&mut bytes.as_slice()).unwrap()
}

fn grandpa_report() -> RuntimeCall {
    let key: sp_consensus_grandpa::AuthorityId =
        ed25519::Pair::from_string("//Bob", None).unwrap().public().into();
    let key_owner_proof = Historical::prove((sp_consensus_grandpa::KEY_TYPE, key)).unwrap();
    pallet_grandpa::Call::report_equivocation_unsigned {
        equivocation_proof: Box::new(two_votes()),
        key_owner_proof,
    }
    .into()
}

fn apply(call: RuntimeCall) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(UncheckedExtrinsic::new_bare(call))
}

/// Bob makes no blocks now and in the next session, and is not in the one after.
fn assert_bob_leaves() {
    assert!(Isolated::<Runtime>::contains_key(bob()));
    assert_eq!(Session::disabled_validators(), [bobs_place()]);
    next_session();
    assert_eq!(Session::disabled_validators(), [bobs_place()]);
    next_session();
    assert_eq!(Session::validators().len(), 3);
    assert!(!Session::validators().contains(&bob()));
}

#[test]
fn babe_equivocation_isolates_its_author() {
    run(|| {
        assert_eq!(apply(babe_report(two_blocks("//Bob"), babe_ownership())), Ok(Ok(())));
        assert_bob_leaves();
        // Time readmits nobody.
        next_session();
        assert!(!Session::validators().contains(&bob()));
        let motion = pallet_consortium::Call::readmit_validator { account: bob() };
        assert_eq!(pass(motion, &[0, 1, 2]), Ok(()));
        next_session();
        next_session();
        assert_eq!(Session::validators().len(), 4);
    });
}

#[test]
fn grandpa_equivocation_isolates_its_voter() {
    run(|| {
        assert_eq!(apply(grandpa_report()), Ok(Ok(())));
        assert_bob_leaves();
        assert_eq!(crate::Grandpa::grandpa_authorities().len(), 3);
    });
}

#[test]
fn equivocation_of_a_past_session_is_reported_with_its_keys() {
    run(|| {
        let ownership = babe_ownership();
        next_session();
        next_session();
        assert_eq!(apply(babe_report(two_blocks("//Bob"), ownership)), Ok(Ok(())));
        assert!(Isolated::<Runtime>::contains_key(bob()));
    });
}

#[test]
fn new_session_keys_do_not_hide_what_they_sign_twice() {
    run(|| {
        let validator = Actor::new("//Bob");
        let author = sr25519::Pair::from_string("//Fresh", None).unwrap();
        let voter = ed25519::Pair::from_string("//Fresh", None).unwrap();
        let statement = sp_core::proof_of_possession::statement_of_ownership(&validator.account().encode());
        let proof = (author.sign(&statement), voter.sign(&statement)).encode();
        let keys = SessionKeys { babe: author.public().into(), grandpa: voter.public().into() };
        validator.succeed(pallet_session::Call::set_keys { keys, proof });
        next_session();
        next_session();
        let key: sp_consensus_babe::AuthorityId = author.public().into();
        assert!(Babe::authorities().iter().any(|(authority, _)| *authority == key), "not in force yet");
        let ownership = Historical::prove((sp_consensus_babe::KEY_TYPE, key)).unwrap();
        let slot = pallet_babe::CurrentSlot::<Runtime>::get();
        // Told of when that session is over: what counts is what the chain kept of its keys.
        next_session();
        let blocks = two_blocks_of(&author, &author, bobs_place(), *slot);
        assert_eq!(apply(babe_report(blocks, ownership)), Ok(Ok(())));
        assert!(Isolated::<Runtime>::contains_key(bob()));
    });
}

#[test]
fn equivocation_is_reported_once() {
    run(|| {
        assert_eq!(apply(babe_report(two_blocks("//Bob"), babe_ownership())), Ok(Ok(())));
        let again = apply(babe_report(two_blocks("//Bob"), babe_ownership()));
        assert_eq!(again, Err(InvalidTransaction::Stale.into()));
    });
}

#[test]
fn equivocation_of_somebody_elses_making_isolates_nobody() {
    run(|| {
        let framed = apply(babe_report(two_blocks("//Mallory"), babe_ownership()));
        assert!(framed.is_err() || framed.unwrap().is_err());
        assert!(!Isolated::<Runtime>::contains_key(bob()));
    });
}

#[test]
fn report_from_the_network_is_not_taken() {
    run(|| {
        use frame_support::storage::with_transaction;
        use sp_runtime::{DispatchError, TransactionOutcome};
        let report = UncheckedExtrinsic::new_bare(babe_report(two_blocks("//Bob"), babe_ownership()));
        let validity = |source| {
            with_transaction(|| {
                let validity =
                    Executive::validate_transaction(source, report.clone(), crate::System::parent_hash());
                TransactionOutcome::Rollback(Ok::<_, DispatchError>(validity))
            })
            .unwrap()
        };
        let refused = Err(TransactionValidityError::Invalid(InvalidTransaction::Call));
        assert_eq!(validity(TransactionSource::External), refused);
        assert!(validity(TransactionSource::Local).is_ok());
    });
}

#[test]
fn key_ownership_is_proven_through_the_runtime_api() {
    run(|| {
        use sp_consensus_babe::runtime_decl_for_babe_api::BabeApi;
        use sp_consensus_grandpa::runtime_decl_for_grandpa_api::GrandpaApi;
        let babe = Babe::authorities()[0].0.clone();
        let proof = <Runtime as BabeApi<Block>>::generate_key_ownership_proof(first_slot().into(), babe);
        assert!(proof.unwrap().decode::<sp_session::MembershipProof>().is_some());
        let grandpa = crate::Grandpa::grandpa_authorities()[0].0.clone();
        let proof = <Runtime as GrandpaApi<Block>>::generate_key_ownership_proof(0, grandpa);
        assert!(proof.unwrap().decode::<sp_session::MembershipProof>().is_some());
    });
}
