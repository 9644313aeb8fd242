//! Clearing away what expired long ago. Anybody may, so that nobody has to.

use crate::{Config, Discards, Error, Event, Holdings, Pallet};
use alloc::collections::BTreeSet;
use frame_support::{
    dispatch::DispatchResult,
    ensure,
    pallet_prelude::{TransactionSource, TransactionValidityWithRefund, ValidTransaction},
    traits::Get,
    weights::Weight,
};
use salus_primitives::{authority::Holding, Attribute, Label};
use sp_runtime::transaction_validity::InvalidTransaction;

/// For how many blocks a clean-up may wait in the pool.
const LONGEVITY: u64 = 64;

impl<T: Config> Pallet<T> {
    /// Lets a clean-up into the pool if each of its items can be discarded now.
    ///
    /// Nobody signs it and nobody pays for it, so it must be worth its place: every item removes something
    /// from the state, once; two clean-ups of the same holding exclude one another. The more it clears away
    /// the higher its priority, which stays below that of a member's daily work.
    pub(crate) fn authorize_discard(
        _source: TransactionSource,
        holdings: &Discards<T>,
    ) -> TransactionValidityWithRefund {
        let distinct: BTreeSet<_> = holdings.iter().collect();
        ensure!(!holdings.is_empty() && distinct.len() == holdings.len(), InvalidTransaction::Call);
        let mut validity = ValidTransaction::with_tag_prefix("AttributeAuthority/discard")
            .priority(holdings.len() as u64)
            .longevity(LONGEVITY)
            .propagate(true);
        for (holder, authority, name) in holdings {
            let attribute = named(authority, name);
            let holding = Holdings::<T>::get(holder, &attribute).ok_or(InvalidTransaction::Stale)?;
            ensure!(Self::is_discardable(&holding), InvalidTransaction::Future);
            validity = validity.and_provides((holder, attribute));
        }
        validity.build().map(|validity| (validity, Weight::zero()))
    }

    /// Removes all of `holdings`, or none if one of them is to be kept.
    ///
    /// The attributes' epochs stay: an expired holder is refused by the chain, and whoever must also be kept
    /// from what is encrypted from now on is revoked before the retention is over.
    pub(crate) fn do_discard(holdings: Discards<T>) -> DispatchResult {
        for (holder, authority, name) in holdings {
            let attribute = named(&authority, &name);
            let holding = Holdings::<T>::get(&holder, &attribute).ok_or(Error::<T>::NotHeld)?;
            ensure!(Self::is_discardable(&holding), Error::<T>::NotDiscardable);
            Self::forget(&holder, &attribute);
            Self::deposit_event(Event::Discarded { holder, attribute });
        }
        Ok(())
    }

    fn is_discardable(holding: &Holding) -> bool {
        Self::now() >= holding.expires.saturating_add(T::HoldingRetention::get())
    }
}

fn named(authority: &Label, name: &Label) -> Attribute {
    Attribute { name: name.clone(), authority: authority.clone() }
}
