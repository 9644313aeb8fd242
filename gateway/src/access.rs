//! Opening a record: who may, and what is handed out.
//!
//! A ticket alone opens nothing. It must be in a finalised block of the own node, be the caller's,
//! not have expired, and what it was issued for must still be granted by the last finalised block: so
//! a doctor who was revoked is refused even with tickets from before.

use crate::{
    database::DatabaseError,
    ledger::{Head, LedgerError},
    peers::{Peer, PeerError},
    placement,
    pool::PoolError,
    revocation,
    state::{Gateway, KeepError},
};
use bytes::Bytes;
use salus_abe::{transform, TransformKey};
use salus_client::{account::AccountId, record::Door};
use salus_envelope::Header;
use salus_primitives::{
    consent::{Basis, Decision, Ticket},
    record::Record,
    ContentId, RecordId, TicketId,
};
use std::sync::Arc;

/// What a ticket is worth at one block.
#[derive(Clone, Debug)]
pub enum Admission {
    /// It opens its record.
    Granted(Arc<Grant>),
    /// It opens nothing.
    Refused(NotAdmitted),
}

/// Why a ticket opens nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAdmitted {
    /// There is no such ticket, or it is somebody else's: the asker cannot tell which.
    NoSuchTicket,
    /// Its time is over.
    Expired,
    /// What it was issued for is not granted any more.
    NoLongerGranted,
}

/// A ticket that opens its record.
#[derive(Clone, Debug)]
pub struct Grant {
    /// The ticket's number.
    pub id: TicketId,
    /// The ticket.
    pub ticket: Ticket<AccountId>,
    /// The record it opens.
    pub record: Record<AccountId>,
}

/// Why nothing was handed out.
#[derive(Debug, thiserror::Error)]
pub enum AccessError {
    /// The ticket does not open it.
    #[error("the ticket does not open the record")]
    NotAdmitted(NotAdmitted),
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

impl From<KeepError> for AccessError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Erased => Self::NotHere,
            KeepError::Database(error) => error.into(),
            KeepError::Pool(error) => error.into(),
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

/// Decides what `ticket` is worth in the hands of `account` at `head`.
///
/// # Errors
/// [`AccessError`] if it cannot be decided; then nothing may be handed out.
pub async fn admit(
    gateway: &Gateway,
    head: Head,
    ticket: TicketId,
    account: AccountId,
) -> Result<Arc<Grant>, AccessError> {
    let key = (ticket, account);
    let admission = match gateway.admissions.get(head.number, &key) {
        Some(admission) => admission,
        None => {
            let admission = decide(gateway, head, ticket, account).await?;
            gateway.admissions.insert(head.number, key, admission.clone());
            admission
        }
    };
    match admission {
        Admission::Granted(grant) => Ok(grant),
        Admission::Refused(reason) => {
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
    let ledger = &gateway.ledger;
    let Some(ticket) = ledger.ticket(head, id).await?.filter(|ticket| ticket.accessor == account) else {
        return Ok(Admission::Refused(NotAdmitted::NoSuchTicket));
    };
    if head.number >= ticket.until {
        return Ok(Admission::Refused(NotAdmitted::Expired));
    }
    let decision = ledger.decide(head, account, ticket.record, ticket.purpose).await?;
    let record = ledger.record(head, ticket.record).await?;
    match (decision, record) {
        (Decision::Granted(_), Some(record)) => {
            Ok(Admission::Granted(Arc::new(Grant { id, ticket, record })))
        }
        _ => {
            if matches!(ticket.basis, Basis::Policy(_) | Basis::Emergency(_)) {
                revocation::recheck(gateway, head, account).await?;
            }
            Ok(Admission::Refused(NotAdmitted::NoLongerGranted))
        }
    }
}

/// Opens the record of an admitted ticket.
///
/// The serving is noted on disk before anything is returned.
///
/// # Errors
/// [`AccessError`].
pub async fn open(gateway: &Gateway, head: Head, grant: &Grant) -> Result<Opened, AccessError> {
    let bytes =
        record_block(gateway, head, &grant.ticket.record, &grant.record, &grant.record.header).await?;
    let header = Header::decode(&bytes).map_err(|_| AccessError::Header)?;
    let transformed = match Door::of(grant.ticket.basis, &header) {
        Door::Patient => None,
        door => transform_for(gateway, grant.ticket.accessor, header, door).await?,
    };
    note_served(gateway, grant).await?;
    Ok(Opened {
        record: grant.ticket.record,
        patient: grant.record.patient,
        header: bytes,
        content: grant.record.content,
        transformed,
    })
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
) -> Result<Bytes, AccessError> {
    if !belongs(gateway, head, grant, id).await? {
        return Err(AccessError::NotHere);
    }
    let block = record_block(gateway, head, &grant.ticket.record, &grant.record, id).await?;
    note_served(gateway, grant).await?;
    Ok(block)
}

/// Tells the chain, in time, that the ticket was served; the patient then sees it.
async fn note_served(gateway: &Gateway, grant: &Grant) -> Result<(), DatabaseError> {
    if grant.ticket.served.is_some() {
        return Ok(());
    }
    gateway.database.note_served(grant.id).await
}

async fn belongs(gateway: &Gateway, head: Head, grant: &Grant, id: &ContentId) -> Result<bool, AccessError> {
    let (name, record) = (&grant.ticket.record, &grant.record);
    if *id == record.header || *id == record.content || gateway.database.is_block_of(name, id).await? {
        return Ok(true);
    }
    // The header's row is written together with all others: if it is there, the answer was final.
    if gateway.database.is_block_of(name, &record.header).await? {
        return Ok(false);
    }
    let blocks = blocks_of(gateway, head, name, record).await?;
    gateway.database.add_blocks(name, &blocks).await?;
    Ok(blocks.contains(id))
}

/// All blocks of a record, found out from its header and the nodes of its tree.
pub(crate) async fn blocks_of(
    gateway: &Gateway,
    head: Head,
    name: &RecordId,
    record: &Record<AccountId>,
) -> Result<Vec<ContentId>, AccessError> {
    use salus_client::content::{Step, Walk};
    let header = record_block(gateway, head, name, record, &record.header).await?;
    let header = Header::decode(&header).map_err(|_| AccessError::Header)?;
    if header.content_length() > gateway.config.limits.record {
        return Err(AccessError::NotHere);
    }
    let mut blocks = vec![record.header];
    let mut walk = Walk::new(record.content, header.ciphertext_length());
    while let Some(step) = walk.step().map_err(|_| AccessError::NotHere)? {
        match step {
            Step::Node(id) => {
                let node = record_block(gateway, head, name, record, &id).await?;
                walk.enter(&node).map_err(|_| AccessError::NotHere)?;
                blocks.push(id);
            }
            Step::Leaf { id, .. } => blocks.push(id),
        }
    }
    Ok(blocks)
}

/// A block of `record`, from the own pool or from whoever keeps it.
///
/// What this organisation is to keep and has lost is kept again.
pub(crate) async fn record_block(
    gateway: &Gateway,
    head: Head,
    name: &RecordId,
    record: &Record<AccountId>,
    id: &ContentId,
) -> Result<Bytes, AccessError> {
    if let Some(block) = gateway.local_block(id).await? {
        return Ok(block);
    }
    let peers = sources(gateway, head, record).await?;
    let block = gateway.peers.block_from(&peers, id).await.map_err(|_: PeerError| AccessError::NotHere)?;
    // First the row, then the file: what is on the disk can always be found and deleted.
    if *id == record.header {
        // Its row among the blocks would say that all others have theirs.
        gateway.database.note_header(name, id).await?;
        gateway.keep(name, id, block.clone()).await?;
    } else if keeps(gateway, head, record).await? {
        gateway.database.add_blocks(name, &[*id]).await?;
        gateway.keep(name, id, block.clone()).await?;
    }
    Ok(block)
}

/// The other organisations' gateways, those that keep `record` first.
///
/// # Errors
/// [`LedgerError`] if the node does not answer.
pub async fn sources(
    gateway: &Gateway,
    head: Head,
    record: &Record<AccountId>,
) -> Result<Vec<Peer>, LedgerError> {
    let organisations = gateway.active_organisations(head).await?;
    let active = organisations.iter().map(|(id, _)| *id);
    let order = placement::keepers(&record.content, record.organisation, active, usize::MAX);
    let own = gateway.account.id();
    Ok(order
        .into_iter()
        .filter_map(|wanted| organisations.iter().find(|(id, _)| *id == wanted))
        .map(|(id, organisation)| Peer::of(*id, organisation))
        .filter(|peer| peer.account != own)
        .collect())
}

/// True if this organisation is to keep the content of `record`.
///
/// # Errors
/// [`LedgerError`] if the node does not answer.
pub async fn keeps(gateway: &Gateway, head: Head, record: &Record<AccountId>) -> Result<bool, LedgerError> {
    let Some(own) = gateway.organisation(head).await? else { return Ok(false) };
    let organisations = gateway.active_organisations(head).await?;
    let active = organisations.iter().map(|(id, _)| *id);
    let keepers =
        placement::keepers(&record.content, record.organisation, active, gateway.config.replication);
    Ok(keepers.contains(&own))
}

/// Does the pairings for `account`, if it registered a key that satisfies the policy of the ticket's capsule:
/// the emergency capsule is for tickets of an emergency, and for no other.
async fn transform_for(
    gateway: &Gateway,
    account: AccountId,
    header: Header,
    door: Door,
) -> Result<Option<Vec<u8>>, AccessError> {
    let Some(bytes) = gateway.database.transform_key(&account).await? else { return Ok(None) };
    let _room = gateway.pairings.acquire().await.map_err(|_| AccessError::Interrupted)?;
    let transformed = tokio::task::spawn_blocking(move || {
        let key = TransformKey::decode(&bytes).ok()?;
        // A key without the epochs of this header helps nothing; the holder decrypts alone or not at all.
        transform(door.capsule(&header)?, &key).ok().map(|transformed| transformed.encode())
    })
    .await
    .map_err(|_| AccessError::Interrupted)?;
    if transformed.is_some() {
        gateway.metrics.transforms.inc();
    }
    Ok(transformed)
}

/// Deletes every block of `record` that nothing else needs. A crash on the way leaves the rest to be deleted.
///
/// # Errors
/// [`AccessError`] if the database or the disk fails.
pub async fn discard(gateway: &Gateway, record: &RecordId) -> Result<(), AccessError> {
    // Most have none: nobody who stores a block is to wait for that.
    if gateway.database.blocks_of(record).await?.is_empty() {
        return Ok(());
    }
    let _alone = gateway.storing.write().await;
    let mut gone = Vec::new();
    for block in gateway.database.blocks_of(record).await? {
        if !gateway.database.is_needed_beside(record, &block).await? {
            gateway.pool.delete(&block).await?;
            gone.push(block);
        }
    }
    gateway.pool.sync_deletions(&gone).await?;
    // The rows last: until then they say what is still to be deleted.
    gateway.database.forget_blocks(record).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
