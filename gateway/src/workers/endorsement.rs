//! The worker that endorses records of other organisations.
//!
//! Checks run beside one another, so that a small record does not wait for a large one; what passed is
//! gathered for a moment and endorsed in one call, while further checks go on. No organisation's records take
//! more than a share of the checks, and a check that cannot end in time does not go on after it.

use super::WorkerError;
use crate::{
    database::verdicts::Verdict,
    ledger::{Call, Head, LedgerError},
    pauses::{Pauses, MAX_PAUSE},
    state::Gateway,
    verification::{self, RecordRefusal, VerificationError},
};
use salus_client::account::AccountId;
use salus_primitives::{
    record::{NamedRecord, MAX_ENDORSEMENT_BATCH},
    BlockNumber, OrganisationId, RecordId,
};
use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{sleep_until, Instant},
};
use tokio_util::sync::CancellationToken;

/// Records that are checked at the same time.
const CHECKS: usize = 8;
/// Records of one organisation that are: a quarter, so that its large or slow ones do not keep all others waiting.
const CHECKS_OF_ONE: usize = CHECKS / 4;
/// Most records that are taken up before some are done with.
const TAKEN_UP: usize = 1024;
/// Most records of one organisation that are.
const TAKEN_UP_OF_ONE: usize = TAKEN_UP / 4;
/// How long what passed is gathered: a quarter of a block.
const GATHERING: Duration = Duration::from_millis(500);
/// How long an endorsement that was included but had no effect is left alone, in blocks.
const AFTER_ENDORSING: u32 = 30;
/// After how many blocks policy and epochs are looked at again at the end of a long check.
const STALE_AFTER: u32 = 5;

/// Checks and endorses with every finalised block until `stop`.
pub async fn run(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut heads = gateway.ledger.heads();
    heads.mark_changed();
    let mut endorser = Endorser::new(gateway);
    loop {
        let step = tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.changed() => {
                if changed.is_err() {
                    return;
                }
                let head = *heads.borrow_and_update();
                match head {
                    Some(head) => endorser.take_up(head).await,
                    None => Ok(()),
                }
            }
            Some(ended) = endorser.running.join_next() => match ended {
                Ok(Outcome::Checked(record, outcome)) => endorser.checked(record, outcome).await,
                Ok(Outcome::Overdue(record)) => { endorser.overdue(&record); Ok(()) }
                Ok(Outcome::Endorsed(records, outcome)) => { endorser.endorsed(&records, outcome); Ok(()) }
                Err(error) => { tracing::error!(%error, "a check broke off"); Ok(()) }
            },
            () = sleep_until(endorser.gathered), if !endorser.sound.is_empty() => {
                endorser.endorse();
                Ok(())
            }
        };
        if let Err(error) = step {
            tracing::warn!(%error, "endorsing waits for the next block");
        }
    }
}

enum Outcome {
    Checked(RecordId, Result<bool, VerificationError>),
    /// The record's deadline came first.
    Overdue(RecordId),
    Endorsed(Vec<RecordId>, Result<BlockNumber, LedgerError>),
}

struct Endorser {
    gateway: Arc<Gateway>,
    room: Arc<Semaphore>,
    /// The room of each organisation that filed something.
    shares: HashMap<OrganisationId, Arc<Semaphore>>,
    running: JoinSet<Outcome>,
    /// Records that are being checked or endorsed, with who filed them.
    busy: HashMap<RecordId, OrganisationId>,
    /// Records that passed and are not endorsed yet.
    sound: Vec<RecordId>,
    /// When those are endorsed, whatever else comes.
    gathered: Instant,
    pauses: Pauses,
    now: BlockNumber,
}

impl Endorser {
    fn new(gateway: Arc<Gateway>) -> Self {
        Self {
            gateway,
            room: Arc::new(Semaphore::new(CHECKS)),
            shares: HashMap::new(),
            running: JoinSet::new(),
            busy: HashMap::new(),
            sound: Vec::new(),
            gathered: Instant::now(),
            pauses: Pauses::default(),
            now: 0,
        }
    }

    /// Begins to check what waits for this organisation at `head`.
    async fn take_up(&mut self, head: Head) -> Result<(), WorkerError> {
        self.now = head.number;
        let gateway = Arc::clone(&self.gateway);
        let Some(own) = gateway.roster.organisation(head).await? else { return Ok(()) };
        let mut taken_up = self.taken_up();
        let mut seen = HashSet::new();
        let mut cursor = None;
        while self.busy.len() < TAKEN_UP {
            let page = gateway.ledger.pending_for(head, own, cursor, MAX_ENDORSEMENT_BATCH).await?;
            for named in page.items {
                seen.insert(named.id);
                let of_one = taken_up.entry(named.record.organisation).or_default();
                if *of_one < TAKEN_UP_OF_ONE && self.is_due(&named) {
                    *of_one = of_one.saturating_add(1);
                    self.check(head, named);
                }
            }
            // A cursor that does not move would keep this loop here for ever.
            if page.next.is_none() || page.next == cursor {
                self.pauses.retain(|record| seen.contains(record));
                break;
            }
            cursor = page.next;
        }
        Ok(())
    }

    /// How many records of each organisation are taken up.
    fn taken_up(&self) -> HashMap<OrganisationId, usize> {
        let mut taken_up: HashMap<_, usize> = HashMap::new();
        for organisation in self.busy.values() {
            let of_one = taken_up.entry(*organisation).or_default();
            *of_one = of_one.saturating_add(1);
        }
        taken_up
    }

    fn is_due(&self, named: &NamedRecord<AccountId>) -> bool {
        self.pauses.is_over(&named.id, self.now)
            && !self.busy.contains_key(&named.id)
            && self.now < named.record.deadline
    }

    fn check(&mut self, head: Head, named: NamedRecord<AccountId>) {
        let organisation = named.record.organisation;
        self.busy.insert(named.id, organisation);
        let share = self.shares.entry(organisation);
        let share = Arc::clone(share.or_insert_with(|| Arc::new(Semaphore::new(CHECKS_OF_ONE))));
        let (gateway, room) = (Arc::clone(&self.gateway), Arc::clone(&self.room));
        self.running.spawn(async move {
            let checked = async {
                // The organisation's own first: whoever waits for that takes no room. Neither is ever closed.
                let _share = share.acquire().await;
                let _room = room.acquire().await;
                check(&gateway, head, &named).await
            };
            tokio::select! {
                outcome = checked => Outcome::Checked(named.id, outcome),
                () = finalised(&gateway, named.record.deadline) => Outcome::Overdue(named.id),
            }
        });
    }

    /// Gives a record up that nobody can endorse any more. What was kept of it goes once it has lapsed.
    fn overdue(&mut self, record: &RecordId) {
        self.busy.remove(record);
        self.gateway.metrics.checks_unfinished.inc();
        tracing::debug!(%record, "a check was not finished before the record's deadline");
    }

    async fn checked(
        &mut self,
        record: RecordId,
        outcome: Result<bool, VerificationError>,
    ) -> Result<(), WorkerError> {
        if matches!(outcome, Ok(true)) {
            if self.sound.is_empty() {
                let now = Instant::now();
                self.gathered = now.checked_add(GATHERING).unwrap_or(now);
            }
            self.sound.push(record);
            if self.sound.len() >= MAX_ENDORSEMENT_BATCH as usize {
                self.endorse();
            }
            return Ok(());
        }
        self.busy.remove(&record);
        match outcome {
            Ok(_) => self.pauses.set(record, self.now.saturating_add(MAX_PAUSE)),
            Err(VerificationError::Refused(refusal)) => {
                self.gateway.metrics.refused_record(refusal.name());
                tracing::warn!(%record, reason = refusal.name(), "a record is not endorsed");
                // One that never passes is not checked again, and one that may is from time to time.
                self.pauses.lengthen(record, self.now);
            }
            Err(error) => {
                self.gateway.metrics.checks_unfinished.inc();
                tracing::debug!(%record, %error, "a check could not be finished");
                self.pauses.lengthen(record, self.now);
            }
        }
        Ok(())
    }

    fn endorse(&mut self) {
        let records = std::mem::take(&mut self.sound);
        let gateway = Arc::clone(&self.gateway);
        self.running.spawn(async move {
            let outcome = gateway.ledger.submit(Call::Endorse(records.clone())).await;
            Outcome::Endorsed(records, outcome)
        });
    }

    fn endorsed(&mut self, records: &[RecordId], outcome: Result<BlockNumber, LedgerError>) {
        for record in records {
            self.busy.remove(record);
        }
        match outcome {
            Ok(block) => {
                self.gateway.metrics.records_endorsed.inc_by(records.len() as u64);
                for record in records {
                    self.pauses.set(*record, block.saturating_add(AFTER_ENDORSING));
                }
            }
            // They passed: with the next block they are looked at again, which is quick.
            Err(error) => tracing::warn!(%error, "an endorsement was not taken"),
        }
    }
}

/// Returns once `block` is finalised.
async fn finalised(gateway: &Gateway, block: BlockNumber) {
    let mut heads = gateway.ledger.heads();
    // There is an end to the heads only when the gateway stops.
    let _ = heads.wait_for(|head| head.is_some_and(|head| head.number >= block)).await;
}

/// True if the record can be endorsed, false if it was refused for good before.
async fn check(
    gateway: &Gateway,
    head: Head,
    named: &NamedRecord<AccountId>,
) -> Result<bool, VerificationError> {
    let (id, header) = (&named.id, &named.record.header);
    let checked = match gateway.store.database.verdict(id, header).await? {
        Some(Verdict::Refused(reason)) if RecordRefusal::is_name_of_final(&reason) => return Ok(false),
        // The bytes cannot have changed; the policy and the epochs can.
        Some(Verdict::Sound) => verification::verify_again(gateway, head, named).await,
        _ => verification::verify(gateway, head, named).await,
    };
    match checked {
        Ok(()) => gateway.store.database.set_verdict(id, header, &Verdict::Sound).await?,
        Err(VerificationError::Refused(refusal)) if refusal.is_final() => {
            let verdict = Verdict::Refused(refusal.name().into());
            gateway.store.database.set_verdict(id, header, &verdict).await?;
            return Err(refusal.into());
        }
        Err(error) => return Err(error),
    }
    let now = gateway.ledger.head()?;
    if now.number > head.number.saturating_add(STALE_AFTER) {
        verification::verify_again(gateway, now, named).await?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests;
