//! Policies: who may read, for what, how long.

use crate::{pallet::*, Policies, PoliciesOf, PolicyCount};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::{Action, Detail, Note},
    consent::{EmergencyAccess, Policy, PolicyRef, PolicyStatus, PolicyTerms, MAX_POLICIES},
    traits::AuditTrail,
    BlockNumber, PolicyId,
};
use sp_runtime::ArithmeticError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_set_policy(
        actor: T::AccountId,
        owner: T::AccountId,
        id: Option<PolicyId>,
        terms: PolicyTerms,
    ) -> DispatchResult {
        Self::ensure_admissible(&terms)?;
        let policy = match id {
            None => Self::create_policy(&owner, terms)?,
            Some(id) => Self::change_policy(&owner, id, terms)?,
        };
        Self::write_down(actor, &owner, Action::PolicySet, Detail::Policy(policy));
        Self::deposit_event(Event::PolicySet { owner, policy });
        Ok(())
    }

    pub(crate) fn do_revoke_policy(actor: T::AccountId, owner: T::AccountId, id: PolicyId) -> DispatchResult {
        let mut policy = Self::owned_policy(&owner, id)?;
        ensure!(policy.status == PolicyStatus::Active, Error::<T>::AlreadyRevoked);
        policy.status = match policy.terms.emergency {
            EmergencyAccess::Never => PolicyStatus::Revoked,
            EmergencyAccess::Always | EmergencyAccess::UnderRule(_) => PolicyStatus::Closed,
        };
        let reference = PolicyRef { id, version: policy.version };
        Policies::<T>::insert(id, policy);
        Self::write_down(actor, &owner, Action::PolicyRevoked, Detail::Policy(reference));
        Self::deposit_event(Event::PolicyRevoked { owner, policy: reference });
        Ok(())
    }

    /// Stores new terms under the next free id.
    pub(crate) fn create_policy(
        owner: &T::AccountId,
        terms: PolicyTerms,
    ) -> Result<PolicyRef, DispatchError> {
        let count = PolicyCount::<T>::get(owner);
        ensure!(count < MAX_POLICIES, Error::<T>::TooManyPolicies);
        let id = NextPolicy::<T>::get();
        let next = id.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        let version = 1;

        NextPolicy::<T>::put(next);
        PolicyCount::<T>::insert(owner, count.saturating_add(1));
        PoliciesOf::<T>::insert(owner, id, ());
        Policies::<T>::insert(
            id,
            Policy { owner: owner.clone(), terms, version, status: PolicyStatus::Active },
        );
        Ok(PolicyRef { id, version })
    }

    /// Puts new terms in the place of those of `owner`'s policy.
    fn change_policy(
        owner: &T::AccountId,
        id: PolicyId,
        terms: PolicyTerms,
    ) -> Result<PolicyRef, DispatchError> {
        let mut policy = Self::owned_policy(owner, id)?;
        policy.version = policy.version.checked_add(1).ok_or(ArithmeticError::Overflow)?;
        policy.terms = terms;
        policy.status = PolicyStatus::Active;
        let reference = PolicyRef { id, version: policy.version };
        Policies::<T>::insert(id, policy);
        Ok(reference)
    }

    fn owned_policy(owner: &T::AccountId, id: PolicyId) -> Result<Policy<T::AccountId>, DispatchError> {
        let policy = Policies::<T>::get(id).ok_or(Error::<T>::PolicyNotFound)?;
        ensure!(policy.owner == *owner, Error::<T>::NotOwner);
        Ok(policy)
    }

    /// Refuses terms that admit nobody, now or ever, or that reach too far ahead.
    ///
    /// A former version of the rule may be named: the patient changes other terms, and still does not agree to the
    /// present version. One that does not exist yet may not: nobody agrees to what nobody has read.
    fn ensure_admissible(terms: &PolicyTerms) -> DispatchResult {
        if let EmergencyAccess::UnderRule(version) = terms.emergency {
            let present = CurrentRule::<T>::get().map_or(0, |rule| rule.version);
            ensure!((1..=present).contains(&version), Error::<T>::RuleNotFound);
        }
        ensure!(!terms.purposes.is_empty(), Error::<T>::NoPurpose);
        ensure!(terms.valid.from < terms.valid.until, Error::<T>::WindowEmpty);
        Self::ensure_end_in_reach(terms.valid.until)
    }

    /// Refuses an end that is not after this block or is more than `MaxWindow` blocks ahead.
    pub(crate) fn ensure_end_in_reach(until: BlockNumber) -> DispatchResult {
        let now = Self::now();
        ensure!(until > now, Error::<T>::WindowEnded);
        ensure!(until.saturating_sub(now) <= T::MaxWindow::get(), Error::<T>::WindowTooLong);
        Ok(())
    }

    /// Every policy of `patient`; [`MAX_POLICIES`] bounds the walk.
    pub(crate) fn list_policies(patient: &T::AccountId) -> Vec<(PolicyId, Policy<T::AccountId>)> {
        PoliciesOf::<T>::iter_key_prefix(patient)
            .filter_map(|id| Policies::<T>::get(id).map(|policy| (id, policy)))
            .collect()
    }

    /// Notes in the trail of `patient` what was decided there, and whether the patient did so or somebody
    /// whom the patient appointed. Neither acts for an organisation.
    pub(crate) fn write_down(actor: T::AccountId, patient: &T::AccountId, action: Action, detail: Detail) {
        T::Audit::record(patient, Note { detail, ..Note::new(actor, action) });
    }
}
