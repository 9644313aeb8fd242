//! How a chain says what organisations and accounts may take of it. What they may is each runtime's own, chosen
//! against its blocks: there are no fees.

use frame_support::weights::constants::WEIGHT_REF_TIME_PER_MICROS;
use salus_primitives::quota::{Cost, Limits};

/// 1024 bytes.
pub const KIB: u64 = 1_024;

/// Capacity and what comes back with every block, each in microseconds of computing and in bytes.
pub const fn limits(capacity: (u64, u64), refill: (u64, u64)) -> Limits {
    const fn cost(micros: u64, length: u64) -> Cost {
        Cost { ref_time: micros.saturating_mul(WEIGHT_REF_TIME_PER_MICROS), length }
    }
    Limits { capacity: cost(capacity.0, capacity.1), refill: cost(refill.0, refill.1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_should_be_in_picoseconds_and_bytes_when_given_in_microseconds() {
        let limits = limits((3, 5), (2, KIB));
        assert_eq!(limits.capacity, Cost { ref_time: 3_000_000, length: 5 });
        assert_eq!(limits.refill, Cost { ref_time: 2_000_000, length: 1_024 });
    }
}
