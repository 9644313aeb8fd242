//! What is true of the state after every call.

use crate::{Config, OldestPeriod, Pallet, Refusals, Servers, Trails};
use frame_support::ensure;
use salus_primitives::traits::Consents;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// Names the first that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_no_trail_is_empty()?;
        Self::check_peaks_match_leaves()?;
        Self::check_peaks_are_distinct()?;
        Self::check_servers_are_of_tickets()?;
        Self::check_refusals_are_counted()
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

    /// Who served is kept as long as the ticket, each organisation once, and the ticket names one of them.
    fn check_servers_are_of_tickets() -> Result<(), TryRuntimeError> {
        for (id, servers) in Servers::<T>::iter() {
            let ticket =
                T::Consents::ticket(id).ok_or("organisations are listed for a ticket that is gone")?;
            ensure!(ticket.served.is_some(), "an acknowledged ticket does not say that it was served");
            let mut distinct = servers.to_vec();
            distinct.sort_unstable();
            distinct.dedup();
            ensure!(!servers.is_empty(), "an empty list of organisations is stored");
            ensure!(distinct.len() == servers.len(), "an organisation is listed twice for one ticket");
        }
        Ok(())
    }

    /// Counts are of periods that were not closed yet, and none is zero.
    fn check_refusals_are_counted() -> Result<(), TryRuntimeError> {
        let oldest = OldestPeriod::<T>::get();
        ensure!(
            Refusals::<T>::iter().all(|(period, _, count)| period >= oldest && count > 0),
            "a count of refusals is zero, or of a period that is closed"
        );
        Ok(())
    }
}
