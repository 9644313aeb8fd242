//! Weights of the calls.
//!
//! The runtime measures its own; those of `()` are estimates from the number of storage accesses, for
//! tests.

use frame_support::weights::{constants::RocksDbWeight, Weight};

/// What each call costs at most.
pub trait WeightInfo {
    /// A new policy with 32 attributes: it writes more than a change does.
    fn set_policy() -> Weight;
    /// A policy with 32 attributes.
    fn revoke_policy() -> Weight;
    /// One contribution.
    fn allow_contribution() -> Weight;
    /// One contribution.
    fn revoke_contribution() -> Weight;
    /// Granted by a policy with 32 attributes, all of which the accessor holds and needs.
    fn open_access_granted() -> Weight;
    /// Refused by a policy with 32 attributes, of which the accessor lacks one.
    fn open_access_refused() -> Weight;
}

/// Time of a call's own computing, in picoseconds.
const COMPUTING: u64 = 20_000_000;

/// A call that reads and writes so many keys, each trail it appends to being one of both.
fn accesses(reads: u64, writes: u64) -> Weight {
    Weight::from_parts(COMPUTING, 0).saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

impl WeightInfo for () {
    fn set_policy() -> Weight {
        accesses(5, 5)
    }

    fn revoke_policy() -> Weight {
        accesses(2, 2)
    }

    fn allow_contribution() -> Weight {
        accesses(4, 2)
    }

    fn revoke_contribution() -> Weight {
        accesses(2, 2)
    }

    fn open_access_granted() -> Weight {
        // Participant and organisation, record, policy, next ticket, trail; for each attribute its
        // holding, its state, its authority and that authority's organisation.
        accesses(6 + 32 * 4, 3)
    }

    fn open_access_refused() -> Weight {
        accesses(5 + 32 * 4, 1)
    }
}
