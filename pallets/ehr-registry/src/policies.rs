//! How many records are under each policy, so that one that no record refers to can be forgotten.
//!
//! A record counts for the policy that its facts name, whatever its status, until it is gone from the state. A new header
//! that waits does not: if its policy goes meanwhile, it is not current, and the header is dropped as after a revocation.

use crate::{endorsement::one_less, pallet::*};
use salus_primitives::PolicyId;

impl<T: Config> Pallet<T> {
    /// Counts one more record under `policy`.
    pub(crate) fn enter_policy(policy: PolicyId) {
        RecordsUnder::<T>::mutate(policy, |records| *records = records.saturating_add(1));
    }

    /// Counts one less.
    pub(crate) fn leave_policy(policy: PolicyId) {
        RecordsUnder::<T>::mutate_exists(policy, one_less);
    }
}
