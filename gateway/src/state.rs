//! What the parts of a gateway share.

use crate::{
    admission::Admission,
    config::{Config, PeerUrls},
    database::{Database, DatabaseError},
    intake::{authorities::AuthorityKeys, keeping::Keeper},
    ledger::{Head, Ledger, LedgerError},
    metrics::Metrics,
    pauses::Pauses,
    per_head::PerHead,
    pool::{peers::Peers, Pool, PoolError},
    session::Sessions,
};
use bytes::Bytes;
use salus_client::account::{Account, AccountId};
use salus_primitives::{
    consent::Barred,
    consortium::{MemberStatus, Organisation, Role, Standing},
    ContentId, OrganisationId, RecordId, TicketId,
};
use std::{
    collections::HashSet,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc, Mutex, PoisonError,
    },
};
use tokio::sync::{watch, Notify, RwLock, Semaphore};

/// The organisations of the consortium at one block.
pub type Organisations = Arc<Vec<(OrganisationId, Organisation<AccountId>)>>;

/// One organisation's EHR server.
pub struct Gateway {
    /// How it is set up.
    pub config: Config,
    /// Who it is on the chain.
    pub account: Account,
    /// The chain.
    pub ledger: Arc<dyn Ledger>,
    /// Its memory.
    pub database: Database,
    /// Its blocks.
    pub pool: Pool,
    /// Who is signed in.
    pub sessions: Sessions,
    /// The gateways of the other organisations.
    pub peers: Peers,
    /// What an operator watches.
    pub metrics: Metrics,
    /// Authorities whose proof of possession was checked.
    pub authority_keys: AuthorityKeys,
    /// Key of the fingerprints of what the hospital handed in.
    pub fingerprint_key: [u8; 64],
    /// Keeps the data keys of records that no majority has yet.
    pub keeper: Arc<Keeper>,
    /// Tasks that are not to be cut off by a client that hangs up.
    pub tasks: crate::tasks::Tasks,
    /// Wakes the submissions' worker.
    pub stored: Notify,
    /// Counts changes of submissions' stages; who waits for one watches this.
    pub progress: watch::Sender<u64>,
    /// Room for pairings: as many at a time as there are processors.
    pub pairings: Semaphore,
    /// Held while a transform key is checked.
    pub key_checks: Semaphore,
    /// Room for records that are coming in.
    pub intakes: Semaphore,
    /// Held by all who put a record's block into the pool, and by the one alone who deletes a record.
    pub(crate) storing: Arc<RwLock<()>>,
    pub(crate) receiving: Claims,
    pub(crate) advancing: Claims,
    /// Submissions that the chain could not take yet.
    pub(crate) postponed: Mutex<Pauses>,
    /// Records whose headers are being filed or cleared away.
    pub(crate) renewing: Claims,
    pub(crate) admissions: PerHead<(TicketId, AccountId), Admission>,
    /// Tickets of which the database knows that they were served.
    pub(crate) served: PerHead<TicketId, ()>,
    /// Whether every record that is here was held against the chain since the start.
    reconciled: AtomicBool,
    copies: PerHead<(), usize>,
    pub(crate) restrictions: PerHead<AccountId, Arc<Vec<Barred<AccountId>>>>,
    standings: PerHead<AccountId, Option<Standing>>,
    organisations: PerHead<(), Organisations>,
}

/// As what an account is let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It takes an active part in the consortium.
    Member(Standing),
    /// A patient whose account is suspended, or whose organisation is suspended or removed: the chain grants such a
    /// patient the own records, and nothing else.
    OwnRecords(OrganisationId),
}

impl Entry {
    /// In which capacity the account's requests are counted.
    pub fn standing(self) -> Standing {
        match self {
            Self::Member(standing) => standing,
            Self::OwnRecords(organisation) => Standing::Participant(organisation, Role::Patient),
        }
    }
}

/// Why a block was not kept.
#[derive(Debug, thiserror::Error)]
pub enum KeepError {
    /// Its record was erased.
    #[error("the record was erased")]
    Erased,
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The disk failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
}

/// What a gateway is put together from.
pub struct Parts {
    /// How it is set up.
    pub config: Config,
    /// Who it is on the chain.
    pub account: Account,
    /// The chain.
    pub ledger: Arc<dyn Ledger>,
    /// Its memory.
    pub database: Database,
    /// Its blocks.
    pub pool: Pool,
    /// Key of the fingerprints.
    pub fingerprint_key: [u8; 64],
    /// What keeps data keys.
    pub keeper: Keeper,
}

impl Gateway {
    /// Puts a gateway together. Nothing runs yet.
    pub fn new(parts: Parts) -> Self {
        let Parts { config, account, ledger, database, pool, fingerprint_key, keeper } = parts;
        let processors = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let metrics = Metrics::default();
        Self {
            sessions: Sessions::new(account.id(), config.limits.sessions),
            peers: Peers::new(account.clone(), metrics.peer_faults.clone())
                .at(PeerUrls::of(&config.public_url, config.allow_cleartext)),
            metrics,
            authority_keys: AuthorityKeys::default(),
            tasks: crate::tasks::Tasks::default(),
            stored: Notify::new(),
            progress: watch::Sender::new(0),
            pairings: Semaphore::new(processors),
            key_checks: Semaphore::new(1),
            intakes: Semaphore::new(config.limits.intakes),
            storing: Arc::default(),
            receiving: Claims::default(),
            advancing: Claims::default(),
            postponed: Mutex::default(),
            renewing: Claims::default(),
            admissions: PerHead::default(),
            served: PerHead::default(),
            reconciled: AtomicBool::new(false),
            copies: PerHead::default(),
            restrictions: PerHead::default(),
            standings: PerHead::default(),
            organisations: PerHead::default(),
            config,
            account,
            ledger,
            database,
            pool,
            fingerprint_key,
            keeper: Arc::new(keeper),
        }
    }

    /// In which capacity `account` speaks at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn standing(&self, head: Head, account: AccountId) -> Result<Option<Standing>, LedgerError> {
        if let Some(standing) = self.standings.get(head.number, &account) {
            return Ok(standing);
        }
        let standing = self.ledger.standing(head, account).await?;
        self.standings.insert(head.number, account, standing);
        Ok(standing)
    }

    /// As what `account` is let in at `head`; none if it is neither a member nor a patient.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn entry(&self, head: Head, account: AccountId) -> Result<Option<Entry>, LedgerError> {
        if let Some(standing) = self.standing(head, account).await? {
            return Ok(Some(Entry::Member(standing)));
        }
        let person = self.ledger.participant(head, account).await?;
        let patient = person.filter(|person| person.role == Role::Patient);
        Ok(patient.map(|patient| Entry::OwnRecords(patient.organisation)))
    }

    /// The organisation whose gateway this is at `head`; none if it is suspended or not registered.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn organisation(&self, head: Head) -> Result<Option<OrganisationId>, LedgerError> {
        match self.standing(head, self.account.id()).await? {
            Some(Standing::Gateway(organisation)) => Ok(Some(organisation)),
            _ => Ok(None),
        }
    }

    /// The active organisations at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn active_organisations(&self, head: Head) -> Result<Organisations, LedgerError> {
        if let Some(found) = self.organisations.get(head.number, &()) {
            return Ok(found);
        }
        let mut all = self.ledger.organisations(head).await?;
        all.retain(|(_, organisation)| organisation.status == MemberStatus::Active);
        let found = Arc::new(all);
        self.organisations.insert(head.number, (), Arc::clone(&found));
        Ok(found)
    }

    /// The organisation that this account is or was registered for as its gateway, whatever its status.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn registered_organisation(&self, head: Head) -> Result<Option<OrganisationId>, LedgerError> {
        let own = self.account.id();
        let all = self.ledger.organisations(head).await?;
        Ok(all.into_iter().find(|(_, organisation)| organisation.gateway.account == own).map(|(id, _)| id))
    }

    /// How many organisations keep a record's content at `head`.
    ///
    /// # Errors
    /// [`LedgerError`] if the node does not answer.
    pub async fn copies(&self, head: Head) -> Result<usize, LedgerError> {
        if let Some(copies) = self.copies.get(head.number, &()) {
            return Ok(copies);
        }
        let copies = usize::try_from(self.ledger.copies().await?).unwrap_or(usize::MAX);
        self.copies.insert(head.number, (), copies);
        Ok(copies)
    }

    /// True once every record that is here was held against the chain: before that nothing of a record is handed out.
    pub fn is_reconciled(&self) -> bool {
        self.reconciled.load(Ordering::Acquire)
    }

    /// Notes that every record that is here was held against the chain.
    pub(crate) fn reconciled(&self) {
        self.reconciled.store(true, Ordering::Release);
    }

    /// A block of this gateway's pool. A damaged one counts as absent, and is counted.
    ///
    /// # Errors
    /// [`PoolError`] if the disk fails.
    pub async fn local_block(&self, id: &ContentId) -> Result<Option<Bytes>, PoolError> {
        match self.pool.get(id).await {
            Err(PoolError::Corrupt) => {
                self.metrics.blocks_corrupt.inc();
                tracing::error!(block = %id, "a block of the data pool is damaged");
                Ok(None)
            }
            other => other,
        }
    }

    /// Keeps a block of `record`, unless the record was erased: a check or a reading that began before
    /// must not bring it back.
    ///
    /// # Errors
    /// [`KeepError`].
    pub async fn keep(&self, record: &RecordId, id: &ContentId, block: Bytes) -> Result<(), KeepError> {
        let (record, id) = (*record, *id);
        let (storing, database, pool) = (Arc::clone(&self.storing), self.database.clone(), self.pool.clone());
        // Not cut off with whoever asked for it: a file that is still being written when nobody holds the lock any
        // more could come back after its deletion.
        let kept = self.tasks.spawn(async move {
            let _storing = storing.read_owned().await;
            if database.is_erased(&record).await? {
                return Err(KeepError::Erased);
            }
            Ok(pool.put(&id, block).await?)
        });
        kept.await.map_err(|error| PoolError::from(std::io::Error::other(error)))?
    }

    /// Tells everybody who waits that some submission went a stage further.
    pub fn note_progress(&self) {
        self.progress.send_modify(|count| *count = count.wrapping_add(1));
    }
}

/// Records that somebody is busy with.
#[derive(Clone, Default)]
pub struct Claims(Arc<Mutex<HashSet<RecordId>>>);

/// A record is claimed for as long as this lives.
pub struct Claim {
    claims: Claims,
    record: RecordId,
}

impl Claims {
    /// Claims `record`, unless somebody else did.
    pub fn claim(&self, record: RecordId) -> Option<Claim> {
        let mut claimed = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.insert(record).then(|| Claim { claims: self.clone(), record })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let mut claimed = self.claims.0.lock().unwrap_or_else(PoisonError::into_inner);
        claimed.remove(&self.record);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_should_be_claimed_by_one_at_a_time_when_two_want_it() {
        let claims = Claims::default();
        let first = claims.claim(RecordId([1; 32]));
        assert!(first.is_some());
        assert!(claims.claim(RecordId([1; 32])).is_none());
        assert!(claims.claim(RecordId([2; 32])).is_some());
        drop(first);
        assert!(claims.claim(RecordId([1; 32])).is_some());
    }
}
