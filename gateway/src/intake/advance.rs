//! The way of a stored record onto the chain, over restarts and outages.

use super::{filing, IntakeError};
use crate::{
    access,
    database::submissions::{Sealed, Stage, Submission},
    ledger::{Call, Head, LedgerError},
    pauses::Pauses,
    state::Gateway,
    verification::{check_header, ChainFacts},
};
use futures::{stream, StreamExt};
use salus_client::account::AccountId;
use salus_primitives::{
    record::{Endorsers, Record, RecordStatus},
    BlockNumber, RecordId,
};
use std::{
    sync::{Arc, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{timeout_at, Instant};
use tokio_util::sync::CancellationToken;

/// Submissions that are brought onto the chain at the same time.
const AT_ONCE: usize = 32;
/// Submissions that are read from the database at a time.
const PAGE: u32 = 256;
/// What a submission failed for when the id is taken on the chain.
const TAKEN: &str = "record-id-taken";
/// The chain refuses a call whose record it has, or had before it was erased.
const ALREADY_EXISTS: &str = "EhrRegistry::AlreadyExists";
/// The chain refuses a call as long as too many of the organisation's records wait for their majority.
const TOO_MANY_PENDING: &str = "EhrRegistry::TooManyPending";
/// How long the block of a refusal is waited for: three blocks' time.
const PATIENCE: Duration = Duration::from_secs(6);

/// Brings `record` onto the chain and answers with what became of it.
///
/// # Errors
/// [`IntakeError::Waiting`] if that takes longer than a request may, or the node does not answer; it
/// goes on by itself. [`IntakeError::Refused`] if the chain will not take it.
pub async fn until_submitted(gateway: &Arc<Gateway>, record: RecordId) -> Result<Submission, IntakeError> {
    let deadline = Instant::now().checked_add(gateway.config.limits.request_timeout);
    let deadline = deadline.unwrap_or_else(Instant::now);
    let mut progress = gateway.progress.subscribe();
    loop {
        progress.mark_unchanged();
        let known = gateway.database.submission(&record).await?.ok_or(IntakeError::Lost)?;
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
    let Some(_claim) = gateway.advancing.claim(record) else { return Ok(false) };
    let Some(known) = gateway.database.submission(&record).await? else { return Ok(true) };
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
    if let Some(found) = gateway.ledger.record(head, record).await? {
        return note_found(gateway, sealed, record, &found).await;
    }
    if !postponed(gateway).is_over(&record, head.number) {
        return Err(IntakeError::Waiting);
    }
    if let Err(outdated) = still_current(gateway, head, known, sealed).await? {
        return note_failed(gateway, &record, outdated).await;
    }
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
            note_refused(gateway, sealed, record, &reason, block).await
        }
        Err(error) => Err(error.into()),
    }
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
        return note_found(gateway, sealed, record, &found).await;
    }
    if reason == ALREADY_EXISTS && gateway.ledger.erasure(head, record).await?.is_some() {
        return note_failed(gateway, &record, TAKEN).await;
    }
    if matches!(reason, ALREADY_EXISTS | TOO_MANY_PENDING) {
        // Nothing is wrong with the record: a later block shows it, or has room for it.
        postponed(gateway).lengthen(record, head.number);
        return Err(IntakeError::Waiting);
    }
    note_failed(gateway, &record, reason).await
}

fn postponed(gateway: &Gateway) -> MutexGuard<'_, Pauses> {
    gateway.postponed.lock().unwrap_or_else(PoisonError::into_inner)
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
    if gateway.database.submission_submitted(record, block).await? {
        gateway.metrics.records_filed.inc();
    }
    postponed(gateway).forget(record);
    gateway.note_progress();
    Ok(())
}

async fn note_failed(gateway: &Gateway, record: &RecordId, reason: &str) -> Result<(), IntakeError> {
    tracing::warn!(%record, reason, "a submission failed");
    gateway.database.submission_failed(record, reason).await?;
    postponed(gateway).forget(record);
    // The plaintext is the hospital's to hand in again; this ciphertext is of no more use.
    access::discard(gateway, record).await?;
    gateway.note_progress();
    Ok(())
}

/// Whether the header still fits the policy and its epochs: after an outage it may not, and then no
/// organisation would endorse it. Names what changed.
async fn still_current(
    gateway: &Gateway,
    head: Head,
    known: &Submission,
    sealed: &Sealed,
) -> Result<Result<(), &'static str>, IntakeError> {
    let bytes = gateway.local_block(&sealed.header).await?.ok_or(IntakeError::Lost)?;
    let particulars = &known.particulars;
    let record = Record {
        patient: particulars.patient,
        organisation: 0,
        author: particulars.author,
        policy: sealed.policy,
        content: sealed.content,
        header: sealed.header,
        previous: particulars.previous,
        status: RecordStatus::Pending,
        required: 0,
        endorsements: Endorsers::new(),
        submitted_at: 0,
        deadline: 0,
        disputed: None,
    };
    let facts = ChainFacts::read(gateway, head, particulars.record, record).await?;
    Ok(check_header(&bytes, &facts, &gateway.config.limits).map(|_| ()).map_err(|refusal| refusal.name()))
}

/// Looks whether a submitted record reached or missed its majority, and closes it if it missed it.
async fn settle(gateway: &Gateway, head: Head, known: &Submission) -> Result<(), IntakeError> {
    let record = known.particulars.record;
    // The head may be older than the block of the submission for a moment.
    let Some(found) = gateway.ledger.record(head, record).await? else { return Ok(()) };
    let active = match found.status {
        RecordStatus::Active | RecordStatus::Superseded | RecordStatus::Erasing => true,
        RecordStatus::Lapsed => false,
        RecordStatus::Pending => {
            if head.number >= found.deadline {
                gateway.ledger.submit(Call::Lapse(record)).await?;
            }
            return Ok(());
        }
    };
    gateway.database.submission_settled(&record, active).await?;
    gateway.note_progress();
    if !active {
        // Nobody reads it; it can be handed in under another id.
        access::discard(gateway, &record).await?;
    }
    Ok(())
}

/// Forgets what was coming in when the gateway stopped.
///
/// # Errors
/// [`IntakeError`] if the database or the disk fails.
pub async fn clear_interrupted(gateway: &Gateway) -> Result<(), IntakeError> {
    loop {
        let interrupted = gateway.database.submissions_at(Stage::Received, None, PAGE).await?;
        if interrupted.is_empty() {
            return Ok(());
        }
        for known in interrupted {
            filing::abandon(gateway, &known.particulars.record).await?;
        }
    }
}

/// Takes submissions further with every finalised block until `stop`.
pub async fn run(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut heads = gateway.ledger.heads();
    loop {
        if heads.borrow_and_update().is_some() {
            for stage in [Stage::Stored, Stage::Submitted] {
                let round = tokio::select! {
                    () = stop.cancelled() => return,
                    round = advance_all(&gateway, stage) => round,
                };
                if let Err(error) = round {
                    tracing::warn!(%error, "submissions wait for the next block");
                }
            }
        }
        if let Ok(waiting) = gateway.database.submissions_waiting().await {
            gateway.metrics.submissions_waiting.set(i64::try_from(waiting).unwrap_or(i64::MAX));
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.changed() => if changed.is_err() { return },
        }
    }
}

async fn advance_all(gateway: &Arc<Gateway>, stage: Stage) -> Result<(), IntakeError> {
    let mut cursor = None;
    loop {
        let page = gateway.database.submissions_at(stage, cursor, PAGE).await?;
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
                Err(IntakeError::Waiting) => {}
                Err(error) => tracing::warn!(%error, "a submission waits for the next block"),
                Ok(_) => {}
            }
        }
    }
}

#[cfg(test)]
mod tests;
