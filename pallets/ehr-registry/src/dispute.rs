//! Dispute: a patient says that a record is wrong. It stays readable, and says so.

use crate::{pallet::*, Records};
use frame_support::{ensure, pallet_prelude::*};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use salus_primitives::{
    audit::{Action, Detail, Note},
    record::{Record, RecordStatus},
    traits::{AuditTrail, Consents},
    Digest, RecordId,
};

impl<T: Config> Pallet<T> {
    pub(crate) fn do_dispute(origin: OriginFor<T>, id: RecordId, reason: Digest) -> DispatchResult {
        let (who, mut record) = Self::ensure_decides(origin, id)?;
        Self::ensure_here(&record)?;
        record.disputed = Some(reason);
        let detail = Detail::Justification { justification: reason };
        Self::write_down(&who, &record, id, Action::Disputed, detail);
        Records::<T>::insert(id, record);
        Self::deposit_event(Event::Disputed { record: id });
        Ok(())
    }

    pub(crate) fn do_withdraw_dispute(origin: OriginFor<T>, id: RecordId) -> DispatchResult {
        let (who, mut record) = Self::ensure_decides(origin, id)?;
        Self::ensure_here(&record)?;
        ensure!(record.disputed.is_some(), Error::<T>::NotDisputed);
        record.disputed = None;
        Self::write_down(&who, &record, id, Action::DisputeWithdrawn, Detail::Nothing);
        Records::<T>::insert(id, record);
        Self::deposit_event(Event::DisputeWithdrawn { record: id });
        Ok(())
    }

    /// Who signed, and the record, whose patient that account decides for.
    ///
    /// Whoever does not decide gets the same answer as for a record that does not exist.
    pub(crate) fn ensure_decides(
        origin: OriginFor<T>,
        id: RecordId,
    ) -> Result<(T::AccountId, Record<T::AccountId>), DispatchError> {
        let who = ensure_signed(origin)?;
        let record = Records::<T>::get(id)
            .filter(|record| T::Consents::decides_for(&who, &record.patient, Self::now()))
            .ok_or(Error::<T>::RecordNotFound)?;
        Ok((who, record))
    }

    /// The record is one that somebody can still read.
    fn ensure_here(record: &Record<T::AccountId>) -> DispatchResult {
        let gone = matches!(record.status, RecordStatus::Lapsed | RecordStatus::Erasing);
        ensure!(!gone, Error::<T>::RecordGone);
        Ok(())
    }

    /// Notes in the patient's trail what was decided about a record.
    pub(crate) fn write_down(
        who: &T::AccountId,
        record: &Record<T::AccountId>,
        id: RecordId,
        action: Action,
        detail: Detail,
    ) {
        let note = Note { record: Some(id), detail, ..Note::new(who.clone(), action) };
        T::Audit::record(&record.patient, note);
    }
}
