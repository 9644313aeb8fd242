//! What organisations and accounts may take of a chain that has no fees.
//!
//! Chosen against a block of [`salus_runtime_common::limits`]: a second of ordinary transactions and 3.75 MiB of
//! them.

use frame_support::parameter_types;
use salus_primitives::quota::{Limits, StorageLimits};
use salus_runtime_common::quotas::{limits, KIB};

parameter_types! {
    /// An organisation takes a quarter of every block for ever, and five blocks' worth of ordinary
    /// transactions at once: a second of computing and 3.75 MiB each. So it cannot crowd three others out, and
    /// a hospital that was offline catches up at once.
    pub const OrganisationQuota: Limits = limits((5_000_000, 18 * KIB * KIB), (250_000, 960 * KIB));
    /// A seat can carry out the heaviest motion there may be, half of a block, twice at once, and every
    /// minute again.
    pub const SeatQuota: Limits = limits((1_500_000, 8 * KIB * KIB), (25_000, 256 * KIB));
    /// A validator changes its session keys twice or three times at once, and then every few minutes.
    pub const ValidatorQuota: Limits = limits((3_000, 16 * KIB), (5, 16));
    /// A patient takes back every policy and every contribution at once, and then some every minute.
    pub const PersonQuota: Limits = limits((500_000, 6 * KIB * KIB), (1_000, 16 * KIB));
    /// The patients of one organisation, all together, and whoever else takes something back: an eighth of every
    /// block, so that a crowd enrolled for nothing else leaves the others theirs.
    pub const RemedyQuota: Limits = limits((2_000_000, 8 * KIB * KIB), (125_000, 480 * KIB));
    /// Those of one organisation who break the glass, all together: a catastrophe's day at once, and then some every
    /// second.
    pub const EmergencyQuota: Limits = limits((500_000, 2 * KIB * KIB), (2_000, 16 * KIB));
    /// What an organisation adds to the state for ever: some 90 MB a day, which is 170,000 records, and a year of an
    /// ordinary hospital's at once.
    pub const StorageQuota: StorageLimits = StorageLimits { capacity: 64 * KIB * KIB, refill: 2 * KIB };
    /// Cleaning up, by whoever likes, takes a twentieth of every block.
    pub const PublicQuota: Limits = limits((500_000, 2 * KIB * KIB), (50_000, 200 * KIB));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use frame_support::dispatch::DispatchClass;
    use frame_system::limits::BlockWeights;
    use salus_runtime_common::RuntimeBlockWeights;

    #[test]
    fn organisation_should_leave_three_quarters_to_others_when_it_takes_what_it_may() {
        let weights: BlockWeights = RuntimeBlockWeights::get();
        let block = weights.get(DispatchClass::Normal).max_total.unwrap().ref_time();
        assert!(OrganisationQuota::get().refill.ref_time <= block / 4 + block / 100);
    }

    #[test]
    fn people_of_three_organisations_should_leave_room_when_they_take_back_all_they_may() {
        let weights: BlockWeights = RuntimeBlockWeights::get();
        let block = weights.get(DispatchClass::Normal).max_total.unwrap().ref_time();
        assert!(RemedyQuota::get().refill.ref_time * 3 < block / 2);
        assert!(RemedyQuota::get().capacity.ref_time > PersonQuota::get().capacity.ref_time);
    }

    #[test]
    fn seat_should_carry_two_of_the_heaviest_motions_when_it_has_rested() {
        let weights: BlockWeights = RuntimeBlockWeights::get();
        assert!(SeatQuota::get().capacity.ref_time > weights.max_block.ref_time());
    }
}
