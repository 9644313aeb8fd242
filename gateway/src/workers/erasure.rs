//! The worker that deletes what patients had erased, and tells the chain that it is gone.
//!
//! Attested is only what has left the disk: a crash on the way repeats the deletion, which finds less to
//! do. From the moment a record is marked nothing that is still under way keeps a block of it again.
//!
//! A suspended or removed organisation cannot attest, and deletes all the same.

use super::{Worker, WorkerError};
use crate::{
    ledger::{Call, Head},
    pool::{discard::delete_blocks, PoolError},
    state::{Gateway, Store},
};
use salus_client::{account::AccountId, content};
use salus_primitives::{
    content::Codec, erasure::MAX_ERASURE_BATCH, record::Record, BlockNumber, ContentId, RecordId,
};
use std::collections::BTreeSet;

/// Most blocks of one record that are looked for beside those in the database: more than any record has.
const MAX_BLOCKS: usize = 16_384;

/// Deletes and attests.
#[derive(Default)]
pub(crate) struct Erasure {
    /// The block of the last attestation: what was attested in it is still listed before it.
    attested: BlockNumber,
}

impl Worker for Erasure {
    const WAITS: &'static str = "erasing waits for the next block";

    async fn round(&mut self, gateway: &Gateway, head: Head) -> Result<(), WorkerError> {
        if head.number >= self.attested {
            self.attested = round(gateway, head).await?.unwrap_or(self.attested);
        }
        Ok(())
    }
}

/// Deletes everything that waits at `head`; answers with the block of the last attestation.
async fn round(gateway: &Gateway, head: Head) -> Result<Option<BlockNumber>, WorkerError> {
    let active = gateway.roster.organisation(head).await?;
    let registered = match active {
        Some(own) => Some(own),
        None => gateway.roster.registered_organisation(head).await?,
    };
    let Some(own) = registered else { return Ok(None) };
    let (mut attested, mut cursor) = (None, None);
    loop {
        let page = gateway.ledger.erasures_for(head, own, cursor, MAX_ERASURE_BATCH).await?;
        let mut deleted = Vec::new();
        for named in page.items {
            if active.is_none() && is_deleted(&gateway.store, &named.id).await? {
                continue;
            }
            match delete(gateway, head, &named.id).await {
                Ok(()) => deleted.push(named.id),
                Err(WorkerError::Ledger(error)) => return Err(error.into()),
                // One record's trouble is not another's.
                Err(error) => tracing::error!(record = %named.id, %error, "a record could not be deleted"),
            }
        }
        gateway.metrics.records_erased.inc_by(deleted.len() as u64);
        if active.is_some() && !deleted.is_empty() {
            attested = Some(gateway.ledger.submit(Call::AttestErasure(deleted)).await?);
        }
        // A cursor that does not move would keep this loop here for ever.
        if page.next.is_none() || page.next == cursor {
            return Ok(attested);
        }
        cursor = page.next;
    }
}

/// True if nothing is left here of `id`.
async fn is_deleted(store: &Store, id: &RecordId) -> Result<bool, WorkerError> {
    Ok(store.database.is_erased(id).await? && store.database.blocks_of(id).await?.is_empty())
}

/// Deletes header and content of `id` from the pool, and all that is known of it.
pub(super) async fn delete(gateway: &Gateway, head: Head, id: &RecordId) -> Result<(), WorkerError> {
    // Absent if the others were a majority without this organisation.
    let record = gateway.ledger.record(head, *id).await?;
    let _alone = gateway.store.storing.write().await;
    gateway.store.database.mark_erased(id).await?;
    // Headers are listed on their own, too: those that were fetched for a reader.
    let mut blocks: BTreeSet<ContentId> = gateway.store.database.blocks_of(id).await?.into_iter().collect();
    if let Some(record) = record {
        add_local_blocks(&gateway.store, &record, &mut blocks).await?;
    }
    delete_blocks(&gateway.store, id, blocks).await?;
    // The rows last: until then they say what is still to be deleted.
    gateway.store.database.forget_record(id).await?;
    Ok(())
}

/// Adds what `record` itself names, and what the nodes of its tree that are here name: after the
/// database was lost there is no other list.
async fn add_local_blocks(
    store: &Store,
    record: &Record<AccountId>,
    blocks: &mut BTreeSet<ContentId>,
) -> Result<(), PoolError> {
    blocks.insert(record.header);
    let mut pending = vec![record.content];
    let mut nodes = BTreeSet::new();
    while let Some(id) = pending.pop() {
        blocks.insert(id);
        if id.codec() != Codec::DagPb || nodes.len() >= MAX_BLOCKS || !nodes.insert(id) {
            continue;
        }
        if let Some(node) = store.local_block(&id).await? {
            pending.extend(content::links(&node).map(|node| node.links).unwrap_or_default());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
