//! What is always true of the pallet's storage.

mod appointments;
mod emergencies;
mod policies;
mod tickets;

use crate::pallet::*;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant.
    ///
    /// # Errors
    /// Names the first that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_policies()?;
        Self::check_policy_index()?;
        Self::check_policy_counts()?;
        Self::check_tickets()?;
        Self::check_ticket_index()?;
        Self::check_delegations()?;
        Self::check_delegation_counts()?;
        Self::check_restrictions()?;
        Self::check_emergency_rule()?;
        Self::check_emergencies()?;
        Self::check_emergency_indices()?;
        Self::check_unreviewed()
    }
}
