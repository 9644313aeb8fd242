//! Measures the calls, in the joined runtime.

use crate::*;
use alloc::vec::Vec;
use codec::Encode;
use frame_benchmarking::{account, v2::*};
use frame_system::RawOrigin;
use salus_primitives::{
    mmr::Trail,
    traits::{Consents, Membership},
};
use sp_io::hashing::blake2_256;

/// Trees that the next entry merges into one: a trail of 2^20 - 1 entries, more than a patient has.
const TALL: u32 = 20;

/// A trail to which appending costs [`TALL`] merges.
fn tall_trail(patient: u32) -> Result<Trail, BenchmarkError> {
    let peaks: Vec<_> = (0..TALL).map(|peak| blake2_256(&(patient, peak).encode())).collect();
    let peaks = peaks.try_into().map_err(|_| BenchmarkError::Stop("too many peaks"))?;
    Ok(Trail { leaves: (1u64 << TALL).saturating_sub(1), peaks })
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// Every ticket is of another patient, and every trail is at its most expensive.
    #[benchmark]
    fn acknowledge(n: Linear<1, MAX_ACKNOWLEDGEMENTS>) -> Result<(), BenchmarkError> {
        let gateway: T::AccountId = account("gateway", 0, 0);
        T::Members::benchmark_organisation(&gateway);
        let patients: Vec<T::AccountId> = (0..n).map(|number| account("patient", number, 0)).collect();
        let mut tickets = TicketBatch::default();
        for (number, patient) in (0..n).zip(&patients) {
            let accessor: T::AccountId = account("accessor", number, 0);
            let ticket = T::Consents::benchmark_ticket(patient, &accessor);
            tickets.try_push(ticket).map_err(|_| BenchmarkError::Stop("too many tickets"))?;
            Trails::<T>::insert(patient, tall_trail(number)?);
        }

        #[extrinsic_call]
        _(RawOrigin::Signed(gateway), tickets);

        for patient in patients {
            assert_eq!(Trails::<T>::get(patient).leaves, 1u64 << TALL);
        }
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
