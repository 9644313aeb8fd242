//! Delegations and restrictions, their indices and their counts.

use crate::{pallet::*, DelegationCount, Delegations, DelegatorsOf, RestrictionCount, Restrictions};
use frame_support::ensure;
use salus_primitives::consent::{Barred, MAX_DELEGATIONS, MAX_RESTRICTIONS};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Nobody is appointed by oneself, and every appointment can be found from both sides.
    pub(super) fn check_delegations() -> Result<(), TryRuntimeError> {
        for (patient, delegate) in Delegations::<T>::iter_keys() {
            ensure!(patient != delegate, "a patient is the delegate of the same patient");
            ensure!(
                DelegatorsOf::<T>::contains_key(&delegate, &patient),
                "a delegation is missing from the index of its delegate"
            );
        }
        for (delegate, patient) in DelegatorsOf::<T>::iter_keys() {
            ensure!(
                Delegations::<T>::contains_key(&patient, &delegate),
                "the index of delegations leads nowhere"
            );
        }
        Ok(())
    }

    /// Every patient's count is the number of appointments, and within the bound.
    pub(super) fn check_delegation_counts() -> Result<(), TryRuntimeError> {
        let mut counted = 0usize;
        for (patient, count) in DelegationCount::<T>::iter() {
            ensure!(
                (1..=MAX_DELEGATIONS).contains(&count),
                "a patient's count of delegations is out of bounds"
            );
            let stored = Delegations::<T>::iter_key_prefix(&patient).count();
            ensure!(stored == count as usize, "a patient's count of delegations is wrong");
            counted = counted.saturating_add(stored);
        }
        ensure!(Delegations::<T>::iter_keys().count() == counted, "a patient's delegations are not counted");
        Ok(())
    }

    /// No patient is barred from their own records; every patient's count is the number of restrictions, and within
    /// the bound.
    pub(super) fn check_restrictions() -> Result<(), TryRuntimeError> {
        for (patient, barred) in Restrictions::<T>::iter_keys() {
            ensure!(barred != Barred::Account(patient), "a patient is barred by the same patient");
        }
        let mut counted = 0usize;
        for (patient, count) in RestrictionCount::<T>::iter() {
            ensure!(
                (1..=MAX_RESTRICTIONS).contains(&count),
                "a patient's count of restrictions is out of bounds"
            );
            let stored = Restrictions::<T>::iter_key_prefix(&patient).count();
            ensure!(stored == count as usize, "a patient's count of restrictions is wrong");
            counted = counted.saturating_add(stored);
        }
        ensure!(
            Restrictions::<T>::iter_keys().count() == counted,
            "a patient's restrictions are not counted"
        );
        Ok(())
    }
}
