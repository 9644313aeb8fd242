//! The gateway's memory: SQLite with a write-ahead log, one file.
//!
//! A statement that returned has reached the disk: what was acknowledged survives a power cut.

pub mod blocks;
pub mod erasures;
pub mod headers;
pub mod served;
pub mod submissions;
pub mod transform_keys;
pub mod verdicts;

use crate::ledger::Head;
use sqlx::{
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
    Row, SqlitePool,
};
use std::{path::Path, time::Duration};

/// Why the database did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The database or the disk failed.
    #[error("the gateway's database failed: {0}")]
    Sql(#[from] sqlx::Error),
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

/// The gateway's database.
#[derive(Clone, Debug)]
pub struct Database {
    pool: SqlitePool,
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
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::migrate!("./migrations").run(&pool).await?;
        Ok(Self { pool })
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

    /// Notes the last finalised block that was seen.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn set_cursor(&self, head: Head) -> Result<(), DatabaseError> {
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
}
