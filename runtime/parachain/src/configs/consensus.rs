//! Who makes blocks: the consortium's validators take turns as collators. The relay chain makes them final.

use crate::{
    time::{SESSION, SLOT_DURATION},
    weights, AccountId, Aura, Consortium, Runtime, RuntimeEvent, RuntimeHoldReason, Session, SessionKeys,
};
use frame_support::{
    parameter_types,
    traits::{ConstBool, ConstU32, ConstU64},
};
use pallet_consortium::RegisteredValidator;
use pallet_session::PeriodicSessions;
use salus_runtime_common::NoCurrency;
use sp_runtime::traits::OpaqueKeys;

parameter_types! {
    /// Most collators of the consortium: as many as the stand-alone chain has validators.
    pub const MaxValidators: u32 = 100;
}

/// Sessions of equal length, from the first block on.
type Sessions = PeriodicSessions<ConstU32<SESSION>, ConstU32<0>>;

impl pallet_aura::Config for Runtime {
    type AuthorityId = sp_consensus_aura::sr25519::AuthorityId;
    type MaxAuthorities = MaxValidators;
    type DisabledValidators = Session;
    // How many is for the consensus hook to say, which knows the relay chain's slot.
    type AllowMultipleBlocksPerSlot = ConstBool<true>;
    type SlotDuration = ConstU64<SLOT_DURATION>;
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Aura>;
    type EventHandler = ();
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    // Nobody but a validator sets session keys.
    type ValidatorIdOf = RegisteredValidator<Self>;
    type ShouldEndSession = Sessions;
    type NextSessionRotation = Sessions;
    type SessionManager = Consortium;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = weights::Session;
    type Currency = NoCurrency<RuntimeHoldReason>;
    type KeyDeposit = ();
}
