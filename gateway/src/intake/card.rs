//! Key cards: what a patient's records are sealed to.

use super::IntakeError;
use crate::{
    database::blocks::Document,
    ledger::Head,
    pool::peers::{Peer, PeerError},
    state::Gateway,
};
use bytes::Bytes;
use salus_client::{account::AccountId, card::KeyCard};
use salus_primitives::{content::Codec, ContentId};

/// The card that the chain names for `account`, from this gateway's pool or from any other gateway.
///
/// Its bytes are checked against the name, its signature against the account.
///
/// # Errors
/// [`IntakeError::NoCard`] if nobody has it, [`IntakeError::Card`] if it is somebody else's.
pub async fn card_of(
    gateway: &Gateway,
    head: Head,
    account: AccountId,
    id: &ContentId,
) -> Result<KeyCard, IntakeError> {
    let block = match gateway.store.local_block(id).await? {
        Some(block) => block,
        None => {
            let block = from_peers(gateway, head, id).await?.ok_or(IntakeError::NoCard)?;
            keep(gateway, id, block.clone(), Document::Card).await?;
            block
        }
    };
    let card = KeyCard::decode(&block).map_err(|error| IntakeError::Card(error.to_string()))?;
    if card.account() != account {
        return Err(IntakeError::Card("it names another account".into()));
    }
    Ok(card)
}

/// Keeps a document in the pool, where members find it.
///
/// # Errors
/// [`IntakeError`] if the database or the disk fails.
pub async fn keep(
    gateway: &Gateway,
    id: &ContentId,
    block: Bytes,
    kind: Document,
) -> Result<(), IntakeError> {
    // First the row, then the file: what is on the disk is always known. A row alone is no harm: the block is then
    // asked of other gateways.
    gateway.store.database.add_document(id, kind).await?;
    gateway.store.pool.put(id, block).await?;
    Ok(())
}

/// A block from whichever other gateway has it; nothing if none has.
///
/// # Errors
/// [`IntakeError::Ledger`] if the node does not answer.
pub async fn from_peers(gateway: &Gateway, head: Head, id: &ContentId) -> Result<Option<Bytes>, IntakeError> {
    if id.codec() != Codec::Raw {
        return Ok(None);
    }
    let own = gateway.account.id();
    let organisations = gateway.roster.active_organisations(head).await?;
    let peers: Vec<Peer> = organisations
        .iter()
        .map(|(id, organisation)| Peer::of(*id, organisation))
        .filter(|peer| peer.account != own)
        .collect();
    let found: Result<Bytes, PeerError> = gateway.peers.block_from(&peers, id).await;
    Ok(found.ok())
}
