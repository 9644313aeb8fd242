//! Who makes blocks and who makes them final.

use crate::{
    weights, AccountId, Babe, Consortium, Runtime, RuntimeEvent, RuntimeHoldReason, Session, SessionKeys,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU64},
};
use pallet_consortium::RegisteredValidator;
use salus_runtime_common::{NoCurrency, EPOCH_DURATION_IN_BLOCKS, SLOT_DURATION};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_core::Void;
use sp_runtime::traits::OpaqueKeys;

parameter_types! {
    /// Most validators of the consortium.
    ///
    /// GRANDPA's messages grow with the square of it; four for each of twenty-odd organisations is ample.
    pub const MaxValidators: u32 = 100;
    /// One slot in four has a primary author on average, (1, 4); the others go to secondary authors in
    /// turn, so that every slot has a block and a hospital's request waits two seconds, not six.
    pub const EpochConfiguration: BabeEpochConfiguration = BabeEpochConfiguration {
        c: (1, 4),
        allowed_slots: AllowedSlots::PrimaryAndSecondaryPlainSlots,
    };
}

impl pallet_babe::Config for Runtime {
    type EpochDuration = ConstU64<{ EPOCH_DURATION_IN_BLOCKS as u64 }>;
    type ExpectedBlockTime = ConstU64<SLOT_DURATION>;
    // Sessions are epochs: the session pallet tells BABE when an epoch ends.
    type EpochChangeTrigger = pallet_babe::ExternalTrigger;
    type DisabledValidators = Session;
    type WeightInfo = weights::Babe;
    type MaxAuthorities = MaxValidators;
    type MaxNominators = ConstU32<0>;
    // Without proofs of key ownership no report of an equivocation can be made.
    type KeyOwnerProof = Void;
    type EquivocationReportSystem = ();
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = weights::Grandpa;
    type MaxAuthorities = MaxValidators;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = ConstU64<0>;
    type KeyOwnerProof = Void;
    type EquivocationReportSystem = ();
}

impl pallet_authorship::Config for Runtime {
    type FindAuthor = pallet_session::FindAccountFromAuthorIndex<Self, Babe>;
    type EventHandler = ();
}

impl pallet_session::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type ValidatorId = AccountId;
    // Nobody but a validator sets session keys.
    type ValidatorIdOf = RegisteredValidator<Self>;
    type ShouldEndSession = Babe;
    type NextSessionRotation = Babe;
    type SessionManager = Consortium;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    type DisablingStrategy = ();
    type WeightInfo = weights::Session;
    type Currency = NoCurrency<RuntimeHoldReason>;
    type KeyDeposit = ();
}
