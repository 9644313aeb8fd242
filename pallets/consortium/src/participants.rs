//! The people whom organisations enrolled.

use crate::*;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use salus_primitives::{
    audit::{Action, Note},
    consortium::MemberStatus,
    enrolment::{enrolment_statement, Enrolment},
    traits::{AuditTrail, Belongings, Membership},
};
use sp_runtime::{traits::Verify, DispatchError};

/// Bytes of the state that a withdrawn enrolment frees: the entry with its key and that key's hash. Less than an enrolment
/// is counted for, because the account stays.
pub const ENROLMENT_ROOM: u64 = 128;

/// What a gateway files of a person who agreed to it.
pub(crate) struct Agreement<T: Config> {
    pub(crate) account: T::AccountId,
    pub(crate) role: Role,
    pub(crate) key_card: ContentId,
    pub(crate) until: BlockNumber,
    pub(crate) signature: T::Signature,
}

impl<T: Config> Pallet<T> {
    pub(crate) fn do_enrol(gateway: &T::AccountId, agreement: Agreement<T>) -> DispatchResult {
        let organisation = Self::gateway_of(gateway).ok_or(Error::<T>::NotGateway)?;
        Self::ensure_agreed(organisation, &agreement)?;
        let Agreement { account, role, key_card, .. } = agreement;
        match Participants::<T>::get(&account) {
            // The account's reference from its first enrolment still stands.
            Some(before) => Self::ensure_may_move(&before, organisation, role)?,
            None => {
                ensure!(!Self::is_known(&account), Error::<T>::AccountInUse);
                Self::begin_capacity(&account);
            }
        }
        // Uses the signature up.
        frame_system::Pallet::<T>::inc_account_nonce(&account);
        let participant = Participant { organisation, role, key_card, status: MemberStatus::Active };
        let before = Participants::<T>::get(&account).map(|before| before.key_card);
        Participants::<T>::insert(&account, &participant);
        if before.is_some_and(|card| card != key_card) {
            Self::record(&account, &participant, gateway, Action::KeyCardReplaced);
        }
        Self::deposit_event(Event::Enrolled { account, organisation, role });
        Ok(())
    }

    /// The person signed that `organisation` enrols, for this role and with this card, and not long ago.
    fn ensure_agreed(organisation: OrganisationId, agreement: &Agreement<T>) -> DispatchResult {
        let Agreement { account, role, key_card, until, signature } = agreement;
        let now = now::<T>();
        ensure!(now <= *until, Error::<T>::AgreementExpired);
        ensure!(*until <= now.saturating_add(T::LongestAgreement::get()), Error::<T>::AgreementTooFarAhead);
        let enrolment = Enrolment {
            account: account.clone(),
            nonce: Self::nonce_of(account),
            organisation,
            role: *role,
            key_card: *key_card,
            until: *until,
        };
        let statement = enrolment_statement(&Self::genesis(), &enrolment);
        ensure!(signature.verify(statement.as_slice(), account), Error::<T>::NotSignedByAccount);
        Ok(())
    }

    /// Whoever is enrolled moves to another organisation by the same signature. A patient stays one: what belongs to a
    /// patient must not end with a role that somebody else names.
    fn ensure_may_move(before: &Participant, organisation: OrganisationId, role: Role) -> DispatchResult {
        ensure!(before.organisation != organisation, Error::<T>::AccountInUse);
        ensure!(before.role != Role::Patient || role == Role::Patient, Error::<T>::PatientStaysPatient);
        Ok(())
    }

    /// Undoes an enrolment that was a mistake: of an account that never sent anything, and to which nothing belongs.
    ///
    /// An account that was used is not withdrawn but suspended: who read and who decided must stay readable. The account
    /// itself stays with its nonce, so that no agreement of before counts again. What the entry took of the organisation's
    /// room in the state comes back.
    pub(crate) fn do_withdraw_enrolment(gateway: &T::AccountId, account: T::AccountId) -> DispatchResult {
        let participant = Self::own_participant(gateway, &account)?;
        // Enrolling used the first number up, and nothing used another one.
        ensure!(Self::nonce_of(&account) <= 1, Error::<T>::AccountUsed);
        ensure!(!T::Belongings::has_any(&account), Error::<T>::AccountUsed);
        Participants::<T>::remove(&account);
        Self::end_capacity(&account);
        Self::give_room_back(participant.organisation, ENROLMENT_ROOM);
        Self::deposit_event(Event::EnrolmentWithdrawn { account });
        Ok(())
    }

    pub(crate) fn do_suspend_participant(gateway: &T::AccountId, account: T::AccountId) -> DispatchResult {
        let mut participant = Self::own_participant(gateway, &account)?;
        ensure!(participant.status == MemberStatus::Active, Error::<T>::ParticipantNotActive);
        participant.status = MemberStatus::Suspended;
        Participants::<T>::insert(&account, &participant);
        Self::record(&account, &participant, gateway, Action::ParticipantSuspended);
        Self::deposit_event(Event::ParticipantSuspended { account });
        Ok(())
    }

    pub(crate) fn do_reinstate_participant(gateway: &T::AccountId, account: T::AccountId) -> DispatchResult {
        let mut participant = Self::own_participant(gateway, &account)?;
        ensure!(participant.status == MemberStatus::Suspended, Error::<T>::ParticipantNotSuspended);
        participant.status = MemberStatus::Active;
        Participants::<T>::insert(&account, &participant);
        Self::record(&account, &participant, gateway, Action::ParticipantReinstated);
        Self::deposit_event(Event::ParticipantReinstated { account });
        Ok(())
    }

    pub(crate) fn do_replace_key_card(who: T::AccountId, key_card: ContentId) -> DispatchResult {
        ensure!(Participants::<T>::contains_key(&who), Error::<T>::UnknownParticipant);
        let mut participant = Self::participant(&who).ok_or(Error::<T>::ParticipantNotActive)?;
        participant.key_card = key_card;
        Participants::<T>::insert(&who, &participant);
        Self::record(&who, &participant, &who, Action::KeyCardReplaced);
        Self::deposit_event(Event::KeyCardReplaced { account: who });
        Ok(())
    }

    /// Records in a patient's trail what `actor` did with the patient's account. Others have no trail.
    fn record(account: &T::AccountId, participant: &Participant, actor: &T::AccountId, action: Action) {
        if participant.role == Role::Patient {
            let organisation = Some(participant.organisation);
            T::Audit::record(account, Note { organisation, ..Note::new(actor.clone(), action) });
        }
    }

    /// The participant `account`, if the organisation that enrolled it is the one whose gateway
    /// asks.
    fn own_participant(gateway: &T::AccountId, account: &T::AccountId) -> Result<Participant, DispatchError> {
        let organisation = Self::gateway_of(gateway).ok_or(Error::<T>::NotGateway)?;
        let participant = Participants::<T>::get(account).ok_or(Error::<T>::UnknownParticipant)?;
        ensure!(participant.organisation == organisation, Error::<T>::OtherOrganisation);
        Ok(participant)
    }
}
