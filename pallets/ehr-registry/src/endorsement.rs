//! Endorsement: an organisation's word that it holds or has verified a record.

use crate::{pallet::*, Records};
use alloc::collections::BTreeMap;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::Action,
    record::{RecordStatus, MAX_ENDORSEMENT_BATCH},
    traits::{AuditTrail, Consents, Membership},
    OrganisationId, RecordId,
};
use sp_runtime::SaturatedConversion;

/// Which organisations are active, each asked for once in a call: no call changes the answer.
type Roll = BTreeMap<OrganisationId, bool>;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_endorse(
        gateway: T::AccountId,
        organisation: OrganisationId,
        records: BoundedVec<RecordId, ConstU32<MAX_ENDORSEMENT_BATCH>>,
    ) -> DispatchResult {
        ensure!(!records.is_empty(), Error::<T>::EmptyBatch);
        let mut roll = Roll::new();
        for record in records {
            if let Err(reason) = Self::endorse_one(&gateway, organisation, record, &mut roll) {
                Self::deposit_event(Event::EndorsementSkipped { record, reason });
            }
        }
        Ok(())
    }

    /// Takes one endorsement, or says why not and changes nothing.
    fn endorse_one(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        id: RecordId,
        roll: &mut Roll,
    ) -> Result<(), SkipReason> {
        let mut record = Records::<T>::get(id).ok_or(SkipReason::Unknown)?;
        ensure!(record.status == RecordStatus::Pending, SkipReason::NotPending);
        ensure!(Self::now() < record.deadline, SkipReason::PastDeadline);
        ensure!(!record.endorsements.contains(&organisation), SkipReason::Duplicate);
        ensure!(
            T::Consents::current_policy(&record.patient, record.policy.id) == Some(record.policy),
            SkipReason::PolicyChanged
        );

        let mut counts = |endorser: &OrganisationId| {
            *roll.entry(*endorser).or_insert_with(|| T::Members::is_active(*endorser))
        };
        if record.endorsements.is_full() {
            // Full of organisations that have left since: make room for one that has not.
            record.endorsements.retain(|endorser| counts(endorser));
        }
        // A list full of active organisations is a majority of any consortium, and so not Pending.
        record.endorsements.try_push(organisation).map_err(|_| SkipReason::NotPending)?;
        let endorsements: u32 =
            record.endorsements.iter().filter(|endorser| counts(endorser)).count().saturated_into();

        T::Audit::record(&record.patient, Self::note(gateway, organisation, Action::Endorsed, id));
        Self::deposit_event(Event::Endorsed { record: id, organisation, endorsements });
        if endorsements >= record.required {
            Self::leave_pending(id, record.organisation);
            Self::activate(gateway, organisation, id, &mut record);
        }
        Records::<T>::insert(id, record);
        Ok(())
    }

    /// Takes a record off the list of those that wait, and off its submitter's count.
    pub(crate) fn leave_pending(id: RecordId, submitter: OrganisationId) {
        Pending::<T>::remove(id);
        PendingCount::<T>::mutate_exists(submitter, |count| {
            *count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
        });
    }
}
