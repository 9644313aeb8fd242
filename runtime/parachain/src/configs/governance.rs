//! Who decides: the council, one seat for each active organisation.

use crate::{
    governance, limits::RuntimeBlockWeights, time::DAYS, weights, AccountId, Runtime, RuntimeCall,
    RuntimeEvent, RuntimeOrigin,
};
use frame_support::{
    parameter_types,
    traits::{ConstU32, EitherOfDiverse},
    weights::Weight,
};
use frame_system::EnsureRoot;
use pallet_collective::{EnsureProportionAtLeast, EnsureProportionMoreThan, Instance1};
use salus_primitives::{consortium::MAX_ORGANISATIONS, BlockNumber};

/// The council among the chain's collectives.
pub type CouncilCollective = Instance1;

/// More than half of the council, or root: admissions, suspensions, authorities.
pub type CouncilMajority =
    EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionMoreThan<AccountId, CouncilCollective, 1, 2>>;

/// At least two thirds of the council, or root: removals, validators, upgrades.
pub type CouncilTwoThirds =
    EitherOfDiverse<EnsureRoot<AccountId>, EnsureProportionAtLeast<AccountId, CouncilCollective, 2, 3>>;

parameter_types! {
    /// How long a motion stays open.
    pub const MotionDuration: BlockNumber = 7 * DAYS;
    /// A motion takes at most half of a block, so that it never waits for an empty one.
    pub MaxProposalWeight: Weight = RuntimeBlockWeights::get().max_block.saturating_div(2);
}

impl pallet_collective::Config<CouncilCollective> for Runtime {
    type RuntimeOrigin = RuntimeOrigin;
    type Proposal = RuntimeCall;
    type RuntimeEvent = RuntimeEvent;
    type MotionDuration = MotionDuration;
    type MaxProposals = ConstU32<100>;
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
    type DecisionOrigin = CouncilTwoThirds;
}
