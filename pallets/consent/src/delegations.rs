//! Delegations: whom a patient appointed to read, or to decide in the patient's name.

use crate::{pallet::*, DelegationCount, Delegations, DelegatorsOf};
use alloc::vec::Vec;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::{Action, Detail},
    consent::{Delegation, DelegationScope, MAX_DELEGATIONS},
    traits::Membership,
    BlockNumber, ContentId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_delegate(
        patient: T::AccountId,
        delegate: T::AccountId,
        scope: DelegationScope,
        until: BlockNumber,
    ) -> DispatchResult {
        ensure!(delegate != patient, Error::<T>::NotOneself);
        ensure!(T::Members::participant(&delegate).is_some(), Error::<T>::DelegateNotParticipant);
        Self::ensure_end_in_reach(until)?;
        if !Delegations::<T>::contains_key(&patient, &delegate) {
            Self::make_room(&patient)?;
            DelegationCount::<T>::mutate(&patient, |count| *count = count.saturating_add(1));
            DelegatorsOf::<T>::insert(&delegate, &patient, ());
        }
        // Appointed again, the delegate keeps the key.
        let key_package = Delegations::<T>::get(&patient, &delegate).and_then(|before| before.key_package);
        Delegations::<T>::insert(&patient, &delegate, Delegation { scope, until, key_package });
        let detail = Detail::Account { account: delegate.clone().into() };
        Self::write_down(patient.clone(), &patient, Action::Delegated, detail);
        Self::deposit_event(Event::Delegated { patient, delegate, scope, until });
        Ok(())
    }

    /// Names the package in which the patient's reading key is sealed to `delegate`.
    ///
    /// The chain cannot see what is inside. The delegate's program checks it.
    pub(crate) fn do_share_key(
        patient: T::AccountId,
        delegate: T::AccountId,
        key_package: ContentId,
    ) -> DispatchResult {
        let now = Self::now();
        let delegation = Delegations::<T>::get(&patient, &delegate)
            .filter(|delegation| delegation.counts(now))
            .ok_or(Error::<T>::DelegationNotFound)?;
        let key_package = Some(key_package);
        Delegations::<T>::insert(&patient, &delegate, Delegation { key_package, ..delegation });
        let detail = Detail::Account { account: delegate.clone().into() };
        Self::write_down(patient.clone(), &patient, Action::KeyShared, detail);
        Self::deposit_event(Event::KeyShared { patient, delegate });
        Ok(())
    }

    /// Ends an appointment; `actor` is the patient or the delegate.
    pub(crate) fn do_end_delegation(
        actor: T::AccountId,
        patient: T::AccountId,
        delegate: T::AccountId,
    ) -> DispatchResult {
        ensure!(Delegations::<T>::contains_key(&patient, &delegate), Error::<T>::DelegationNotFound);
        Self::forget_delegation(&patient, &delegate);
        let detail = Detail::Account { account: delegate.clone().into() };
        Self::write_down(actor, &patient, Action::DelegationEnded, detail);
        Self::deposit_event(Event::DelegationEnded { patient, delegate });
        Ok(())
    }

    /// To what `patient` has `who` appointed at `now`.
    pub(crate) fn appointed(
        patient: &T::AccountId,
        who: &T::AccountId,
        now: BlockNumber,
    ) -> Option<DelegationScope> {
        Delegations::<T>::get(patient, who)
            .filter(|delegation| delegation.counts(now))
            .map(|delegation| delegation.scope)
    }

    /// Forgets what has ended if there is no room for one more; [`MAX_DELEGATIONS`] bounds the walk.
    ///
    /// What ended by itself needs no entry in the trail: its end was written down with its beginning.
    fn make_room(patient: &T::AccountId) -> DispatchResult {
        if DelegationCount::<T>::get(patient) < MAX_DELEGATIONS {
            return Ok(());
        }
        let now = Self::now();
        let ended: Vec<_> = Delegations::<T>::iter_prefix(patient)
            .filter(|(_, delegation)| !delegation.counts(now))
            .map(|(delegate, _)| delegate)
            .collect();
        ensure!(!ended.is_empty(), Error::<T>::TooManyDelegations);
        for delegate in ended {
            Self::forget_delegation(patient, &delegate);
        }
        Ok(())
    }

    /// Removes an appointment that is there from where it stands, its index and its count.
    fn forget_delegation(patient: &T::AccountId, delegate: &T::AccountId) {
        Delegations::<T>::remove(patient, delegate);
        DelegatorsOf::<T>::remove(delegate, patient);
        DelegationCount::<T>::mutate_exists(patient, one_less);
    }
}

/// Counts one down and keeps no count of none.
pub(crate) fn one_less(count: &mut Option<u32>) {
    *count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
}
