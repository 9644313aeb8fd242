//! The worker that deletes what is here of records that never came in, or that were erased.
//!
//! A record that missed its majority is readable by nobody. Whoever checked it has blocks of it: a few records are
//! looked at with every block, so that a gateway that was away while the chain decided deletes them in time, too. The
//! gateway that filed it keeps it and files it again.
//!
//! A data folder that was restored from a backup holds what was erased since, and the chain lists an erasure no more
//! once it was attested. So at the start every record that is here is held against the chain, before any block is
//! handed out.

use super::{erasure, Worker, WorkerError};
use crate::{
    database::submissions::Stage, intake::advance::clear_failed, ledger::Head, pool::discard::discard,
    state::Gateway,
};
use futures::{stream, StreamExt};
use salus_primitives::{record::RecordStatus, RecordId};

/// Records that are looked at with every finalised block.
const ROUND: usize = 16;
/// Records of one step of the look at all of them.
const PAGE: usize = 256;
/// Records that are looked at at the same time.
const AT_ONCE: usize = 16;

/// Looks at records and deletes what is left of those that never came in or were erased.
#[derive(Default)]
pub(crate) struct Leftovers {
    /// The last record that was looked at.
    cursor: Option<RecordId>,
}

impl Worker for Leftovers {
    const WAITS: &'static str = "deleting what never came in or was erased waits for the next block";

    async fn round(&mut self, gateway: &Gateway, head: Head) -> Result<(), WorkerError> {
        if !gateway.store.is_reconciled() {
            while self.reconcile(gateway).await? {}
            gateway.store.reconciled();
            tracing::info!("every record that is here was held against the chain");
        }
        self.cursor = round(gateway, head, self.cursor).await?;
        Ok(())
    }
}

impl Leftovers {
    /// Goes on with the look at all records that are here. False at its end.
    async fn reconcile(&mut self, gateway: &Gateway) -> Result<bool, WorkerError> {
        let head = gateway.ledger.head()?;
        let (mut page, mut last) = (Vec::new(), self.cursor);
        while page.len() < PAGE {
            let Some(record) = gateway.store.database.next_with_blocks(last).await? else { break };
            page.push(record);
            last = Some(record);
        }
        let ended = page.len() < PAGE;
        let looked: Vec<_> = stream::iter(page)
            .map(|record| async move { clear(gateway, head, &record).await })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        // Until all is well nothing is handed out: what cannot be deleted may be what was erased.
        looked.into_iter().collect::<Result<Vec<()>, _>>()?;
        self.cursor = last.filter(|_| !ended);
        Ok(!ended)
    }
}

/// Looks at the next records after `cursor`; answers with the last of them, or nothing at the end.
async fn round(
    gateway: &Gateway,
    head: Head,
    mut cursor: Option<RecordId>,
) -> Result<Option<RecordId>, WorkerError> {
    for _ in 0..ROUND {
        let Some(record) = gateway.store.database.next_with_blocks(cursor).await? else { return Ok(None) };
        match clear(gateway, head, &record).await {
            Ok(()) => {}
            Err(WorkerError::Ledger(error)) => return Err(error.into()),
            // One record's trouble is not another's.
            Err(error) => tracing::error!(%record, %error, "what is left of a record could not be deleted"),
        }
        cursor = Some(record);
    }
    Ok(cursor)
}

/// Deletes what is here of `id`, if it never came in or was erased.
async fn clear(gateway: &Gateway, head: Head, id: &RecordId) -> Result<(), WorkerError> {
    match gateway.ledger.record(head, *id).await?.map(|record| record.status) {
        Some(RecordStatus::Lapsed) => clear_lapsed(gateway, id).await,
        // Whether or not this organisation has attested it.
        Some(RecordStatus::Erasing) => erasure::delete(gateway, head, id).await,
        // It is in, or may come in.
        Some(_) => Ok(()),
        None => clear_absent(gateway, head, id).await,
    }
}

/// Deletes what is here of `id`, which missed its majority, unless it is filed again from here.
async fn clear_lapsed(gateway: &Gateway, id: &RecordId) -> Result<(), WorkerError> {
    match gateway.store.database.submission(id).await?.map(|known| known.stage) {
        Some(Stage::Received | Stage::Stored | Stage::Submitted) => Ok(()),
        Some(Stage::Failed) => Ok(clear_failed(gateway, id).await?),
        Some(Stage::Active | Stage::Lapsed) | None => {
            // First the verdict: it says that the blocks are here.
            gateway.store.database.forget_verdict(id).await?;
            Ok(discard(&gateway.store, id).await?)
        }
    }
}

/// Deletes what is here of `id`, which is not on the chain, unless it is about to be.
async fn clear_absent(gateway: &Gateway, head: Head, id: &RecordId) -> Result<(), WorkerError> {
    // Nobody hands it in right now.
    let Some(_claim) = gateway.intake.receiving.claim(*id) else { return Ok(()) };
    if gateway.ledger.was_erased(head, *id).await? {
        return erasure::delete(gateway, head, id).await;
    }
    // Whatever was still under way for an erased record left rows, and no files.
    if gateway.store.database.is_erased(id).await? {
        return Ok(discard(&gateway.store, id).await?);
    }
    Ok(clear_failed(gateway, id).await?)
}

#[cfg(test)]
mod tests;
