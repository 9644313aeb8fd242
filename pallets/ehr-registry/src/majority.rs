//! The majority: whose word counts, and how many are enough.

use crate::pallet::*;
use alloc::collections::BTreeMap;
use core::marker::PhantomData;
use salus_primitives::{record::Endorsers, traits::Membership, OrganisationId};
use sp_runtime::SaturatedConversion;

impl<T: Config> Pallet<T> {
    /// More than half of the organisations that are active now.
    pub(crate) fn majority() -> u32 {
        (T::Members::active_count() / 2).saturating_add(1)
    }
}

/// Which organisations are active, each asked for once in a call: no call changes the answer.
pub(crate) struct Roll<T>(BTreeMap<OrganisationId, bool>, PhantomData<T>);

impl<T: Config> Roll<T> {
    /// Nobody asked for yet.
    pub(crate) fn new() -> Self {
        Self(BTreeMap::new(), PhantomData)
    }

    /// True if the word of `organisation` counts.
    pub(crate) fn counts(&mut self, organisation: &OrganisationId) -> bool {
        *self.0.entry(*organisation).or_insert_with(|| T::Members::is_active(*organisation))
    }

    /// How many of `list` count now.
    pub(crate) fn count(&mut self, list: &Endorsers) -> u32 {
        list.iter().filter(|organisation| self.counts(organisation)).count().saturated_into()
    }

    /// Adds `organisation` to `list`; false if the list is full of organisations that are active.
    ///
    /// Full of organisations that have left since, it makes room for one that has not.
    pub(crate) fn add(&mut self, list: &mut Endorsers, organisation: OrganisationId) -> bool {
        if list.is_full() {
            list.retain(|listed| self.counts(listed));
        }
        list.try_push(organisation).is_ok()
    }
}
