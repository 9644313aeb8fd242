//! Who decides: the council, one seat for each active organisation.

use crate::{
    governance,
    limits::RuntimeBlockWeights,
    time::{DAYS, HOURS},
    weights, AccountId, Runtime, RuntimeCall, RuntimeEvent, RuntimeHoldReason, RuntimeOrigin,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, EitherOfDiverse},
    weights::Weight,
};
use frame_system::{EnsureRoot, EnsureWithSuccess};
use pallet_collective::{EnsureProportionMoreThan, Instance1};
use salus_primitives::{consortium::MAX_ORGANISATIONS, BlockNumber};
use salus_runtime_common::{
    council::{TwoThirdsOfSeats, MAX_MOTIONS},
    enactment::{self, AfterDelay},
    pausing::{CallsNeverPaused, NamesNeverPaused},
    NoCurrency,
};

/// The council among the chain's collectives.
pub type CouncilCollective = Instance1;

/// More than half of the council, or root: suspensions for a while, pauses, and cancelling what was decided.
pub type CouncilMajority =
    EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionMoreThan<AccountId, CouncilCollective, 1, 2>>;

/// At least two thirds of all seats, those of suspended organisations included, or root: at once for suspensions that
/// last and for the end of a pause; for everything else [`CouncilAfterDelay`].
pub type CouncilTwoThirds = EitherOfDiverse<EnsureRoot<AccountId>, TwoThirdsOfSeats<Runtime>>;

/// At least two thirds of all seats, after the delay that the chain keeps, or root: admissions, removals, validators,
/// authorities, the rule for emergencies, upgrades.
pub type CouncilAfterDelay = EitherOfDiverse<EnsureRoot<AccountId>, AfterDelay<Runtime>>;

parameter_types! {
    /// How long what two thirds decided waits on a chain whose genesis says nothing: two days, so that a weekend does
    /// not hide it.
    pub const DefaultDelay: BlockNumber = 2 * DAYS;
    /// The longest such delay.
    pub const LongestDelay: BlockNumber = 30 * DAYS;
    /// How long a motion stays open.
    pub const MotionDuration: BlockNumber = 7 * DAYS;
    /// How long one decision of the council keeps the chain in safe mode, or longer there.
    pub const SafeModeDuration: BlockNumber = 4 * HOURS;
    /// Nobody buys a safe mode: there is nothing to pay with.
    pub const NoDeposit: Option<u64> = None;
    /// Where there are no deposits, none is released.
    pub const NoDelay: Option<BlockNumber> = None;
    /// A motion takes at most half of a block, so that it never waits for an empty one.
    pub MaxProposalWeight: Weight = RuntimeBlockWeights::get().max_block.saturating_div(2);
}

impl pallet_collective::Config<CouncilCollective> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionDuration;
    type MaxProposals = ConstU32<MAX_MOTIONS>;
    type MaxMembers = ConstU32<MAX_ORGANISATIONS>;
    // There is never a prime, so silence is a no. If it followed the majority, half of the council and the
    // silence of the others would pass for two thirds.
    type DefaultVote = pallet_collective::PrimeDefaultVote;
    type WeightInfo = weights::Council;
    // The registry of organisations sets the members, nobody else.
    type SetMembersOrigin = EnsureRoot<AccountId>;
    type MaxProposalWeight = MaxProposalWeight;
    type DisapproveOrigin = EnsureRoot<AccountId>;
    type KillOrigin = EnsureRoot<AccountId>;
    type Consideration = ();
}

impl governance::Config for Runtime {
    type DecisionOrigin = CouncilAfterDelay;
}

impl enactment::Config for Runtime {
    type RuntimeCall = RuntimeCall;
    type DecisionOrigin = CouncilTwoThirds;
    type EnactedOrigin = CouncilAfterDelay;
    type CancelOrigin = CouncilMajority;
    type DefaultDelay = DefaultDelay;
    type LongestDelay = LongestDelay;
    type MaxWeight = MaxProposalWeight;
    type WeightInfo = weights::Enactment;
}

impl pallet_safe_mode::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type Currency = NoCurrency<RuntimeHoldReason>;
    type RuntimeHoldReason = RuntimeHoldReason;
    type WhitelistedCalls = CallsNeverPaused;
    type EnterDuration = SafeModeDuration;
    type ExtendDuration = SafeModeDuration;
    type EnterDepositAmount = NoDeposit;
    type ExtendDepositAmount = NoDeposit;
    type ForceEnterOrigin = EnsureWithSuccess<CouncilMajority, AccountId, SafeModeDuration>;
    type ForceExtendOrigin = EnsureWithSuccess<CouncilMajority, AccountId, SafeModeDuration>;
    // To stop is easier than to go on: whoever sees the danger is believed by half, whoever calls it over must
    // convince two thirds. Otherwise it ends by itself.
    type ForceExitOrigin = CouncilTwoThirds;
    type ForceDepositOrigin = EnsureRoot<AccountId>;
    type Notify = ();
    type ReleaseDelay = NoDelay;
    type WeightInfo = weights::SafeMode;
}

impl pallet_tx_pause::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PauseOrigin = CouncilMajority;
    type UnpauseOrigin = CouncilTwoThirds;
    type WhitelistedCalls = NamesNeverPaused<Self>;
    // Ample for every pallet and call there is; a longer name counts as paused.
    type MaxNameLen = ConstU32<64>;
    type WeightInfo = weights::TxPause;
}
