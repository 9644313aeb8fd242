//! Endorsement: an organisation's word that it holds or has verified a record.

use crate::{
    electorate::{Ballot, Roll},
    pallet::*,
    Records, SkipReason,
};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::Action,
    record::{RecordStatus, MAX_ENDORSEMENT_BATCH},
    traits::{AuditTrail, Consents},
    OrganisationId, RecordId,
};

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
        roll: &mut Roll<T>,
    ) -> Result<(), SkipReason> {
        let mut record = Records::<T>::get(id).ok_or(SkipReason::Unknown)?;
        ensure!(record.status == RecordStatus::Pending, SkipReason::NotPending);
        ensure!(Self::now() < record.deadline, SkipReason::PastDeadline);
        ensure!(!record.endorsements.contains(&organisation), SkipReason::Duplicate);
        let electorate = Self::electorate(Ballot::Record, id);
        ensure!(roll.counts(organisation, electorate), SkipReason::NotElector);
        ensure!(
            T::Consents::current_policy(&record.patient, record.policy.id) == Some(record.policy),
            SkipReason::PolicyChanged
        );
        // A list full of active organisations is a majority of any consortium, and so not Pending.
        ensure!(roll.add(&mut record.endorsements, organisation), SkipReason::NotPending);
        let endorsements = roll.count(&record.endorsements, electorate);

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
        Self::close_vote(Ballot::Record, id);
        PendingCount::<T>::mutate_exists(submitter, one_less);
    }
}

/// Takes one off a count; a count of none is not kept.
pub(crate) fn one_less(count: &mut Option<u32>) {
    *count = count.and_then(|count| count.checked_sub(1)).filter(|count| *count > 0);
}
