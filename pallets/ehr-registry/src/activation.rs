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
            Records::<T>::mutate(previous, |previous| {
                if let Some(previous) = previous {
                    if previous.status == RecordStatus::Active {
                        previous.status = RecordStatus::Superseded;
                    }
                }
            });
        }
        T::Audit::record(&record.patient, Self::note(gateway, organisation, Action::Activated, id));
        Self::deposit_event(Event::Activated { record: id });
    }
}
