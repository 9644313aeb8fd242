//! Weights of the calls.
//!
//! The runtime measures its own; those of `()` are estimates from the number of storage accesses, for
//! tests.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// What each call costs at most.
pub trait WeightInfo {
    /// A record with a version before it, by a practitioner, that stays Pending.
    fn submit() -> Weight;
    /// What an activation adds to a call: the version before is Superseded, the trail is told.
    fn activate() -> Weight;
    /// `n` records of as many patients, each reaching its majority and superseding a version.
    fn endorse(n: u32) -> Weight;
    /// One record.
    fn lapse() -> Weight;
}

/// Time of a call's own computing, in picoseconds.
const COMPUTING: u64 = 20_000_000;

/// A call that reads and writes so many keys, each trail it appends to being one of both.
fn accesses(reads: u64, writes: u64) -> Weight {
    Weight::from_parts(COMPUTING, 0).saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

impl WeightInfo for () {
    fn submit() -> Weight {
        accesses(12, 7)
    }

    fn activate() -> Weight {
        accesses(2, 2)
    }

    fn endorse(n: u32) -> Weight {
        // Once: the gateway, every organisation, the counters. For each: record, the version before,
        // policy, place on the waiting list, trail.
        accesses(68, 2).saturating_add(accesses(5, 4).saturating_mul(n.into()))
    }

    fn lapse() -> Weight {
        accesses(6, 5)
    }
}
