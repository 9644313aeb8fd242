//! A record's blocks: from this organisation's pool, or from another one that keeps them.

use super::{
    peers::{Peer, PeerError, Reader},
    placement, PoolError,
};
use crate::{
    database::DatabaseError,
    ledger::{Head, LedgerError},
    state::{Gateway, KeepError, Roster},
};
use bytes::Bytes;
use salus_client::{
    account::AccountId,
    content::{Step, Walk},
};
use salus_envelope::Header;
use salus_primitives::{record::Record, ContentId, RecordId, TicketId};

/// Why a block was not had.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// Neither this gateway nor any other that answers has the bytes.
    #[error("no gateway that answers has these bytes")]
    NotHere,
    /// The header that the chain names is not one.
    #[error("the record's header cannot be read")]
    Header,
    /// The node does not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The disk failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

impl From<KeepError> for FetchError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Erased => Self::NotHere,
            KeepError::Database(error) => error.into(),
            KeepError::Pool(error) => error.into(),
        }
    }
}

/// All blocks of a record, found out from its header and the nodes of its tree.
pub async fn blocks_of(
    gateway: &Gateway,
    head: Head,
    name: &RecordId,
    record: &Record<AccountId>,
) -> Result<Vec<ContentId>, FetchError> {
    let header = record_block(gateway, head, name, record, &record.header).await?;
    let header = Header::decode(&header).map_err(|_| FetchError::Header)?;
    if header.content_length() > salus_envelope::padded_length(gateway.config.limits.record) {
        return Err(FetchError::NotHere);
    }
    let mut blocks = vec![record.header];
    let mut walk = Walk::new(record.content, header.ciphertext_length());
    while let Some(step) = walk.step().map_err(|_| FetchError::NotHere)? {
        match step {
            Step::Node(id) => {
                let node = record_block(gateway, head, name, record, &id).await?;
                walk.enter(&node).map_err(|_| FetchError::NotHere)?;
                blocks.push(id);
            }
            Step::Leaf { id, .. } => blocks.push(id),
        }
    }
    Ok(blocks)
}

/// A block of `record`, from this gateway's pool or from another that keeps it.
///
/// What this organisation is to keep and has lost is kept again.
pub async fn record_block(
    gateway: &Gateway,
    head: Head,
    name: &RecordId,
    record: &Record<AccountId>,
    id: &ContentId,
) -> Result<Bytes, FetchError> {
    record_block_for(gateway, head, name, record, id, None).await
}

/// The same for a reader who has `ticket`: an organisation that is to keep nothing of the record gets its content
/// under one alone.
pub async fn record_block_for(
    gateway: &Gateway,
    head: Head,
    name: &RecordId,
    record: &Record<AccountId>,
    id: &ContentId,
    ticket: Option<TicketId>,
) -> Result<Bytes, FetchError> {
    if let Some(block) = gateway.store.local_block(id).await? {
        return Ok(block);
    }
    let peers = sources(&gateway.roster, head, record).await?;
    let reader = ticket.map(|ticket| Reader { ticket, seen: head.number });
    let found: Result<Bytes, PeerError> = gateway.peers.block_for(&peers, id, reader).await;
    let block = found.map_err(|_| FetchError::NotHere)?;
    // First the row, then the file: what is on the disk can always be found and deleted.
    if *id == record.header {
        // Its row among the blocks would say that all others have theirs.
        gateway.store.database.note_header(name, id).await?;
        gateway.store.keep(name, id, block.clone()).await?;
    } else if keeps(&gateway.roster, head, record).await? {
        gateway.store.keep_listed(name, id, block.clone()).await?;
    }
    Ok(block)
}

/// The other organisations' gateways, those that keep `record` first.
///
/// # Errors
/// [`LedgerError`] if the node does not answer.
pub async fn sources(
    roster: &Roster,
    head: Head,
    record: &Record<AccountId>,
) -> Result<Vec<Peer>, LedgerError> {
    let organisations = roster.active_organisations(head).await?;
    let active = organisations.iter().map(|(id, _)| *id);
    let order = placement::keepers(&record.content, record.organisation, active, usize::MAX);
    let own = roster.own();
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
pub async fn keeps(roster: &Roster, head: Head, record: &Record<AccountId>) -> Result<bool, LedgerError> {
    let Some(own) = roster.organisation(head).await? else { return Ok(false) };
    let organisations = roster.active_organisations(head).await?;
    let active = organisations.iter().map(|(id, _)| *id);
    let copies = roster.copies(head).await?;
    Ok(placement::keepers(&record.content, record.organisation, active, copies).contains(&own))
}
