//! How each pallet is set up here, by concern.

mod consensus;
mod domain;
mod governance;
mod relay;
mod system;

pub use consensus::MaxValidators;
pub use governance::{CouncilAfterDelay, CouncilCollective, CouncilMajority, CouncilTwoThirds};
pub use relay::{ConsensusHook, BLOCKS_PER_RELAY_SLOT, RELAY_PARENT_OFFSET};
