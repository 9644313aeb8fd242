//! The gateway's memory: SQLite with a write-ahead log, one file.
//!
//! A statement that returned has reached the disk: what was acknowledged survives a power cut.

pub mod blocks;
pub mod erasures;
pub mod headers;
mod migrations;
pub mod served;
pub mod submissions;
pub mod transform_keys;
pub mod verdicts;

use crate::{disk, ledger::Head};
use salus_primitives::Digest;
use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    Row, SqlitePool,
};
use std::{
    path::Path,
    sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    },
    time::Duration,
};

/// Connections to the file: one writes, the others read meanwhile.
const CONNECTIONS: u32 = 4;

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The database or the disk failed.
    #[error("the gateway's database failed: {0}")]
    Sql(sqlx::Error),
    /// The disk of the database is full.
    #[error("the disk of the gateway's database is full")]
    Full,
    /// The file is of another version of the program.
    #[error("the gateway's database cannot be brought to this version: {0}")]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// A value in the database is not what this program writes.
    #[error("the gateway's database holds a value that this program did not write: {0}")]
    Foreign(&'static str),
    /// A number is larger than the database keeps.
    #[error("a number is larger than the database keeps")]
    Range(#[from] std::num::TryFromIntError),
}

impl From<sqlx::Error> for DatabaseError {
    fn from(error: sqlx::Error) -> Self {
        if disk::is_database_full(&error) {
            Self::Full
        } else {
            Self::Sql(error)
        }
    }
}

/// The gateway's database.
#[derive(Clone, Debug)]
pub struct Database {
    pool: SqlitePool,
    /// Whether the disk was full when something was last written.
    full: Arc<AtomicBool>,
    /// Whether the log may still hold what was deleted.
    to_wipe: Arc<AtomicBool>,
}

impl Database {
    /// Opens the file, making it and bringing it to the newest version if need be.
    ///
    /// # Errors
    /// [`DatabaseError`] if the file cannot be used.
    pub async fn open(file: &Path) -> Result<Self, DatabaseError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(10))
            // A transform key that was deleted is overwritten with zeros.
            .pragma("secure_delete", "ON");
        let pool = SqlitePoolOptions::new().max_connections(CONNECTIONS).connect_with(options).await?;
        migrations::migrator().run(&pool).await?;
        // What was deleted before a crash may still be in the log.
        Ok(Self { pool, full: Arc::default(), to_wipe: Arc::new(AtomicBool::new(true)) })
    }

    /// Whether the disk was full when something was last written.
    pub fn is_full(&self) -> bool {
        self.full.load(Ordering::Relaxed)
    }

    /// Notes that something was deleted or replaced which must not stay on the disk.
    fn deleted_secret(&self) {
        self.to_wipe.store(true, Ordering::Release);
    }

    /// Empties the write-ahead log if secrets were deleted since it was last emptied: deleted bytes are overwritten in
    /// the database's file only, and the log still has them. False if a reader keeps the log in use; then once more.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn wipe_deleted(&self) -> Result<bool, DatabaseError> {
        if !self.to_wipe.swap(false, Ordering::AcqRel) {
            return Ok(true);
        }
        let busy =
            sqlx::query_scalar::<_, i64>("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&self.pool).await;
        let done = matches!(busy, Ok(0));
        if !done {
            self.deleted_secret();
        }
        busy?;
        Ok(done)
    }

    /// Notes that everything here belongs to the chain that begins with `genesis`. False if it belongs to another.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn pin_genesis(&self, genesis: &Digest) -> Result<bool, DatabaseError> {
        sqlx::query("INSERT OR IGNORE INTO chain (id, genesis) VALUES (0, ?)")
            .bind(genesis.as_slice())
            .execute(&self.pool)
            .await?;
        let pinned: Vec<u8> =
            sqlx::query_scalar("SELECT genesis FROM chain WHERE id = 0").fetch_one(&self.pool).await?;
        Ok(pinned == genesis)
    }

    /// Closes the file; what was written stays.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The last finalised block that was seen.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn cursor(&self) -> Result<Option<Head>, DatabaseError> {
        let row =
            sqlx::query("SELECT number, hash FROM cursor WHERE id = 0").fetch_optional(&self.pool).await?;
        row.map(|row| {
            Ok(Head { number: u32::try_from(row.get::<i64, _>(0))?, hash: fixed(row.get(1), "cursor.hash")? })
        })
        .transpose()
    }

    /// Notes the last finalised block that was seen. With every block this also tells whether the disk has room.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn set_cursor(&self, head: Head) -> Result<(), DatabaseError> {
        let noted = self.write_cursor(head).await;
        self.full.store(matches!(noted, Err(DatabaseError::Full)), Ordering::Relaxed);
        noted
    }

    async fn write_cursor(&self, head: Head) -> Result<(), DatabaseError> {
        sqlx::query(
            "INSERT INTO cursor (id, number, hash) VALUES (0, ?, ?)
             ON CONFLICT (id) DO UPDATE SET number = excluded.number, hash = excluded.hash",
        )
        .bind(i64::from(head.number))
        .bind(head.hash.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(())
    }
}

/// Bytes of a fixed length, as every identifier is kept.
fn fixed<const N: usize>(bytes: Vec<u8>, column: &'static str) -> Result<[u8; N], DatabaseError> {
    bytes.try_into().map_err(|_| DatabaseError::Foreign(column))
}

#[cfg(test)]
pub(crate) mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_client::account::AccountId;
    use sqlx::AssertSqlSafe;
    use std::collections::BTreeSet;

    /// A database that lives as long as the folder returned with it.
    pub async fn database() -> (tempfile::TempDir, Database) {
        let folder = tempfile::tempdir().unwrap();
        let database = Database::open(&folder.path().join("gateway.sqlite")).await.unwrap();
        (folder, database)
    }

    #[tokio::test]
    async fn database_should_keep_the_cursor_when_it_is_opened_again() {
        let (folder, database) = database().await;
        assert_eq!(database.cursor().await.unwrap(), None);
        let head = Head { number: u32::MAX, hash: [7; 32] };
        database.set_cursor(Head { number: 1, hash: [1; 32] }).await.unwrap();
        database.set_cursor(head).await.unwrap();
        database.close().await;
        let again = Database::open(&folder.path().join("gateway.sqlite")).await.unwrap();
        assert_eq!(again.cursor().await.unwrap(), Some(head));
    }

    #[tokio::test]
    async fn database_should_refuse_another_chain_when_it_belongs_to_one() {
        let (_folder, database) = database().await;
        assert!(database.pin_genesis(&[1; 32]).await.unwrap());
        assert!(database.pin_genesis(&[1; 32]).await.unwrap());
        assert!(!database.pin_genesis(&[2; 32]).await.unwrap());
    }

    #[tokio::test]
    async fn database_should_say_that_the_disk_is_full_when_it_cannot_grow() {
        let (_folder, database) = database().await;
        let grow = |pages| format!("PRAGMA max_page_count = {pages}");
        // The bound is a connection's own.
        let mut connections = Vec::new();
        for _ in 0..CONNECTIONS {
            let mut connection = database.pool.acquire().await.unwrap();
            sqlx::raw_sql(AssertSqlSafe(grow(1))).execute(&mut *connection).await.unwrap();
            connections.push(connection);
        }
        drop(connections);
        let full = database.set_transform_key(&AccountId([1; 32]), &[7; 1 << 20], &BTreeSet::new()).await;
        assert!(matches!(full, Err(DatabaseError::Full)), "{full:?}");
    }

    /// A deleted key must be found nowhere in the database's files.
    #[tokio::test]
    async fn log_should_not_keep_a_transform_key_when_it_was_deleted() {
        let (folder, database) = database().await;
        let (key, account) = (vec![0xA7; 4096], AccountId([1; 32]));
        let found = || {
            ["gateway.sqlite", "gateway.sqlite-wal"]
                .into_iter()
                .filter_map(|file| std::fs::read(folder.path().join(file)).ok())
                .any(|bytes| bytes.windows(512).any(|window| window.iter().all(|byte| *byte == 0xA7)))
        };
        database.set_transform_key(&account, &key, &BTreeSet::new()).await.unwrap();
        assert!(found());
        database.delete_transform_key(&account).await.unwrap();
        assert!(found(), "the log has it: otherwise this test shows nothing");
        assert!(database.wipe_deleted().await.unwrap());
        assert!(!found());
        database.set_transform_key(&account, &key, &BTreeSet::new()).await.unwrap();
        database.set_transform_key(&account, b"another", &BTreeSet::new()).await.unwrap();
        assert!(database.wipe_deleted().await.unwrap());
        assert!(!found(), "a key that was replaced is gone, too");
    }
}
