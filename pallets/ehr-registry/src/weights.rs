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
    /// What the pool looks at before it takes a `lapse` that nobody signed.
    fn authorize_lapse() -> Weight;
    /// A new header in the place of another organisation's, by a contributor, that waits for others.
    fn rewrap() -> Weight;
    /// As `rewrap`, of a guardian.
    fn rewrap_for() -> Weight;
    /// What putting a new header in place adds to a call.
    fn apply_rewrap() -> Weight;
    /// `n` new headers of as many patients' records, each reaching its majority.
    fn endorse_rewraps(n: u32) -> Weight;
    /// One record.
    fn dispute() -> Weight;
    /// One record.
    fn withdraw_dispute() -> Weight;
    /// An Active record for which a new header waits.
    fn erase() -> Weight;
    /// `n` records of as many patients, each reaching its majority and leaving all lists.
    fn attest_erasure(n: u32) -> Weight;
    /// One new header.
    fn drop_rewrap() -> Weight;
    /// What the pool looks at before it takes a `drop_rewrap` that nobody signed.
    fn authorize_drop_rewrap() -> Weight;
    /// `n` Lapsed records of as many patients under as many policies.
    fn discard_records(n: u32) -> Weight;
    /// What the pool looks at before it takes a `discard_records`, of certificates.
    fn authorize_discard_records(n: u32) -> Weight;
}

/// Time of a call's own computing, in picoseconds.
const COMPUTING: u64 = 20_000_000;

/// A call that reads and writes so many keys, each trail it appends to being one of both.
fn accesses(reads: u64, writes: u64) -> Weight {
    Weight::from_parts(COMPUTING, 0).saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

impl WeightInfo for () {
    fn submit() -> Weight {
        accesses(16, 9)
    }

    fn activate() -> Weight {
        accesses(2, 2)
    }

    fn endorse(n: u32) -> Weight {
        // Once: the gateway, every organisation and when it came and went, the counters. For each: record, the version before,
        // policy, place on the waiting list, trail.
        accesses(132, 2).saturating_add(accesses(6, 5).saturating_mul(n.into()))
    }

    fn lapse() -> Weight {
        accesses(6, 6)
    }

    fn authorize_lapse() -> Weight {
        accesses(1, 0)
    }

    fn rewrap() -> Weight {
        // The gateway, record, contribution, policies new and old, the header before, two counts, how
        // many are active, trail; the time.
        accesses(15, 5)
    }

    fn rewrap_for() -> Weight {
        // Participant and appointment besides, and two restrictions.
        accesses(20, 5)
    }

    fn apply_rewrap() -> Weight {
        accesses(3, 4)
    }

    fn endorse_rewraps(n: u32) -> Weight {
        // Once: the gateway, every organisation. For each: record, header, policy, count, trail.
        accesses(132, 0).saturating_add(accesses(8, 7).saturating_mul(n.into()))
    }

    fn dispute() -> Weight {
        accesses(5, 2)
    }

    fn withdraw_dispute() -> Weight {
        accesses(5, 2)
    }

    fn erase() -> Weight {
        // Record, delegation, header before and its count, how many are active, trail, certificate.
        accesses(9, 8)
    }

    fn attest_erasure(n: u32) -> Weight {
        // Once: the gateway, every organisation, how many are active, the counter. For each: certificate,
        // record, two lists, trail.
        accesses(133, 1).saturating_add(accesses(6, 7).saturating_mul(n.into()))
    }

    fn drop_rewrap() -> Weight {
        accesses(4, 3)
    }

    fn authorize_drop_rewrap() -> Weight {
        accesses(1, 0)
    }

    fn discard_records(n: u32) -> Weight {
        // For each: record, certificate or not, index, policy's count; the counter.
        accesses(1, 1).saturating_add(accesses(2, 3).saturating_mul(n.into()))
    }

    fn authorize_discard_records(n: u32) -> Weight {
        accesses(3, 0).saturating_mul(n.into())
    }
}
