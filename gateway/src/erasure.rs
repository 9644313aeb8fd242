//! The worker that deletes what patients had erased, and tells the chain that it is gone.
//!
//! Attested is only what has left the disk: a crash on the way repeats the deletion, which finds less to
//! do. From the moment a record is marked nothing that is still under way keeps a block of it again.

use crate::{
    database::DatabaseError,
    ledger::{Call, Head, LedgerError},
    pool::PoolError,
    state::Gateway,
};
use salus_client::{account::AccountId, content};
use salus_primitives::{
    content::Codec, erasure::MAX_ERASURE_BATCH, record::Record, BlockNumber, ContentId, RecordId,
};
use std::{collections::BTreeSet, sync::Arc};
use tokio_util::sync::CancellationToken;

/// Most blocks of one record that are looked for beside those in the database: more than any record has.
const MAX_BLOCKS: usize = 16_384;

/// Deletes and attests with every finalised block until `stop`.
pub async fn run(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut heads = gateway.ledger.heads();
    let mut attested = 0;
    loop {
        let head = *heads.borrow_and_update();
        // What was attested in a block is still listed before that block.
        if let Some(head) = head.filter(|head| head.number >= attested) {
            let round = tokio::select! {
                () = stop.cancelled() => return,
                round = round(&gateway, head) => round,
            };
            match round {
                Ok(block) => attested = block.unwrap_or(attested),
                Err(error) => tracing::warn!(%error, "erasing waits for the next block"),
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.changed() => if changed.is_err() { return },
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Setback {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// Deletes everything that waits at `head`; answers with the block of the last attestation.
async fn round(gateway: &Gateway, head: Head) -> Result<Option<BlockNumber>, Setback> {
    let Some(own) = gateway.organisation(head).await? else { return Ok(None) };
    let (mut attested, mut cursor) = (None, None);
    loop {
        let page = gateway.ledger.erasures_for(head, own, cursor, MAX_ERASURE_BATCH).await?;
        let mut deleted = Vec::new();
        for named in page.items {
            match delete(gateway, head, &named.id).await {
                Ok(()) => deleted.push(named.id),
                Err(Setback::Ledger(error)) => return Err(error.into()),
                // One record's trouble is not another's.
                Err(error) => tracing::error!(record = %named.id, %error, "a record could not be deleted"),
            }
        }
        if !deleted.is_empty() {
            let count = deleted.len() as u64;
            attested = Some(gateway.ledger.submit(Call::AttestErasure(deleted)).await?);
            gateway.metrics.records_erased.inc_by(count);
        }
        // A cursor that does not move would keep this loop here for ever.
        if page.next.is_none() || page.next == cursor {
            return Ok(attested);
        }
        cursor = page.next;
    }
}

/// Deletes header and content of `id` from the pool, and all that is known of it.
async fn delete(gateway: &Gateway, head: Head, id: &RecordId) -> Result<(), Setback> {
    // Absent if the others were a majority without this organisation.
    let record = gateway.ledger.record(head, *id).await?;
    let _alone = gateway.storing.write().await;
    gateway.database.mark_erased(id).await?;
    // Headers are listed on their own, too: those that were fetched for a reader.
    let mut blocks: BTreeSet<ContentId> = gateway.database.blocks_of(id).await?.into_iter().collect();
    if let Some(record) = record {
        add_local_blocks(gateway, &record, &mut blocks).await?;
    }
    let mut gone = Vec::new();
    for block in blocks {
        if !gateway.database.is_needed_beside(id, &block).await? {
            gateway.pool.delete(&block).await?;
            gone.push(block);
        }
    }
    gateway.pool.sync_deletions(&gone).await?;
    // The rows last: until then they say what is still to be deleted.
    gateway.database.forget_record(id).await?;
    Ok(())
}

/// Adds what `record` itself names, and what the nodes of its tree that are here name: after the
/// database was lost there is no other list.
async fn add_local_blocks(
    gateway: &Gateway,
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
        if let Some(node) = gateway.local_block(&id).await? {
            pending.extend(content::links(&node).map(|node| node.links).unwrap_or_default());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
