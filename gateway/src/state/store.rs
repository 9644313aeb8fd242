//! What lies on this gateway's disk: the database, the blocks, and who may change them.

use crate::{
    database::{Database, DatabaseError},
    pool::{Pool, PoolError},
    tasks::Tasks,
};
use bytes::Bytes;
use prometheus_client::metrics::counter::Counter;
use salus_primitives::{ContentId, RecordId};
use std::sync::{
    atomic::{AtomicBool, Ordering},
    Arc,
};
use tokio::sync::RwLock;

/// The disk of one gateway. What deletes a record needs this and nothing else.
pub struct Store {
    /// Its memory.
    pub database: Database,
    /// Its blocks.
    pub pool: Pool,
    /// Held by all who put a record's block into the pool, and by the one alone who deletes a record.
    pub(crate) storing: Arc<RwLock<()>>,
    /// Whether every record that is here was held against the chain since the start.
    reconciled: AtomicBool,
    tasks: Arc<Tasks>,
    corrupt: Counter,
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

impl Store {
    /// Of `database` and `pool`. What is written runs among `tasks`, and `corrupt` counts damaged blocks.
    pub(super) fn new(database: Database, pool: Pool, tasks: Arc<Tasks>, corrupt: Counter) -> Self {
        Self { database, pool, storing: Arc::default(), reconciled: AtomicBool::new(false), tasks, corrupt }
    }

    /// True once every record that is here was held against the chain: before that nothing of a record is handed out.
    pub fn is_reconciled(&self) -> bool {
        self.reconciled.load(Ordering::Acquire)
    }

    /// Notes that every record that is here was held against the chain.
    pub(crate) fn reconciled(&self) {
        self.reconciled.store(true, Ordering::Release);
    }

    /// A block of the pool. A damaged one counts as absent, and is counted.
    ///
    /// # Errors
    /// [`PoolError`] if the disk fails.
    pub async fn local_block(&self, id: &ContentId) -> Result<Option<Bytes>, PoolError> {
        match self.pool.get(id).await {
            Err(PoolError::Corrupt) => {
                self.corrupt.inc();
                tracing::error!(block = %id, "a block of the data pool is damaged");
                Ok(None)
            }
            other => other,
        }
    }

    /// Notes that a block belongs to `record` and keeps it: first the row, then the file, so that what is on the disk
    /// can always be found and deleted.
    ///
    /// # Errors
    /// As [`Store::keep`].
    pub async fn keep_listed(
        &self,
        record: &RecordId,
        id: &ContentId,
        block: Bytes,
    ) -> Result<(), KeepError> {
        self.database.add_blocks(record, &[*id]).await?;
        self.keep(record, id, block).await
    }

    /// Keeps a block of `record`, unless the record was erased: a check or a reading that began before
    /// must not bring it back.
    ///
    /// # Errors
    /// [`KeepError`].
    pub async fn keep(&self, record: &RecordId, id: &ContentId, block: Bytes) -> Result<(), KeepError> {
        let (record, id) = (*record, *id);
        let (storing, database, pool) = (Arc::clone(&self.storing), self.database.clone(), self.pool.clone());
        // Not cut off with the request: a file that is still being written when the lock is given back could come
        // back after its deletion.
        let kept = self.tasks.spawn(async move {
            let _storing = storing.read_owned().await;
            if database.is_erased(&record).await? {
                return Err(KeepError::Erased);
            }
            Ok(pool.put(&id, block).await?)
        });
        kept.await.map_err(|error| PoolError::from(std::io::Error::other(error)))?
    }
}
