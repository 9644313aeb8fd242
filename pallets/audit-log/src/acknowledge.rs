//! Acknowledging: an organisation's statement that it handed ciphertext out, with the reader's receipt.

use crate::{Config, Error, Event, Pallet, ReceiptBatch, Servers};
use frame_support::{dispatch::DispatchResult, ensure};
use frame_system::pallet_prelude::BlockNumberFor;
use salus_primitives::{
    audit::{Action, Detail, Note},
    ids::{Digest, OrganisationId},
    receipt::{receipt_statement, Receipt, ReceiptFault},
    traits::{Consents, Membership},
};
use sp_runtime::traits::{Verify, Zero};

impl<T: Config> Pallet<T> {
    /// Records for each receipt that the organisation of `gateway` served its ticket.
    pub(crate) fn do_acknowledge(gateway: &T::AccountId, receipts: ReceiptBatch<T>) -> DispatchResult {
        let organisation = T::Members::gateway_of(gateway).ok_or(Error::<T>::NotGateway)?;
        let genesis = Self::genesis();
        for receipt in receipts {
            if let Err(reason) = Self::record_served(gateway, organisation, &genesis, &receipt) {
                Self::deposit_event(Event::TicketSkipped { ticket: receipt.ticket, reason });
            }
        }
        Ok(())
    }

    /// Records one ticket as served by `organisation`, or says why not and changes nothing.
    fn record_served(
        gateway: &T::AccountId,
        organisation: OrganisationId,
        genesis: &Digest,
        receipt: &Receipt<T::Signature>,
    ) -> Result<(), ReceiptFault> {
        let id = receipt.ticket;
        let ticket = T::Consents::ticket(id).ok_or(ReceiptFault::UnknownTicket)?;
        let mut servers = Servers::<T>::get(id);
        // What was acknowledged before receipts were filed stands in the ticket alone.
        let known = servers.contains(&organisation)
            || ticket.served.is_some_and(|served| served.organisation == organisation);
        ensure!(!known, ReceiptFault::AlreadyAcknowledged);
        let statement = receipt_statement(genesis, id, organisation);
        ensure!(
            receipt.signature.verify(statement.as_slice(), &ticket.accessor),
            ReceiptFault::NotSignedByReader
        );
        servers.try_push(organisation).map_err(|_| ReceiptFault::TooManyOrganisations)?;
        Servers::<T>::insert(id, servers);
        // The ticket names the first organisation that served it.
        T::Consents::mark_served(id, organisation, Self::block());

        let note = Note {
            actor: gateway.clone(),
            organisation: Some(organisation),
            action: Action::Served,
            record: Some(ticket.record),
            purpose: Some(ticket.purpose),
            basis: Some(ticket.basis),
            detail: Detail::Served { ticket: id },
        };
        Self::do_record(&ticket.patient, note);
        Ok(())
    }

    /// The hash of the chain's first block, which is never forgotten.
    pub(crate) fn genesis() -> Digest {
        let hash = frame_system::Pallet::<T>::block_hash(BlockNumberFor::<T>::zero());
        let mut genesis = Digest::default();
        genesis.iter_mut().zip(hash.as_ref()).for_each(|(to, from)| *to = *from);
        genesis
    }
}
