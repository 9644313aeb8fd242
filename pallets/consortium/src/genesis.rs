//! The founders.

use crate::*;
use alloc::{format, string::String};
use frame_support::traits::InitializeMembers;
use sp_runtime::DispatchError;

/// Puts the founders into the first state.
///
/// # Panics
/// If the founders break a rule of the calls: a chain cannot start from such a genesis, and whoever
/// writes a chain specification must see why.
pub(crate) fn build<T: Config>(founders: &GenesisConfig<T>) {
    let outcome = found(founders);
    assert!(outcome.is_ok(), "the consortium's genesis is wrong: {}", outcome.err().unwrap_or_default());
}

fn found<T: Config>(founders: &GenesisConfig<T>) -> Result<(), String> {
    for (position, (name, kind, seat, account, url)) in founders.organisations.iter().enumerate() {
        let problem = |what: &str| format!("organisation {position}: {what}");
        let name = name.clone().try_into().map_err(|_| problem("its name is longer than 64 bytes"))?;
        let url = url.clone().try_into().map_err(|_| problem("its URL is longer than 128 bytes"))?;
        let gateway = Gateway { account: account.clone(), url };
        Pallet::<T>::insert_organisation(name, *kind, seat.clone(), gateway)
            .map_err(|error| problem(reason(error)))?;
    }
    for (position, (account, organisation)) in founders.validators.iter().enumerate() {
        let problem = |error: DispatchError| format!("validator {position}: {}", reason(error));
        Pallet::<T>::active_organisation(*organisation).map_err(|error| problem(error.into()))?;
        Pallet::<T>::insert_validator(*organisation, account).map_err(problem)?;
        begin_validator::<T>(account).map_err(problem)?;
    }
    T::SeatChanges::initialize_members(&Pallet::<T>::council());
    Ok(())
}

/// Gives a founding validator the references that [`Call::add_validator`] and `set_keys` would have
/// given: one provider for the capacity, one consumer for the keys.
///
/// If pallet-session's genesis came first, it found no account to consume, and so made one with a
/// provider that nobody would ever take back. That provider becomes the capacity's here.
fn begin_validator<T: Config>(account: &T::AccountId) -> Result<(), DispatchError> {
    let adopted = pallet_session::NextKeys::<T>::contains_key(account)
        && frame_system::Pallet::<T>::consumers(account) == 0
        && frame_system::Pallet::<T>::providers(account) > 0;
    if adopted {
        frame_system::Pallet::<T>::inc_consumers_without_limit(account)
    } else {
        Pallet::<T>::begin_capacity(account);
        Ok(())
    }
}

fn reason(error: DispatchError) -> &'static str {
    error.into()
}
