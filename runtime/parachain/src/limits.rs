//! How much fits into a block.

use cumulus_primitives_core::relay_chain::MAX_POV_SIZE;
use frame_support::{
    parameter_types,
    weights::{constants::WEIGHT_REF_TIME_PER_SECOND, Weight},
};
use frame_system::limits::BlockWeights;
use salus_runtime_common::NORMAL_DISPATCH_RATIO;

/// Seconds of computation in a block: what the relay chain's validators grant for checking it.
const COMPUTE_SECONDS: u64 = 2;

parameter_types! {
    /// How long the transactions of a block may compute, and how large the proof of what they read may
    /// be that goes with the block to the relay chain.
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
        Weight::from_parts(WEIGHT_REF_TIME_PER_SECOND.saturating_mul(COMPUTE_SECONDS), u64::from(MAX_POV_SIZE)),
        NORMAL_DISPATCH_RATIO,
    );
}
