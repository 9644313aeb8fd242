//! What others read, through the runtime's API.

use crate::{pallet::*, Records};
use salus_primitives::{
    erasure::{Erasure, NamedErasure},
    record::{NamedRecord, NamedRewrap, Record, Rewrap},
    OrganisationId, Page, RecordId,
};

impl<T: Config> Pallet<T> {
    /// The record with this id.
    pub fn record(id: RecordId) -> Option<Record<T::AccountId>> {
        Records::<T>::get(id)
    }

    /// The records of `patient`, whatever their status, in no particular but a stable order.
    ///
    /// `cursor` is the `next` of the page before; `limit` is taken as 1 to [`MAX_PAGE`](salus_primitives::page::MAX_PAGE).
    pub fn records_of(
        patient: T::AccountId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedRecord<T::AccountId>, RecordId> {
        Self::page_of(&patient, cursor, limit)
    }

    /// The Pending records that `organisation` has not endorsed.
    ///
    /// `cursor` is the `next` of the page before. `limit`, taken as 1 to [`MAX_PAGE`](salus_primitives::page::MAX_PAGE), bounds how many
    /// Pending records are looked at: a page may hold fewer, even none, and still have a next one.
    pub fn pending_for(
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedRecord<T::AccountId>, RecordId> {
        Self::page_pending(organisation, cursor, limit)
    }

    /// The new header that waits for this record's majority.
    pub fn rewrap_of(record: RecordId) -> Option<Rewrap> {
        Rewraps::<T>::get(record)
    }

    /// The new headers that wait and that `organisation` has not endorsed.
    ///
    /// `limit` bounds how many are looked at, as in [`Pallet::pending_for`].
    pub fn rewraps_for(
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedRewrap, RecordId> {
        Self::page_rewraps(organisation, cursor, limit)
    }

    /// What is known of the erasure of the record that had or has this id, while the certificate is kept.
    pub fn erasure(record: RecordId) -> Option<Erasure<T::AccountId>> {
        Erasures::<T>::get(record)
    }

    /// True if the erasure of the record that had or has this id was asked for, whether its certificate is still kept or
    /// not. Nobody keeps its ciphertext, and nobody gets its id.
    pub fn was_erased(record: RecordId) -> bool {
        Erasures::<T>::contains_key(record) || ErasedIds::<T>::contains_key(record)
    }

    /// The erasures that `organisation` has not attested, those that have their majority included.
    ///
    /// `limit` bounds how many are looked at, as in [`Pallet::pending_for`].
    pub fn erasures_for(
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Page<NamedErasure<T::AccountId>, RecordId> {
        Self::page_erasures(organisation, cursor, limit)
    }
}
