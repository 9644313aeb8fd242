//! Restrictions: whom a patient bars, whatever else would admit them.

use crate::{delegations::one_less, pallet::*, RestrictionCount, Restrictions};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::{Action, Detail},
    consent::{Barred, MAX_RESTRICTIONS},
    traits::Membership,
    OrganisationId,
};

/// How often an organisation's returns are followed back: more often than any returns.
const MAX_PREDECESSORS: usize = 8;

impl<T: Config> Pallet<T> {
    /// Any organisation's number can be barred, also one that takes no part now and may again.
    pub(crate) fn do_restrict(
        actor: T::AccountId,
        patient: T::AccountId,
        barred: Barred<T::AccountId>,
    ) -> DispatchResult {
        ensure!(barred != Barred::Account(patient.clone()), Error::<T>::NotOneself);
        ensure!(!Restrictions::<T>::contains_key(&patient, &barred), Error::<T>::AlreadyBarred);
        let count = RestrictionCount::<T>::get(&patient);
        ensure!(count < MAX_RESTRICTIONS, Error::<T>::TooManyRestrictions);
        RestrictionCount::<T>::insert(&patient, count.saturating_add(1));
        Restrictions::<T>::insert(&patient, &barred, ());
        Self::write_down(actor, &patient, Action::Restricted, detail(&barred));
        Self::deposit_event(Event::Restricted { patient, barred });
        Ok(())
    }

    pub(crate) fn do_lift_restriction(
        actor: T::AccountId,
        patient: T::AccountId,
        barred: Barred<T::AccountId>,
    ) -> DispatchResult {
        Restrictions::<T>::take(&patient, &barred).ok_or(Error::<T>::NotBarred)?;
        RestrictionCount::<T>::mutate_exists(&patient, one_less);
        Self::write_down(actor, &patient, Action::RestrictionLifted, detail(&barred));
        Self::deposit_event(Event::RestrictionLifted { patient, barred });
        Ok(())
    }

    /// True if `patient` bars `who`, or everybody of the organisation that enrolled `who`, or of one in whose place
    /// that was admitted: a removed organisation must not shed its bars by returning under another number.
    pub(crate) fn is_barred(
        patient: &T::AccountId,
        who: &T::AccountId,
        organisation: OrganisationId,
    ) -> bool {
        if Restrictions::<T>::contains_key(patient, Barred::Account(who.clone())) {
            return true;
        }
        let line = core::iter::successors(Some(organisation), |id| T::Members::predecessor(*id));
        line.take(MAX_PREDECESSORS)
            .any(|id| Restrictions::<T>::contains_key(patient, Barred::<T::AccountId>::Organisation(id)))
    }
}

fn detail<AccountId: Clone + Into<[u8; 32]>>(barred: &Barred<AccountId>) -> Detail {
    match barred {
        Barred::Account(account) => Detail::Account { account: account.clone().into() },
        Barred::Organisation(organisation) => Detail::Organisation { organisation: *organisation },
    }
}
