//! Listings, a page at a time.

use crate::{
    electorate::{Ballot, Roll},
    pallet::*,
    Records,
};
use salus_primitives::{
    erasure::NamedErasure,
    record::{NamedRecord, NamedRewrap},
    OrganisationId, Page, RecordId,
};

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
        Page::of(ids, limit, Self::named)
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
        let mut roll = Roll::<T>::new();
        Page::of(entries.map(|(id, _)| id), limit, |id| {
            Self::named(id).filter(|item| {
                !item.record.endorsements.contains(&organisation)
                    && roll.counts(organisation, Self::electorate(Ballot::Record, id))
            })
        })
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
        let mut roll = Roll::<T>::new();
        Page::of(ids, limit, |id| {
            let rewrap = Rewraps::<T>::get(id)?;
            let asked = !rewrap.endorsements.contains(&organisation)
                && roll.counts(organisation, Self::electorate(Ballot::Header, id));
            asked.then_some(NamedRewrap { id, rewrap })
        })
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
        Page::of(ids, limit, |id| {
            let erasure = Erasures::<T>::get(id)?;
            (!erasure.attestations.contains(&organisation)).then_some(NamedErasure { id, erasure })
        })
    }

    fn named(id: RecordId) -> Option<NamedRecord<T::AccountId>> {
        Records::<T>::get(id).map(|record| NamedRecord { id, record })
    }
}
