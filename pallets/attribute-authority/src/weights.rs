//! Weights of the calls.

use frame_support::weights::{constants::RocksDbWeight, Weight};
use salus_primitives::authority::MAX_HOLDINGS;

/// Weight of each call; the runtime supplies measured values.
pub trait WeightInfo {
    /// Weight of `register`.
    fn register() -> Weight;
    /// Weight of `declare`.
    fn declare() -> Weight;
    /// Weight of `grant` while the holder has room for one attribute more.
    fn grant() -> Weight;
    /// Weight of `grant` if the holder has the most attributes, all of them expired.
    fn grant_making_room() -> Weight;
    /// Weight of `renew`.
    fn renew() -> Weight;
    /// Weight of `revoke`.
    fn revoke() -> Weight;
    /// Weight of `suspend`.
    fn suspend() -> Weight;
    /// Weight of `reinstate`.
    fn reinstate() -> Weight;
}

/// Estimates for tests: ten microseconds of execution and the database accesses of each call.
impl WeightInfo for () {
    fn register() -> Weight {
        estimate(5, 5)
    }

    fn declare() -> Weight {
        estimate(5, 2)
    }

    fn grant() -> Weight {
        estimate(8, 2)
    }

    fn grant_making_room() -> Weight {
        let held = u64::from(MAX_HOLDINGS);
        estimate(held.saturating_add(8), held.saturating_add(2))
    }

    fn renew() -> Weight {
        estimate(6, 1)
    }

    fn revoke() -> Weight {
        estimate(6, 3)
    }

    fn suspend() -> Weight {
        estimate(1, 1)
    }

    fn reinstate() -> Weight {
        estimate(1, 1)
    }
}

fn estimate(reads: u64, writes: u64) -> Weight {
    Weight::from_parts(10_000_000, 0).saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}
