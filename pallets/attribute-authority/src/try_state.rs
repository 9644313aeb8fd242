//! What is true of the state after every call.

use crate::{
    AttributeCount, Attributes, Authorities, AuthorityOf, Config, HolderIndex, HoldingCount, Holdings,
    Pallet, RetiredKeys, SuspensionEnds, Suspensions,
};
use alloc::collections::{BTreeMap, BTreeSet};
use frame_support::{ensure, traits::Get};
use salus_primitives::authority::{UseStatus, MAX_ATTRIBUTES, MAX_HOLDINGS, MAX_RETIRED_KEYS};
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// Names the first that does not hold.
    pub fn do_try_state() -> Result<(), TryRuntimeError> {
        Self::check_authorities_are_bounded()?;
        Self::check_accounts_point_to_their_authorities()?;
        Self::check_suspensions()?;
        Self::check_retired_keys()?;
        Self::check_attributes_belong_to_authorities()?;
        Self::check_attribute_counts()?;
        Self::check_holdings_are_of_declared_epochs()?;
        Self::check_holding_counts()?;
        Self::check_holders_are_indexed()
    }

    /// There are as many authorities as counted, and not too many.
    fn check_authorities_are_bounded() -> Result<(), TryRuntimeError> {
        let authorities = Authorities::<T>::iter().count() as u32;
        ensure!(Authorities::<T>::count() == authorities, "the count of authorities is wrong");
        ensure!(authorities <= T::MaxAuthorities::get(), "there are too many authorities");
        Ok(())
    }

    /// Each authority has one account and each account one authority; a removed authority has none.
    fn check_accounts_point_to_their_authorities() -> Result<(), TryRuntimeError> {
        let mut acting = 0u32;
        for (name, authority) in Authorities::<T>::iter() {
            ensure!(!authority.public_key.is_empty(), "an authority has no public key");
            let pointed = AuthorityOf::<T>::get(&authority.account);
            if authority.status == UseStatus::Removed {
                ensure!(pointed != Some(name), "an account points to a removed authority");
            } else {
                ensure!(pointed == Some(name), "the account of an authority does not point to it");
                acting = acting.saturating_add(1);
            }
        }
        let accounts = AuthorityOf::<T>::iter().count() as u32;
        ensure!(accounts == acting, "an account points to an authority that is not its own");
        Ok(())
    }

    /// Every suspension by more than half ends, once, and nothing else does.
    fn check_suspensions() -> Result<(), TryRuntimeError> {
        let mut ending = BTreeSet::new();
        for (_, name) in SuspensionEnds::<T>::get() {
            ensure!(ending.insert(name), "a suspension ends twice");
        }
        for (name, authority) in Authorities::<T>::iter() {
            let ends = authority.status == UseStatus::Suspended && Self::ends_by_itself(&name);
            ensure!(ending.remove(&name) == ends, "a suspension never ends, or one ends that is none");
        }
        ensure!(ending.is_empty(), "the suspension of no authority ends");
        ensure!(
            Suspensions::<T>::iter_keys().all(Authorities::<T>::contains_key),
            "a suspension is of no authority"
        );
        Ok(())
    }

    /// Of every authority exactly the keys before its current one are kept, all different and not too
    /// many.
    fn check_retired_keys() -> Result<(), TryRuntimeError> {
        let mut retired: BTreeMap<_, BTreeMap<u32, _>> = BTreeMap::new();
        for (authority, version, key) in RetiredKeys::<T>::iter() {
            retired.entry(authority).or_default().insert(version, key);
        }
        for (name, authority) in Authorities::<T>::iter() {
            let keys = retired.remove(&name).unwrap_or_default();
            ensure!(authority.key_version <= MAX_RETIRED_KEYS, "an authority has too many retired keys");
            ensure!(
                keys.keys().copied().eq(0..authority.key_version),
                "the versions of an authority's retired keys have gaps"
            );
            let distinct: BTreeSet<&[u8]> =
                keys.values().chain([&authority.public_key]).map(|key| key.as_slice()).collect();
            ensure!(distinct.len() == keys.len().saturating_add(1), "an authority has a key twice");
        }
        ensure!(retired.is_empty(), "a retired key has no authority");
        Ok(())
    }

    /// Nobody but an authority has declared anything.
    fn check_attributes_belong_to_authorities() -> Result<(), TryRuntimeError> {
        for (authority, _, _) in Attributes::<T>::iter() {
            ensure!(Authorities::<T>::contains_key(authority), "an attribute has no authority");
        }
        Ok(())
    }

    /// The counts of attributes are right and within bounds.
    fn check_attribute_counts() -> Result<(), TryRuntimeError> {
        let mut counted = BTreeMap::new();
        for (authority, _, _) in Attributes::<T>::iter() {
            let count: &mut u32 = counted.entry(authority).or_default();
            *count = count.saturating_add(1);
        }
        ensure!(
            counted.values().all(|count| *count <= MAX_ATTRIBUTES),
            "an authority has too many attributes"
        );
        ensure!(
            AttributeCount::<T>::iter().collect::<BTreeMap<_, _>>() == counted,
            "a count of attributes is wrong"
        );
        Ok(())
    }

    /// Nobody holds what was not declared, or an epoch that has not begun.
    fn check_holdings_are_of_declared_epochs() -> Result<(), TryRuntimeError> {
        for (_, attribute, holding) in Holdings::<T>::iter() {
            let state = Attributes::<T>::get(&attribute.authority, &attribute.name)
                .ok_or("somebody holds an attribute that was not declared")?;
            ensure!(holding.epoch <= state.epoch, "somebody holds an epoch that has not begun");
        }
        Ok(())
    }

    /// The counts of holdings are right and within bounds.
    fn check_holding_counts() -> Result<(), TryRuntimeError> {
        let mut counted = BTreeMap::new();
        for (holder, _, _) in Holdings::<T>::iter() {
            let count: &mut u32 = counted.entry(holder).or_default();
            *count = count.saturating_add(1);
        }
        ensure!(counted.values().all(|count| *count <= MAX_HOLDINGS), "a holder has too many attributes");
        ensure!(
            HoldingCount::<T>::iter().collect::<BTreeMap<_, _>>() == counted,
            "a count of holdings is wrong"
        );
        Ok(())
    }

    /// The index of holders lists the holdings, all of them and nothing else.
    fn check_holders_are_indexed() -> Result<(), TryRuntimeError> {
        for (attribute, holder, ()) in HolderIndex::<T>::iter() {
            ensure!(
                Holdings::<T>::contains_key(holder, attribute),
                "somebody is listed as a holder of what they do not hold"
            );
        }
        ensure!(
            HolderIndex::<T>::iter_keys().count() == Holdings::<T>::iter_keys().count(),
            "a holder is not listed"
        );
        Ok(())
    }
}
