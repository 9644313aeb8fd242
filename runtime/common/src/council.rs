//! The council: how many seats the weightiest decisions take, and what a change of its members costs.

use core::marker::PhantomData;
use frame_support::{
    traits::{EnsureOrigin, Get, OriginTrait},
    weights::Weight,
};
use pallet_collective::{Instance1, RawOrigin};
use pallet_consortium::Seats;

/// Most motions that are open at once.
pub const MAX_MOTIONS: u32 = 100;

/// What a proof of one motion's votes takes at most, in bytes: 64 seats' accounts, and the trie above them.
const VOTES_PROOF: u64 = 4 * 1024;

/// At least two thirds of the seats of all organisations that are not removed, suspended ones included.
///
/// A suspended organisation does not vote. If its seat did not count either, more than half of the council could suspend
/// others until it was two thirds of the rest, and replace the runtime.
pub struct TwoThirdsOfSeats<T>(PhantomData<T>);

impl<T, Origin> EnsureOrigin<Origin> for TwoThirdsOfSeats<T>
where
    T: pallet_consortium::Config,
    Origin: OriginTrait + From<RawOrigin<T::AccountId, Instance1>>,
    for<'a> &'a Origin::PalletsOrigin: TryInto<&'a RawOrigin<T::AccountId, Instance1>>,
{
    type Success = ();

    fn try_origin(origin: Origin) -> Result<(), Origin> {
        let enough = matches!(
            origin.caller().try_into(),
            Ok(RawOrigin::Members(ayes, _)) if suffice(*ayes, Seats::<T>::count())
        );
        if enough {
            Ok(())
        } else {
            Err(origin)
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn try_successful_origin() -> Result<Origin, ()> {
        let seats = Seats::<T>::count();
        Ok(RawOrigin::Members(seats, seats).into())
    }
}

/// True if `ayes` are at least two thirds of `seats`.
fn suffice(ayes: u32, seats: u32) -> bool {
    u64::from(ayes).saturating_mul(3) >= u64::from(seats).saturating_mul(2)
}

/// What it costs that the council's members change: whoever leaves is taken out of the votes of every open motion.
pub struct SeatChangeWeight<T>(PhantomData<T>);

impl<T: frame_system::Config> Get<Weight> for SeatChangeWeight<T> {
    fn get() -> Weight {
        let motions = u64::from(MAX_MOTIONS);
        T::DbWeight::get()
            .reads_writes(motions, motions)
            .saturating_add(Weight::from_parts(0, VOTES_PROOF.saturating_mul(motions)))
    }
}

#[cfg(test)]
#[allow(clippy::arithmetic_side_effects)]
mod tests {
    use super::suffice;

    #[test]
    fn two_thirds_should_be_rounded_up_when_seats_are_not_divisible() {
        for (seats, least) in [(1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, 4), (7, 5), (64, 43)] {
            assert!(suffice(least, seats) && !suffice(least - 1, seats), "{seats}");
        }
    }
}
