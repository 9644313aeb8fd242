//! Batches: many holders in one call, of whom one that cannot be served spoils nothing for the others.

use crate::{Config, Error, Event, Pallet};
use alloc::collections::BTreeSet;
use frame_support::{dispatch::DispatchResult, traits::ConstU32, BoundedVec};
use salus_primitives::{
    authority::{Grant, SkipReason, MAX_GRANT_BATCH},
    Label,
};
use sp_runtime::DispatchError;

/// Grants or renewals of one call.
pub type GrantBatch<T> = BoundedVec<Grant<<T as frame_system::Config>::AccountId>, ConstU32<MAX_GRANT_BATCH>>;
/// Holder and name of the attribute for each revocation of one call.
pub type RevocationBatch<T> =
    BoundedVec<(<T as frame_system::Config>::AccountId, Label), ConstU32<MAX_GRANT_BATCH>>;
/// Holder, authority and name of the attribute for each holding to clear away.
pub type Discards<T> =
    BoundedVec<(<T as frame_system::Config>::AccountId, Label, Label), ConstU32<MAX_GRANT_BATCH>>;

impl<T: Config> Pallet<T> {
    /// Grants each item that can be granted; true if for any an expired holding had to make room.
    pub(crate) fn do_grant_batch(who: &T::AccountId, grants: GrantBatch<T>) -> Result<bool, DispatchError> {
        let authority = Self::acting_authority(who)?;
        let mut made_room = false;
        for (index, grant) in (0u32..).zip(grants) {
            match Self::grant_one(&authority, grant) {
                Ok(room) => made_room |= room,
                Err(reason) => Self::deposit_event(Event::Skipped { index, reason }),
            }
        }
        Ok(made_room)
    }

    /// Renews each item that can be renewed.
    pub(crate) fn do_renew_batch(who: &T::AccountId, grants: GrantBatch<T>) -> DispatchResult {
        let authority = Self::acting_authority(who)?;
        for (index, grant) in (0u32..).zip(grants) {
            if let Err(reason) = Self::renew_one(&authority, grant) {
                Self::deposit_event(Event::Skipped { index, reason });
            }
        }
        Ok(())
    }

    /// Revokes each item that can be revoked. However many lose an attribute, it moves by one epoch: what
    /// is encrypted afterwards is closed to all of them.
    pub(crate) fn do_revoke_batch(who: &T::AccountId, holdings: RevocationBatch<T>) -> DispatchResult {
        let authority = Self::acting_authority(who)?;
        let mut begun = BTreeSet::new();
        for (index, (holder, attribute)) in (0u32..).zip(holdings) {
            if let Err(reason) = Self::revoke_one(&authority, holder, attribute, &mut begun) {
                Self::deposit_event(Event::Skipped { index, reason });
            }
        }
        Ok(())
    }
}

impl<T> From<SkipReason> for Error<T> {
    fn from(reason: SkipReason) -> Self {
        match reason {
            SkipReason::UnknownAttribute => Self::UnknownAttribute,
            SkipReason::AttributeSuspended => Self::AttributeSuspended,
            SkipReason::NotParticipant => Self::NotParticipant,
            SkipReason::ExpiryPassed => Self::ExpiryPassed,
            SkipReason::ExpiryTooFar => Self::ExpiryTooFar,
            SkipReason::AlreadyHeld => Self::AlreadyHeld,
            SkipReason::TooManyHoldings => Self::TooManyHoldings,
            SkipReason::NotHeld => Self::NotHeld,
            SkipReason::EpochsExhausted => Self::EpochsExhausted,
        }
    }
}
