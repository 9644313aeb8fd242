//! What is always true of the pallet's storage.

use crate::{pallet::*, Policies, PoliciesOf, PolicyCount, Tickets};
use frame_support::ensure;
use salus_primitives::consent::{Basis, MAX_POLICIES};
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
        Self::check_tickets()
    }

    /// Every policy has an id that was handed out, terms that could be admissible, and stands in its
    /// owner's index.
    fn check_policies() -> Result<(), TryRuntimeError> {
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
    fn check_policy_index() -> Result<(), TryRuntimeError> {
        for (owner, id) in PoliciesOf::<T>::iter_keys() {
            let policy = Policies::<T>::get(id).ok_or("the index of policies leads nowhere")?;
            ensure!(policy.owner == owner, "the index of policies leads to another patient's");
        }
        Ok(())
    }

    /// Every patient's count is the number of policies in the index, and within the bound.
    fn check_policy_counts() -> Result<(), TryRuntimeError> {
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

    /// Every ticket has an id that was handed out, was issued before it ends, and was not served before
    /// it was issued.
    fn check_tickets() -> Result<(), TryRuntimeError> {
        let (next, now) = (NextTicket::<T>::get(), Self::now());
        for (id, ticket) in Tickets::<T>::iter() {
            ensure!(id < next, "a ticket has an id that was never handed out");
            ensure!(ticket.issued_at <= now, "a ticket was issued in a later block");
            ensure!(ticket.issued_at < ticket.until, "a ticket ends before it begins");
            if let Some(served) = ticket.served {
                ensure!(served.at >= ticket.issued_at, "a ticket was served before it was issued");
            }
            if ticket.basis == Basis::OwnRecord {
                ensure!(
                    ticket.accessor == ticket.patient,
                    "somebody else's record passes for the accessor's own"
                );
            }
        }
        Ok(())
    }
}
