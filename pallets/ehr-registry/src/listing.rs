//! Listings, a page at a time.

use crate::{
    electorate::{Ballot, Roll},
    pallet::*,
    Records,
};
use alloc::vec::Vec;
use salus_primitives::{
    erasure::NamedErasure,
    record::{NamedRecord, NamedRewrap, Page},
    OrganisationId, RecordId,
};

/// Most items of a page.
pub const MAX_PAGE: u32 = 256;

impl<T: Config> Pallet<T> {
    pub(crate) fn page_of(
        patient: &T::AccountId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedRecord<T::AccountId>, RecordId> {
        let ids = match cursor {
            Some(last) => {
                RecordsOf::<T>::iter_key_prefix_from(patient, RecordsOf::<T>::hashed_key_for(patient, last))
            }
            None => RecordsOf::<T>::iter_key_prefix(patient),
        };
        let (seen, next) = cut(ids, limit);
        Page { items: Self::named(seen), next }
    }

    pub(crate) fn page_pending(
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedRecord<T::AccountId>, RecordId> {
        let entries = match cursor {
            Some(last) => Pending::<T>::iter_from(Pending::<T>::hashed_key_for(last)),
            None => Pending::<T>::iter(),
        };
        let (seen, next) = cut(entries.map(|(id, _)| id), limit);
        let mut items = Self::named(seen);
        let mut roll = Roll::<T>::new();
        items.retain(|item| {
            !item.record.endorsements.contains(&organisation)
                && roll.counts(organisation, Self::electorate(Ballot::Record, item.id))
        });
        Page { items, next }
    }

    pub(crate) fn page_rewraps(
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedRewrap, RecordId> {
        let ids = match cursor {
            Some(last) => Rewraps::<T>::iter_keys_from(Rewraps::<T>::hashed_key_for(last)),
            None => Rewraps::<T>::iter_keys(),
        };
        let (seen, next) = cut(ids, limit);
        let mut roll = Roll::<T>::new();
        let items = seen
            .into_iter()
            .filter_map(|id| Rewraps::<T>::get(id).map(|rewrap| NamedRewrap { id, rewrap }))
            .filter(|item| !item.rewrap.endorsements.contains(&organisation))
            .filter(|item| roll.counts(organisation, Self::electorate(Ballot::Header, item.id)))
            .collect();
        Page { items, next }
    }

    pub(crate) fn page_erasures(
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedErasure<T::AccountId>, RecordId> {
        let ids = match cursor {
            Some(last) => OpenErasures::<T>::iter_keys_from(OpenErasures::<T>::hashed_key_for(last)),
            None => OpenErasures::<T>::iter_keys(),
        };
        let (seen, next) = cut(ids, limit);
        let items = seen
            .into_iter()
            .filter_map(|id| Erasures::<T>::get(id).map(|erasure| NamedErasure { id, erasure }))
            .filter(|item| !item.erasure.attestations.contains(&organisation))
            .collect();
        Page { items, next }
    }

    fn named(ids: Vec<RecordId>) -> Vec<NamedRecord<T::AccountId>> {
        ids.into_iter()
            .filter_map(|id| Records::<T>::get(id).map(|record| NamedRecord { id, record }))
            .collect()
    }
}

/// The first ids, and the last of them if there are more.
///
/// The cursor is a key, not a position: what comes and goes between two pages neither repeats nor
/// hides any other record.
fn cut(mut ids: impl Iterator<Item = RecordId>, limit: u32) -> (Vec<RecordId>, Option<RecordId>) {
    let limit = limit.clamp(1, MAX_PAGE) as usize;
    let seen: Vec<RecordId> = ids.by_ref().take(limit).collect();
    let next = ids.next().and(seen.last().copied());
    (seen, next)
}
