//! Opening a record: who may, and what is handed out.
//!
//! A ticket alone opens nothing. It must be in a finalised block of this organisation's node, be the caller's,
//! not have expired, and what it was issued for must still be granted by the last finalised block: so
//! a doctor who was revoked is refused even with tickets from before. A large record may take longer to fetch than
//! its ticket lasts: what began in time goes on for some hours, as long as it is still granted.

use crate::{
    admission::{Admission, Grant, NotAdmitted},
    database::DatabaseError,
    ledger::{Head, LedgerError},
    pool::{
        fetch::{blocks_of, record_block, record_block_for, FetchError},
        PoolError,
    },
    receipt::{self, Signature},
    revocation::{self, RevocationError},
    state::Gateway,
};
use bytes::Bytes;
use salus_abe::{transform, TransformKey};
use salus_client::{
    account::AccountId,
    record::{capsule_for, CapsuleKind},
};
use salus_envelope::Header;
use salus_primitives::{
    consent::{Decision, Ticket},
    BlockNumber, ContentId, RecordId, TicketId,
};
use std::sync::Arc;

/// For how many blocks after its ticket's end a download that began in time goes on: six hours.
const GRACE: BlockNumber = 10_800;

/// What is asked for under a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// The header and the transformed capsule: the beginning.
    Opening,
    /// A block: perhaps one of a download that began earlier.
    Block,
}

/// Why nothing was handed out.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The ticket does not open it.
    #[error("the ticket does not open the record")]
    NotAdmitted(NotAdmitted),
    /// The request carries no receipt.
    #[error("the request carries no receipt for the ticket")]
    ReceiptMissing,
    /// The receipt is not the accessor's, or is for something else.
    #[error("the receipt is not the reader's for this ticket and organisation")]
    ReceiptInvalid,
    /// Not every record that is here was held against the chain since the start.
    #[error("the gateway still holds its records against the chain")]
    Starting,
    /// Neither this gateway nor any other that answers has the bytes.
    #[error("no gateway that answers has these bytes")]
    NotHere,
    /// The node does not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The disk failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// The header that the chain names is not one.
    #[error("the record's header cannot be read")]
    Header,
    /// A computation was cut off.
    #[error("the gateway is shutting down")]
    Interrupted,
}

impl From<FetchError> for AccessError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::NotHere => Self::NotHere,
            FetchError::Header => Self::Header,
            FetchError::Ledger(error) => error.into(),
            FetchError::Database(error) => error.into(),
            FetchError::Pool(error) => error.into(),
        }
    }
}

impl From<RevocationError> for AccessError {
    fn from(error: RevocationError) -> Self {
        match error {
            RevocationError::Ledger(error) => error.into(),
            RevocationError::Database(error) => error.into(),
        }
    }
}

/// What opening a record hands out.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Which record.
    pub record: RecordId,
    /// Whose.
    pub patient: AccountId,
    /// The header's bytes.
    pub header: Bytes,
    /// The content's name.
    pub content: ContentId,
    /// The capsule, transformed for the holder, if a transform key that fits it is registered here.
    pub transformed: Option<Vec<u8>>,
}

/// Decides what `ticket` is worth in the hands of `account` at `head`, for what is `wanted`.
///
/// # Errors
/// [`AccessError`] if it cannot be decided; then nothing may be handed out.
pub async fn admit(
    gateway: &Gateway,
    head: Head,
    ticket: TicketId,
    account: AccountId,
    wanted: Wanted,
) -> Result<Arc<Grant>, AccessError> {
    if !gateway.store.is_reconciled() {
        return Err(AccessError::Starting);
    }
    let key = (ticket, account);
    let admission = match gateway.tickets.admissions.get(head.number, &key) {
        Some(admission) => admission,
        None => {
            let admission = decide(gateway, head, ticket, account).await?;
            if matches!(admission, Admission::Refused(NotAdmitted::NoLongerGranted)) {
                // A holding may have ended: then the help of the transform key ends at once, too.
                revocation::recheck(gateway, head, account).await?;
            }
            gateway.tickets.admissions.insert(head.number, key, admission.clone());
            admission
        }
    };
    match admission {
        Admission::Granted(grant) => Ok(grant),
        Admission::Continued(grant) if wanted == Wanted::Block => Ok(grant),
        refused => {
            let reason = match refused {
                Admission::Refused(reason) => reason,
                Admission::Granted(_) | Admission::Continued(_) => NotAdmitted::Expired,
            };
            gateway.metrics.refused_access(match reason {
                NotAdmitted::NoSuchTicket => "no-such-ticket",
                NotAdmitted::Expired => "expired",
                NotAdmitted::NoLongerGranted => "no-longer-granted",
            });
            Err(AccessError::NotAdmitted(reason))
        }
    }
}

async fn decide(
    gateway: &Gateway,
    head: Head,
    id: TicketId,
    account: AccountId,
) -> Result<Admission, AccessError> {
    let ledger = gateway.ledger.as_ref();
    let Some(ticket) = ledger.ticket(head, id).await?.filter(|ticket| ticket.accessor == account) else {
        return Ok(Admission::Refused(NotAdmitted::NoSuchTicket));
    };
    let over = head.number >= ticket.until;
    if over && !is_under_way(gateway, head, id, &ticket).await? {
        return Ok(Admission::Refused(NotAdmitted::Expired));
    }
    let decision = ledger.decide(head, account, ticket.record, ticket.purpose).await?;
    let record = ledger.record(head, ticket.record).await?;
    match (decision, record) {
        (Decision::Granted(_), Some(record)) => {
            let grant = Arc::new(Grant { id, ticket, record });
            Ok(if over { Admission::Continued(grant) } else { Admission::Granted(grant) })
        }
        _ => Ok(Admission::Refused(NotAdmitted::NoLongerGranted)),
    }
}

/// True if something was handed out here under the ticket while it lasted, and that not too long ago.
async fn is_under_way(
    gateway: &Gateway,
    head: Head,
    id: TicketId,
    ticket: &Ticket<AccountId>,
) -> Result<bool, DatabaseError> {
    // Nothing is noted as served after a ticket's end.
    Ok(head.number < ticket.until.saturating_add(GRACE) && gateway.store.database.is_served(id).await?)
}

/// Opens the record of an admitted ticket for which the reader gives a receipt.
///
/// The serving is noted on disk, with the receipt, before anything is returned.
///
/// # Errors
/// [`AccessError`].
pub async fn open(
    gateway: &Gateway,
    head: Head,
    grant: &Grant,
    given: Option<Signature>,
) -> Result<Opened, AccessError> {
    let noting = receipt::check(gateway, head, grant, given).await?;
    let bytes =
        record_block(gateway, head, &grant.ticket.record, &grant.record, &grant.record.header).await?;
    let header = Header::decode(&bytes).map_err(|_| AccessError::Header)?;
    let transformed = match capsule_for(grant.ticket.basis, &header) {
        None => None,
        Some(kind) => transform_for(gateway, grant.ticket.accessor, header, kind).await?,
    };
    receipt::note(gateway, head, grant, noting).await?;
    Ok(Opened {
        record: grant.ticket.record,
        patient: grant.record.patient,
        header: bytes,
        content: grant.record.content,
        transformed,
    })
}

/// What is done with a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handing {
    /// It goes to the reader, who gives this receipt.
    Block(Option<Signature>),
    /// Nothing: the reader asks only whether it is here, and gets no byte of it. It needs no receipt.
    Nothing,
}

/// A block of the record of an admitted ticket.
///
/// # Errors
/// [`AccessError::NotHere`] also for a block that belongs to another record.
pub async fn block(
    gateway: &Gateway,
    head: Head,
    grant: &Grant,
    id: &ContentId,
    handing: Handing,
) -> Result<Bytes, AccessError> {
    let noting = match handing {
        Handing::Block(given) => Some(receipt::check(gateway, head, grant, given).await?),
        Handing::Nothing => None,
    };
    if !belongs(gateway, head, grant, id).await? {
        return Err(AccessError::NotHere);
    }
    let (name, ticket) = (&grant.ticket.record, Some(grant.id));
    let block = record_block_for(gateway, head, name, &grant.record, id, ticket).await?;
    if let Some(noting) = noting {
        receipt::note(gateway, head, grant, noting).await?;
    }
    Ok(block)
}

async fn belongs(gateway: &Gateway, head: Head, grant: &Grant, id: &ContentId) -> Result<bool, AccessError> {
    let (name, record) = (&grant.ticket.record, &grant.record);
    if *id == record.header || *id == record.content || gateway.store.database.is_block_of(name, id).await? {
        return Ok(true);
    }
    // The header's row is written together with all others: if it is there, the answer was final.
    if gateway.store.database.is_block_of(name, &record.header).await? {
        return Ok(false);
    }
    let blocks = blocks_of(gateway, head, name, record).await?;
    gateway.store.database.add_blocks(name, &blocks).await?;
    Ok(blocks.contains(id))
}

/// Does the pairings for `account`, if it registered a key that satisfies the policy of the ticket's capsule:
/// the emergency capsule is for tickets of an emergency, and for no other.
async fn transform_for(
    gateway: &Gateway,
    account: AccountId,
    header: Header,
    capsule: CapsuleKind,
) -> Result<Option<Vec<u8>>, AccessError> {
    let Some(bytes) = gateway.store.database.transform_key(&account).await? else { return Ok(None) };
    let _room = gateway.computing.pairings.acquire().await.map_err(|_| AccessError::Interrupted)?;
    let transformed = tokio::task::spawn_blocking(move || {
        let key = TransformKey::decode(&bytes).ok()?;
        // A key without the epochs of this header helps nothing; the holder decrypts alone or not at all.
        transform(header.capsule_of(capsule)?, &key).ok().map(|transformed| transformed.encode())
    })
    .await
    .map_err(|_| AccessError::Interrupted)?;
    if transformed.is_some() {
        gateway.metrics.transforms.inc();
    }
    Ok(transformed)
}

#[cfg(test)]
mod tests;
