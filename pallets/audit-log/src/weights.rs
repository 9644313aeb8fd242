//! Weights of the calls.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weight of each call; the runtime supplies measured values.
pub trait WeightInfo {
    /// Weight of `acknowledge` with `n` tickets.
    fn acknowledge(n: u32) -> Weight;
}

/// Estimates for tests: ten microseconds of execution and the database accesses of the call.
impl WeightInfo for () {
    fn acknowledge(n: u32) -> Weight {
        let tickets = u64::from(n);
        // The gateway's standing; for each ticket the ticket itself and its patient's trail.
        Weight::from_parts(10_000_000, 0)
            .saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(tickets))
            .saturating_add(RocksDbWeight::get().reads(2))
            .saturating_add(RocksDbWeight::get().reads_writes(2, 2).saturating_mul(tickets))
    }
}
