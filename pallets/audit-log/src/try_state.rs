//! What is true of the state after every call.

use crate::{Config, Pallet, Trails};
use frame_support::ensure;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// Names the first that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_no_trail_is_empty()?;
        Self::check_peaks_match_leaves()?;
        Self::check_peaks_are_distinct()
    }

    /// A trail is stored from its first entry on.
    fn check_no_trail_is_empty() -> Result<(), TryRuntimeError> {
        ensure!(Trails::<T>::iter_values().all(|trail| trail.leaves > 0), "an empty trail is stored");
        Ok(())
    }

    /// A trail of n leaves has one peak for each bit that is set in n.
    fn check_peaks_match_leaves() -> Result<(), TryRuntimeError> {
        ensure!(
            Trails::<T>::iter_values().all(|trail| trail.peaks.len() as u32 == trail.leaves.count_ones()),
            "a trail has more or fewer peaks than its number of leaves demands"
        );
        Ok(())
    }

    /// No two peaks of a trail are the same: every entry carries its index.
    fn check_peaks_are_distinct() -> Result<(), TryRuntimeError> {
        for trail in Trails::<T>::iter_values() {
            let mut peaks = trail.peaks.to_vec();
            peaks.sort_unstable();
            peaks.dedup();
            ensure!(peaks.len() == trail.peaks.len(), "two peaks of a trail are the same");
        }
        Ok(())
    }
}
