//! Rewrap: a new header for the same content, once a majority has verified it; also under another of the patient's
//! policies, which moves the record there.

use crate::{
    electorate::{Ballot, Roll},
    endorsement::one_less,
    lapse::Cleaner,
    pallet::*,
    Records, SkipReason, WeightInfo,
};
use frame_support::{ensure, pallet_prelude::*};
use frame_system::pallet_prelude::BlockNumberFor;
use salus_primitives::{
    audit::{Action, Detail, Note},
    consent::PolicyRef,
    record::{rewrap_statement, Endorsers, Record, RecordStatus, Rewrap, MAX_REWRAP_BATCH},
    traits::{AuditTrail, Consents},
    ContentId, Digest, OrganisationId, RecordId,
};
use sp_runtime::traits::{Verify, Zero};

/// A new header that somebody files.
pub(crate) struct NewHeader<T: Config> {
    pub policy: PolicyRef,
    pub header: ContentId,
    /// A guardian who decides for the patient; the patient if there is none.
    pub guardian: Option<T::AccountId>,
    /// Of the guardian, or the patient.
    pub signature: T::Signature,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_rewrap(
        gateway: T::AccountId,
        organisation: OrganisationId,
        id: RecordId,
        new: NewHeader<T>,
    ) -> DispatchResultWithPostInfo {
        let mut record = Records::<T>::get(id).ok_or(Error::<T>::RecordNotFound)?;
        Self::ensure_rewrappable(organisation, id, &record, &new)?;
        let NewHeader { policy, header, .. } = new;
        let mut deadline = Self::now().saturating_add(T::EndorsementWindow::get());
        if let Some(before) = Rewraps::<T>::get(id) {
            ensure!(Self::is_replaceable(&before, organisation, &record), Error::<T>::RewrapPending);
            // Whoever files again and again under one policy gets no more time than once.
            if before.policy == policy && Self::now() < before.deadline {
                deadline = before.deadline;
            }
            Self::leave_rewraps(id, before.organisation);
        }
        ensure!(
            RewrapCount::<T>::get(organisation) < T::MaxPendingPerOrganisation::get(),
            Error::<T>::TooManyPending
        );
        let mut endorsements = Endorsers::new();
        // The bound is that of the consortium, which has room for one organisation at least.
        endorsements.force_push(organisation);
        let required = Self::majority();
        let rewrap = Rewrap { organisation, policy, header, required, endorsements, deadline };

        let note = Self::rewrap_note(&gateway, organisation, Action::RewrapFiled, id, policy);
        T::Audit::record(&record.patient, note);
        Self::deposit_event(Event::RewrapFiled { record: id, organisation, policy, header, required });
        // Alone in the consortium, the filing organisation is the majority.
        if required <= 1 {
            Self::apply_rewrap(&gateway, organisation, id, &mut record, &rewrap);
            return Ok(None.into());
        }
        Rewraps::<T>::insert(id, rewrap);
        Self::open_vote(Ballot::Header, id);
        RewrapCount::<T>::mutate(organisation, |count| *count = count.saturating_add(1));
        Ok(Some(T::WeightInfo::rewrap()).into())
    }

    /// Everything that must hold of the record before a new header for it is filed.
    fn ensure_rewrappable(
        organisation: OrganisationId,
        id: RecordId,
        record: &Record<T::AccountId>,
        new: &NewHeader<T>,
    ) -> DispatchResult {
        let NewHeader { policy, header, .. } = new;
        ensure!(record.status == RecordStatus::Active, Error::<T>::NotActive);
        ensure!(
            organisation == record.organisation
                || T::Consents::may_contribute(&record.patient, organisation, Self::now()),
            Error::<T>::ContributionNotAllowed
        );
        ensure!(
            T::Consents::current_policy(&record.patient, policy.id) == Some(*policy),
            Error::<T>::PolicyNotCurrent
        );
        ensure!(*header != record.header, Error::<T>::HeaderUnchanged);
        ensure!(Self::is_signed(id, record, new), Error::<T>::NotSignedByPatient);
        Ok(())
    }

    /// True if the patient signed the new header, or the guardian who is named.
    ///
    /// Under which policy a record falls is the patient's choice, not a gateway's: another one may admit others.
    fn is_signed(id: RecordId, record: &Record<T::AccountId>, new: &NewHeader<T>) -> bool {
        let NewHeader { policy, header, guardian, signature } = new;
        let patient = &record.patient;
        let signer = guardian.as_ref().unwrap_or(patient);
        let statement = rewrap_statement(&Self::genesis(), &id, &record.header, policy, header);
        T::Consents::decides_for(signer, patient, Self::now())
            && signature.verify(statement.as_slice(), signer)
    }

    /// The hash of the chain's first block, which is never forgotten.
    pub(crate) fn genesis() -> Digest {
        let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
        let mut genesis = Digest::default();
        genesis.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        genesis
    }

    /// True if `organisation` may file a new header in the place of `before`.
    ///
    /// Nobody can hold a record's header up: what can no longer succeed makes way at once.
    fn is_replaceable(before: &Rewrap, organisation: OrganisationId, record: &Record<T::AccountId>) -> bool {
        before.organisation == organisation
            || Self::now() >= before.deadline
            || T::Consents::current_policy(&record.patient, before.policy.id) != Some(before.policy)
    }

    pub(crate) fn do_endorse_rewraps(
        gateway: T::AccountId,
        organisation: OrganisationId,
        rewraps: BoundedVec<(RecordId, ContentId), ConstU32<MAX_REWRAP_BATCH>>,
    ) -> DispatchResult {
        ensure!(!rewraps.is_empty(), Error::<T>::EmptyBatch);
        let mut roll = Roll::new();
        for (record, header) in rewraps {
            if let Err(reason) = Self::endorse_rewrap(&gateway, organisation, record, header, &mut roll) {
                Self::deposit_event(Event::RewrapSkipped { record, reason });
            }
        }
        Ok(())
    }

    /// Takes one endorsement of a new header, or says why not and changes nothing.
    fn endorse_rewrap(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        id: RecordId,
        header: ContentId,
        roll: &mut Roll<T>,
    ) -> Result<(), SkipReason> {
        let mut rewrap = Rewraps::<T>::get(id).ok_or(SkipReason::Unknown)?;
        let mut record = Records::<T>::get(id).ok_or(SkipReason::Unknown)?;
        ensure!(rewrap.header == header, SkipReason::OtherHeader);
        ensure!(record.status == RecordStatus::Active, SkipReason::NotActive);
        ensure!(Self::now() < rewrap.deadline, SkipReason::PastDeadline);
        ensure!(!rewrap.endorsements.contains(&organisation), SkipReason::Duplicate);
        let electorate = Self::electorate(Ballot::Header, id);
        ensure!(roll.counts(organisation, electorate), SkipReason::NotElector);
        ensure!(
            T::Consents::current_policy(&record.patient, rewrap.policy.id) == Some(rewrap.policy),
            SkipReason::PolicyChanged
        );
        // A list full of active organisations is a majority of any consortium, and so not pending.
        ensure!(roll.add(&mut rewrap.endorsements, organisation), SkipReason::Unknown);
        let endorsements = roll.count(&rewrap.endorsements, electorate);

        let note = Self::rewrap_note(gateway, organisation, Action::Endorsed, id, rewrap.policy);
        T::Audit::record(&record.patient, note);
        Self::deposit_event(Event::RewrapEndorsed { record: id, organisation, endorsements });
        if endorsements >= rewrap.required {
            Self::leave_rewraps(id, rewrap.organisation);
            Self::apply_rewrap(gateway, organisation, id, &mut record, &rewrap);
        } else {
            Rewraps::<T>::insert(id, rewrap);
        }
        Ok(())
    }

    /// Puts the new header in the old one's place.
    pub(crate) fn apply_rewrap(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        id: RecordId,
        record: &mut Record<T::AccountId>,
        rewrap: &Rewrap,
    ) {
        if record.policy.id != rewrap.policy.id {
            Self::leave_policy(record.policy.id);
            Self::enter_policy(rewrap.policy.id);
        }
        record.policy = rewrap.policy;
        record.header = rewrap.header;
        Records::<T>::insert(id, &*record);
        let note = Self::rewrap_note(gateway, organisation, Action::Rewrapped, id, rewrap.policy);
        T::Audit::record(&record.patient, note);
        Self::deposit_event(Event::Rewrapped { record: id, policy: rewrap.policy });
    }

    /// Drops a new header that missed its majority.
    pub(crate) fn do_drop_rewrap(cleaner: Cleaner<T::AccountId>, id: RecordId) -> DispatchResult {
        let rewrap = Self::overdue_rewrap(id)?;
        let record = Records::<T>::get(id).ok_or(Error::<T>::RecordNotFound)?;
        Self::leave_rewraps(id, rewrap.organisation);
        let note = Self::cleaner_note(cleaner, Action::RewrapDropped, id);
        T::Audit::record(&record.patient, Note { detail: Detail::Policy(rewrap.policy), ..note });
        Self::deposit_event(Event::RewrapDropped { record: id });
        Ok(())
    }

    /// The new header of `id` that missed its majority.
    pub(crate) fn overdue_rewrap(id: RecordId) -> Result<Rewrap, Error<T>> {
        let rewrap = Rewraps::<T>::get(id).ok_or(Error::<T>::RewrapNotFound)?;
        ensure!(Self::now() >= rewrap.deadline, Error::<T>::DeadlineNotReached);
        Ok(rewrap)
    }

    /// Takes a new header off the list of those that wait, and off the count of who filed it.
    pub(crate) fn leave_rewraps(id: RecordId, filed_by: OrganisationId) {
        Rewraps::<T>::remove(id);
        Self::close_vote(Ballot::Header, id);
        RewrapCount::<T>::mutate_exists(filed_by, one_less);
    }

    fn rewrap_note(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        action: Action,
        id: RecordId,
        policy: PolicyRef,
    ) -> Note<T::AccountId> {
        Note { detail: Detail::Policy(policy), ..Self::note(gateway, organisation, action, id) }
    }
}
