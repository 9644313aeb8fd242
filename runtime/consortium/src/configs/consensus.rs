//! Who makes blocks and who makes them final.

use crate::{
    weights, AccountId, Babe, Consortium, Historical, Offences, Runtime, RuntimeCall, RuntimeEvent,
    RuntimeHoldReason, Session, SessionKeys, UncheckedExtrinsic,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, ConstU64, KeyOwnerProofSystem},
};
use frame_system::offchain::{CreateBare, CreateTransactionBase};
use pallet_consortium::{NoIdentification, RegisteredValidator};
use pallet_session::{disabling::UpToLimitDisablingStrategy, historical};
use salus_primitives::BlockNumber;
use salus_runtime_common::{NoCurrency, DAYS, EPOCH_DURATION_IN_BLOCKS, SLOT_DURATION};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_core::crypto::KeyTypeId;
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
    /// How many past sessions' keys the chain remembers: a day of them. Nodes report what they see at once; a
    /// day bridges the longest outage that a hospital's operators sleep through.
    pub const ReportableSessions: BlockNumber = DAYS / EPOCH_DURATION_IN_BLOCKS;
    /// How many blocks such a report stays valid in the pool of the node that made it.
    pub const ReportLongevity: u64 = DAYS as u64;
    /// The same in sessions, for the index from voter sets to them.
    pub const MaxSetIdSessionEntries: u64 = ReportableSessions::get() as u64;
}

/// The proof that a validator held a key in a session.
type KeyOwnerProof<Key> = <Historical as KeyOwnerProofSystem<(KeyTypeId, Key)>>::Proof;

impl pallet_babe::Config for Runtime {
    type EpochDuration = ConstU64<{ EPOCH_DURATION_IN_BLOCKS as u64 }>;
    type ExpectedBlockTime = ConstU64<SLOT_DURATION>;
    // Sessions are epochs: the session pallet tells BABE when an epoch ends.
    type EpochChangeTrigger = pallet_babe::ExternalTrigger;
    type DisabledValidators = Session;
    type WeightInfo = weights::Babe;
    type MaxAuthorities = MaxValidators;
    type MaxNominators = ConstU32<0>;
    type KeyOwnerProof = KeyOwnerProof<pallet_babe::AuthorityId>;
    type EquivocationReportSystem =
        pallet_babe::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
}

impl pallet_grandpa::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type WeightInfo = weights::Grandpa;
    type MaxAuthorities = MaxValidators;
    type MaxNominators = ConstU32<0>;
    type MaxSetIdSessionEntries = MaxSetIdSessionEntries;
    type KeyOwnerProof = KeyOwnerProof<pallet_grandpa::AuthorityId>;
    type EquivocationReportSystem =
        pallet_grandpa::EquivocationReportSystem<Self, Offences, Historical, ReportLongevity>;
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
    type SessionManager = historical::NoteHistoricalRoot<Self, Consortium>;
    type SessionHandler = <SessionKeys as OpaqueKeys>::KeyTypeIdProviders;
    type Keys = SessionKeys;
    // A third at most: more would stop the chain, and disabling is not what makes it safe.
    type DisablingStrategy = UpToLimitDisablingStrategy;
    type WeightInfo = weights::Session;
    type Currency = NoCurrency<RuntimeHoldReason>;
    type KeyDeposit = ();
}

impl historical::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type FullIdentification = ();
    type FullIdentificationOf = NoIdentification;
}

impl pallet_offences::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type IdentificationTuple = historical::IdentificationTuple<Self>;
    type OnOffenceHandler = Consortium;
}

// Nodes report conflicting signatures without a sender: the proof speaks for itself, and only the author of a
// block puts it there.
impl<Call> CreateTransactionBase<Call> for Runtime
where
    RuntimeCall: From<Call>,
{
    type Extrinsic = UncheckedExtrinsic;
    type RuntimeCall = RuntimeCall;
}

impl<Call> CreateBare<Call> for Runtime
where
    RuntimeCall: From<Call>,
{
    fn create_bare(call: RuntimeCall) -> UncheckedExtrinsic {
        UncheckedExtrinsic::new_bare(call)
    }
}
