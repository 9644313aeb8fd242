//! Tickets: time-limited permission to read one record, and who served it.

use crate::{pallet::*, WeightInfo};
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    audit::{Action, Detail, Note},
    consent::{Basis, Decision, Served, Ticket},
    traits::{AuditTrail, Records},
    BlockNumber, Digest, OrganisationId, Purpose, RecordId, TicketId,
};

impl<T: Config> Pallet<T> {
    /// The most that [`Call::open_access`] costs for `purpose`, whatever comes of it.
    pub(crate) fn weight_of_access(purpose: Purpose) -> Weight {
        let usual = T::WeightInfo::open_access_granted().max(T::WeightInfo::open_access_refused());
        match purpose {
            Purpose::EmergencyTreatment => usual.max(T::WeightInfo::open_access_in_emergency()),
            _ => usual,
        }
    }

    /// Decides, writes the attempt down and issues a ticket if it was granted.
    ///
    /// Whoever is no active participant opens own records alone; of everything else the answer is the same.
    pub(crate) fn ask_for_access(
        accessor: T::AccountId,
        record: RecordId,
        purpose: Purpose,
        justification: Digest,
    ) -> DispatchResult {
        let organisation = Self::enroller(&accessor);
        let is_own = || T::Records::facts(&record).is_some_and(|facts| facts.patient == accessor);
        ensure!(organisation.is_some() || is_own(), Error::<T>::NotParticipant);
        Self::do_open_access(accessor, organisation, record, purpose, justification);
        Ok(())
    }

    fn do_open_access(
        accessor: T::AccountId,
        organisation: Option<OrganisationId>,
        record: RecordId,
        purpose: Purpose,
        justification: Digest,
    ) {
        let facts = T::Records::facts(&record);
        let basis = facts.as_ref().and_then(|facts| {
            match Self::weigh(&accessor, organisation, facts, purpose, Self::now()) {
                Decision::Granted(basis) => Some(basis),
                Decision::Refused => None,
            }
        });
        let patient = facts.map_or_else(Self::absent, |facts| facts.patient);
        // Out of ids, nobody is admitted: the refusal is the same as any other.
        let issued = basis.and_then(|basis| {
            Self::issue(&accessor, &patient, record, purpose, basis).map(|ticket| (basis, ticket))
        });

        let note = Note {
            organisation,
            record: Some(record),
            purpose: Some(purpose),
            ..match issued {
                Some((basis, ticket)) => Note {
                    basis: Some(basis),
                    detail: Detail::Ticket { ticket, justification },
                    ..Note::new(accessor.clone(), Action::Opened)
                },
                None => refusal(&accessor, justification),
            }
        };
        T::Audit::record(&patient, note);
        let ticket = issued.map(|(_, ticket)| ticket);
        Self::deposit_event(Event::AccessDecided { accessor, record, purpose, ticket });
    }

    /// Issues a ticket from this block on; `None` if there is no id left.
    pub(crate) fn issue(
        accessor: &T::AccountId,
        patient: &T::AccountId,
        record: RecordId,
        purpose: Purpose,
        basis: Basis,
    ) -> Option<TicketId> {
        let id = NextTicket::<T>::get();
        let next = id.checked_add(1)?;
        let issued_at = Self::now();
        let until = issued_at.saturating_add(T::TicketValidity::get());
        NextTicket::<T>::put(next);
        TicketsOf::<T>::insert(patient, id, ());
        Tickets::<T>::insert(
            id,
            Ticket {
                accessor: accessor.clone(),
                patient: patient.clone(),
                record,
                purpose,
                basis,
                issued_at,
                until,
                served: None,
            },
        );
        Some(id)
    }

    /// Notes who served the ticket, once. Late is noted too: that it was late shows in the block.
    pub(crate) fn serve(id: TicketId, organisation: OrganisationId, now: BlockNumber) -> bool {
        Tickets::<T>::mutate(id, |ticket| match ticket {
            Some(ticket) if ticket.served.is_none() => {
                ticket.served = Some(Served { organisation, at: now });
                true
            }
            _ => false,
        })
    }
}

/// What is noted of an attempt that was refused.
pub(crate) fn refusal<AccountId: Clone>(accessor: &AccountId, justification: Digest) -> Note<AccountId> {
    Note { detail: Detail::Justification { justification }, ..Note::new(accessor.clone(), Action::Refused) }
}
