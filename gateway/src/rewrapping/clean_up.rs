//! Headers that are of no more use, and new ones that missed their majority.
//!
//! A header that was replaced is a way to the data key for whoever the old policy or the old epochs admitted.
//! No gateway hands it out, and here it leaves the disk.

use super::VerificationError;
use crate::{
    database::{headers::Kept, submissions::Stage, DatabaseError},
    ledger::{Call, Head, LedgerError},
    pool::discard::discard_header,
    state::Gateway,
};
use salus_client::account::AccountId;
use salus_primitives::{
    record::{NamedRewrap, Record, RecordStatus},
    BlockNumber, ContentId, OrganisationId, RecordId,
};

/// Headers in question that are looked at with every finalised block.
const ROUND: u32 = 64;
/// Other headers that are: those of an organisation that was away or busy while the chain decided.
const SLOW_ROUND: u32 = 16;
/// New headers that are dropped with every finalised block.
const DROPS: usize = 4;
/// Blocks between two organisations that drop the same new header: most find it gone.
const TURN: BlockNumber = 8;

/// How far the rounds over the headers that are here have come.
#[derive(Default)]
pub(super) struct Sweep {
    in_question: Option<Kept>,
    settled: Option<Kept>,
}

impl Sweep {
    /// Goes on with both rounds.
    ///
    /// # Errors
    /// [`VerificationError`].
    pub(super) async fn round(&mut self, gateway: &Gateway, head: Head) -> Result<(), VerificationError> {
        let page = gateway.store.database.headers(false, head.number, self.in_question, ROUND).await?;
        self.in_question = page.last().copied().filter(|_| page.len() == ROUND as usize);
        for (record, header) in page {
            settle(gateway, head, &record, &header).await?;
        }
        let page = gateway.store.database.headers(true, head.number, self.settled, SLOW_ROUND).await?;
        self.settled = page.last().copied().filter(|_| page.len() == SLOW_ROUND as usize);
        for (record, header) in page {
            let found = gateway.ledger.record(head, record).await?;
            if found.is_some_and(|found| found.header != header) {
                settle(gateway, head, &record, &header).await?;
            }
        }
        Ok(())
    }
}

/// Deletes a header that is neither its record's nor on the way to be.
async fn settle(
    gateway: &Gateway,
    head: Head,
    id: &RecordId,
    header: &ContentId,
) -> Result<(), VerificationError> {
    // Nobody files it right now.
    let Some(_claim) = gateway.renewing.claim(*id) else { return Ok(()) };
    let record = gateway.ledger.record(head, *id).await?;
    let filed = gateway.ledger.rewrap(head, *id).await?;
    match record {
        // It is the record's, and another may replace it.
        Some(record) if record.header == *header && filed.is_some() => Ok(()),
        Some(record) if record.header == *header => {
            Ok(gateway.store.database.header_settled(id, header).await?)
        }
        // It may replace the record's.
        Some(_) if filed.is_some_and(|filed| filed.header == *header) => Ok(()),
        // This organisation is about to file it, perhaps again.
        Some(record) if !is_in(&record) && is_of_submission(gateway, id, header).await? => Ok(()),
        Some(_) => Ok(discard_header(&gateway.store, id, header).await?),
        // Not on the chain yet, or erased: all of its blocks go another way.
        None => Ok(gateway.store.database.header_settled(id, header).await?),
    }
}

/// True if the record has its majority.
fn is_in(record: &Record<AccountId>) -> bool {
    !matches!(record.status, RecordStatus::Pending | RecordStatus::Lapsed)
}

/// True if `header` is the one with which a record that waits here is filed, perhaps again.
async fn is_of_submission(
    gateway: &Gateway,
    id: &RecordId,
    header: &ContentId,
) -> Result<bool, DatabaseError> {
    let known = gateway.store.database.submission(id).await?;
    Ok(known.is_some_and(|known| {
        matches!(known.stage, Stage::Stored | Stage::Submitted)
            && known.sealed.is_some_and(|sealed| sealed.header == *header)
    }))
}

/// True if it is this organisation's turn to drop a new header that missed its majority.
///
/// The organisations take turns, so that one transaction does it as a rule.
pub(super) fn is_to_be_dropped(named: &NamedRewrap, own: OrganisationId, now: BlockNumber) -> bool {
    now >= named.rewrap.deadline.saturating_add(own.saturating_mul(TURN))
}

/// Drops some of the new headers that missed their majority; the others follow with the next blocks.
///
/// # Errors
/// [`LedgerError`] if the node does not answer.
pub(super) async fn drop_overdue(gateway: &Gateway, overdue: Vec<RecordId>) -> Result<(), LedgerError> {
    for record in overdue.into_iter().take(DROPS) {
        match gateway.ledger.submit(Call::DropRewrap(record)).await {
            Ok(_) => {}
            // Somebody else was quicker.
            Err(LedgerError::Refused { reason, .. }) => {
                tracing::debug!(%record, reason, "nothing was dropped")
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
