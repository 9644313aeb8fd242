//! New headers that patients hand in.
//!
//! No gateway keeps a record's data key, so none can make a new header. The patient can: the old header has a
//! box for nobody else. So can a guardian who has the patient's reading key. Their program makes the new one; a
//! gateway checks it as it would one of another organisation, keeps it and files it on the chain.
//!
//! The new header names a policy, the record's own or another of the patient's: that one moves the record.

use super::{
    check, keep,
    outdated::{current_facts, look},
    VerificationError,
};
use crate::{
    database::DatabaseError,
    ledger::{Call, Head, LedgerError},
    pool::fetch::sources,
    state::Gateway,
    verification::{fetch, RecordRefusal},
};
use bytes::Bytes;
use salus_client::{account::AccountId, content::raw_id};
use salus_envelope::Header;
use salus_primitives::{
    consent::DelegationScope,
    record::{rewrap_statement, Record, RecordStatus},
    BlockNumber, ContentId, RecordId,
};

/// For how many blocks a transaction can still come into one: before that nobody can say that a header which
/// is not on the chain never will be.
const UNDECIDED: BlockNumber = 64;

/// What became of a new header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filed {
    /// It is on the chain since this block and waits for a majority.
    At(BlockNumber),
    /// It was filed before and waits for a majority.
    Waiting,
    /// It is the record's header.
    InPlace,
}

/// A new header as its patient hands it in.
#[derive(Clone, Debug)]
pub struct NewHeader {
    /// The header.
    pub bytes: Bytes,
    /// The patient's or guardian's signature over [`rewrap_statement`] of it.
    pub signature: [u8; 64],
}

/// Why a new header was not filed.
#[derive(Debug, thiserror::Error)]
pub enum FilingError {
    /// The gateway's own account is not the gateway of an active organisation.
    #[error("this gateway's account is not the gateway of an active organisation")]
    NotGateway,
    /// There is no such record of this patient, or of one for whom the caller decides.
    #[error("there is no such record of yours, or of one whose guardian you are")]
    NotHere,
    /// Only Active records get new headers.
    #[error("the record is not active")]
    NotActive,
    /// The record is another organisation's, and the patient does not let this one add to them.
    #[error("the record was filed by another organisation, and you do not let this one add records")]
    NoContribution,
    /// The record's header fits the chain, or one that waits for its majority does.
    #[error("the record's header, or one that waits for its majority, is as the chain has it")]
    NotOutdated,
    /// The chain would not take it for the patient's.
    #[error(
        "the signature is not yours over this header, this record and the current version of its policy"
    )]
    NotSigned,
    /// Another new header of this record is being filed right now.
    #[error("another new header of this record is being filed right now")]
    InProgress,
    /// It does not fit the chain, or the old header's block is not to be had, or something failed.
    #[error(transparent)]
    Verification(#[from] VerificationError),
}

impl From<LedgerError> for FilingError {
    fn from(error: LedgerError) -> Self {
        Self::Verification(error.into())
    }
}

impl From<DatabaseError> for FilingError {
    fn from(error: DatabaseError) -> Self {
        Self::Verification(error.into())
    }
}

/// Files a new header of record `id`, which `signer` made: its patient, or a guardian.
///
/// The same bytes again get the answer of how far they have come, and are never filed twice.
///
/// # Errors
/// [`FilingError`]; nothing is on the chain then, unless the node was lost while it was asked.
pub async fn file(
    gateway: &Gateway,
    head: Head,
    signer: AccountId,
    id: RecordId,
    NewHeader { bytes, signature }: NewHeader,
) -> Result<Filed, FilingError> {
    let ledger = gateway.ledger.as_ref();
    let own = gateway.roster.organisation(head).await?.ok_or(FilingError::NotGateway)?;
    let _claim = gateway.renewing.claim(id).ok_or(FilingError::InProgress)?;
    let record = ledger.record(head, id).await?.ok_or(FilingError::NotHere)?;
    let patient = record.patient;
    if !decides_for(gateway, head, signer, patient).await? {
        return Err(FilingError::NotHere);
    }
    let name = raw_id(&bytes);
    if record.header == name {
        return Ok(Filed::InPlace);
    }
    if is_waiting(gateway, head, &id, &name).await? {
        return Ok(Filed::Waiting);
    }
    if record.status != RecordStatus::Active {
        return Err(FilingError::NotActive);
    }
    if record.organisation != own {
        let contributions = ledger.contributions(head, patient).await?;
        if !contributions.iter().any(|(organisation, until)| *organisation == own && head.number < *until) {
            return Err(FilingError::NoContribution);
        }
    }
    let facts = current_facts(gateway, head, id, &under_new_policy(&record, &bytes)).await?;
    let facts = facts.ok_or(VerificationError::from(RecordRefusal::PolicyNotCurrent))?;
    // Every filing costs the whole consortium a check: there is one for each change on the chain, no more.
    if look(gateway, head, &record, &facts).await?.is_none() {
        return Err(FilingError::NotOutdated);
    }
    let policy = facts.record.policy;
    let statement = rewrap_statement(&ledger.genesis().await?, &id, &record.header, &policy, &name);
    if !signer.verifies(&statement, &signature) {
        return Err(FilingError::NotSigned);
    }
    let peers = sources(&gateway.roster, head, &record).await?;
    check(gateway, head, &peers, &id, &record, policy, &bytes).await?;
    let since = head.number.saturating_add(UNDECIDED);
    keep(gateway, head, &id, &record, name, bytes, since).await?;
    let guardian = Some(signer).filter(|signer| *signer != patient);
    let block = ledger.submit(Call::Rewrap { record: id, policy, header: name, guardian, signature }).await?;
    // From this block on the chain says which of the two it is.
    gateway.store.database.question_headers(&id, &[record.header, name], block).await?;
    gateway.metrics.rewraps_filed.inc();
    Ok(Filed::At(block))
}

/// True if `who` is `patient`, or a guardian whom `patient` appointed. Whether the guardian is barred the chain decides.
///
/// # Errors
/// [`LedgerError`] if the node does not answer.
pub async fn decides_for(
    gateway: &Gateway,
    head: Head,
    who: AccountId,
    patient: AccountId,
) -> Result<bool, LedgerError> {
    if who == patient {
        return Ok(true);
    }
    let appointed = gateway.ledger.delegations(head, patient).await?;
    Ok(appointed.into_iter().any(|(delegate, delegation)| {
        delegate == who && delegation.scope == DelegationScope::Guardian && delegation.counts(head.number)
    }))
}

/// The header of record `id`, for its patient or a guardian, who makes the next one from it.
///
/// # Errors
/// [`FilingError::NotHere`] for everybody else, [`FilingError::Verification`].
pub async fn header_for(
    gateway: &Gateway,
    head: Head,
    who: AccountId,
    id: RecordId,
) -> Result<Bytes, FilingError> {
    let record = gateway.ledger.record(head, id).await?.ok_or(FilingError::NotHere)?;
    if !decides_for(gateway, head, who, record.patient).await? {
        return Err(FilingError::NotHere);
    }
    match gateway.store.local_block(&record.header).await.map_err(VerificationError::from)? {
        Some(bytes) => Ok(bytes),
        None => {
            let peers = sources(&gateway.roster, head, &record).await?;
            Ok(fetch(gateway, &peers, &record.header).await?)
        }
    }
}

/// `record` as it is once the header `bytes` is in place: under the policy that the header names.
fn under_new_policy(record: &Record<AccountId>, bytes: &[u8]) -> Record<AccountId> {
    let policy = Header::decode(bytes).map_or(record.policy, |header| header.binding().policy);
    Record { policy, ..record.clone() }
}

/// True if `header` was filed for `record` and can still get its majority.
async fn is_waiting(
    gateway: &Gateway,
    head: Head,
    record: &RecordId,
    header: &ContentId,
) -> Result<bool, LedgerError> {
    let filed = gateway.ledger.rewrap(head, *record).await?;
    Ok(filed.is_some_and(|filed| filed.header == *header && head.number < filed.deadline))
}

#[cfg(test)]
mod tests;
