//! Validators that signed two of what there may be one: two blocks in a slot, two votes in a round.
//!
//! There is no stake to take. The offender is disabled at once and in the next session, whose set is fixed
//! already, and left out of the sets after that until the council readmits it. Most often it is two nodes
//! with the same keys, which go on until somebody stops one; so time alone readmits nobody.

use crate::*;
use frame_support::{
    ensure,
    pallet_prelude::{DispatchResult, Weight},
};
use sp_runtime::Perbill;
use sp_staking::{
    offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
    SessionIndex,
};

impl<T: Config> Pallet<T> {
    /// Keeps the validator `account` from making blocks in this session, if it takes part in it.
    ///
    /// How many may be disabled at once is the strategy's of `pallet_session`: a third at most, or the chain
    /// would stop.
    pub(crate) fn disable(account: T::AccountId) {
        pallet_session::Pallet::<T>::report_offence(account, OffenceSeverity::max_severity());
    }

    /// Isolates `account`. Does nothing for one that is no validator any more, or is isolated already.
    fn isolate(account: T::AccountId) {
        let Some(organisation) = Validators::<T>::get(&account) else { return };
        if Isolated::<T>::contains_key(&account) {
            return;
        }
        Isolated::<T>::insert(&account, frame_system::Pallet::<T>::block_number());
        Self::disable(account.clone());
        Self::deposit_event(Event::ValidatorIsolated { organisation, account });
    }

    pub(crate) fn do_readmit_validator(account: T::AccountId) -> DispatchResult {
        let organisation = Validators::<T>::get(&account).ok_or(Error::<T>::UnknownValidator)?;
        ensure!(Isolated::<T>::take(&account).is_some(), Error::<T>::ValidatorNotIsolated);
        Self::deposit_event(Event::ValidatorReadmitted { organisation, account });
        Ok(())
    }
}

/// For `pallet_offences`, which has checked the proof. The offender comes with whatever identification the
/// runtime keeps beside the account.
impl<T: Config, Identification> OnOffenceHandler<T::AccountId, (T::AccountId, Identification), Weight>
    for Pallet<T>
{
    fn on_offence(
        offenders: &[OffenceDetails<T::AccountId, (T::AccountId, Identification)>],
        _slash_fraction: &[Perbill],
        _session: SessionIndex,
    ) -> Weight {
        for details in offenders {
            Self::isolate(details.offender.0.clone());
        }
        // The reporting call's weight is its pallet's, measured with a handler that does more.
        Weight::zero()
    }
}
