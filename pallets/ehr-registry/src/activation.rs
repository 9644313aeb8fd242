//! Activation: a record has its majority and is in.

use crate::{pallet::*, Records};
use salus_primitives::{
    audit::Action,
    record::{Record, RecordStatus},
    traits::AuditTrail,
    OrganisationId, RecordId,
};

impl<T: Config> Pallet<T> {
    /// Makes `record` Active and the version before it Superseded; storing `record` is the caller's part.
    ///
    /// Two amendments of one version may both reach their majority. The later finds that version
    /// Superseded already and leaves it so: both amendments are in, and the fork shows in `previous`.
    pub(crate) fn activate(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        id: RecordId,
        record: &mut Record<T::AccountId>,
    ) {
        record.status = RecordStatus::Active;
        if let Some(previous) = record.previous {
            if Self::supersede(previous) {
                let note = Self::note(gateway, organisation, Action::Superseded, previous);
                T::Audit::record(&record.patient, note);
            }
        }
        T::Audit::record(&record.patient, Self::note(gateway, organisation, Action::Activated, id));
        Self::deposit_event(Event::Activated { record: id });
    }

    /// Makes an Active record Superseded; false if it is not Active.
    fn supersede(id: RecordId) -> bool {
        Records::<T>::mutate(id, |record| match record {
            Some(record) if record.status == RecordStatus::Active => {
                record.status = RecordStatus::Superseded;
                true
            }
            _ => false,
        })
    }
}
