//! Lapse: a record missed its majority and was never in.

use crate::{pallet::*, Records};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{audit::Action, record::RecordStatus, traits::AuditTrail, OrganisationId, RecordId};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_lapse(
        gateway: T::AccountId,
        organisation: OrganisationId,
        id: RecordId,
    ) -> DispatchResult {
        let mut record = Records::<T>::get(id).ok_or(Error::<T>::RecordNotFound)?;
        ensure!(record.status == RecordStatus::Pending, Error::<T>::NotPending);
        ensure!(Self::now() >= record.deadline, Error::<T>::DeadlineNotReached);
        record.status = RecordStatus::Lapsed;
        Self::leave_pending(id, record.organisation);
        T::Audit::record(&record.patient, Self::note(&gateway, organisation, Action::Lapsed, id));
        Records::<T>::insert(id, record);
        Self::deposit_event(Event::Lapsed { record: id });
        Ok(())
    }
}
