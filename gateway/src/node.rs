//! The organisation's own node.
//!
//! The connection is made and made again with growing pauses. While there is none, and while the node
//! lags behind what was finalised before, there is no head, and so nothing is decided: a node that is
//! still catching up would grant what was revoked since.

use crate::{
    database::{Database, DatabaseError},
    ledger::{Answer, Call, Head, Ledger, LedgerError},
};
use bounded_collections::{BoundedVec, Get};
use salus_client::{
    account::{Account, AccountId},
    chain::{calls, Chain, ChainError, TrailStatus},
};
use salus_primitives::{
    authority::{AttributeState, HeldAttribute, NamedAuthority},
    consent::{Barred, Decision, Delegation, Policy, Ticket},
    consortium::{Organisation, Participant, Standing},
    emergency::EmergencyRule,
    erasure::NamedErasure,
    record::{NamedRecord, NamedRewrap, Record, Rewrap},
    Attribute, BlockNumber, Digest, Label, OrganisationId, Page, PolicyId, Purpose, RecordId, TicketId,
};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::sync::{watch, OnceCell};
use tokio_util::sync::CancellationToken;

/// How long the node may take to answer one question.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// Pause between two looks at the head: a quarter of a block.
const POLL: Duration = Duration::from_millis(500);
/// First and longest pause between two attempts to reach the node.
const FIRST_PAUSE: Duration = Duration::from_millis(500);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A link to the organisation's own node, in the gateway's name.
pub struct Node {
    url: String,
    account: Account,
    chain: OnceCell<Chain>,
    heads: watch::Sender<Option<Head>>,
}

impl Node {
    /// A link to the node at `url`, not connected yet.
    pub fn new(url: String, account: Account) -> Arc<Self> {
        Arc::new(Self { url, account, chain: OnceCell::new(), heads: watch::Sender::new(None) })
    }

    /// Keeps the link and follows the finalised chain until `stop`.
    pub async fn follow(self: Arc<Self>, database: Database, stop: CancellationToken) {
        let mut pause = FIRST_PAUSE;
        let mut told = false;
        loop {
            let look = tokio::select! {
                () = stop.cancelled() => return,
                look = self.look(&database) => look,
            };
            let wait = match look {
                Ok(()) => {
                    pause = FIRST_PAUSE;
                    told = false;
                    POLL
                }
                Err(error) => {
                    self.heads.send_replace(None);
                    if !told {
                        told = true;
                        tracing::warn!(%error, "nothing is decided without the node and the database");
                    } else {
                        tracing::debug!(%error, "the node or the database still fails");
                    }
                    let wait = pause;
                    pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
                    wait
                }
            };
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Looks at the head once, and tells everybody if it is a new one.
    async fn look(&self, database: &Database) -> Result<(), FollowError> {
        let chain = self
            .chain
            .get_or_try_init(|| Chain::connect(&self.url))
            .await
            .map_err(|_| LedgerError::Unreachable)?;
        if !database.pin_genesis(&chain.genesis_hash()).await? {
            return Err(FollowError::OtherChain);
        }
        let hash = in_time(chain.finalized_head()).await?;
        let before = *self.heads.borrow();
        if before.is_some_and(|head| head.hash == hash) {
            return Ok(());
        }
        let header = in_time(chain.header(hash)).await?;
        let number = u32::try_from(header.number)
            .map_err(|_| LedgerError::Malformed("a block number beyond 32 bits".into()))?;
        let head = Head { number, hash };
        let cursor = database.cursor().await?;
        if let Some(cursor) = cursor.filter(|cursor| cursor.number > number) {
            return Err(FollowError::Behind { seen: cursor.number, at: number });
        }
        match database.set_cursor(head).await {
            // What is decided follows the chain all the same: a revocation must not wait for room on the disk.
            Err(DatabaseError::Full) => tracing::error!("the disk of the gateway's database is full"),
            noted => noted?,
        }
        if before.is_none() {
            tracing::info!(block = number, "the node answers");
        }
        self.heads.send_replace(Some(head));
        Ok(())
    }

    fn chain(&self) -> Result<&Chain, LedgerError> {
        if self.heads.borrow().is_none() {
            return Err(LedgerError::Unreachable);
        }
        self.chain.get().ok_or(LedgerError::Unreachable)
    }
}

#[derive(Debug, thiserror::Error)]
enum FollowError {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error(
        "the node follows another chain than the one that data_dir belongs to: correct `node` or `data_dir`"
    )]
    OtherChain,
    #[error("the node is at block {at}, and block {seen} was finalised before: it is still catching up")]
    Behind { seen: BlockNumber, at: BlockNumber },
}

async fn in_time<T>(answer: impl Future<Output = Result<T, ChainError>>) -> Result<T, LedgerError> {
    match tokio::time::timeout(READ_TIMEOUT, answer).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(failure(error)),
        Err(_) => Err(LedgerError::Unreachable),
    }
}

fn failure(error: ChainError) -> LedgerError {
    match error {
        ChainError::Unreachable { .. } => LedgerError::Unreachable,
        ChainError::Refused(refusal) => LedgerError::NotTaken(refusal.to_string()),
        error @ (ChainError::Left(_) | ChainError::Expired(_)) => LedgerError::NotTaken(error.to_string()),
        other => LedgerError::Malformed(other.to_string()),
    }
}

macro_rules! reading {
    ($($name:ident($($argument:ident: $type:ty),*) -> $answer:ty = $method:ident($($passed:expr),*);)*) => {$(
        fn $name(&self, at: Head $(, $argument: $type)*) -> Answer<'_, $answer> {
            Box::pin(async move { in_time(self.chain()?.at(at.hash).$method($($passed),*)).await })
        }
    )*};
}

impl Ledger for Node {
    fn heads(&self) -> watch::Receiver<Option<Head>> {
        self.heads.subscribe()
    }

    fn genesis(&self) -> Answer<'_, Digest> {
        Box::pin(async move { Ok(self.chain()?.genesis_hash()) })
    }

    fn copies(&self) -> Answer<'_, u32> {
        Box::pin(async move { in_time(self.chain()?.copies()).await })
    }

    fn trails(&self) -> Answer<'_, TrailStatus> {
        Box::pin(async move { in_time(self.chain()?.trail_status()).await })
    }

    reading! {
        organisations() -> Vec<(OrganisationId, Organisation<AccountId>)> = organisations();
        participant(account: AccountId) -> Option<Participant> = participant(account);
        standing(account: AccountId) -> Option<Standing> = standing(account);
        authority(name: Label) -> Option<NamedAuthority<AccountId>> = authority(&name);
        attribute(attribute: Attribute) -> Option<AttributeState> = attribute(&attribute);
        holdings(account: AccountId) -> Vec<HeldAttribute> = holdings(account);
        policy(id: PolicyId) -> Option<Policy<AccountId>> = policy(id);
        contributions(patient: AccountId) -> Vec<(OrganisationId, BlockNumber)> = contributions_of(patient);
        delegations(patient: AccountId) -> Vec<(AccountId, Delegation)> = delegations_of(patient);
        restrictions(patient: AccountId) -> Vec<Barred<AccountId>> = restrictions_of(patient);
        emergency_rule() -> Option<EmergencyRule> = emergency_rule();
        decide(accessor: AccountId, record: RecordId, purpose: Purpose) -> Decision
            = decide(accessor, record, purpose);
        ticket(id: TicketId) -> Option<Ticket<AccountId>> = ticket(id);
        record(id: RecordId) -> Option<Record<AccountId>> = record(id);
        pending_for(organisation: OrganisationId, cursor: Option<RecordId>, limit: u32)
            -> Page<NamedRecord<AccountId>, RecordId> = pending_for(organisation, cursor, limit);
        records_of(patient: AccountId, cursor: Option<RecordId>, limit: u32)
            -> Page<NamedRecord<AccountId>, RecordId> = records_of(patient, cursor, limit);
        rewrap(id: RecordId) -> Option<Rewrap> = rewrap(id);
        rewraps_for(organisation: OrganisationId, cursor: Option<RecordId>, limit: u32)
            -> Page<NamedRewrap, RecordId> = rewraps_for(organisation, cursor, limit);
        was_erased(id: RecordId) -> bool = was_erased(id);
        erasures_for(organisation: OrganisationId, cursor: Option<RecordId>, limit: u32)
            -> Page<NamedErasure<AccountId>, RecordId> = erasures_for(organisation, cursor, limit);
    }

    fn submit(&self, call: Call) -> Answer<'_, BlockNumber> {
        Box::pin(async move {
            let call = encode(call)?;
            let chain = self.chain()?;
            // No timeout here: the client follows the call until it is final or void.
            let refused = match chain.submit(&self.account, call).await {
                Ok(included) => return Ok(included.block_number),
                Err(ChainError::Failed(refused)) => refused,
                Err(error) => return Err(failure(error)),
            };
            // It is in a finalised block: the last one, or one before.
            let block = in_time(chain.finalized_number()).await?;
            Err(LedgerError::Refused { reason: refused.name, block })
        })
    }
}

fn encode(call: Call) -> Result<salus_client::chain::Call, LedgerError> {
    Ok(match call {
        Call::Enrol { account, key_card, agreement } => {
            calls::consortium::enrol(account, key_card, &agreement)
        }
        Call::Submit { record, patient, author, policy, content, header, previous } => {
            calls::ehr_registry::submit(record, patient, author, policy, content, header, previous)
        }
        Call::Endorse(records) => calls::ehr_registry::endorse(&batch(records)?),
        Call::Lapse(record) => calls::ehr_registry::lapse(record),
        Call::Rewrap { record, policy, header, guardian: None, signature } => {
            calls::ehr_registry::rewrap(record, policy, header, signature)
        }
        Call::Rewrap { record, policy, header, guardian: Some(guardian), signature } => {
            calls::ehr_registry::rewrap_for(record, policy, header, guardian, signature)
        }
        Call::DropRewrap(record) => calls::ehr_registry::drop_rewrap(record),
        Call::EndorseRewraps(rewraps) => calls::ehr_registry::endorse_rewraps(&batch(rewraps)?),
        Call::AttestErasure(records) => calls::ehr_registry::attest_erasure(&batch(records)?),
        Call::Acknowledge(receipts) => calls::audit_log::acknowledge(&batch(receipts)?),
    })
}

/// As many items as one call takes.
fn batch<T, Most: Get<u32>>(items: Vec<T>) -> Result<BoundedVec<T, Most>, LedgerError> {
    BoundedVec::try_from(items).map_err(|_| LedgerError::Malformed("more items than one call takes".into()))
}
