//! Weights of the calls.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// Weight of each call; the runtime supplies measured values.
pub trait WeightInfo {
    /// Weight of `acknowledge` with `n` receipts.
    fn acknowledge(n: u32) -> Weight;
    /// Weight of removing `n` counts of refusals, each with an entry in a trail.
    fn close_refusals(n: u32) -> Weight;
}

/// Estimates for tests: ten microseconds of execution and the database accesses of the call.
impl WeightInfo for () {
    fn acknowledge(n: u32) -> Weight {
        let tickets = u64::from(n);
        // The gateway's standing; for each ticket a signature, the ticket, its servers and its patient's trail.
        Weight::from_parts(10_000_000, 0)
            .saturating_add(Weight::from_parts(60_000_000, 0).saturating_mul(tickets))
            .saturating_add(RocksDbWeight::get().reads(3))
            .saturating_add(RocksDbWeight::get().reads_writes(3, 3).saturating_mul(tickets))
    }

    fn close_refusals(n: u32) -> Weight {
        let counts = u64::from(n);
        // The oldest period; for each count the count itself and its patient's trail.
        Weight::from_parts(10_000_000, 0)
            .saturating_add(Weight::from_parts(10_000_000, 0).saturating_mul(counts))
            .saturating_add(RocksDbWeight::get().reads_writes(3, 1))
            .saturating_add(RocksDbWeight::get().reads_writes(2, 2).saturating_mul(counts))
    }
}
