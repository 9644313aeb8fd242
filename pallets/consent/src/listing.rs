//! Listings, a page at a time.

use crate::{pallet::*, Delegations, DelegatorsOf, Emergencies, EmergenciesOf, Tickets, TicketsOf};
use salus_primitives::{
    consent::{Delegation, NamedTicket},
    emergency::NamedEmergency,
    EmergencyId, Page, TicketId,
};

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
        Page::of(ids, limit, |id| {
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
        Page::of(patients, limit, |patient| {
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
        Page::of(ids, limit, Self::named_emergency)
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
        Page::of(ids, limit, |id| Self::named_emergency(id).filter(|named| named.is_pressing(now)))
    }

    fn named_emergency(id: EmergencyId) -> Option<NamedEmergency<T::AccountId>> {
        let emergency = Emergencies::<T>::get(id)?;
        let unreviewed = UnreviewedCount::<T>::get(&emergency.accessor);
        Some(NamedEmergency { id, emergency, unreviewed })
    }
}
