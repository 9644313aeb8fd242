//! How the collators change.

use super::{
    actors::{refused, Actor},
    scene::Chain,
};
use crate::{time::SESSION, Consortium, Runtime, Session, SessionKeys};
use codec::{Decode, Encode};
use salus_primitives::consortium::Standing;
use salus_runtime_common::Refusal;
use sp_core::Pair as _;

fn addition(who: &Actor) -> pallet_consortium::Call<Runtime> {
    pallet_consortium::Call::add_validator { organisation: 1, account: who.account() }
}

fn authorities(chain: &mut Chain) -> usize {
    chain.read(|| pallet_aura::Authorities::<Runtime>::get().len())
}

#[test]
fn collator_should_take_turns_when_two_thirds_added_it_and_two_sessions_passed() {
    let (mut chain, newcomer) = (Chain::local(), Actor::new("//Eve"));
    chain.block(|draft| {
        assert!(draft.pass(addition(&newcomer), &[0, 1]).is_err());
        assert_eq!(draft.pass(addition(&newcomer), &[0, 1, 3]), Ok(()));
        assert_eq!(Consortium::standing_of(newcomer.account()), Some(Standing::Validator(1)));
    });
    let owner = newcomer.account().encode();
    let generated = chain.read(|| SessionKeys::generate(&owner, None));
    let keys = generated.keys;
    let proof = generated.proof.encode();
    chain.block(|draft| {
        let stranger = Actor::new("//Mallory");
        let set = || pallet_session::Call::set_keys { keys: keys.clone(), proof: proof.clone() };
        assert_eq!(draft.send(&stranger, set()), refused(Refusal::UnknownSender));
        // The proof speaks for its owner alone.
        assert!(draft.send(&Actor::new("//Bob"), set()).unwrap().is_err());
        draft.succeed(&newcomer, set());
    });
    assert_eq!(authorities(&mut chain), 4);
    while chain.head.number < 2 * SESSION - 1 {
        chain.block(|_| ());
    }
    assert_eq!(authorities(&mut chain), 4);
    let collator = chain.collator();
    let (block, ()) = chain.author(chain.slot(), |_| ());
    chain.import(block, &collator);
    assert_eq!(authorities(&mut chain), 5);
    chain.read(|| assert!(Session::validators().contains(&newcomer.account())));
}

#[test]
fn collators_should_be_two_when_two_of_four_organisations_are_suspended() {
    let mut chain = Chain::local();
    chain.block(|draft| {
        for organisation in [3, 2] {
            // Two thirds of all seats: fewer would leave the collators in place.
            let ayes = &[0, 1, 2];
            assert_eq!(draft.pass(pallet_consortium::Call::suspend { organisation }, ayes), Ok(()));
        }
    });
    while chain.head.number <= 2 * SESSION {
        chain.block(|_| ());
    }
    // Two are ready: enough for a parachain.
    assert_eq!(authorities(&mut chain), 2);
}

#[test]
fn keys_should_decode_when_a_node_generated_them() {
    let mut chain = Chain::local();
    let owner = Actor::new("//Eve").account().encode();
    let generated = chain.read(|| SessionKeys::generate(&owner, Some(b"//Eve".to_vec())));
    let keys = SessionKeys::decode(&mut &generated.keys.encode()[..]).unwrap();
    assert_eq!(keys.aura.into_inner(), Actor::new("//Eve").0.public());
}
