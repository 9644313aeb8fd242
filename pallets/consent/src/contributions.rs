//! Contributions: which organisations a patient lets add records.

use crate::pallet::*;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::{Action, Detail},
    traits::Membership,
    BlockNumber, OrganisationId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_allow_contribution(
        actor: T::AccountId,
        patient: T::AccountId,
        organisation: OrganisationId,
        until: BlockNumber,
    ) -> DispatchResult {
        ensure!(T::Members::is_active(organisation), Error::<T>::OrganisationNotActive);
        Self::ensure_end_in_reach(until)?;
        Contributions::<T>::insert(&patient, organisation, until);
        Self::write_down(actor, &patient, Action::ContributionAllowed, Detail::Organisation { organisation });
        Self::deposit_event(Event::ContributionAllowed { patient, organisation, until });
        Ok(())
    }

    pub(crate) fn do_revoke_contribution(
        actor: T::AccountId,
        patient: T::AccountId,
        organisation: OrganisationId,
    ) -> DispatchResult {
        Contributions::<T>::take(&patient, organisation).ok_or(Error::<T>::ContributionNotFound)?;
        Self::write_down(actor, &patient, Action::ContributionRevoked, Detail::Organisation { organisation });
        Self::deposit_event(Event::ContributionRevoked { patient, organisation });
        Ok(())
    }
}
