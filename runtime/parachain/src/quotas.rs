//! What organisations and accounts may take of a chain that has no fees.
//!
//! Chosen against a block of [`limits`](crate::limits): a second and a half of ordinary transactions and 3.75 MiB
//! of them, every six seconds. Who works alone takes as much in a minute as on the stand-alone chain, so that a
//! patient's or a validator's day is the same on both; what is a share of the block is one here, too.

use frame_support::parameter_types;
use salus_primitives::quota::{Limits, StorageLimits};
use salus_runtime_common::quotas::{limits, KIB};

parameter_types! {
    /// An organisation takes a quarter of every block for ever, and five blocks' worth of ordinary
    /// transactions at once. So it cannot crowd three others out, and a hospital that was offline catches up at
    /// once.
    pub const OrganisationQuota: Limits = limits((7_500_000, 18 * KIB * KIB), (375_000, 960 * KIB));
    /// A seat can carry out the heaviest motion there may be, half of a block, twice at once, and every
    /// minute again.
    pub const SeatQuota: Limits = limits((2_250_000, 8 * KIB * KIB), (112_500, 768 * KIB));
    /// A validator changes its session keys twice or three times at once, and then every few minutes. More time than on
    /// the stand-alone chain, for the proof of what such a change reads counts here, too.
    pub const ValidatorQuota: Limits = limits((20_000, 16 * KIB), (150, 48));
    /// A patient takes back every policy and every contribution at once, and then some every minute.
    pub const PersonQuota: Limits = limits((500_000, 6 * KIB * KIB), (3_000, 48 * KIB));
    /// The patients of one organisation, all together, and whoever else takes something back: an eighth of every
    /// block.
    pub const RemedyQuota: Limits = limits((3_000_000, 8 * KIB * KIB), (187_500, 480 * KIB));
    /// Those of one organisation who break the glass, all together: a catastrophe's day at once, and then some every
    /// second.
    pub const EmergencyQuota: Limits = limits((500_000, 2 * KIB * KIB), (6_000, 48 * KIB));
    /// What an organisation adds to the state for ever: as much in a day as on the stand-alone chain.
    pub const StorageQuota: StorageLimits = StorageLimits { capacity: 64 * KIB * KIB, refill: 6 * KIB };
    /// Cleaning up, by whoever likes, takes a twentieth of every block.
    pub const PublicQuota: Limits = limits((750_000, 2 * KIB * KIB), (75_000, 192 * KIB));
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::arithmetic_side_effects)]
mod tests {
    use super::*;
    use crate::{limits::RuntimeBlockWeights, time};
    use frame_support::dispatch::DispatchClass;
    use salus_runtime_common::RuntimeBlockLength;
    use salus_runtime_consortium::quotas as standalone;

    /// What ordinary transactions may take of a block: picoseconds and bytes.
    fn ordinary() -> (u64, u64) {
        let weights = RuntimeBlockWeights::get();
        let time = weights.get(DispatchClass::Normal).max_total.unwrap().ref_time();
        (time, u64::from(*RuntimeBlockLength::get().max.get(DispatchClass::Normal)))
    }

    #[test]
    fn organisation_should_take_a_quarter_when_it_takes_all_it_may() {
        let (time, length) = ordinary();
        let refill = OrganisationQuota::get().refill;
        assert_eq!((refill.ref_time, refill.length), (time / 4, length / 4));
        assert_eq!(OrganisationQuota::get().capacity.ref_time, time * 5);
    }

    #[test]
    fn seat_should_carry_two_of_the_heaviest_motions_when_it_has_rested_and_one_more_each_minute() {
        let block = RuntimeBlockWeights::get().max_block.ref_time();
        let quota = SeatQuota::get();
        assert!(quota.capacity.ref_time > block);
        assert!(quota.refill.ref_time * u64::from(time::MINUTES) > block / 2);
    }

    #[test]
    fn public_work_should_leave_nineteen_parts_when_it_takes_all_it_may() {
        let (time, length) = ordinary();
        let refill = PublicQuota::get().refill;
        assert!(refill.ref_time <= time / 20);
        assert!(refill.length <= length / 20);
    }

    #[test]
    fn people_should_do_as_much_in_a_minute_when_blocks_are_slower() {
        let (here, there) = (PersonQuota::get(), standalone::PersonQuota::get());
        assert_eq!(here.capacity, there.capacity);
        assert_eq!(here.refill.ref_time * u64::from(time::MINUTES), there.refill.ref_time * 30);
        assert_eq!(here.refill.length * u64::from(time::MINUTES), there.refill.length * 30);
    }

    #[test]
    fn validator_should_change_its_keys_a_few_times_when_their_proof_counts() {
        use pallet_session::WeightInfo;
        let block = RuntimeBlockWeights::get().max_block;
        let proof = u128::from(crate::weights::Session::set_keys().proof_size());
        let change = proof * u128::from(block.ref_time()) / u128::from(block.proof_size());
        let quota = ValidatorQuota::get();
        assert!((2..=6).contains(&(u128::from(quota.capacity.ref_time) / change)));
        let five_minutes = u128::from(quota.refill.ref_time) * u128::from(time::MINUTES * 5);
        assert!((1..=3).contains(&(five_minutes / change)));
    }

    #[test]
    fn patients_of_three_organisations_should_leave_room_when_they_take_back_all_they_may() {
        let (time, _) = ordinary();
        assert!(RemedyQuota::get().refill.ref_time * 3 < time / 2);
    }
}
