//! Policies, their index and their counts.

use crate::{pallet::*, Policies, PoliciesOf, PolicyCount};
use frame_support::ensure;
use salus_primitives::consent::MAX_POLICIES;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every policy has an id that was handed out, terms that could be admissible, and stands in its
    /// owner's index.
    pub(super) fn check_policies() -> Result<(), TryRuntimeError> {
        let next = NextPolicy::<T>::get();
        for (id, policy) in Policies::<T>::iter() {
            ensure!(id < next, "a policy has an id that was never handed out");
            ensure!(policy.version >= 1, "a policy has no version");
            ensure!(!policy.terms.purposes.is_empty(), "a policy allows no purpose");
            ensure!(policy.terms.valid.from < policy.terms.valid.until, "a policy has an empty window");
            ensure!(
                PoliciesOf::<T>::contains_key(&policy.owner, id),
                "a policy is missing from the index of its owner"
            );
        }
        Ok(())
    }

    /// Every index entry leads to a policy of that owner.
    pub(super) fn check_policy_index() -> Result<(), TryRuntimeError> {
        for (owner, id) in PoliciesOf::<T>::iter_keys() {
            let policy = Policies::<T>::get(id).ok_or("the index of policies leads nowhere")?;
            ensure!(policy.owner == owner, "the index of policies leads to another patient's");
        }
        Ok(())
    }

    /// Every patient's count is the number of policies in the index, and within the bound.
    pub(super) fn check_policy_counts() -> Result<(), TryRuntimeError> {
        let mut counted = 0usize;
        for (owner, count) in PolicyCount::<T>::iter() {
            ensure!(count <= MAX_POLICIES, "a patient has too many policies");
            let indexed = PoliciesOf::<T>::iter_key_prefix(&owner).count();
            ensure!(indexed == count as usize, "a patient's count of policies is wrong");
            counted = counted.saturating_add(indexed);
        }
        ensure!(PoliciesOf::<T>::iter_keys().count() == counted, "a patient's policies are not counted");
        Ok(())
    }
}
