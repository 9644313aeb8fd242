//! What binds this chain to its relay chain.
//!
//! It takes part in consensus and nothing else: it sends no message to other chains and takes none, so
//! nobody outside the consortium can make it do anything.

use crate::{weights, ParachainInfo, Runtime, RuntimeEvent};
use cumulus_pallet_parachain_system::RelayNumberMonotonicallyIncreases;
use frame_support::{parameter_types, weights::Weight};

/// Milliseconds of a relay chain's slot.
const RELAY_SLOT_MILLIS: u32 = 6_000;

/// Blocks in a slot of the relay chain.
pub const BLOCKS_PER_RELAY_SLOT: u32 = 1;

/// How far behind the relay chain's newest block ours are anchored: not at all, so that a record is final
/// as soon as can be.
pub const RELAY_PARENT_OFFSET: u32 = 0;

/// Blocks that may wait for their inclusion by the relay chain: one being backed, one being made
/// available, and the one that is made meanwhile.
const UNINCLUDED_BLOCKS: u32 = 3;

/// Decides whether a collator may make another block now.
pub type ConsensusHook = cumulus_pallet_aura_ext::FixedVelocityConsensusHook<
    Runtime,
    RELAY_SLOT_MILLIS,
    BLOCKS_PER_RELAY_SLOT,
    UNINCLUDED_BLOCKS,
>;

parameter_types! {
    /// Nothing is set aside for messages that do not come.
    pub const NoMessages: Weight = Weight::zero();
}

impl cumulus_pallet_parachain_system::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type OnSystemEvent = ();
    type SelfParaId = ParachainInfo;
    type OutboundXcmpMessageSource = ();
    type DmpQueue = ();
    type ReservedDmpWeight = NoMessages;
    type XcmpMessageHandler = ();
    type ReservedXcmpWeight = NoMessages;
    type CheckAssociatedRelayNumber = RelayNumberMonotonicallyIncreases;
    type WeightInfo = weights::ParachainSystem;
    type ConsensusHook = ConsensusHook;
    type RelayParentOffset = frame_support::traits::ConstU32<RELAY_PARENT_OFFSET>;
    // The SDK's work on the third version of scheduling is not finished.
    type SchedulingSignatureVerifier = ();
}

impl parachain_info::Config for Runtime {}

impl cumulus_pallet_aura_ext::Config for Runtime {}
