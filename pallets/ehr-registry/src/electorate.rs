//! Electorates: whose word counts in a vote on a record.
//!
//! The organisations that were active when the vote began, and still are. An organisation that joined since could
//! otherwise complete a majority of which it was no part.

use crate::pallet::*;
use alloc::collections::BTreeMap;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::marker::PhantomData;
use salus_primitives::{record::Endorsers, traits::Membership, OrganisationId, RecordId};
use scale_info::TypeInfo;
use sp_runtime::SaturatedConversion;

/// What is voted on.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Ballot {
    /// Whether a record is in.
    #[codec(index = 0)]
    Record,
    /// Whether a new header takes the old one's place.
    #[codec(index = 1)]
    Header,
    /// Whether a record is erased.
    #[codec(index = 2)]
    Erasure,
}

/// The roster whose organisations vote; none for a vote that began before rosters were kept.
pub(crate) type Electorate = Option<u32>;

impl<T: Config> Pallet<T> {
    /// More than half of the organisations that are active now.
    pub(crate) fn majority() -> u32 {
        (T::Members::active_count() / 2).saturating_add(1)
    }

    /// Begins a vote of those that are active now.
    pub(crate) fn open_vote(ballot: Ballot, id: RecordId) {
        Electorates::<T>::insert((ballot, id), T::Members::roster());
    }

    /// Ends a vote.
    pub(crate) fn close_vote(ballot: Ballot, id: RecordId) {
        Electorates::<T>::remove((ballot, id));
    }

    /// Who votes.
    pub(crate) fn electorate(ballot: Ballot, id: RecordId) -> Electorate {
        Electorates::<T>::get((ballot, id))
    }
}

/// Which organisations count in which votes, each asked for once in a call: no call changes the answer.
pub(crate) struct Roll<T>(BTreeMap<(OrganisationId, Electorate), bool>, PhantomData<T>);

impl<T: Config> Roll<T> {
    /// Nobody asked for yet.
    pub(crate) fn new() -> Self {
        Self(BTreeMap::new(), PhantomData)
    }

    /// True if the word of `organisation` counts in the votes of `electorate`.
    pub(crate) fn counts(&mut self, organisation: OrganisationId, electorate: Electorate) -> bool {
        *self.0.entry((organisation, electorate)).or_insert_with(|| match electorate {
            Some(roster) => T::Members::is_active_since(organisation, roster),
            None => T::Members::is_active(organisation),
        })
    }

    /// How many of `list` count now.
    pub(crate) fn count(&mut self, list: &Endorsers, electorate: Electorate) -> u32 {
        list.iter().filter(|organisation| self.counts(**organisation, electorate)).count().saturated_into()
    }

    /// Adds `organisation` to `list`; false if the list is full of organisations that are active.
    ///
    /// Full of organisations that have left since, it makes room for one that has not.
    pub(crate) fn add(&mut self, list: &mut Endorsers, organisation: OrganisationId) -> bool {
        if list.is_full() {
            list.retain(|listed| self.counts(*listed, None));
        }
        list.try_push(organisation).is_ok()
    }
}
