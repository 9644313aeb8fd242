//! New headers of records: endorsing those of others, filing those of patients, clearing old ones away.
//!
//! A new header is small, and its content was checked when the record was filed: one round per finalised
//! block looks at all that wait, some at the same time.

mod clean_up;
mod filing;
mod outdated;

pub use filing::{decides_for, file, header_for, Filed, FilingError, NewHeader};
pub use outdated::{outdated, Outdated};

use crate::{
    ledger::{Call, Head, LedgerError},
    pool::{
        fetch::{blocks_of, sources, FetchError},
        peers::Peer,
    },
    state::Gateway,
    verification::{check_header, fetch, ChainFacts, RecordRefusal, VerificationError},
    workers::{Worker, WorkerError},
};
use bytes::Bytes;
use futures::{stream, StreamExt};
use salus_client::account::AccountId;
use salus_envelope::Header;
use salus_primitives::{
    consent::PolicyRef,
    content::Codec,
    record::{NamedRewrap, Record, RecordStatus, MAX_REWRAP_BATCH},
    BlockNumber, ContentId, RecordId,
};
use std::collections::{HashMap, HashSet};

/// Headers that are checked at the same time.
const CHECKS: usize = 8;
/// Blocks after which a header that nobody handed out is asked for again.
const PAUSE: BlockNumber = 8;

/// A record and a new header of it.
type Name = (RecordId, ContentId);

/// Checks and endorses new headers, and deletes old ones.
#[derive(Default)]
pub(crate) struct Rewrapping {
    endorser: Endorser,
    sweep: clean_up::Sweep,
}

impl Worker for Rewrapping {
    const WAITS: &'static str = "endorsing new headers waits for the next block";

    async fn round(&mut self, gateway: &Gateway, head: Head) -> Result<(), WorkerError> {
        // The one's trouble is not the other's.
        if let Err(error) = self.sweep.round(gateway, head).await {
            tracing::warn!(%error, "deleting old headers waits for the next block");
        }
        Ok(self.endorser.round(gateway, head).await?)
    }
}

#[derive(Default)]
struct Endorser {
    /// Headers that are looked at again at a block, if ever.
    left_alone: HashMap<Name, Option<BlockNumber>>,
    /// The block of the last endorsement: what was endorsed in it is still listed before it.
    endorsed: BlockNumber,
}

impl Endorser {
    async fn round(&mut self, gateway: &Gateway, head: Head) -> Result<(), LedgerError> {
        if head.number < self.endorsed {
            return Ok(());
        }
        let Some(own) = gateway.roster.organisation(head).await? else { return Ok(()) };
        let (mut seen, mut cursor) = (HashSet::new(), None);
        let mut overdue = Vec::new();
        loop {
            let page = gateway.ledger.rewraps_for(head, own, cursor, MAX_REWRAP_BATCH).await?;
            seen.extend(page.items.iter().map(name));
            let dropped = page.items.iter().filter(|item| clean_up::is_to_be_dropped(item, own, head.number));
            overdue.extend(dropped.map(|item| item.id));
            let due: Vec<_> = page.items.into_iter().filter(|named| self.is_due(named, head)).collect();
            let outcomes: Vec<_> = stream::iter(due)
                .map(|named| async move { (name(&named), verify(gateway, head, &named).await) })
                .buffer_unordered(CHECKS)
                .collect()
                .await;
            let mut sound = Vec::new();
            for (named, outcome) in outcomes {
                match outcome {
                    Ok(()) => sound.push(named),
                    Err(error) => self.leave_alone(gateway, head, named, error),
                }
            }
            if !sound.is_empty() {
                let count = sound.len() as u64;
                self.endorsed = gateway.ledger.submit(Call::EndorseRewraps(sound)).await?;
                gateway.metrics.rewraps_endorsed.inc_by(count);
            }
            // A cursor that does not move would keep this loop here for ever.
            if page.next.is_none() || page.next == cursor {
                self.left_alone.retain(|named, _| seen.contains(named));
                return clean_up::drop_overdue(gateway, overdue).await;
            }
            cursor = page.next;
        }
    }

    fn is_due(&self, named: &NamedRewrap, head: Head) -> bool {
        let waits = match self.left_alone.get(&name(named)) {
            None => true,
            Some(until) => until.is_some_and(|until| head.number >= until),
        };
        waits && head.number < named.rewrap.deadline
    }

    fn leave_alone(&mut self, gateway: &Gateway, head: Head, named: Name, error: VerificationError) {
        let until = match error {
            VerificationError::Refused(refusal) => {
                gateway.metrics.refused_record(refusal.name());
                let (record, reason) = (named.0, refusal.name());
                tracing::warn!(%record, reason, "a new header is not endorsed");
                (!refusal.is_final()).then(|| head.number.saturating_add(PAUSE))
            }
            error => {
                gateway.metrics.checks_unfinished.inc();
                tracing::debug!(record = %named.0, %error, "a new header could not be checked");
                Some(head.number.saturating_add(PAUSE))
            }
        };
        self.left_alone.insert(named, until);
    }
}

fn name(named: &NamedRewrap) -> Name {
    (named.id, named.rewrap.header)
}

/// Checks a new header as that of a new record is checked, and that it is for the content that is there:
/// the same suite, length and data key, by the commitment to it that both headers carry.
///
/// That the header's capsules lead to that key only a reader can see; who files one answers for it in the
/// patient's trail. The new header is kept.
async fn verify(gateway: &Gateway, head: Head, named: &NamedRewrap) -> Result<(), VerificationError> {
    let (id, rewrap) = (&named.id, &named.rewrap);
    let record = gateway.ledger.record(head, *id).await?;
    let Some(record) = record.filter(|record| record.status == RecordStatus::Active) else {
        return Err(FetchError::NotHere.into());
    };
    // A header is one block, whatever its name says.
    if rewrap.header.codec() != Codec::Raw {
        return Err(RecordRefusal::HeaderMalformed.into());
    }
    let mut peers = sources(&gateway.roster, head, &record).await?;
    // Who filed it has it.
    peers.sort_by_key(|peer| peer.organisation != rewrap.organisation);
    let bytes = match gateway.store.local_block(&rewrap.header).await? {
        Some(bytes) => bytes,
        None => fetch(gateway, &peers, &rewrap.header).await?,
    };
    check(gateway, head, &peers, id, &record, rewrap.policy, &bytes).await?;
    keep(gateway, head, id, &record, rewrap.header, bytes, head.number).await
}

/// Holds `bytes`, a new header of `record` under `policy`, against the chain and against the header before it.
async fn check(
    gateway: &Gateway,
    head: Head,
    peers: &[Peer],
    id: &RecordId,
    record: &Record<AccountId>,
    policy: PolicyRef,
    bytes: &[u8],
) -> Result<(), VerificationError> {
    let wanted = Record { policy, ..record.clone() };
    let facts = ChainFacts::read(gateway, head, *id, wanted).await?;
    let header = check_header(bytes, &facts, &gateway.config.limits)?;
    let before = match gateway.store.local_block(&record.header).await? {
        Some(bytes) => bytes,
        None => fetch(gateway, peers, &record.header).await?,
    };
    let before = Header::decode(&before).map_err(|_| FetchError::Header)?;
    if header.continues(&before) {
        Ok(())
    } else {
        Err(RecordRefusal::OtherContent.into())
    }
}

/// Keeps a new header of `record`. After block `since` it is found out which of the two the chain decided for;
/// the other one goes.
async fn keep(
    gateway: &Gateway,
    head: Head,
    id: &RecordId,
    record: &Record<AccountId>,
    header: ContentId,
    bytes: Bytes,
    since: BlockNumber,
) -> Result<(), VerificationError> {
    // A header's row says that all other blocks have theirs: the old one's must be there first.
    if !gateway.store.database.is_block_of(id, &record.header).await? {
        let blocks = blocks_of(gateway, head, id, record).await?;
        gateway.store.database.add_blocks(id, &blocks).await?;
    }
    gateway.store.database.question_headers(id, &[record.header, header], since).await?;
    gateway.store.database.add_blocks(id, &[header]).await?;
    gateway.store.keep(id, &header, bytes).await?;
    Ok(())
}

#[cfg(test)]
mod tests;
