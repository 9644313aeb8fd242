//! Which blocks belong to which record, and which may be read by any member.

use super::{fixed, Database, DatabaseError};
use salus_primitives::{ContentId, RecordId};
use sqlx::Row;

/// A block that is no part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// A key card.
    Card,
    /// A package with an attribute key, sealed to its holder.
    Package,
}

impl Database {
    /// Notes that `blocks` are parts of `record`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn add_blocks(&self, record: &RecordId, blocks: &[ContentId]) -> Result<(), DatabaseError> {
        let mut transaction = self.pool.begin().await?;
        for block in blocks {
            sqlx::query("INSERT OR IGNORE INTO blocks (record, cid) VALUES (?, ?)")
                .bind(record.0.as_slice())
                .bind(block.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// True if `block` is a part of `record`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn is_block_of(&self, record: &RecordId, block: &ContentId) -> Result<bool, DatabaseError> {
        let found = sqlx::query("SELECT 1 FROM blocks WHERE record = ? AND cid = ?")
            .bind(record.0.as_slice())
            .bind(block.as_bytes().as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// Forgets which blocks belong to `record`, and returns those that belong to nothing any more.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn remove_blocks(&self, record: &RecordId) -> Result<Vec<ContentId>, DatabaseError> {
        let mut transaction = self.pool.begin().await?;
        let rows = sqlx::query(
            "DELETE FROM blocks WHERE record = ? RETURNING cid,
                EXISTS (SELECT 1 FROM blocks AS other WHERE other.cid = blocks.cid AND other.record <> blocks.record)
                OR EXISTS (SELECT 1 FROM documents WHERE documents.cid = blocks.cid)",
        )
        .bind(record.0.as_slice())
        .fetch_all(&mut *transaction)
        .await?;
        sqlx::query("DELETE FROM headers WHERE record = ?")
            .bind(record.0.as_slice())
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        rows.into_iter().filter(|row| !row.get::<bool, _>(1)).map(|row| content_id(row.get(0))).collect()
    }

    /// Notes that `block` is a document.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn add_document(&self, block: &ContentId, kind: Document) -> Result<(), DatabaseError> {
        sqlx::query("INSERT OR IGNORE INTO documents (cid, kind) VALUES (?, ?)")
            .bind(block.as_bytes().as_slice())
            .bind(match kind {
                Document::Card => "card",
                Document::Package => "package",
            })
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// True if `block` is a document.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn is_document(&self, block: &ContentId) -> Result<bool, DatabaseError> {
        let found = sqlx::query("SELECT 1 FROM documents WHERE cid = ?")
            .bind(block.as_bytes().as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }
}

pub(super) fn content_id(bytes: Vec<u8>) -> Result<ContentId, DatabaseError> {
    ContentId::from_bytes(&fixed::<36>(bytes, "cid")?).map_err(|_| DatabaseError::Foreign("cid"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{super::tests::database, *};
    use salus_client::content::raw_id;

    #[tokio::test]
    async fn blocks_should_be_told_apart_by_record_when_two_records_have_some() {
        let (_folder, database) = database().await;
        let (one, two) = (RecordId([1; 32]), RecordId([2; 32]));
        database.add_blocks(&one, &[raw_id(b"a"), raw_id(b"b")]).await.unwrap();
        database.add_blocks(&one, &[raw_id(b"a")]).await.unwrap();
        database.add_blocks(&two, &[raw_id(b"c")]).await.unwrap();
        assert!(database.is_block_of(&one, &raw_id(b"a")).await.unwrap());
        assert!(!database.is_block_of(&two, &raw_id(b"a")).await.unwrap());
    }

    #[tokio::test]
    async fn blocks_should_be_kept_when_another_record_or_document_needs_them() {
        let (_folder, database) = database().await;
        let (one, two) = (RecordId([1; 32]), RecordId([2; 32]));
        let (own, shared, card) = (raw_id(b"own"), raw_id(b"shared"), raw_id(b"card"));
        database.add_blocks(&one, &[own, shared, card]).await.unwrap();
        database.add_blocks(&two, &[shared]).await.unwrap();
        database.add_document(&card, Document::Card).await.unwrap();
        assert_eq!(database.remove_blocks(&one).await.unwrap(), [own]);
        assert_eq!(database.remove_blocks(&one).await.unwrap(), []);
        assert_eq!(database.remove_blocks(&two).await.unwrap(), [shared]);
        assert!(database.is_document(&card).await.unwrap());
        assert!(!database.is_document(&shared).await.unwrap());
    }
}
