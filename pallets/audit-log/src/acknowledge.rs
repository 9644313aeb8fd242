//! Acknowledging: a gateway's word that it handed ciphertext out.

use crate::{Config, Error, Event, Pallet, TicketBatch};
use frame_support::dispatch::DispatchResult;
use salus_primitives::{
    audit::{Action, Detail, Note},
    ids::{BlockNumber, OrganisationId, TicketId},
    traits::{AuditTrail, Consents, Membership},
};

impl<T: Config> Pallet<T> {
    /// Records for each ticket that `gateway` served it.
    pub(crate) fn do_acknowledge(gateway: &T::AccountId, tickets: TicketBatch) -> DispatchResult {
        let organisation = T::Members::gateway_of(gateway).ok_or(Error::<T>::NotGateway)?;
        let now = Self::block();
        for ticket in tickets {
            if Self::record_served(gateway, organisation, ticket, now).is_none() {
                Self::deposit_event(Event::TicketSkipped { ticket });
            }
        }
        Ok(())
    }

    /// Records one ticket as served; `None` if it is unknown or was served before.
    fn record_served(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        id: TicketId,
        now: BlockNumber,
    ) -> Option<()> {
        let ticket = T::Consents::ticket(id)?;
        if !T::Consents::mark_served(id, organisation, now) {
            return None;
        }
        let note = Note {
            actor: gateway.clone(),
            organisation: Some(organisation),
            action: Action::Served,
            record: Some(ticket.record),
            purpose: Some(ticket.purpose),
            basis: Some(ticket.basis),
            detail: Detail::Served { ticket: id },
        };
        Self::record(&ticket.patient, note);
        Some(())
    }
}
