//! The worker that deletes what is here of records that never came in.
//!
//! A record that missed its majority is readable by nobody, and what the chain refused is handed in anew or not at
//! all. Whoever filed or checked it has blocks of it: a few records are looked at with every block, so that
//! one that stopped, or was away, while the chain decided deletes them in time, too.

use crate::{
    access::{self, AccessError},
    database::submissions::Stage,
    ledger::Head,
    state::Gateway,
};
use salus_primitives::{record::RecordStatus, RecordId};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Records that are looked at with every finalised block.
const ROUND: usize = 16;

/// Looks and deletes with every finalised block until `stop`.
pub async fn run(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut heads = gateway.ledger.heads();
    let mut cursor = None;
    loop {
        let head = *heads.borrow_and_update();
        if let Some(head) = head {
            let round = tokio::select! {
                () = stop.cancelled() => return,
                round = round(&gateway, head, cursor) => round,
            };
            match round {
                Ok(next) => cursor = next,
                Err(error) => tracing::warn!(%error, "deleting what never came in waits for the next block"),
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.changed() => if changed.is_err() { return },
        }
    }
}

/// Looks at the next records after `cursor`; answers with the last of them, or nothing at the end.
async fn round(
    gateway: &Gateway,
    head: Head,
    mut cursor: Option<RecordId>,
) -> Result<Option<RecordId>, AccessError> {
    for _ in 0..ROUND {
        let Some(record) = gateway.database.next_with_blocks(cursor).await? else { return Ok(None) };
        match clear(gateway, head, &record).await {
            Ok(()) => {}
            Err(AccessError::Ledger(error)) => return Err(error.into()),
            // One record's trouble is not another's.
            Err(error) => tracing::error!(%record, %error, "what is left of a record could not be deleted"),
        }
        cursor = Some(record);
    }
    Ok(cursor)
}

/// Deletes what is here of `id`, if it never came in or was erased.
async fn clear(gateway: &Gateway, head: Head, id: &RecordId) -> Result<(), AccessError> {
    match gateway.ledger.record(head, *id).await? {
        Some(record) if record.status == RecordStatus::Lapsed => access::discard(gateway, id).await,
        // It is in, may come in, or is deleted by whoever attests its erasure.
        Some(_) => Ok(()),
        None => clear_absent(gateway, id).await,
    }
}

/// Deletes what is here of `id`, which is not on the chain, unless it is on its way there.
async fn clear_absent(gateway: &Gateway, id: &RecordId) -> Result<(), AccessError> {
    // Nobody hands it in right now.
    let Some(_claim) = gateway.receiving.claim(*id) else { return Ok(()) };
    let known = gateway.database.submission(id).await?;
    let failed = known.is_some_and(|known| known.stage == Stage::Failed);
    // Whatever was still under way for an erased record left rows, and no files.
    if failed || gateway.database.is_erased(id).await? {
        access::discard(gateway, id).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
