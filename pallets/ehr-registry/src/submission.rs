//! Submission: a gateway files a record for its patient.

use crate::{electorate::Ballot, pallet::*, Records, WeightInfo};
use frame_support::{ensure, pallet_prelude::*};
use frame_system::{ensure_signed, pallet_prelude::OriginFor};
use salus_primitives::{
    audit::{Action, Detail, Note},
    consent::PolicyRef,
    consortium::Role,
    record::{Endorsers, Record, RecordStatus, REOPEN_AFTER},
    traits::{AuditTrail, Consents, Membership},
    BlockNumber, ContentId, OrganisationId, RecordId,
};
use sp_runtime::SaturatedConversion;

/// What a gateway files.
pub(crate) struct Submission<AccountId> {
    /// The record's new name.
    pub record: RecordId,
    /// Whose it is.
    pub patient: AccountId,
    /// Who answers for its content, as the organisation says.
    pub author: AccountId,
    /// Under which version of which policy it was encrypted.
    pub policy: PolicyRef,
    /// The ciphertext.
    pub content: ContentId,
    /// The header with the wrapped data key.
    pub header: ContentId,
    /// The version before this one.
    pub previous: Option<RecordId>,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_submit(
        gateway: T::AccountId,
        organisation: OrganisationId,
        submission: Submission<T::AccountId>,
    ) -> DispatchResultWithPostInfo {
        Self::ensure_submittable(&gateway, organisation, &submission)?;
        let Submission { record: id, patient, author, policy, content, header, previous } = submission;
        let submitted_at = Self::now();
        let mut endorsements = Endorsers::new();
        // The bound is that of the consortium, which has room for one organisation at least.
        endorsements.force_push(organisation);
        let mut record = Record {
            patient,
            organisation,
            author,
            policy,
            content,
            header,
            previous,
            status: RecordStatus::Pending,
            required: Self::majority(),
            endorsements,
            submitted_at,
            deadline: submitted_at.saturating_add(T::EndorsementWindow::get()),
            disputed: None,
        };
        if let Some(lapsed) = Records::<T>::get(id) {
            // A record that waits once more was perhaps disputed while it waited first.
            record.disputed = lapsed.disputed;
            Self::leave_policy(lapsed.policy.id);
        }
        Self::enter_policy(policy.id);
        let required = record.required;
        RecordsOf::<T>::insert(&record.patient, id, ());
        let note = Note {
            detail: Detail::Policy(policy),
            ..Self::note(&gateway, organisation, Action::Submitted, id)
        };
        T::Audit::record(&record.patient, note);
        Self::deposit_event(Event::Submitted { record: id, organisation, required });

        // Alone in the consortium, the submitter is the majority.
        let actual = if required <= 1 {
            Self::activate(&gateway, organisation, id, &mut record);
            None
        } else {
            Pending::<T>::insert(id, organisation);
            Self::open_vote(Ballot::Record, id);
            PendingCount::<T>::mutate(organisation, |count| *count = count.saturating_add(1));
            Some(T::WeightInfo::submit())
        };
        Records::<T>::insert(id, record);
        Ok(actual.into())
    }

    /// Everything that must hold before a record is filed.
    fn ensure_submittable(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        submission: &Submission<T::AccountId>,
    ) -> DispatchResult {
        let Submission { record, patient, author, policy, previous, .. } = submission;
        ensure!(
            author == gateway || Self::is_practitioner_of(author, organisation),
            Error::<T>::AuthorNotAllowed
        );
        ensure!(
            T::Consents::may_contribute(patient, organisation, Self::now()),
            Error::<T>::ContributionNotAllowed
        );
        ensure!(
            T::Consents::current_policy(patient, policy.id) == Some(*policy),
            Error::<T>::PolicyNotCurrent
        );
        // The id of an erased record stays taken: its certificate must never speak of another one.
        ensure!(!Self::was_erased(*record), Error::<T>::AlreadyExists);
        if let Some(known) = Records::<T>::get(record) {
            ensure!(Self::may_reopen(&known, organisation, submission), Error::<T>::AlreadyExists);
        }
        if let Some(previous) = previous {
            let previous = Records::<T>::get(previous)
                .filter(|previous| previous.patient == *patient)
                .ok_or(Error::<T>::PreviousNotFound)?;
            ensure!(previous.status == RecordStatus::Active, Error::<T>::PreviousNotActive);
            // What a new version replaces only its patient reads any more: not a matter for others.
            ensure!(previous.organisation == organisation, Error::<T>::PreviousOfAnother);
        }
        ensure!(
            PendingCount::<T>::get(organisation) < T::MaxPendingPerOrganisation::get(),
            Error::<T>::TooManyPending
        );
        Ok(())
    }

    /// Whether `submission` files once more what missed its majority: the same content of the same patient, by who
    /// filed it first. The header may be another, since policies and keys change meanwhile.
    fn may_reopen(
        lapsed: &Record<T::AccountId>,
        organisation: OrganisationId,
        submission: &Submission<T::AccountId>,
    ) -> bool {
        lapsed.status == RecordStatus::Lapsed
            && lapsed.organisation == organisation
            && lapsed.patient == submission.patient
            && lapsed.content == submission.content
            && lapsed.previous == submission.previous
            && Self::now() >= lapsed.deadline.saturating_add(REOPEN_AFTER)
    }

    fn is_practitioner_of(who: &T::AccountId, organisation: OrganisationId) -> bool {
        T::Members::participant(who).is_some_and(|participant| {
            participant.role == Role::Practitioner && participant.organisation == organisation
        })
    }

    /// The active gateway who signed, and whose it is.
    pub(crate) fn ensure_gateway(
        origin: OriginFor<T>,
    ) -> Result<(T::AccountId, OrganisationId), DispatchError> {
        let who = ensure_signed(origin)?;
        let organisation = T::Members::gateway_of(&who).ok_or(Error::<T>::NotGateway)?;
        Ok((who, organisation))
    }

    /// What a gateway did to a record.
    pub(crate) fn note(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        action: Action,
        record: RecordId,
    ) -> Note<T::AccountId> {
        Note { organisation: Some(organisation), record: Some(record), ..Note::new(gateway.clone(), action) }
    }

    /// The number of this block.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }
}
