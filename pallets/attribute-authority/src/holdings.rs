//! The holdings: who has which attribute, since which epoch and until when.

use crate::{Attributes, Config, Error, Event, HoldingCount, Holdings, Pallet};
use alloc::vec::Vec;
use frame_support::{dispatch::DispatchResult, ensure, traits::Get};
use salus_primitives::{
    authority::{HeldAttribute, Holding, UseStatus, MAX_HOLDINGS},
    traits::{AttributeHoldings, Membership},
    Attribute, BlockNumber, ContentId, Epoch, Label,
};
use sp_runtime::{DispatchError, SaturatedConversion};

impl<T: Config> Pallet<T> {
    /// Adds a holding, or replaces one of an earlier epoch; true if expired ones had to make room.
    pub(crate) fn do_grant(
        who: &T::AccountId,
        holder: T::AccountId,
        name: Label,
        expires: BlockNumber,
        key_package: ContentId,
    ) -> Result<bool, DispatchError> {
        let attribute = Attribute { name, authority: Self::acting_authority(who)? };
        let epoch = Self::certifiable_epoch(&attribute)?;
        Self::ensure_may_hold(&holder, expires)?;
        let made_room = match Holdings::<T>::get(&holder, &attribute) {
            Some(held) => {
                ensure!(held.epoch != epoch, Error::<T>::AlreadyHeld);
                false
            }
            None => Self::take_place(&holder)?,
        };

        Holdings::<T>::insert(&holder, &attribute, Holding { epoch, expires, key_package });
        Self::deposit_event(Event::Granted { holder, attribute, epoch, expires });
        Ok(made_room)
    }

    /// Replaces a holding.
    pub(crate) fn do_renew(
        who: &T::AccountId,
        holder: T::AccountId,
        name: Label,
        expires: BlockNumber,
        key_package: ContentId,
    ) -> DispatchResult {
        let attribute = Attribute { name, authority: Self::acting_authority(who)? };
        let epoch = Self::certifiable_epoch(&attribute)?;
        Self::ensure_may_hold(&holder, expires)?;
        ensure!(Holdings::<T>::contains_key(&holder, &attribute), Error::<T>::NotHeld);

        Holdings::<T>::insert(&holder, &attribute, Holding { epoch, expires, key_package });
        Self::deposit_event(Event::Renewed { holder, attribute, epoch, expires });
        Ok(())
    }

    /// Removes a holding and begins the attribute's next epoch.
    ///
    /// The epoch moves even if the holding was of an earlier one: a key package of the current epoch may
    /// have reached the holder although the renewal that names it never reached the chain.
    pub(crate) fn do_revoke(who: &T::AccountId, holder: T::AccountId, name: Label) -> DispatchResult {
        let attribute = Attribute { name, authority: Self::acting_authority(who)? };
        let mut state = Self::declared(&attribute)?;
        ensure!(Holdings::<T>::contains_key(&holder, &attribute), Error::<T>::NotHeld);
        state.epoch = state.epoch.checked_add(1).ok_or(Error::<T>::EpochsExhausted)?;

        Holdings::<T>::remove(&holder, &attribute);
        Self::set_count(&holder, HoldingCount::<T>::get(&holder).saturating_sub(1));
        Attributes::<T>::insert(&attribute.authority, &attribute.name, state);
        Self::deposit_event(Event::Revoked { holder, attribute, epoch: state.epoch });
        Ok(())
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
    fn now() -> BlockNumber {
        frame_system::Pallet::<T>::block_number().saturated_into()
    }

    /// Whether an attribute may be certified of `holder` until `expires`.
    fn ensure_may_hold(holder: &T::AccountId, expires: BlockNumber) -> Result<(), Error<T>> {
        ensure!(T::Members::participant(holder).is_some(), Error::<T>::NotParticipant);
        let now = Self::now();
        ensure!(expires > now, Error::<T>::ExpiryPassed);
        ensure!(expires <= now.saturating_add(T::MaxValidity::get()), Error::<T>::ExpiryTooFar);
        Ok(())
    }

    /// Counts one holding more; true if expired ones had to make room for it.
    ///
    /// Without that, holdings of authorities that are gone would fill a holder's places for ever.
    fn take_place(holder: &T::AccountId) -> Result<bool, Error<T>> {
        let held = HoldingCount::<T>::get(holder);
        if held < MAX_HOLDINGS {
            Self::set_count(holder, held.saturating_add(1));
            return Ok(false);
        }
        let now = Self::now();
        let expired: Vec<_> = Holdings::<T>::iter_prefix(holder)
            .filter(|(_, holding)| holding.expires <= now)
            .map(|(attribute, _)| attribute)
            .collect();
        ensure!(!expired.is_empty(), Error::<T>::TooManyHoldings);
        let mut left = held.saturating_add(1);
        for attribute in expired {
            Holdings::<T>::remove(holder, attribute);
            left = left.saturating_sub(1);
        }
        Self::set_count(holder, left);
        Ok(true)
    }

    /// Keeps no count for who has no holding.
    fn set_count(holder: &T::AccountId, count: u32) {
        if count == 0 {
            HoldingCount::<T>::remove(holder);
        } else {
            HoldingCount::<T>::insert(holder, count);
        }
    }

    /// True if `holding` of `attribute` satisfies a policy at `now`.
    fn counts(attribute: &Attribute, holding: &Holding, now: BlockNumber) -> bool {
        now < holding.expires && <Self as AttributeHoldings<_>>::epoch(attribute) == Some(holding.epoch)
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
