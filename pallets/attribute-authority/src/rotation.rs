//! A new key for an authority: after a compromise, or because the old one has served its time.

use crate::{Attributes, Authorities, Config, Error, Event, Pallet, RetiredKeys};
use alloc::vec::Vec;
use frame_support::ensure;
use salus_primitives::{
    authority::{AuthorityKeyBytes, PossessionProofBytes, MAX_RETIRED_KEYS},
    Label,
};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Puts `public_key` in the place of the current key of the authority that `who` signs for and begins
    /// the next epoch of everything it declared; how many attributes that were.
    ///
    /// The old key is kept: whoever opens a capsule with attribute keys alone makes the capsule again to
    /// check it, and for that needs the key it was made with. So at the bound a further rotation is refused,
    /// rather than that an old record becomes unreadable; the authority then needs a successor. A key
    /// that was given up never comes back: it may have been given up because it leaked.
    pub(crate) fn do_rotate_key(
        who: &T::AccountId,
        public_key: AuthorityKeyBytes,
        proof_of_possession: PossessionProofBytes,
    ) -> Result<u32, DispatchError> {
        ensure!(!public_key.is_empty(), Error::<T>::MissingPublicKey);
        ensure!(!proof_of_possession.is_empty(), Error::<T>::MissingProof);
        let (name, mut authority) = Self::acting(who)?;
        ensure!(authority.key_version < MAX_RETIRED_KEYS, Error::<T>::TooManyRetiredKeys);
        let fresh = authority.public_key != public_key
            && RetiredKeys::<T>::iter_prefix_values(&name).all(|retired| retired != public_key);
        ensure!(fresh, Error::<T>::KeyUsedBefore);

        // All of them, then all writes: a map does not change while it is gone through.
        let attributes: Vec<_> = Attributes::<T>::iter_prefix(&name).collect();
        let moved = u32::try_from(attributes.len()).unwrap_or(u32::MAX);
        for (attribute, mut state) in attributes {
            state.epoch = state.epoch.checked_add(1).ok_or(Error::<T>::EpochsExhausted)?;
            Attributes::<T>::insert(&name, attribute, state);
        }
        let retired = core::mem::replace(&mut authority.public_key, public_key);
        RetiredKeys::<T>::insert(&name, authority.key_version, retired);
        authority.proof_of_possession = proof_of_possession;
        authority.key_version = authority.key_version.saturating_add(1);
        let key_version = authority.key_version;
        Authorities::<T>::insert(&name, authority);
        Self::deposit_event(Event::KeyRotated { authority: name, key_version });
        Ok(moved)
    }

    /// The public key that authority `name` had or has in its `version`.
    pub(crate) fn key_of_version(name: &Label, version: u32) -> Option<AuthorityKeyBytes> {
        let current = Authorities::<T>::get(name).filter(|authority| authority.key_version == version);
        match current {
            Some(authority) => Some(authority.public_key),
            None => RetiredKeys::<T>::get(name, version),
        }
    }
}
