//! Weights of the calls.

use frame_support::weights::{constants::RocksDbWeight, Weight};
use salus_primitives::authority::{MAX_HOLDINGS, MAX_RETIRED_KEYS};

/// Weight of each call; the runtime supplies measured values.
pub trait WeightInfo {
    /// Weight of `register`.
    fn register() -> Weight;
    /// Weight of `declare`.
    fn declare() -> Weight;
    /// Weight of `grant` while the holder has room for one attribute more.
    fn grant() -> Weight;
    /// Weight of `grant` if the holder has the most attributes and an expired one gives way.
    fn grant_making_room() -> Weight;
    /// Weight of `renew`.
    fn renew() -> Weight;
    /// Weight of `revoke`.
    fn revoke() -> Weight;
    /// Weight of `suspend`.
    fn suspend() -> Weight;
    /// Weight of `reinstate`.
    fn reinstate() -> Weight;
    /// Weight of `grant_batch` with `n` items while every holder has room for one attribute more.
    fn grant_batch(n: u32) -> Weight;
    /// Weight of `grant_batch` with `n` items if for each an expired holding gives way.
    fn grant_batch_making_room(n: u32) -> Weight;
    /// Weight of `renew_batch` with `n` items.
    fn renew_batch(n: u32) -> Weight;
    /// Weight of `revoke_batch` with `n` items of as many attributes.
    fn revoke_batch(n: u32) -> Weight;
    /// Weight of `rotate_key` by an authority with `a` attributes and all but one of the retired keys.
    fn rotate_key(a: u32) -> Weight;
    /// Weight of `suspend_attribute`.
    fn suspend_attribute() -> Weight;
    /// Weight of `reinstate_attribute`.
    fn reinstate_attribute() -> Weight;
    /// Weight of `remove`.
    fn remove() -> Weight;
    /// Weight of `discard_holdings` with `n` items.
    fn discard_holdings(n: u32) -> Weight;
    /// Weight of deciding whether `discard_holdings` with `n` items may enter the pool.
    fn authorize_discard_holdings(n: u32) -> Weight;
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
        estimate(8, 3)
    }

    fn grant_making_room() -> Weight {
        estimate(u64::from(MAX_HOLDINGS).saturating_add(8), 4)
    }

    fn renew() -> Weight {
        estimate(6, 1)
    }

    fn revoke() -> Weight {
        estimate(6, 4)
    }

    fn suspend() -> Weight {
        estimate(1, 1)
    }

    fn reinstate() -> Weight {
        estimate(1, 1)
    }

    fn grant_batch(n: u32) -> Weight {
        each(n, 5, 3)
    }

    fn grant_batch_making_room(n: u32) -> Weight {
        each(n, u64::from(MAX_HOLDINGS).saturating_add(5), 4)
    }

    fn renew_batch(n: u32) -> Weight {
        each(n, 4, 1)
    }

    fn revoke_batch(n: u32) -> Weight {
        each(n, 3, 4)
    }

    fn rotate_key(a: u32) -> Weight {
        estimate(u64::from(MAX_RETIRED_KEYS).saturating_add(3), 2).saturating_add(each(a, 1, 1))
    }

    fn suspend_attribute() -> Weight {
        estimate(4, 1)
    }

    fn reinstate_attribute() -> Weight {
        estimate(4, 1)
    }

    fn remove() -> Weight {
        estimate(3, 4)
    }

    fn discard_holdings(n: u32) -> Weight {
        each(n, 2, 3)
    }

    fn authorize_discard_holdings(n: u32) -> Weight {
        each(n, 1, 0)
    }
}

fn estimate(reads: u64, writes: u64) -> Weight {
    Weight::from_parts(10_000_000, 0).saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

/// A call that finds out for whom it is signed, and then accesses so many keys for each of `n` items.
fn each(n: u32, reads: u64, writes: u64) -> Weight {
    let item =
        Weight::from_parts(2_000_000, 0).saturating_add(RocksDbWeight::get().reads_writes(reads, writes));
    estimate(3, 0).saturating_add(item.saturating_mul(n.into()))
}
