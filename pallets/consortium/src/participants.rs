//! The people whom organisations vouch for.

use crate::*;
use frame_support::{ensure, pallet_prelude::DispatchResult};
use salus_primitives::{consortium::MemberStatus, traits::Membership};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_enrol(
        gateway: &T::AccountId,
        account: T::AccountId,
        role: Role,
        key_card: ContentId,
    ) -> DispatchResult {
        let organisation = Self::gateway_of(gateway).ok_or(Error::<T>::NotGateway)?;
        match Participants::<T>::get(&account) {
            // Whoever lost the organisation that vouched must not lose the records with it. The
            // account's reference from its first enrolment still stands.
            Some(before) => ensure!(Self::is_removed(before.organisation), Error::<T>::AccountInUse),
            None => {
                ensure!(!Self::is_known(&account), Error::<T>::AccountInUse);
                Self::begin_capacity(&account);
            }
        }
        let participant = Participant { organisation, role, key_card, status: MemberStatus::Active };
        Participants::<T>::insert(&account, participant);
        Self::deposit_event(Event::Enrolled { account, organisation, role });
        Ok(())
    }

    pub(crate) fn do_suspend_participant(gateway: &T::AccountId, account: T::AccountId) -> DispatchResult {
        let mut participant = Self::own_participant(gateway, &account)?;
        ensure!(participant.status == MemberStatus::Active, Error::<T>::ParticipantNotActive);
        participant.status = MemberStatus::Suspended;
        Participants::<T>::insert(&account, participant);
        Self::deposit_event(Event::ParticipantSuspended { account });
        Ok(())
    }

    pub(crate) fn do_reinstate_participant(gateway: &T::AccountId, account: T::AccountId) -> DispatchResult {
        let mut participant = Self::own_participant(gateway, &account)?;
        ensure!(participant.status == MemberStatus::Suspended, Error::<T>::ParticipantNotSuspended);
        participant.status = MemberStatus::Active;
        Participants::<T>::insert(&account, participant);
        Self::deposit_event(Event::ParticipantReinstated { account });
        Ok(())
    }

    pub(crate) fn do_replace_key_card(who: T::AccountId, key_card: ContentId) -> DispatchResult {
        ensure!(Participants::<T>::contains_key(&who), Error::<T>::UnknownParticipant);
        let mut participant = Self::participant(&who).ok_or(Error::<T>::ParticipantNotActive)?;
        participant.key_card = key_card;
        Participants::<T>::insert(&who, participant);
        Self::deposit_event(Event::KeyCardReplaced { account: who });
        Ok(())
    }

    /// The participant `account`, if the organisation that vouches for it is the one whose gateway
    /// asks.
    fn own_participant(gateway: &T::AccountId, account: &T::AccountId) -> Result<Participant, DispatchError> {
        let organisation = Self::gateway_of(gateway).ok_or(Error::<T>::NotGateway)?;
        let participant = Participants::<T>::get(account).ok_or(Error::<T>::UnknownParticipant)?;
        ensure!(participant.organisation == organisation, Error::<T>::OtherOrganisation);
        Ok(participant)
    }

    fn is_removed(organisation: OrganisationId) -> bool {
        Organisations::<T>::get(organisation).is_none_or(|o| o.status == MemberStatus::Removed)
    }
}
