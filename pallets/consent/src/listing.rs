//! Listings, a page at a time.

use crate::{pallet::*, Delegations, DelegatorsOf, Emergencies, EmergenciesOf, Tickets, TicketsOf};
use alloc::vec::Vec;
use salus_primitives::{
    consent::{Delegation, NamedTicket},
    emergency::NamedEmergency,
    record::Page,
    EmergencyId, TicketId,
};

/// Most items of a page.
pub const MAX_PAGE: u32 = 256;

impl<T: Config> Pallet<T> {
    pub(crate) fn page_tickets(
        patient: &T::AccountId,
        cursor: Option<TicketId>,
        limit: u32,
    ) -> Page<NamedTicket<T::AccountId>, TicketId> {
        let ids = match cursor {
            Some(last) => {
                TicketsOf::<T>::iter_key_prefix_from(patient, TicketsOf::<T>::hashed_key_for(patient, last))
            }
            None => TicketsOf::<T>::iter_key_prefix(patient),
        };
        let now = Self::now();
        page(ids, limit, |id| {
            let ticket = Tickets::<T>::get(id)?;
            let unserved = ticket.is_unserved(now);
            Some(NamedTicket { id, ticket, unserved })
        })
    }

    pub(crate) fn page_delegators(
        delegate: &T::AccountId,
        cursor: Option<T::AccountId>,
        limit: u32,
    ) -> Page<(T::AccountId, Delegation), T::AccountId> {
        let patients = match cursor {
            Some(last) => DelegatorsOf::<T>::iter_key_prefix_from(
                delegate,
                DelegatorsOf::<T>::hashed_key_for(delegate, last),
            ),
            None => DelegatorsOf::<T>::iter_key_prefix(delegate),
        };
        page(patients, limit, |patient| {
            Delegations::<T>::get(&patient, delegate).map(|delegation| (patient, delegation))
        })
    }

    pub(crate) fn page_emergencies(
        patient: &T::AccountId,
        cursor: Option<EmergencyId>,
        limit: u32,
    ) -> Page<NamedEmergency<T::AccountId>, EmergencyId> {
        let ids = match cursor {
            Some(last) => EmergenciesOf::<T>::iter_key_prefix_from(
                patient,
                EmergenciesOf::<T>::hashed_key_for(patient, last),
            ),
            None => EmergenciesOf::<T>::iter_key_prefix(patient),
        };
        page(ids, limit, Self::named_emergency)
    }

    pub(crate) fn page_overdue(
        cursor: Option<EmergencyId>,
        limit: u32,
    ) -> Page<NamedEmergency<T::AccountId>, EmergencyId> {
        let ids = match cursor {
            Some(last) => Unreviewed::<T>::iter_keys_from(Unreviewed::<T>::hashed_key_for(last)),
            None => Unreviewed::<T>::iter_keys(),
        };
        let now = Self::now();
        page(ids, limit, |id| Self::named_emergency(id).filter(|named| named.is_pressing(now)))
    }

    fn named_emergency(id: EmergencyId) -> Option<NamedEmergency<T::AccountId>> {
        let emergency = Emergencies::<T>::get(id)?;
        let unreviewed = UnreviewedCount::<T>::get(&emergency.accessor);
        Some(NamedEmergency { id, emergency, unreviewed })
    }
}

/// Looks at the first `limit` keys, and names the last of them if there are more.
///
/// The cursor is a key, not a position: what comes and goes between two pages neither repeats nor hides
/// anything else.
fn page<Key: Clone, Item>(
    mut keys: impl Iterator<Item = Key>,
    limit: u32,
    item: impl FnMut(Key) -> Option<Item>,
) -> Page<Item, Key> {
    let limit = limit.clamp(1, MAX_PAGE) as usize;
    let seen: Vec<Key> = keys.by_ref().take(limit).collect();
    let next = keys.next().and(seen.last().cloned());
    Page { items: seen.into_iter().filter_map(item).collect(), next }
}
