//! What others read, through the runtime's API.

use crate::*;
use alloc::vec::Vec;
use salus_primitives::traits::Standings;

impl<T: Config> Pallet<T> {
    /// Every organisation ever admitted, by id.
    pub fn all_organisations() -> Vec<(OrganisationId, OrganisationOf<T>)> {
        let mut all: Vec<_> = Organisations::<T>::iter().collect();
        all.sort_by_key(|(id, _)| *id);
        all
    }

    /// The person enrolled under `account`, whatever the status.
    pub fn enrolled(account: T::AccountId) -> Option<Participant> {
        Participants::<T>::get(account)
    }

    /// In which capacity `account` may speak now.
    pub fn standing_of(account: T::AccountId) -> Option<Standing> {
        Self::standing(&account)
    }

    /// Every validator, in ascending order of the accounts.
    pub fn all_validators() -> Vec<ValidatorState<T::AccountId>> {
        Self::validator_states()
    }

    /// What `organisation` may take of the chain, and how much of that it has taken; nothing for an organisation that is
    /// removed or never was.
    pub fn quota(organisation: OrganisationId) -> Option<QuotaState> {
        Self::quota_state(organisation)
    }
}
