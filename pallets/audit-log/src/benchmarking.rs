//! Measures the calls, in the joined runtime.

use crate::*;
use alloc::vec::Vec;
use codec::Encode;
use frame_benchmarking::{account, v2::*};
use frame_support::{traits::Get, weights::Weight};
use frame_system::RawOrigin;
use salus_primitives::{
    consortium::MAX_ORGANISATIONS,
    mmr::Trail,
    receipt::{receipt_statement, Receipt},
    traits::{Consents, Membership},
    OrganisationId,
};
use sp_io::hashing::blake2_256;

/// Who signs in a benchmark as a reader would.
pub trait BenchmarkHelper<AccountId, Signature> {
    /// The account.
    fn signer() -> AccountId;
    /// Its signature over `message`.
    fn sign(message: &[u8]) -> Signature;
}

/// Trees that the next entry merges into one: a trail of 2^20 - 1 entries, more than a patient has.
const TALL: u32 = 20;
/// An organisation that no benchmark admits.
const STRANGER: OrganisationId = 1_000_000;

/// A trail to which appending costs [`TALL`] merges.
fn tall_trail(patient: u32) -> Result<Trail, BenchmarkError> {
    let peaks: Vec<_> = (0..TALL).map(|peak| blake2_256(&(patient, peak).encode())).collect();
    let peaks = peaks.try_into().map_err(|_| BenchmarkError::Stop("too many peaks"))?;
    Ok(Trail { leaves: (1u64 << TALL).saturating_sub(1), peaks })
}

/// As many organisations as fit beside one more.
fn strangers() -> Result<ServedBy, BenchmarkError> {
    let strangers: Vec<_> = (1..MAX_ORGANISATIONS).map(|n| STRANGER.saturating_add(n)).collect();
    strangers.try_into().map_err(|_| BenchmarkError::Stop("too many organisations"))
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// Every ticket is of another patient, every trail is at its most expensive, and each ticket was served
    /// by as many other organisations as there can be.
    #[benchmark]
    fn acknowledge(n: Linear<1, MAX_ACKNOWLEDGEMENTS>) -> Result<(), BenchmarkError> {
        let gateway: T::AccountId = account("gateway", 0, 0);
        let organisation = T::Members::benchmark_organisation(&gateway);
        let accessor = T::BenchmarkHelper::signer();
        let patients: Vec<T::AccountId> = (0..n).map(|number| account("patient", number, 0)).collect();
        let mut receipts = ReceiptBatch::<T>::default();
        for (number, patient) in (0..n).zip(&patients) {
            let ticket = T::Consents::benchmark_ticket(patient, &accessor);
            T::Consents::mark_served(ticket, STRANGER, 1);
            Servers::<T>::insert(ticket, strangers()?);
            let statement = receipt_statement(&Pallet::<T>::genesis(), ticket, organisation);
            let receipt = Receipt { ticket, signature: T::BenchmarkHelper::sign(&statement) };
            receipts.try_push(receipt).map_err(|_| BenchmarkError::Stop("too many receipts"))?;
            Trails::<T>::insert(patient, tall_trail(number)?);
        }

        #[extrinsic_call]
        _(RawOrigin::Signed(gateway), receipts);

        for patient in patients {
            assert_eq!(Trails::<T>::get(patient).leaves, 1u64 << TALL);
        }
        Ok(())
    }

    /// Every count is of another patient and so large that it is summarised in the costliest trail.
    #[benchmark]
    fn close_refusals(n: Linear<1, MAX_CLOSED>) -> Result<(), BenchmarkError> {
        let accessor: T::AccountId = account("accessor", 0, 0);
        let patients: Vec<T::AccountId> = (0..n).map(|number| account("patient", number, 0)).collect();
        for (number, patient) in (0..n).zip(&patients) {
            Refusals::<T>::insert(0u32, (patient, &accessor), MAX_LISTED.saturating_add(1));
            Trails::<T>::insert(patient, tall_trail(number)?);
        }
        frame_system::Pallet::<T>::set_block_number(T::RefusalPeriod::get().into());

        #[block]
        {
            Pallet::<T>::close_refusals(Weight::MAX);
        }

        for patient in patients {
            assert_eq!(Trails::<T>::get(patient).leaves, 1u64 << TALL);
        }
        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
