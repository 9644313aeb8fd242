//! The way of a stored record onto the chain and to its majority, over restarts and outages.

use super::{filing, obstacles, obstacles::Obstacle, renewal, IntakeError};
use crate::{
    database::submissions::{Sealed, Stage, Submission},
    ledger::{Call, Head, LedgerError},
    pauses::Pauses,
    pool::discard::discard,
    state::Gateway,
    workers::{Worker, WorkerError},
};
use futures::{stream, StreamExt};
use salus_client::account::AccountId;
use salus_primitives::{
    record::{Record, RecordStatus, REOPEN_AFTER},
    BlockNumber, RecordId,
};
use std::{
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{timeout_at, Instant};

/// Submissions that are brought onto the chain at the same time.
const AT_ONCE: usize = 128;
/// Submissions that are read from the database at a time.
const PAGE: u32 = 256;
/// What a submission failed for when the id is taken on the chain.
const TAKEN: &str = "record-id-taken";
/// What a submission waits for when too few organisations endorsed it in time.
const MAJORITY_MISSED: &str = "majority-missed";
/// The chain refuses a call whose record it has, or had before it was erased.
const ALREADY_EXISTS: &str = "EhrRegistry::AlreadyExists";
/// The chain refuses a call as long as too many of the organisation's records wait for their majority.
const TOO_MANY_PENDING: &str = "EhrRegistry::TooManyPending";
/// How long the block of a refusal is waited for: three blocks' time.
const PATIENCE: Duration = Duration::from_secs(6);
/// Blocks between two looks at why a record is not endorsed.
const LOOKS: BlockNumber = 16;
/// Longest pause before a record that missed its majority is filed again, in blocks: a day. Each attempt is in its
/// patient's trail.
const LONGEST_PAUSE: BlockNumber = 43_200;

/// Brings `record` onto the chain and answers with what became of it.
///
/// # Errors
/// [`IntakeError::Waiting`] if that takes longer than a request may, or the node does not answer, and
/// [`IntakeError::Held`] if something else must change first; it goes on by itself.
/// [`IntakeError::Refused`] if the chain will never take it.
pub async fn until_submitted(gateway: &Arc<Gateway>, record: RecordId) -> Result<Submission, IntakeError> {
    let deadline = Instant::now().checked_add(gateway.config.limits.request_timeout);
    let deadline = deadline.unwrap_or_else(Instant::now);
    let mut progress = gateway.intake.progress.subscribe();
    loop {
        progress.mark_unchanged();
        let known = gateway.store.database.submission(&record).await?.ok_or(IntakeError::Lost)?;
        match known.stage {
            Stage::Submitted | Stage::Active | Stage::Lapsed => return Ok(known),
            Stage::Failed => return Err(IntakeError::Refused(known.reason.unwrap_or_default())),
            Stage::Received => return Err(IntakeError::InProgress),
            Stage::Stored => {}
        }
        let step = {
            let gateway = Arc::clone(gateway);
            // Not cut off with the request: the call may be on its way to the chain.
            let tracked = Arc::clone(&gateway);
            tracked.tasks.spawn(async move { advance(&gateway, record).await })
        };
        match timeout_at(deadline, step).await {
            Err(_) => return Err(IntakeError::Waiting),
            Ok(Err(_)) => return Err(IntakeError::Interrupted),
            Ok(Ok(Ok(true))) => {}
            Ok(Ok(Ok(false))) => {
                // Somebody else is at it.
                if timeout_at(deadline, progress.changed()).await.is_err() {
                    return Err(IntakeError::Waiting);
                }
            }
            Ok(Ok(Err(IntakeError::Ledger(error)))) => {
                tracing::debug!(%error, "a stored record waits");
                return Err(IntakeError::Waiting);
            }
            Ok(Ok(Err(error))) => return Err(error),
        }
    }
}

/// Takes `record` as many stages further as it goes. False if somebody else is at it.
async fn advance(gateway: &Gateway, record: RecordId) -> Result<bool, IntakeError> {
    let Some(_claim) = gateway.intake.advancing.claim(record) else { return Ok(false) };
    let Some(known) = gateway.store.database.submission(&record).await? else { return Ok(true) };
    let head = gateway.ledger.head()?;
    match (known.stage, &known.sealed) {
        (Stage::Stored, Some(sealed)) => submit(gateway, head, &known, sealed).await?,
        (Stage::Submitted, _) => settle(gateway, head, &known).await?,
        _ => {}
    }
    Ok(true)
}

async fn submit(
    gateway: &Gateway,
    head: Head,
    known: &Submission,
    sealed: &Sealed,
) -> Result<(), IntakeError> {
    let particulars = &known.particulars;
    let record = particulars.record;
    match gateway.ledger.record(head, record).await? {
        Some(lapsed) if is_to_reopen(&lapsed, sealed) => {
            if head.number < reopens_at(&lapsed, known.attempts) {
                return Err(waits(known));
            }
        }
        Some(found) => return note_found(gateway, sealed, record, &found).await,
        None => {}
    }
    if !postponed(gateway).is_over(&record, head.number) {
        return Err(waits(known));
    }
    let policy = match obstacles::look(gateway, head, particulars).await? {
        Ok(policy) => policy,
        Err(obstacle) => return note_obstacle(gateway, head, &record, obstacle).await,
    };
    let sealed = match renewal::current(gateway, head, known, *sealed, &policy).await? {
        Ok(sealed) => sealed,
        Err(obstacle) => return note_obstacle(gateway, head, &record, obstacle).await,
    };
    let call = Call::Submit {
        record,
        patient: particulars.patient,
        author: particulars.author,
        policy: sealed.policy,
        content: sealed.content,
        header: sealed.header,
        previous: particulars.previous,
    };
    match gateway.ledger.submit(call).await {
        Ok(block) => note_submitted(gateway, &record, block).await,
        Err(LedgerError::Refused { reason, block }) => {
            note_refused(gateway, &sealed, record, &reason, block).await
        }
        Err(error) => Err(error.into()),
    }
}

/// True if the record missed its majority with the content that is here, and can be filed again.
fn is_to_reopen(found: &Record<AccountId>, sealed: &Sealed) -> bool {
    found.status == RecordStatus::Lapsed && found.content == sealed.content
}

/// The block at which a record is filed again after the `attempts`-th time that it missed its majority.
fn reopens_at(lapsed: &Record<AccountId>, attempts: u32) -> BlockNumber {
    let doublings = attempts.saturating_sub(1);
    let pause = REOPEN_AFTER.checked_mul(1u32.checked_shl(doublings).unwrap_or(u32::MAX));
    lapsed.deadline.saturating_add(pause.unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE))
}

/// What a sender is told of a submission that waits.
fn waits(known: &Submission) -> IntakeError {
    known.reason.clone().map_or(IntakeError::Waiting, IntakeError::Held)
}

/// Finds out what it means that the chain refused the call in `block`, or before it.
async fn note_refused(
    gateway: &Gateway,
    sealed: &Sealed,
    record: RecordId,
    reason: &str,
    block: BlockNumber,
) -> Result<(), IntakeError> {
    // A call from before a crash may have come first: then the record is there, and ours. A head from before that
    // block does not show it, and what is deleted here is nowhere else yet.
    let head = gateway.ledger.head_from(block, PATIENCE).await?;
    if let Some(found) = gateway.ledger.record(head, record).await? {
        if !is_to_reopen(&found, sealed) {
            return note_found(gateway, sealed, record, &found).await;
        }
    }
    if reason == ALREADY_EXISTS && gateway.ledger.was_erased(head, record).await? {
        return note_failed(gateway, &record, TAKEN).await;
    }
    if matches!(reason, ALREADY_EXISTS | TOO_MANY_PENDING) {
        // Nothing is wrong with the record: a later block shows it, or has room for it.
        postponed(gateway).lengthen(record, head.number);
        return Err(IntakeError::Waiting);
    }
    note_obstacle(gateway, head, &record, Obstacle::of_refusal(reason)).await
}

fn postponed(gateway: &Gateway) -> MutexGuard<'_, Pauses> {
    gateway.intake.postponed.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Gives a record up for what stands in its way, or lets it wait.
async fn note_obstacle(
    gateway: &Gateway,
    head: Head,
    record: &RecordId,
    obstacle: Obstacle,
) -> Result<(), IntakeError> {
    match obstacle {
        Obstacle::Final(reason) => note_failed(gateway, record, &reason).await,
        Obstacle::Passing(reason) => {
            gateway.store.database.submission_waits(record, &reason).await?;
            postponed(gateway).lengthen(*record, head.number);
            Err(IntakeError::Held(reason))
        }
    }
}

async fn note_found(
    gateway: &Gateway,
    sealed: &Sealed,
    record: RecordId,
    found: &Record<AccountId>,
) -> Result<(), IntakeError> {
    // Nobody else can have encrypted to the same bytes. The header may be another by now.
    if found.content == sealed.content {
        note_submitted(gateway, &record, found.submitted_at).await
    } else {
        note_failed(gateway, &record, TAKEN).await
    }
}

async fn note_submitted(gateway: &Gateway, record: &RecordId, block: u32) -> Result<(), IntakeError> {
    if gateway.store.database.submission_submitted(record, block).await? {
        gateway.metrics.records_filed.inc();
    }
    postponed(gateway).forget(record);
    gateway.intake.note_progress();
    Ok(())
}

async fn note_failed(gateway: &Gateway, record: &RecordId, reason: &str) -> Result<(), IntakeError> {
    tracing::warn!(%record, reason, "a submission failed");
    gateway.store.database.submission_failed(record, reason).await?;
    postponed(gateway).forget(record);
    clear_failed(gateway, record).await?;
    gateway.intake.note_progress();
    Ok(())
}

/// Deletes the blocks of a record that failed, unless its sender was told that it is safe: then the sender must know
/// first that it is not.
///
/// # Errors
/// [`IntakeError`] if the database or the disk fails.
pub(crate) async fn clear_failed(gateway: &Gateway, record: &RecordId) -> Result<(), IntakeError> {
    let known = gateway.store.database.submission(record).await?;
    if known.is_some_and(|known| known.stage == Stage::Failed && !known.promised) {
        discard(&gateway.store, record).await?;
    }
    Ok(())
}

/// Deletes a record that failed, for its sender knows. False if there is none.
///
/// # Errors
/// [`IntakeError`] if the database or the disk fails, or the record is being handed in again.
pub async fn forget_failed(gateway: &Gateway, record: &RecordId) -> Result<bool, IntakeError> {
    let _claim = gateway.intake.receiving.claim(*record).ok_or(IntakeError::InProgress)?;
    let known = gateway.store.database.submission(record).await?;
    if !known.is_some_and(|known| known.stage == Stage::Failed) {
        return Ok(false);
    }
    // The row last: until then it says what is still to be deleted.
    discard(&gateway.store, record).await?;
    Ok(gateway.store.database.forget_failed(record).await?)
}

/// Looks whether a submitted record reached or missed its majority. One that missed it is closed and filed again.
async fn settle(gateway: &Gateway, head: Head, known: &Submission) -> Result<(), IntakeError> {
    let record = known.particulars.record;
    let Some(found) = gateway.ledger.record(head, record).await? else {
        // The head may be older than the block of the submission for a moment. After that, the record lapsed and
        // somebody cleared it away on the chain; or it was erased, and the erasure's worker has yet to find out.
        let past = known.block.is_some_and(|block| head.number > block);
        if past && !gateway.ledger.was_erased(head, record).await? {
            reopen(gateway, &record).await?;
        }
        return Ok(());
    };
    match found.status {
        RecordStatus::Active | RecordStatus::Superseded | RecordStatus::Erasing => {
            gateway.store.database.submission_active(&record).await?;
            gateway.intake.note_progress();
        }
        RecordStatus::Lapsed => reopen(gateway, &record).await?,
        RecordStatus::Pending if head.number >= found.deadline => {
            gateway.ledger.submit(Call::Lapse(record)).await?;
        }
        RecordStatus::Pending => note_delay(gateway, head, known, &found).await?,
    }
    Ok(())
}

/// Finds out from time to time why the other organisations do not endorse a record: they hold its header against the
/// same chain.
async fn note_delay(
    gateway: &Gateway,
    head: Head,
    known: &Submission,
    found: &Record<AccountId>,
) -> Result<(), IntakeError> {
    let since = head.number.saturating_sub(found.submitted_at);
    if since == 0 || since.checked_rem(LOOKS) != Some(0) {
        return Ok(());
    }
    let Some(sealed) = known.sealed else { return Ok(()) };
    if let Some(reason) = renewal::outdated(gateway, head, &known.particulars, &sealed).await? {
        gateway.store.database.submission_waits(&known.particulars.record, reason).await?;
    }
    Ok(())
}

/// Files a record again that missed its majority: its sender was told that it is safe.
async fn reopen(gateway: &Gateway, record: &RecordId) -> Result<(), IntakeError> {
    if gateway.store.database.submission_reopened(record, MAJORITY_MISSED).await? {
        gateway.metrics.records_refiled.inc();
        tracing::warn!(%record, "a record missed its majority and will be filed again");
    }
    gateway.intake.note_progress();
    Ok(())
}

/// Forgets what was coming in when the gateway stopped.
///
/// # Errors
/// [`IntakeError`] if the database or the disk fails.
pub async fn clear_interrupted(gateway: &Gateway) -> Result<(), IntakeError> {
    loop {
        let interrupted = gateway.store.database.submissions_at(Stage::Received, None, PAGE).await?;
        if interrupted.is_empty() {
            return Ok(());
        }
        for known in interrupted {
            filing::abandon(gateway, &known.particulars.record).await?;
        }
    }
}

/// Takes submissions further.
pub(crate) struct Advance;

impl Worker for Advance {
    const WAITS: &'static str = "submissions wait for the next block";

    async fn round(&mut self, gateway: &Gateway, _: Head) -> Result<(), WorkerError> {
        for stage in [Stage::Stored, Stage::Submitted] {
            advance_all(gateway, stage).await?;
        }
        let (waiting, failed) = gateway.store.database.submissions_in_doubt().await?;
        gateway.metrics.submissions_waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        gateway.metrics.submissions_failed.set(i64::try_from(failed).unwrap_or(i64::MAX));
        Ok(())
    }
}

async fn advance_all(gateway: &Gateway, stage: Stage) -> Result<(), IntakeError> {
    let mut cursor = None;
    loop {
        let page = gateway.store.database.submissions_at(stage, cursor, PAGE).await?;
        let Some(last) = page.last().map(|known| known.particulars.record) else { return Ok(()) };
        cursor = Some(last);
        let outcomes: Vec<_> = stream::iter(page)
            .map(|known| async move { advance(gateway, known.particulars.record).await })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        // One record's trouble is not another's; the chain's is everybody's.
        for outcome in outcomes {
            match outcome {
                Err(IntakeError::Ledger(LedgerError::Unreachable)) => {
                    return Err(LedgerError::Unreachable.into());
                }
                Err(IntakeError::Waiting | IntakeError::Held(_)) | Ok(_) => {}
                Err(error) => tracing::warn!(%error, "a submission waits for the next block"),
            }
        }
    }
}

#[cfg(test)]
mod tests;
