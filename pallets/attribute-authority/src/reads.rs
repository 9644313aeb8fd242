//! What others read, through the runtime's API.

use crate::pallet::*;
use alloc::vec::Vec;
use salus_primitives::{
    authority::{AttributeHolder, AttributeState, AuthorityKeyBytes, HeldAttribute, NamedAuthority},
    Attribute, Label, Page,
};

impl<T: Config> Pallet<T> {
    /// Every authority with what it declared.
    pub fn authorities() -> Vec<NamedAuthority<T::AccountId>> {
        Authorities::<T>::iter().map(|(name, authority)| Self::named(name, authority)).collect()
    }

    /// The authority `name` with what it declared.
    pub fn authority(name: Label) -> Option<NamedAuthority<T::AccountId>> {
        Authorities::<T>::get(&name).map(|authority| Self::named(name, authority))
    }

    /// The state of a declared attribute, whether its authority is in use or not.
    pub fn attribute(attribute: Attribute) -> Option<AttributeState> {
        Attributes::<T>::get(&attribute.authority, &attribute.name)
    }

    /// Every holding of `holder`, and whether it counts now.
    pub fn holdings(holder: T::AccountId) -> Vec<HeldAttribute> {
        Self::held_by(&holder)
    }

    /// The holders of `attribute`, those included for whom it no longer counts.
    ///
    /// `cursor` is the `next` of the page before. `limit` is taken as 1 to [`MAX_PAGE`](salus_primitives::page::MAX_PAGE).
    pub fn holders_of(
        attribute: Attribute,
        cursor: Option<T::AccountId>,
        limit: u32,
    ) -> Page<AttributeHolder<T::AccountId>, T::AccountId> {
        Self::page_of_holders(&attribute, cursor, limit)
    }

    /// The public key that the authority `name` had after it was rotated `version` times.
    pub fn key(name: Label, version: u32) -> Option<AuthorityKeyBytes> {
        Self::key_of_version(&name, version)
    }
}
