//! The authorities: who certifies.

use crate::{Attributes, Authorities, AuthorityOf, Config, Error, Event, Pallet, Suspensions};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use salus_primitives::{
    authority::{Authority, NamedAuthority, UseStatus},
    traits::Membership,
    Label,
};

impl<T: Config> Pallet<T> {
    /// Registers an authority, whose account becomes an account of the chain.
    pub(crate) fn do_register(name: Label, authority: Authority<T::AccountId>) -> DispatchResult {
        ensure!(!authority.public_key.is_empty(), Error::<T>::MissingPublicKey);
        ensure!(!authority.proof_of_possession.is_empty(), Error::<T>::MissingProof);
        ensure!(!Authorities::<T>::contains_key(&name), Error::<T>::NameTaken);
        ensure!(T::Members::is_active(authority.organisation), Error::<T>::OrganisationNotActive);
        let in_use =
            T::Members::is_known(&authority.account) || AuthorityOf::<T>::contains_key(&authority.account);
        ensure!(!in_use, Error::<T>::AccountInUse);
        ensure!(Authorities::<T>::count() < T::MaxAuthorities::get(), Error::<T>::TooManyAuthorities);

        T::Members::add_authority_account(&authority.account, authority.organisation);
        AuthorityOf::<T>::insert(&authority.account, &name);
        Authorities::<T>::insert(&name, authority);
        Self::deposit_event(Event::AuthorityRegistered { authority: name });
        Ok(())
    }

    /// Puts an authority out of use for ever.
    ///
    /// Its entry stays, so that old policies remain readable and nobody takes over its name and with it
    /// what patients entrusted to it. Its account has no capacity any more.
    pub(crate) fn do_remove(name: Label) -> DispatchResult {
        let account = Self::set_status(&name, UseStatus::Removed, Error::<T>::AuthorityRemoved)?;
        Suspensions::<T>::remove(&name);
        Self::cancel_end(&name);
        AuthorityOf::<T>::remove(&account);
        T::Members::remove_authority_account(&account);
        Self::deposit_event(Event::AuthorityRemoved { authority: name });
        Ok(())
    }

    /// The name of the authority that `who` signs for, if it may act now.
    pub(crate) fn acting_authority(who: &T::AccountId) -> Result<Label, Error<T>> {
        Self::acting(who).map(|(name, _)| name)
    }

    /// The authority that `who` signs for, if it may act now.
    pub(crate) fn acting(who: &T::AccountId) -> Result<(Label, Authority<T::AccountId>), Error<T>> {
        let name = AuthorityOf::<T>::get(who).ok_or(Error::<T>::NotAuthority)?;
        let authority = Authorities::<T>::get(&name).ok_or(Error::<T>::NotAuthority)?;
        ensure!(authority.status == UseStatus::Active, Error::<T>::AuthoritySuspended);
        ensure!(T::Members::is_active(authority.organisation), Error::<T>::OrganisationNotActive);
        Ok((name, authority))
    }

    /// True if the attributes of authority `name` count: it and its organisation are in use.
    pub(crate) fn is_in_use(name: &Label) -> bool {
        Authorities::<T>::get(name).is_some_and(|authority| {
            authority.status == UseStatus::Active && T::Members::is_active(authority.organisation)
        })
    }

    /// An authority as the read API tells it.
    pub(crate) fn named(name: Label, authority: Authority<T::AccountId>) -> NamedAuthority<T::AccountId> {
        let attributes: Vec<_> = Attributes::<T>::iter_prefix(&name).collect();
        NamedAuthority { name, authority, attributes }
    }

    /// Changes an authority's status and tells its account; `unchanged` is the error if it has that status
    /// already.
    pub(crate) fn set_status(
        name: &Label,
        status: UseStatus,
        unchanged: Error<T>,
    ) -> Result<T::AccountId, Error<T>> {
        let mut authority = Authorities::<T>::get(name).ok_or(Error::<T>::UnknownAuthority)?;
        ensure!(authority.status != UseStatus::Removed, Error::<T>::AuthorityRemoved);
        ensure!(authority.status != status, unchanged);
        authority.status = status;
        let account = authority.account.clone();
        Authorities::<T>::insert(name, authority);
        Ok(account)
    }
}
