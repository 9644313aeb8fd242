//! The validators, and the set of them that each session is handed.

use crate::*;
use alloc::vec::Vec;
use core::marker::PhantomData;
use frame_support::{ensure, pallet_prelude::DispatchResult, traits::Get};
use frame_system::RawOrigin;
use pallet_session::historical;
use salus_primitives::traits::Membership;
use sp_runtime::{traits::Convert, SaturatedConversion};
use sp_staking::SessionIndex;

impl<T: Config> Pallet<T> {
    pub(crate) fn do_add_validator(organisation: OrganisationId, account: T::AccountId) -> DispatchResult {
        Self::active_organisation(organisation)?;
        Self::insert_validator(organisation, &account)?;
        Self::begin_capacity(&account);
        Self::deposit_event(Event::ValidatorAdded { organisation, account });
        Ok(())
    }

    /// Everything an addition does but the account's reference, which genesis counts differently.
    pub(crate) fn insert_validator(organisation: OrganisationId, account: &T::AccountId) -> DispatchResult {
        ensure!(!Self::is_known(account), Error::<T>::AccountInUse);
        ensure!(Validators::<T>::count() < T::MaxValidators::get(), Error::<T>::TooManyValidators);
        let own = u32::try_from(Self::validators_of(organisation).len()).unwrap_or(u32::MAX);
        ensure!(own < T::MaxValidatorsPerOrganisation::get(), Error::<T>::TooManyValidatorsOfOrganisation);
        Validators::<T>::insert(account, organisation);
        Ok(())
    }

    pub(crate) fn do_remove_validator(account: T::AccountId) -> DispatchResult {
        let organisation = Validators::<T>::get(&account).ok_or(Error::<T>::UnknownValidator)?;
        Self::ensure_enough_stay(core::slice::from_ref(&account))?;
        Self::end_validator(organisation, account)
    }

    /// Ends `account` being a validator. Its session keys go first: only a validator's can be purged.
    pub(crate) fn end_validator(organisation: OrganisationId, account: T::AccountId) -> DispatchResult {
        if has_session_keys::<T>(&account) {
            pallet_session::Pallet::<T>::purge_keys(RawOrigin::Signed(account.clone()).into())?;
        }
        Validators::<T>::remove(&account);
        Isolated::<T>::remove(&account);
        Self::end_capacity(&account);
        Self::disable(account.clone());
        Self::deposit_event(Event::ValidatorRemoved { organisation, account });
        Ok(())
    }

    /// The validators of one organisation. Reads all, of whom there are [`Config::MaxValidators`] at
    /// most.
    pub(crate) fn validators_of(organisation: OrganisationId) -> Vec<T::AccountId> {
        Validators::<T>::iter()
            .filter(|(_, owner)| *owner == organisation)
            .map(|(account, _)| account)
            .collect()
    }

    /// The validators that a session can be handed: of an organisation that keeps them, with session keys, not
    /// isolated; in ascending order.
    pub(crate) fn ready_validators() -> Vec<T::AccountId> {
        let mut ready: Vec<_> = Validators::<T>::iter()
            .filter(|(account, owner)| {
                Self::keeps_validators(*owner)
                    && has_session_keys::<T>(account)
                    && !Isolated::<T>::contains_key(account)
            })
            .map(|(account, _)| account)
            .collect();
        ready.sort();
        ready
    }

    /// Refuses to let the validators `leaving` go if fewer than the minimum would be ready then.
    ///
    /// A validator without session keys takes no part in consensus and may always go. One of a
    /// suspended organisation may not while too few others are ready.
    pub(crate) fn ensure_enough_stay(leaving: &[T::AccountId]) -> DispatchResult {
        ensure!(
            Self::staying(leaving).is_none_or(|staying| enough::<T>(staying)),
            Error::<T>::TooFewValidators
        );
        Ok(())
    }

    /// Refuses to let the validators `leaving` go if none at all would be ready then: nobody could make
    /// the block in which the council adds another.
    pub(crate) fn ensure_somebody_stays(leaving: &[T::AccountId]) -> DispatchResult {
        ensure!(Self::staying(leaving).is_none_or(|staying| staying > 0), Error::<T>::LastValidators);
        Ok(())
    }

    /// How many validators are ready without `leaving`; none if no session needs those.
    fn staying(leaving: &[T::AccountId]) -> Option<usize> {
        leaving
            .iter()
            .any(has_session_keys::<T>)
            .then(|| Self::ready_validators().iter().filter(|ready| !leaving.contains(ready)).count())
    }

    /// The set for the next session that is planned, if it differs from that of the present one.
    ///
    /// Whoever must go goes: who was removed or isolated, or whose organisation is suspended. Short of
    /// that, a set smaller than the minimum is not handed out: a young chain keeps the validators of its
    /// genesis until enough others are ready. And an empty set never is.
    fn next_validators() -> Option<Vec<T::AccountId>> {
        let ready = Self::ready_validators();
        let mut current = pallet_session::Validators::<T>::get();
        current.sort();
        let somebody_must_go = current.iter().any(|account| !ready.contains(account));
        let acceptable = enough::<T>(ready.len()) || somebody_must_go;
        (!ready.is_empty() && acceptable && ready != current).then_some(ready)
    }

    /// The present set once more, if one of it has other keys from the session on that is planned.
    ///
    /// pallet-session keeps the last commitment to a session's keys as long as the set stays as it is. Without
    /// this the new keys would be in none, and what they sign twice could not be proven.
    fn rekeyed_validators() -> Option<Vec<T::AccountId>> {
        // Those that begin now; what was set since takes its turn in the planned session.
        let rekeyed = pallet_session::QueuedKeys::<T>::get().iter().any(|(account, keys)| {
            pallet_session::NextKeys::<T>::get(account).is_some_and(|next| next != *keys)
        });
        rekeyed.then(pallet_session::Validators::<T>::get)
    }

    /// The first set: whoever of the founders is ready, be they few.
    fn founding_validators() -> Option<Vec<T::AccountId>> {
        let ready = Self::ready_validators();
        (!ready.is_empty()).then_some(ready)
    }

    /// Every validator with what an operator asks about it.
    pub(crate) fn validator_states() -> Vec<ValidatorState<T::AccountId>> {
        let current = pallet_session::Validators::<T>::get();
        let mut states: Vec<_> = Validators::<T>::iter()
            .map(|(account, organisation)| ValidatorState {
                organisation,
                has_keys: has_session_keys::<T>(&account),
                isolated_since: Isolated::<T>::get(&account).map(|since| since.saturated_into()),
                in_session: current.contains(&account),
                account,
            })
            .collect();
        states.sort_by(|one, other| one.account.cmp(&other.account));
        states
    }
}

fn has_session_keys<T: Config>(account: &T::AccountId) -> bool {
    pallet_session::NextKeys::<T>::contains_key(account)
}

fn enough<T: Config>(validators: usize) -> bool {
    validators >= usize::try_from(T::MinValidators::get()).unwrap_or(usize::MAX)
}

impl<T: Config> pallet_session::SessionManager<T::AccountId> for Pallet<T> {
    fn new_session(_new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
        Self::next_validators()
    }

    fn new_session_genesis(_new_index: SessionIndex) -> Option<Vec<T::AccountId>> {
        Self::founding_validators()
    }

    /// Disables again whoever must make no blocks: a session with another set forgets who was disabled.
    fn start_session(start_index: SessionIndex) {
        // The first starts while genesis is being made, perhaps before anybody is a validator here.
        if start_index == 0 {
            return;
        }
        for account in pallet_session::Validators::<T>::get() {
            if Isolated::<T>::contains_key(&account) || !Validators::<T>::contains_key(&account) {
                Self::disable(account);
            }
        }
    }

    fn end_session(_end_index: SessionIndex) {}
}

/// The same for a runtime in which conflicting signatures of past sessions can be reported: pallet-session
/// then keeps a commitment to the keys of each, and this forgets those that are too old to matter.
impl<T> historical::SessionManager<T::AccountId, ()> for Pallet<T>
where
    T: Config + historical::Config<FullIdentification = ()>,
{
    fn new_session(_new_index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
        let validators = Self::next_validators().or_else(Self::rekeyed_validators)?;
        Some(validators.into_iter().map(|account| (account, ())).collect())
    }

    fn new_session_genesis(_new_index: SessionIndex) -> Option<Vec<(T::AccountId, ())>> {
        Some(Self::founding_validators()?.into_iter().map(|account| (account, ())).collect())
    }

    fn start_session(start_index: SessionIndex) {
        <Self as pallet_session::SessionManager<_>>::start_session(start_index);
    }

    fn end_session(end_index: SessionIndex) {
        let keep_from = end_index.saturating_sub(T::ReportableSessions::get());
        // One at a time, session by session, so this is never more than one step of work.
        if historical::StoredRange::<T>::get().is_some_and(|(first, _)| first < keep_from) {
            historical::Pallet::<T>::prune_up_to(keep_from);
        }
    }
}

/// The validator id of an account for `pallet_session::Config::ValidatorIdOf`: itself if it is a
/// validator, so that nobody else can set session keys. One storage read.
pub struct RegisteredValidator<T>(PhantomData<T>);

impl<T: Config> Convert<T::AccountId, Option<T::AccountId>> for RegisteredValidator<T> {
    fn convert(account: T::AccountId) -> Option<T::AccountId> {
        Validators::<T>::contains_key(&account).then_some(account)
    }
}

/// For `pallet_session::historical::Config::FullIdentificationOf`: a validator's account says it all,
/// nobody has a stake.
pub struct NoIdentification;

impl<AccountId> Convert<AccountId, Option<()>> for NoIdentification {
    fn convert(_account: AccountId) -> Option<()> {
        Some(())
    }
}
