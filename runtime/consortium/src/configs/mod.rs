//! How each pallet is set up here, by concern.

mod consensus;
mod domain;
mod governance;
mod system;

pub use consensus::{EpochConfiguration, MaxValidators, ReportableSessions};
pub use governance::{CouncilAfterDelay, CouncilCollective, CouncilMajority, CouncilTwoThirds};
