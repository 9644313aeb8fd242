//! How the runtime is replaced: the council, then anybody, then the relay chain.

use super::{
    actors::{errand, gateway},
    scene::{Chain, Draft, CODE_OF_TOMORROW},
};
use crate::{governance, Runtime, System, UncheckedExtrinsic};
use cumulus_pallet_parachain_system::PendingValidationCode;
use cumulus_primitives_core::relay_chain::UpgradeGoAhead;
use sp_core::storage::well_known_keys::CODE;
use sp_runtime::traits::{BlakeTwo256, Hash};

/// The council authorises the new code, and somebody hands it in.
pub fn announce(draft: &mut Draft) {
    let hand_in = || {
        let code = CODE_OF_TOMORROW.to_vec();
        UncheckedExtrinsic::new_bare(frame_system::Call::apply_authorized_upgrade { code }.into())
    };
    assert!(draft.apply(hand_in()).is_err());
    let code_hash = BlakeTwo256::hash(CODE_OF_TOMORROW);
    let motion = || governance::Call::authorize_upgrade { code_hash };
    assert!(draft.pass(motion(), &[0, 1]).is_err());
    assert_eq!(draft.pass(motion(), &[0, 1, 2]), Ok(()));
    assert_eq!(draft.apply(hand_in()), Ok(Ok(())));
}

/// The chain after the block in which the new code was handed in.
fn announced() -> Chain {
    let mut chain = Chain::local();
    chain.block(announce);
    chain
}

fn code(chain: &mut Chain) -> Option<Vec<u8>> {
    chain.read(|| frame_support::storage::unhashed::get_raw(CODE))
}

#[test]
fn code_should_be_announced_to_the_relay_chain_when_two_thirds_authorised_it() {
    let mut chain = announced();
    let head = chain.head.clone();
    chain.read(|| {
        use cumulus_primitives_core::runtime_decl_for_collect_collation_info::CollectCollationInfo;
        let info = <Runtime as CollectCollationInfo<crate::Block>>::collect_collation_info(&head);
        assert_eq!(info.new_validation_code.unwrap().0, CODE_OF_TOMORROW);
        assert!(System::authorized_upgrade().is_none());
    });
    // Until the relay chain has checked it, everything goes on as before.
    let before = code(&mut chain);
    chain.block(|draft| draft.succeed(&gateway(0), errand()));
    assert_eq!(code(&mut chain), before);
    assert_ne!(before.as_deref(), Some(CODE_OF_TOMORROW));
}

#[test]
fn code_should_be_replaced_when_the_relay_chain_gives_the_signal() {
    let mut chain = announced();
    chain.upgrade = Some(UpgradeGoAhead::GoAhead);
    chain.block(|_| ());
    assert_eq!(code(&mut chain).as_deref(), Some(CODE_OF_TOMORROW));
    assert!(!chain.read(PendingValidationCode::<Runtime>::exists));
}

#[test]
fn code_should_stay_when_the_relay_chain_rejects_the_new_one() {
    let mut chain = announced();
    let before = code(&mut chain);
    chain.upgrade = Some(UpgradeGoAhead::Abort);
    chain.block(|_| ());
    assert_eq!(code(&mut chain), before);
    assert!(!chain.read(PendingValidationCode::<Runtime>::exists));
}
