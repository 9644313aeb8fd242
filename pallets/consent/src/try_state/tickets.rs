//! Tickets and their index.

use crate::{pallet::*, Emergencies, Tickets, TicketsOf};
use frame_support::ensure;
use salus_primitives::consent::Basis;
use sp_runtime::TryRuntimeError;

impl<T: Config> Pallet<T> {
    /// Every ticket has an id that was handed out, was issued before it ends, and was not served before
    /// it was issued.
    pub(super) fn check_tickets() -> Result<(), TryRuntimeError> {
        let (next, now) = (NextTicket::<T>::get(), Self::now());
        for (id, ticket) in Tickets::<T>::iter() {
            ensure!(id < next, "a ticket has an id that was never handed out");
            ensure!(ticket.issued_at <= now, "a ticket was issued in a later block");
            ensure!(ticket.issued_at < ticket.until, "a ticket ends before it begins");
            if let Some(served) = ticket.served {
                ensure!(served.at >= ticket.issued_at, "a ticket was served before it was issued");
            }
            match ticket.basis {
                Basis::OwnRecord => ensure!(
                    ticket.accessor == ticket.patient,
                    "somebody else's record passes for the accessor's own"
                ),
                Basis::Emergency(id) => ensure!(
                    Emergencies::<T>::get(id).is_some_and(|emergency| {
                        (emergency.accessor, emergency.patient) == (ticket.accessor, ticket.patient.clone())
                    }),
                    "a ticket names an emergency of others"
                ),
                Basis::Delegation(_) | Basis::Policy(_) => {}
            }
            ensure!(
                TicketsOf::<T>::contains_key(&ticket.patient, id),
                "a ticket is missing from the index of its patient"
            );
        }
        Ok(())
    }
    /// Every index entry leads to a ticket for a record of that patient.
    pub(super) fn check_ticket_index() -> Result<(), TryRuntimeError> {
        for (patient, id) in TicketsOf::<T>::iter_keys() {
            let ticket = Tickets::<T>::get(id).ok_or("the index of tickets leads nowhere")?;
            ensure!(ticket.patient == patient, "the index of tickets leads to another patient's");
        }
        Ok(())
    }
}
