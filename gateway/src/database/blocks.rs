//! Which blocks belong to which record, and which may be read by any member.

use super::{fixed, Database, DatabaseError};
use salus_primitives::{ContentId, RecordId};
use sqlx::Row as _;

/// A block that is no part of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Document {
    /// A key card.
    Card,
    /// A package with an attribute key, sealed to its holder.
    Package,
}

/// A record and a block of it.
pub type Row = (RecordId, ContentId);

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

    /// At most `limit` records of which `block` is a part, or a header.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn records_with(&self, block: &ContentId, limit: u32) -> Result<Vec<RecordId>, DatabaseError> {
        sqlx::query_scalar(
            "SELECT record FROM blocks WHERE cid = ?1 UNION SELECT record FROM headers WHERE cid = ?1 LIMIT ?2",
        )
        .bind(block.as_bytes().as_slice())
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(|record| fixed(record, "blocks.record").map(RecordId))
        .collect()
    }

    /// All blocks that are known to be parts of `record`, and all headers of it that are known to be here.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn blocks_of(&self, record: &RecordId) -> Result<Vec<ContentId>, DatabaseError> {
        sqlx::query(
            "SELECT cid FROM blocks WHERE record = ?1 UNION SELECT cid FROM headers WHERE record = ?1",
        )
        .bind(record.0.as_slice())
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(|row| content_id(row.get(0)))
        .collect()
    }

    /// At most `limit` records and blocks of them, those after `cursor` in their order.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn rows_after(&self, cursor: Option<Row>, limit: u32) -> Result<Vec<Row>, DatabaseError> {
        let after = |(record, block): Row| (record.0.to_vec(), block.as_bytes().to_vec());
        let (record, block) = cursor.map(after).unwrap_or_default();
        sqlx::query(
            "SELECT record, cid FROM blocks WHERE (record, cid) > (?, ?) ORDER BY record, cid LIMIT ?",
        )
        .bind(record)
        .bind(block)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(|row| Ok((RecordId(fixed(row.get(0), "blocks.record")?), content_id(row.get(1))?)))
        .collect()
    }

    /// The first record after `cursor`, in the order of the ids, of which [`Database::blocks_of`] has any.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn next_with_blocks(
        &self,
        cursor: Option<RecordId>,
    ) -> Result<Option<RecordId>, DatabaseError> {
        let record: Option<Vec<u8>> = sqlx::query_scalar(
            "SELECT min(record) FROM (
                SELECT min(record) AS record FROM blocks WHERE record > ?1
                UNION ALL SELECT min(record) FROM headers WHERE record > ?1)",
        )
        .bind(cursor.as_ref().map_or(&[][..], |record| record.0.as_slice()))
        .fetch_one(&self.pool)
        .await?;
        record.map(|record| fixed(record, "blocks.record").map(RecordId)).transpose()
    }

    /// Forgets which blocks belong to `record`, which were deleted.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn forget_blocks(&self, record: &RecordId) -> Result<(), DatabaseError> {
        let mut transaction = self.pool.begin().await?;
        for statement in ["DELETE FROM blocks WHERE record = ?", "DELETE FROM headers WHERE record = ?"] {
            sqlx::query(statement).bind(record.0.as_slice()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
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
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

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
    async fn blocks_should_be_listed_with_headers_until_they_are_forgotten() {
        let (_folder, database) = database().await;
        let (one, two) = (RecordId([1; 32]), RecordId([2; 32]));
        let (leaf, header) = (raw_id(b"leaf"), raw_id(b"header"));
        database.add_blocks(&one, &[leaf, header]).await.unwrap();
        database.note_header(&one, &header).await.unwrap();
        database.note_header(&two, &header).await.unwrap();
        let mut listed = database.blocks_of(&one).await.unwrap();
        listed.sort();
        let mut expected = vec![leaf, header];
        expected.sort();
        assert_eq!(listed, expected);
        assert_eq!(database.blocks_of(&two).await.unwrap(), [header]);
        database.forget_blocks(&one).await.unwrap();
        assert_eq!(database.blocks_of(&one).await.unwrap(), []);
        assert_eq!(database.blocks_of(&two).await.unwrap(), [header]);
    }

    #[tokio::test]
    async fn records_should_come_one_after_the_other_when_they_have_blocks_or_headers() {
        let (_folder, database) = database().await;
        let id = |n| RecordId([n; 32]);
        assert_eq!(database.next_with_blocks(None).await.unwrap(), None);
        database.add_blocks(&id(0), &[raw_id(b"a"), raw_id(b"b")]).await.unwrap();
        database.note_header(&id(1), &raw_id(b"c")).await.unwrap();
        database.add_blocks(&id(2), &[raw_id(b"a")]).await.unwrap();
        database.note_header(&id(2), &raw_id(b"d")).await.unwrap();
        let mut found = vec![None];
        while let Some(next) = database.next_with_blocks(found[found.len() - 1]).await.unwrap() {
            found.push(Some(next));
        }
        assert_eq!(found, [None, Some(id(0)), Some(id(1)), Some(id(2))]);
    }

    #[tokio::test]
    async fn document_should_be_told_apart_from_other_blocks_when_it_was_added() {
        let (_folder, database) = database().await;
        let card = raw_id(b"card");
        database.add_document(&card, Document::Card).await.unwrap();
        assert!(database.is_document(&card).await.unwrap());
        assert!(!database.is_document(&raw_id(b"block")).await.unwrap());
    }
}
