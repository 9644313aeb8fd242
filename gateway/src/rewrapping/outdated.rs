//! Which of a patient's records have headers that the chain has moved on from.

use super::VerificationError;
use crate::{
    ledger::{Head, LedgerError},
    pool::fetch::{record_block, sources, FetchError},
    state::Gateway,
    verification::{check_header, fetch, ChainFacts},
};
use bytes::Bytes;
use salus_client::account::AccountId;
use salus_primitives::{
    consent::{PolicyRef, PolicyStatus},
    record::{Record, RecordStatus},
    PolicyId, RecordId,
};
use std::collections::{btree_map::Entry, BTreeMap};

/// Records that are looked at in one answer.
const PAGE: u32 = 32;
/// Bytes of headers after which an answer ends.
const MOST_BYTES: usize = 1 << 20;
/// Why a header is listed that nobody hands out.
const UNAVAILABLE: &str = "unavailable";

/// A record whose header does not fit the chain any more.
#[derive(Clone, Debug)]
pub struct Outdated {
    /// Which.
    pub record: RecordId,
    /// Why, as the refusal is named with which nobody would endorse the header today.
    pub reason: &'static str,
    /// The header; nothing if nobody hands it out.
    pub header: Option<Bytes>,
}

/// Lists the Active records of `patient` whose header no gateway would endorse today, from `cursor` on, and
/// where to go on.
///
/// Records for which a header that fits waits for its majority are left out, and so are those whose policy was
/// revoked: nobody is let in there, whatever the header.
///
/// # Errors
/// [`VerificationError`].
pub async fn outdated(
    gateway: &Gateway,
    head: Head,
    patient: AccountId,
    cursor: Option<RecordId>,
) -> Result<(Vec<Outdated>, Option<RecordId>), VerificationError> {
    list(gateway, head, patient, cursor, MOST_BYTES).await
}

/// [`outdated`], in an answer that ends once it has `most` bytes of headers.
async fn list(
    gateway: &Gateway,
    head: Head,
    patient: AccountId,
    cursor: Option<RecordId>,
    most: usize,
) -> Result<(Vec<Outdated>, Option<RecordId>), VerificationError> {
    let page = gateway.ledger.records_of(head, patient, cursor, PAGE).await?;
    let mut policies: BTreeMap<PolicyId, Option<ChainFacts>> = BTreeMap::new();
    let (mut found, mut bytes, mut last) = (Vec::new(), 0usize, cursor);
    for named in page.items {
        if bytes >= most {
            // As on the chain, the cursor is the last record that was looked at: the next answer begins after it.
            return Ok((found, last));
        }
        last = Some(named.id);
        if named.record.status != RecordStatus::Active {
            continue;
        }
        let Some(facts) = facts_of(gateway, head, &mut policies, named.id, &named.record).await? else {
            continue;
        };
        if let Some(outdated) = look(gateway, head, &named.record, &facts).await? {
            bytes = bytes.saturating_add(outdated.header.as_ref().map_or(0, Bytes::len));
            found.push(outdated);
        }
    }
    Ok((found, page.next.filter(|next| Some(*next) != cursor)))
}

/// [`current_facts`] of one record after the other: those under one policy share them.
async fn facts_of(
    gateway: &Gateway,
    head: Head,
    policies: &mut BTreeMap<PolicyId, Option<ChainFacts>>,
    id: RecordId,
    record: &Record<AccountId>,
) -> Result<Option<ChainFacts>, VerificationError> {
    let facts = match policies.entry(record.policy.id) {
        Entry::Occupied(known) => known.get().clone(),
        Entry::Vacant(place) => place.insert(current_facts(gateway, head, id, record).await?).clone(),
    };
    // All records of one patient under one policy are held against the same facts.
    Ok(facts.map(|facts| {
        let record = Record { policy: facts.record.policy, ..record.clone() };
        ChainFacts { id, record, ..facts }
    }))
}

/// What a header of `record` must fit at `head`; nothing if its policy was revoked.
pub(super) async fn current_facts(
    gateway: &Gateway,
    head: Head,
    id: RecordId,
    record: &Record<AccountId>,
) -> Result<Option<ChainFacts>, LedgerError> {
    let policy = gateway.ledger.policy(head, record.policy.id).await?;
    let policy = policy.filter(|own| own.owner == record.patient && own.status == PolicyStatus::Active);
    let Some(version) = policy.map(|policy| policy.version) else { return Ok(None) };
    let wanted = Record { policy: PolicyRef { version, ..record.policy }, ..record.clone() };
    ChainFacts::read(gateway, head, id, wanted).await.map(Some)
}

/// Holds the header of `record`, and one that was filed, against `facts`; nothing if either fits.
pub(super) async fn look(
    gateway: &Gateway,
    head: Head,
    record: &Record<AccountId>,
    facts: &ChainFacts,
) -> Result<Option<Outdated>, VerificationError> {
    let header = match record_block(gateway, head, &facts.id, record, &record.header).await {
        Ok(bytes) => Some(bytes),
        Err(FetchError::Ledger(error)) => return Err(error.into()),
        Err(FetchError::Database(error)) => return Err(error.into()),
        Err(FetchError::Pool(error)) => return Err(error.into()),
        Err(_) => None,
    };
    let reason = match &header {
        Some(bytes) => match check_header(bytes, facts, &gateway.config.limits) {
            Ok(_) => return Ok(None),
            Err(refusal) => refusal.name(),
        },
        None => UNAVAILABLE,
    };
    if is_replaced(gateway, head, record, facts).await? {
        return Ok(None);
    }
    Ok(Some(Outdated { record: facts.id, reason, header }))
}

/// True if a header that fits was filed and can still get its majority.
async fn is_replaced(
    gateway: &Gateway,
    head: Head,
    record: &Record<AccountId>,
    facts: &ChainFacts,
) -> Result<bool, VerificationError> {
    let filed = gateway.ledger.rewrap(head, facts.id).await?;
    let Some(filed) =
        filed.filter(|filed| filed.policy == facts.record.policy && head.number < filed.deadline)
    else {
        return Ok(false);
    };
    let bytes = match gateway.store.local_block(&filed.header).await? {
        Some(bytes) => bytes,
        None => {
            let peers = sources(&gateway.roster, head, record).await?;
            match fetch(gateway, &peers, &filed.header).await {
                Ok(bytes) => bytes,
                Err(_) => return Ok(false),
            }
        }
    };
    Ok(check_header(&bytes, facts, &gateway.config.limits).is_ok())
}

#[cfg(test)]
mod tests;
