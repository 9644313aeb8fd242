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
    /// As if refused, and then granted by an emergency under a rule with 32 other attributes.
    fn open_access_in_emergency() -> Weight;
    /// Sixteen appointments that have ended make room.
    fn delegate() -> Weight;
    /// One appointment.
    fn end_delegation() -> Weight;
    /// One appointment.
    fn decline_delegation() -> Weight;
    /// One appointment.
    fn share_key() -> Weight;
    /// One restriction.
    fn restrict() -> Weight;
    /// One restriction.
    fn lift_restriction() -> Weight;
    /// A new policy with 32 attributes: the dearest decision.
    fn decide_for() -> Weight;
    /// Two expressions with 32 attributes each.
    fn set_emergency_rule() -> Weight;
    /// A rule with 32 attributes, all of which the accessor holds and needs.
    fn break_glass_granted() -> Weight;
    /// A rule with 32 attributes, of which the accessor lacks one.
    fn break_glass_refused() -> Weight;
    /// A rule with 32 attributes, all of which the reviewer holds and needs.
    fn review() -> Weight;
    /// So many tickets.
    fn discard_tickets(tickets: u32) -> Weight;
    /// Looking whether so many tickets may go.
    fn authorize_discard_tickets(tickets: u32) -> Weight;
    /// `n` policies with 32 attributes of as many patients.
    fn discard_policies(n: u32) -> Weight;
    /// What the pool looks at before it takes them.
    fn authorize_discard_policies(n: u32) -> Weight;
}

/// Time of a call's own computing, in picoseconds.
const COMPUTING: u64 = 20_000_000;

/// Reads for 32 attributes: of each its holding, its state, its authority and that authority's organisation.
fn attributes() -> Weight {
    RocksDbWeight::get().reads(32 * 4)
}

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
        // Participant and organisation, record, two restrictions, delegation, policy, next ticket, trail.
        accesses(9, 4).saturating_add(attributes())
    }

    fn open_access_refused() -> Weight {
        accesses(8, 1).saturating_add(attributes())
    }

    fn open_access_in_emergency() -> Weight {
        accesses(12, 4).saturating_add(attributes().saturating_mul(2))
    }

    fn delegate() -> Weight {
        // For each that has ended the appointment, and at the end appointment and index.
        accesses(6 + 17, 4 + 2 * 16)
    }

    fn end_delegation() -> Weight {
        accesses(3, 4)
    }

    fn decline_delegation() -> Weight {
        accesses(3, 4)
    }

    fn share_key() -> Weight {
        accesses(4, 2)
    }

    fn restrict() -> Weight {
        accesses(5, 3)
    }

    fn lift_restriction() -> Weight {
        accesses(5, 3)
    }

    fn decide_for() -> Weight {
        accesses(10, 5)
    }

    fn set_emergency_rule() -> Weight {
        accesses(1, 1)
    }

    fn break_glass_granted() -> Weight {
        accesses(11, 7).saturating_add(attributes())
    }

    fn break_glass_refused() -> Weight {
        accesses(10, 1).saturating_add(attributes())
    }

    fn review() -> Weight {
        accesses(7, 5).saturating_add(attributes())
    }

    fn discard_tickets(tickets: u32) -> Weight {
        accesses(u64::from(tickets), u64::from(tickets).saturating_mul(2))
    }

    fn authorize_discard_tickets(tickets: u32) -> Weight {
        accesses(u64::from(tickets), 0)
    }

    fn discard_policies(n: u32) -> Weight {
        // For each: policy, index, count.
        accesses(2, 3).saturating_mul(n.into())
    }

    fn authorize_discard_policies(n: u32) -> Weight {
        accesses(2, 0).saturating_mul(n.into())
    }
}
