//! The validators, and the set of them that each session is handed.

use crate::*;
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use frame_system::RawOrigin;
use salus_primitives::traits::Membership;
use sp_runtime::traits::Convert;
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_validator(organisation: OrganisationId, account: T::AccountId) -> DispatchResult {
        Self::active_organisation(organisation)?;
        Self::insert_validator(organisation, &account)?;
        Self::begin_capacity(&account);
        Self::deposit_event(Event::ValidatorAdded { organisation, account });
        Ok(())
    }

    /// Everything an addition does but the account's reference, which genesis counts differently.
    pub(crate) fn insert_validator(organisation: OrganisationId, account: &T::AccountId) -> DispatchResult {
        ensure!(!Self::is_known(account), Error::<T>::AccountInUse);
        ensure!(Validators::<T>::count() < T::MaxValidators::get(), Error::<T>::TooManyValidators);
        let own = u32::try_from(Self::validators_of(organisation).len()).unwrap_or(u32::MAX);
        ensure!(own < T::MaxValidatorsPerOrganisation::get(), Error::<T>::TooManyValidatorsOfOrganisation);
        Validators::<T>::insert(account, organisation);
        Ok(())
    }

    pub(crate) fn do_remove_validator(account: T::AccountId) -> DispatchResult {
        let organisation = Validators::<T>::get(&account).ok_or(Error::<T>::UnknownValidator)?;
        Self::ensure_enough_stay(core::slice::from_ref(&account))?;
        Self::end_validator(organisation, account)
    }

    /// Ends `account` being a validator. Its session keys go first: they hold a consumer reference,
    /// without whose release the account could not end.
    pub(crate) fn end_validator(organisation: OrganisationId, account: T::AccountId) -> DispatchResult {
        if has_session_keys::<T>(&account) {
            pallet_session::Pallet::<T>::purge_keys(RawOrigin::Signed(account.clone()).into())?;
        }
        Validators::<T>::remove(&account);
        Self::end_capacity(&account)?;
        Self::deposit_event(Event::ValidatorRemoved { organisation, account });
        Ok(())
    }

    /// The validators of one organisation. Reads all, of whom there are [`Config::MaxValidators`] at
    /// most.
    pub(crate) fn validators_of(organisation: OrganisationId) -> Vec<T::AccountId> {
        Validators::<T>::iter()
            .filter(|(_, owner)| *owner == organisation)
            .map(|(account, _)| account)
            .collect()
    }

    /// The validators that a session can be handed: of an active organisation, with session keys; in
    /// ascending order.
    pub(crate) fn ready_validators() -> Vec<T::AccountId> {
        let mut ready: Vec<_> = Validators::<T>::iter()
            .filter(|(account, owner)| Self::is_active(*owner) && has_session_keys::<T>(account))
            .map(|(account, _)| account)
            .collect();
        ready.sort();
        ready
    }

    /// Refuses to let the validators `leaving` go if fewer than the minimum would be ready then.
    ///
    /// A validator without session keys takes no part in consensus and may always go. One of a
    /// suspended organisation may not while too few others are ready: the session still needs it.
    pub(crate) fn ensure_enough_stay(leaving: &[T::AccountId]) -> DispatchResult {
        if leaving.iter().any(has_session_keys::<T>) {
            let staying = Self::ready_validators().iter().filter(|ready| !leaving.contains(ready)).count();
            ensure!(enough::<T>(staying), Error::<T>::TooFewValidators);
        }
        Ok(())
    }
}

fn has_session_keys<T: Config>(account: &T::AccountId) -> bool {
    pallet_session::NextKeys::<T>::contains_key(account)
}

fn enough<T: Config>(validators: usize) -> bool {
    validators >= usize::try_from(T::MinValidators::get()).unwrap_or(usize::MAX)
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
    /// The ready validators, if they differ from those who validate now and are enough; otherwise
    /// the session keeps its set.
    fn new_session(_new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
        let ready = Self::ready_validators();
        let mut current = pallet_session::Validators::<T>::get();
        current.sort();
        (enough::<T>(ready.len()) && ready != current).then_some(ready)
    }

    fn start_session(_start_index: SessionIndex) {}

    fn end_session(_end_index: SessionIndex) {}
}

/// The validator id of an account for `pallet_session::Config::ValidatorIdOf`: itself if it is a
/// validator, so that nobody else can set session keys. One storage read.
pub struct RegisteredValidator<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<T::AccountId>> for RegisteredValidator<T> {
    fn convert(account: T::AccountId) -> Option<T::AccountId> {
        Validators::<T>::contains_key(&account).then_some(account)
    }
}
