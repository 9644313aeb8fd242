//! The reader's receipts: without one, nothing is handed out under a ticket.
//!
//! The reader signs for this organisation before the first byte leaves. The gateway files the receipt with its
//! acknowledgement, so that the patient sees who served, and no other organisation can claim it.

use crate::{
    access::AccessError,
    admission::Grant,
    ledger::{Head, LedgerError},
    state::Gateway,
};
use salus_primitives::receipt::receipt_statement;

/// A reader's signature.
pub type Signature = [u8; 64];

/// What is to be noted before something is handed out under a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noting {
    /// Nothing: the receipt is here.
    Nothing,
    /// This receipt.
    Receipt(Signature),
}

/// Checks the receipt that a request carries, unless there is one for its ticket already.
///
/// # Errors
/// [`AccessError::ReceiptMissing`], [`AccessError::ReceiptInvalid`]; then nothing may be handed out.
pub async fn check(
    gateway: &Gateway,
    head: Head,
    grant: &Grant,
    given: Option<Signature>,
) -> Result<Noting, AccessError> {
    let is_noted = gateway.tickets.served.get(head.number, &grant.id).is_some();
    if is_noted || gateway.store.database.has_receipt(grant.id).await? {
        return Ok(Noting::Nothing);
    }
    let receipt = given.ok_or(AccessError::ReceiptMissing)?;
    let organisation = gateway.roster.organisation(head).await?.ok_or_else(|| {
        LedgerError::NotTaken("this gateway's organisation is not active, so it cannot acknowledge".into())
    })?;
    let genesis = gateway.ledger.genesis().await?;
    let statement = receipt_statement(&genesis, grant.id, organisation);
    if !grant.ticket.accessor.verifies(&statement, &receipt) {
        return Err(AccessError::ReceiptInvalid);
    }
    Ok(Noting::Receipt(receipt))
}

/// Notes on disk that something is handed out under a ticket, so that the chain learns of it in time.
///
/// A record has thousands of blocks: the database is told once for each ticket and finalised block.
///
/// # Errors
/// [`AccessError::Database`]; then nothing may be handed out.
pub async fn note(gateway: &Gateway, head: Head, grant: &Grant, noting: Noting) -> Result<(), AccessError> {
    if let Noting::Receipt(receipt) = noting {
        gateway.store.database.note_served(grant.id, &receipt).await?;
    }
    gateway.tickets.served.insert(head.number, grant.id, ());
    Ok(())
}
