//! The validators' keys for finality, so that GRANDPA misses no change of them.
//!
//! While a change that the council forced (`Governance.note_stalled`) waits for its block, GRANDPA takes no other.
//! A session that begins meanwhile with other validators would leave it with the former ones, those of a removed
//! organisation included, until the next time that somebody comes or goes. So every session that finds the two apart
//! announces its validators again.

use crate::{AccountId, Grandpa};
use alloc::vec::Vec;
use frame_support::traits::OneSessionHandler;
use pallet_grandpa::AuthorityId;
use sp_runtime::BoundToRuntimeAppPublic;

/// Tells [`Grandpa`] of sessions.
pub struct Finality;

impl BoundToRuntimeAppPublic for Finality {
    type Public = AuthorityId;
}

impl OneSessionHandler<AccountId> for Finality {
    type Key = AuthorityId;

    fn on_genesis_session<'a, I>(validators: I)
    where
        I: Iterator<Item = (&'a AccountId, AuthorityId)> + 'a,
    {
        <Grandpa as OneSessionHandler<AccountId>>::on_genesis_session(validators);
    }

    fn on_new_session<'a, I>(changed: bool, validators: I, queued: I)
    where
        I: Iterator<Item = (&'a AccountId, AuthorityId)> + 'a,
    {
        let (validators, queued): (Vec<_>, Vec<_>) = (validators.collect(), queued.collect());
        let voters = Grandpa::grandpa_authorities();
        let same = voters.iter().map(|(key, _)| key).eq(validators.iter().map(|(_, key)| key));
        <Grandpa as OneSessionHandler<AccountId>>::on_new_session(
            changed || !same,
            validators.into_iter(),
            queued.into_iter(),
        );
    }

    fn on_disabled(place: u32) {
        <Grandpa as OneSessionHandler<AccountId>>::on_disabled(place);
    }
}
