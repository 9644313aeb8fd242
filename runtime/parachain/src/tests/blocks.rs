//! What the relay chain's validators accept as a block, and what they refuse.

use super::{
    actors::{gateway, same_card, Actor},
    scene::Chain,
};
use crate::{configs::ConsensusHook, Consortium, Runtime, RuntimeCall, System, Timestamp};
use salus_primitives::consortium::Role;
use sp_runtime::traits::Header as _;

fn enrolment(who: &Actor) -> RuntimeCall {
    super::actors::enrolment(0, who, Role::Patient)
}

#[test]
fn block_should_be_accepted_when_a_collator_put_a_signed_transaction_into_it() {
    let (mut chain, patient) = (Chain::local(), Actor::new("//Paula"));
    chain.block(|draft| draft.succeed(&gateway(0), enrolment(&patient)));
    chain.block(|draft| draft.succeed(&patient, same_card()));
    let slot = chain.slot() - 1;
    chain.read(|| {
        assert_eq!(System::block_number(), 2);
        assert!(Consortium::enrolled(patient.account()).is_some());
        // One for the signature on the enrolment, and one for the transaction.
        assert_eq!(System::account_nonce(patient.account()), 2);
        assert_eq!(Timestamp::get(), slot * crate::time::SLOT_DURATION);
    });
}

#[test]
fn blocks_should_be_made_in_turn_when_nobody_sends_anything() {
    let mut chain = Chain::local();
    let mut turns = Vec::new();
    for _ in 0..8 {
        turns.push(chain.collator().account());
        chain.block(|_| ());
    }
    assert_eq!(turns[..4], turns[4..]);
    turns.sort();
    turns.dedup();
    assert_eq!(turns.len(), 4);
}

#[test]
#[should_panic(expected = "Invalid AuRa seal")]
fn block_should_be_refused_when_it_was_not_the_collators_turn() {
    let mut chain = Chain::local();
    let other =
        if chain.collator().account() == Actor::new("//Alice").account() { "//Bob" } else { "//Alice" };
    let (block, ()) = chain.author(chain.slot(), |_| ());
    chain.import(block, &Actor::new(other));
}

#[test]
#[should_panic(expected = "Storage root must match")]
fn block_should_be_refused_when_its_state_is_not_what_its_transactions_make() {
    let (mut chain, patient) = (Chain::local(), Actor::new("//Paula"));
    let collator = chain.collator();
    let (mut block, ()) = chain.author(chain.slot(), |draft| draft.succeed(&gateway(0), enrolment(&patient)));
    block.header.set_state_root(Default::default());
    chain.import(block, &collator);
}

#[test]
#[should_panic(expected = "Parachain slot must match relay-derived slot")]
fn block_should_be_refused_when_its_slot_is_not_the_relay_chains() {
    let mut chain = Chain::local();
    let slot = chain.slot();
    chain.author(slot + 1, |_| ());
}

#[test]
#[should_panic(expected = "set_validation_data inherent")]
fn block_should_be_refused_when_it_does_not_name_its_relay_parent() {
    let mut chain = Chain::local();
    let collator = chain.collator();
    let (mut block, ()) = chain.author(chain.slot(), |_| ());
    block
        .extrinsics
        .retain(|extrinsic| !matches!(extrinsic.function, crate::RuntimeCall::ParachainSystem(_)));
    chain.import(block, &collator);
}

#[test]
fn collator_should_wait_when_it_made_its_blocks_of_this_slot() {
    let mut chain = Chain::local();
    let genesis = chain.head.hash();
    for _ in 0..2 {
        chain.block(|_| ());
    }
    let slot = chain.slot();
    chain.read(|| {
        // A new slot of the relay chain, and few enough blocks that it has not included.
        assert!(ConsensusHook::can_build_upon(System::parent_hash(), slot.into()));
        // The slot of the block before.
        assert!(!ConsensusHook::can_build_upon(genesis, (slot - 2).into()));
    });
}

#[test]
fn node_should_find_the_apis_that_it_needs_when_it_asks() {
    use crate::{AccountId, Block, Nonce};
    use sp_api::RuntimeApiInfo as Info;
    type AuraId = sp_consensus_aura::sr25519::AuthorityId;
    let needed = [
        (<dyn sp_api::Core<Block> as Info>::ID, <dyn sp_api::Core<Block> as Info>::VERSION),
        (<dyn sp_api::Metadata<Block> as Info>::ID, <dyn sp_api::Metadata<Block> as Info>::VERSION),
        (
            <dyn sp_block_builder::BlockBuilder<Block> as Info>::ID,
            <dyn sp_block_builder::BlockBuilder<Block> as Info>::VERSION,
        ),
        (
            <dyn sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> as Info>::ID,
            <dyn sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> as Info>::VERSION,
        ),
        (
            <dyn sp_offchain::OffchainWorkerApi<Block> as Info>::ID,
            <dyn sp_offchain::OffchainWorkerApi<Block> as Info>::VERSION,
        ),
        (
            <dyn sp_session::SessionKeys<Block> as Info>::ID,
            <dyn sp_session::SessionKeys<Block> as Info>::VERSION,
        ),
        (
            <dyn sp_consensus_aura::AuraApi<Block, AuraId> as Info>::ID,
            <dyn sp_consensus_aura::AuraApi<Block, AuraId> as Info>::VERSION,
        ),
        (
            <dyn cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> as Info>::ID,
            <dyn cumulus_primitives_aura::AuraUnincludedSegmentApi<Block> as Info>::VERSION,
        ),
        (
            <dyn cumulus_primitives_core::CollectCollationInfo<Block> as Info>::ID,
            <dyn cumulus_primitives_core::CollectCollationInfo<Block> as Info>::VERSION,
        ),
        (
            <dyn cumulus_primitives_core::GetParachainInfo<Block> as Info>::ID,
            <dyn cumulus_primitives_core::GetParachainInfo<Block> as Info>::VERSION,
        ),
        (
            <dyn cumulus_primitives_core::RelayParentOffsetApi<Block> as Info>::ID,
            <dyn cumulus_primitives_core::RelayParentOffsetApi<Block> as Info>::VERSION,
        ),
        (
            <dyn cumulus_primitives_core::TargetBlockRate<Block> as Info>::ID,
            <dyn cumulus_primitives_core::TargetBlockRate<Block> as Info>::VERSION,
        ),
        (
            <dyn sp_genesis_builder::GenesisBuilder<Block> as Info>::ID,
            <dyn sp_genesis_builder::GenesisBuilder<Block> as Info>::VERSION,
        ),
        (
            <dyn frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> as Info>::ID,
            <dyn frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> as Info>::VERSION,
        ),
    ];
    for (id, version) in needed {
        assert_eq!(crate::VERSION.api_version(&id), Some(version));
    }
}

#[test]
fn node_should_find_the_names_that_it_looks_for_when_it_reads_the_metadata() {
    use crate::{Aura, PalletInfo, ParachainSystem};
    use frame_support::traits::PalletInfo as _;
    assert_eq!(PalletInfo::name::<System>(), Some("System"));
    assert_eq!(PalletInfo::name::<ParachainSystem>(), Some("ParachainSystem"));
    assert_eq!(PalletInfo::name::<Aura>(), Some("Aura"));
    assert_eq!(Runtime::metadata_versions(), [14, 15, 16]);
}
