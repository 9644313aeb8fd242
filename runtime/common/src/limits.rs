//! How much fits into a block.

use frame_support::{
    dispatch::DispatchClass,
    parameter_types,
    weights::{constants::WEIGHT_REF_TIME_PER_MILLIS, Weight},
};
use frame_system::limits::{BlockLength, BlockWeights};
use salus_primitives::BlockNumber;
use sp_runtime::Perbill;

/// Milliseconds of computation in a block: two thirds of the time between two, so that it reaches the
/// others and is imported before the next is due.
const COMPUTE_MILLIS: u64 = 1_333;
/// Bytes of the transactions in a block.
const BLOCK_BYTES: u32 = 5 * 1024 * 1024;
/// Bytes of a header, whose digest must leave room for the transactions.
const HEADER_BYTES: u32 = 100 * 1024;

/// What share of a block ordinary transactions may fill; the rest is for those without which the
/// chain could not be governed.
pub const NORMAL_DISPATCH_RATIO: Perbill = Perbill::from_percent(75);

/// How many hashes of past blocks the state keeps: a signed transaction is valid for as many blocks
/// at most.
pub const BLOCK_HASH_COUNT: BlockNumber = 4_096;

parameter_types! {
    /// How long the transactions of a block may compute. A stand-alone chain proves nothing to a relay
    /// chain, so the size of the proof is not limited.
    pub RuntimeBlockWeights: BlockWeights = BlockWeights::with_sensible_defaults(
        Weight::from_parts(WEIGHT_REF_TIME_PER_MILLIS.saturating_mul(COMPUTE_MILLIS), u64::MAX),
        NORMAL_DISPATCH_RATIO,
    );
    /// How many bytes the transactions of a block may have.
    pub RuntimeBlockLength: BlockLength = BlockLength::builder()
        .max_length(BLOCK_BYTES)
        .modify_max_length_for_class(DispatchClass::Normal, |length| {
            *length = NORMAL_DISPATCH_RATIO.mul_floor(BLOCK_BYTES);
        })
        .max_header_size(HEADER_BYTES)
        .build();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_should_be_consistent_when_built() {
        let weights: BlockWeights = RuntimeBlockWeights::get();
        assert!(weights.validate().is_ok());
    }

    #[test]
    fn ordinary_transactions_should_leave_room_when_they_fill_their_share() {
        let weights: BlockWeights = RuntimeBlockWeights::get();
        let normal = weights.get(DispatchClass::Normal).max_total.unwrap();
        assert!(normal.ref_time() < weights.max_block.ref_time());
        assert_eq!(weights.max_block.ref_time(), 1_333 * WEIGHT_REF_TIME_PER_MILLIS);

        let length: BlockLength = RuntimeBlockLength::get();
        assert_eq!(*length.max.get(DispatchClass::Operational), BLOCK_BYTES);
        assert_eq!(*length.max.get(DispatchClass::Normal), BLOCK_BYTES / 4 * 3);
        assert_eq!(length.max_header_size(), HEADER_BYTES);
    }
}
