//! Receipts: what a reader signs when it fetches a record under a ticket.
//!
//! A gateway that served a ticket files the reader's receipt with its acknowledgement. So no organisation
//! can claim to have served what it did not, and each can show what it served.

use crate::ids::{Digest, OrganisationId, TicketId};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most tickets acknowledged in one call.
pub const MAX_ACKNOWLEDGEMENTS: u32 = 64;

/// A reader's receipt, as a gateway files it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Receipt<Signature> {
    /// The ticket under which the organisation served.
    pub ticket: TicketId,
    /// The accessor's signature over [`receipt_statement`].
    pub signature: Signature,
}

/// Why an acknowledgement had no effect.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum ReceiptFault {
    /// There is no such ticket.
    #[codec(index = 0)]
    UnknownTicket,
    /// The organisation acknowledged the ticket before.
    #[codec(index = 1)]
    AlreadyAcknowledged,
    /// The ticket's accessor did not sign this receipt for this organisation.
    #[codec(index = 2)]
    NotSignedByReader,
    /// As many organisations as there can be acknowledged the ticket before.
    #[codec(index = 3)]
    TooManyOrganisations,
}

/// What a ticket's accessor signs before the gateway of `organisation` hands anything out under it.
///
/// Text that no transaction begins with, the chain's first hash, ticket and organisation: 60 bytes. The
/// signature is valid on that chain alone, for that ticket and that organisation.
pub fn receipt_statement(genesis: &Digest, ticket: TicketId, organisation: OrganisationId) -> Vec<u8> {
    (b"salus/receipt/v1", genesis, ticket, organisation).encode()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statement_should_keep_its_bytes_when_signed_by_readers_of_any_version() {
        let statement = receipt_statement(&[7; 32], 0x0102, 3);
        let expected =
            [b"salus/receipt/v1".as_slice(), &[7; 32], &[2, 1, 0, 0, 0, 0, 0, 0], &[3, 0, 0, 0]].concat();
        assert_eq!(statement, expected);
    }

    #[test]
    fn statement_should_differ_when_chain_ticket_or_organisation_do() {
        let statement = receipt_statement(&[7; 32], 1, 2);
        for other in [
            receipt_statement(&[8; 32], 1, 2),
            receipt_statement(&[7; 32], 2, 2),
            receipt_statement(&[7; 32], 1, 3),
        ] {
            assert_ne!(statement, other);
        }
    }
}
