//! What the calls cost.
//!
//! Every function is the worst case: as many organisations and validators as there may be. The
//! council decides rarely, so a weight that fits is not worth a parameter.

use frame_support::weights::{constants::RocksDbWeight, Weight};
use salus_primitives::consortium::MAX_ORGANISATIONS;

/// The cost of every call and of what other pallets look up.
pub trait WeightInfo {
    /// Cost of `admit`.
    fn admit() -> Weight;
    /// Cost of `suspend`.
    fn suspend() -> Weight;
    /// Cost of `reinstate`.
    fn reinstate() -> Weight;
    /// Cost of `remove`.
    fn remove() -> Weight;
    /// Cost of `set_gateway`.
    fn set_gateway() -> Weight;
    /// Cost of `add_validator`.
    fn add_validator() -> Weight;
    /// Cost of `remove_validator`.
    fn remove_validator() -> Weight;
    /// Cost of `enrol`.
    fn enrol() -> Weight;
    /// Cost of `suspend_participant`.
    fn suspend_participant() -> Weight;
    /// Cost of `reinstate_participant`.
    fn reinstate_participant() -> Weight;
    /// Cost of `replace_key_card`.
    fn replace_key_card() -> Weight;
    /// Cost of `readmit_validator`.
    fn readmit_validator() -> Weight;
    /// Cost of `withdraw_enrolment`.
    fn withdraw_enrolment() -> Weight;
    /// Cost of `rotate_seat`.
    fn rotate_seat() -> Weight;
    /// Cost of looking up in which capacity an account speaks.
    fn standing() -> Weight;
    /// Cost of charging a quota and giving back what was not needed.
    fn charge_quota() -> Weight;
}

/// Validators that the estimates below allow for.
const VALIDATORS: u64 = 128;
const SEATS: u64 = MAX_ORGANISATIONS as u64;
/// The five kinds of capacity.
const CAPACITIES: u64 = 5;

fn cost(reads: u64, writes: u64) -> Weight {
    Weight::from_parts(20_000_000, 0)
        .saturating_add(Weight::from_parts(0, 4_096).saturating_mul(reads))
        .saturating_add(RocksDbWeight::get().reads_writes(reads, writes))
}

/// Counted by hand from the reads and writes of each call; for tests.
impl WeightInfo for () {
    fn admit() -> Weight {
        cost(2 * CAPACITIES + 2 * SEATS + 8, 13)
    }
    fn suspend() -> Weight {
        cost(2 * SEATS + 4, 4)
    }
    fn reinstate() -> Weight {
        cost(2 * SEATS + 4, 4)
    }
    fn remove() -> Weight {
        cost(4 * VALIDATORS + 2 * SEATS + 10, 10 * VALIDATORS + 15)
    }
    fn set_gateway() -> Weight {
        cost(CAPACITIES + 4, 6)
    }
    fn add_validator() -> Weight {
        cost(CAPACITIES + VALIDATORS + 4, 3)
    }
    fn remove_validator() -> Weight {
        cost(4 * VALIDATORS + 10, 13)
    }
    fn enrol() -> Weight {
        cost(CAPACITIES + 6, 2)
    }
    fn suspend_participant() -> Weight {
        cost(3, 1)
    }
    fn reinstate_participant() -> Weight {
        cost(3, 1)
    }
    fn replace_key_card() -> Weight {
        cost(3, 1)
    }
    fn readmit_validator() -> Weight {
        cost(2, 1)
    }
    fn withdraw_enrolment() -> Weight {
        cost(15, 3)
    }
    fn rotate_seat() -> Weight {
        cost(CAPACITIES + 2 * SEATS + 8, 7)
    }
    fn standing() -> Weight {
        cost(CAPACITIES + 1, 0)
    }
    fn charge_quota() -> Weight {
        cost(1, 1)
    }
}
