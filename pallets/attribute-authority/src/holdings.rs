//! The holdings: who has which attribute, since which epoch and until when.
//!
//! What is done for one holder is done here, and says why it was not with a [`SkipReason`]: the calls for
//! one holder make an error of it, the batches an event.

use crate::{Attributes, Config, Event, HolderIndex, HoldingCount, Holdings, Pallet};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{ensure, traits::Get};
use salus_primitives::{
    authority::{Grant, HeldAttribute, Holding, SkipReason, UseStatus, MAX_HOLDINGS},
    traits::{AttributeHoldings, Belongings, Membership},
    Attribute, BlockNumber, Epoch, Label,
};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// Adds a holding of `authority`, or replaces one of an earlier epoch; true if an expired one had to
    /// make room.
    pub(crate) fn grant_one(authority: &Label, grant: Grant<T::AccountId>) -> Result<bool, SkipReason> {
        let Grant { holder, attribute: name, expires, key_package } = grant;
        let attribute = Attribute { name, authority: authority.clone() };
        let epoch = Self::certifiable_epoch(&attribute)?;
        Self::ensure_may_hold(&holder, expires)?;
        let made_room = match Holdings::<T>::get(&holder, &attribute) {
            Some(held) => {
                ensure!(held.epoch != epoch, SkipReason::AlreadyHeld);
                false
            }
            None => Self::take_place(&holder)?,
        };

        HolderIndex::<T>::insert(&attribute, &holder, ());
        Holdings::<T>::insert(&holder, &attribute, Holding { epoch, expires, key_package });
        Self::deposit_event(Event::Granted { holder, attribute, epoch, expires });
        Ok(made_room)
    }

    /// Replaces a holding of `authority`.
    pub(crate) fn renew_one(authority: &Label, grant: Grant<T::AccountId>) -> Result<(), SkipReason> {
        let Grant { holder, attribute: name, expires, key_package } = grant;
        let attribute = Attribute { name, authority: authority.clone() };
        let epoch = Self::certifiable_epoch(&attribute)?;
        Self::ensure_may_hold(&holder, expires)?;
        ensure!(Holdings::<T>::contains_key(&holder, &attribute), SkipReason::NotHeld);

        Holdings::<T>::insert(&holder, &attribute, Holding { epoch, expires, key_package });
        Self::deposit_event(Event::Renewed { holder, attribute, epoch, expires });
        Ok(())
    }

    /// Removes a holding of `authority` and begins the attribute's next epoch, unless `begun` has it.
    ///
    /// The epoch moves even if the holding was of an earlier one: a key package of the current epoch may
    /// have reached the holder although the renewal that names it never reached the chain.
    pub(crate) fn revoke_one(
        authority: &Label,
        holder: T::AccountId,
        name: Label,
        begun: &mut BTreeSet<Label>,
    ) -> Result<(), SkipReason> {
        let attribute = Attribute { name, authority: authority.clone() };
        let mut state = Self::declared(&attribute)?;
        ensure!(Holdings::<T>::contains_key(&holder, &attribute), SkipReason::NotHeld);
        if !begun.contains(&attribute.name) {
            state.epoch = state.epoch.checked_add(1).ok_or(SkipReason::EpochsExhausted)?;
            Attributes::<T>::insert(&attribute.authority, &attribute.name, state);
            begun.insert(attribute.name.clone());
        }

        Self::forget(&holder, &attribute);
        Self::deposit_event(Event::Revoked { holder, attribute, epoch: state.epoch });
        Ok(())
    }

    /// Removes a holding and its place.
    pub(crate) fn forget(holder: &T::AccountId, attribute: &Attribute) {
        Self::erase(holder, attribute);
        let left = HoldingCount::<T>::get(holder).saturating_sub(1);
        // No count is kept for who has no holding.
        if left == 0 {
            HoldingCount::<T>::remove(holder);
        } else {
            HoldingCount::<T>::insert(holder, left);
        }
    }

    /// Every holding of `holder`, and whether it counts now.
    pub(crate) fn held_by(holder: &T::AccountId) -> Vec<HeldAttribute> {
        let now = Self::now();
        Holdings::<T>::iter_prefix(holder)
            .map(|(attribute, holding)| {
                let counts = Self::counts(&attribute, &holding, now);
                HeldAttribute { attribute, holding, counts }
            })
            .collect()
    }

    /// The current block.
    pub(crate) fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// True if `holding` of `attribute` satisfies a policy at `now`.
    pub(crate) fn counts(attribute: &Attribute, holding: &Holding, now: BlockNumber) -> bool {
        now < holding.expires && <Self as AttributeHoldings<_>>::epoch(attribute) == Some(holding.epoch)
    }

    /// Whether an attribute may be certified of `holder` until `expires`.
    fn ensure_may_hold(holder: &T::AccountId, expires: BlockNumber) -> Result<(), SkipReason> {
        ensure!(T::Members::participant(holder).is_some(), SkipReason::NotParticipant);
        let now = Self::now();
        ensure!(expires > now, SkipReason::ExpiryPassed);
        ensure!(expires <= now.saturating_add(T::MaxValidity::get()), SkipReason::ExpiryTooFar);
        Ok(())
    }

    /// Counts one holding more; true if an expired one had to make room for it.
    ///
    /// Without that, holdings of authorities that are gone would fill a holder's places for ever. Only the
    /// one that expired first goes: that bounds what a batch costs.
    fn take_place(holder: &T::AccountId) -> Result<bool, SkipReason> {
        let held = HoldingCount::<T>::get(holder);
        if held < MAX_HOLDINGS {
            HoldingCount::<T>::insert(holder, held.saturating_add(1));
            return Ok(false);
        }
        let now = Self::now();
        let (oldest, _) = Holdings::<T>::iter_prefix(holder)
            .filter(|(_, holding)| holding.expires <= now)
            .min_by_key(|(_, holding)| holding.expires)
            .ok_or(SkipReason::TooManyHoldings)?;
        Self::erase(holder, &oldest);
        Ok(true)
    }

    /// Removes a holding and leaves its place taken.
    fn erase(holder: &T::AccountId, attribute: &Attribute) {
        Holdings::<T>::remove(holder, attribute);
        HolderIndex::<T>::remove(attribute, holder);
    }
}

impl<T: Config> Belongings<T::AccountId> for Pallet<T> {
    fn has_any(who: &T::AccountId) -> bool {
        HoldingCount::<T>::contains_key(who)
    }
}

impl<T: Config> AttributeHoldings<T::AccountId> for Pallet<T> {
    fn holds(who: &T::AccountId, attribute: &Attribute, now: BlockNumber) -> bool {
        Holdings::<T>::get(who, attribute).is_some_and(|holding| Self::counts(attribute, &holding, now))
    }

    fn epoch(attribute: &Attribute) -> Option<Epoch> {
        let state = Attributes::<T>::get(&attribute.authority, &attribute.name)?;
        let in_use = state.status == UseStatus::Active && Self::is_in_use(&attribute.authority);
        in_use.then_some(state.epoch)
    }

    #[cfg(feature = "runtime-benchmarks")]
    fn benchmark_grant(who: &T::AccountId, attribute: &Attribute) {
        crate::benchmarking::grant::<T>(who, attribute);
    }
}
