//! Records that patients had erased.
//!
//! The order keeps a crash harmless: marked, files deleted, forgotten. Until it is forgotten, the rows
//! say what is still to be deleted.

use super::{Database, DatabaseError};
use salus_primitives::{ContentId, RecordId};

impl Database {
    /// Notes that no block of `record` is to be kept any more.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn mark_erased(&self, record: &RecordId) -> Result<(), DatabaseError> {
        sqlx::query("INSERT OR IGNORE INTO erased (record) VALUES (?)")
            .bind(record.0.as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// True if no block of `record` is to be kept any more.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn is_erased(&self, record: &RecordId) -> Result<bool, DatabaseError> {
        let found = sqlx::query("SELECT 1 FROM erased WHERE record = ?")
            .bind(record.0.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// True if `block` is a document, or a part of another record that was not erased.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn is_needed_beside(
        &self,
        record: &RecordId,
        block: &ContentId,
    ) -> Result<bool, DatabaseError> {
        let needed: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM documents WHERE cid = ?2)
                OR EXISTS (SELECT 1 FROM blocks WHERE cid = ?2 AND record <> ?1
                    AND NOT EXISTS (SELECT 1 FROM erased WHERE erased.record = blocks.record))",
        )
        .bind(record.0.as_slice())
        .bind(block.as_bytes().as_slice())
        .fetch_one(&self.pool)
        .await?;
        Ok(needed)
    }

    /// Forgets what is known of `record`: its blocks, what was found out about it, how it was handed in.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn forget_record(&self, record: &RecordId) -> Result<(), DatabaseError> {
        let mut transaction = self.pool.begin().await?;
        for statement in [
            "DELETE FROM blocks WHERE record = ?",
            "DELETE FROM headers WHERE record = ?",
            "DELETE FROM verdicts WHERE record = ?",
            "DELETE FROM submissions WHERE record = ?",
        ] {
            sqlx::query(statement).bind(record.0.as_slice()).execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        // A submission may have kept a data key.
        self.deleted_secret();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{super::tests::database, *};
    use crate::database::{blocks::Document, verdicts::Verdict};
    use salus_client::content::raw_id;

    #[tokio::test]
    async fn block_should_be_needed_when_a_document_or_a_living_record_has_it() {
        let (_folder, database) = database().await;
        let (one, two) = (RecordId([1; 32]), RecordId([2; 32]));
        let (own, shared, card) = (raw_id(b"own"), raw_id(b"shared"), raw_id(b"card"));
        database.add_blocks(&one, &[own, shared, card]).await.unwrap();
        database.add_blocks(&two, &[shared]).await.unwrap();
        database.add_document(&card, Document::Card).await.unwrap();
        assert!(!database.is_needed_beside(&one, &own).await.unwrap());
        assert!(database.is_needed_beside(&one, &card).await.unwrap());
        assert!(database.is_needed_beside(&one, &shared).await.unwrap());
        database.mark_erased(&two).await.unwrap();
        assert!(!database.is_needed_beside(&one, &shared).await.unwrap());
    }

    #[tokio::test]
    async fn record_should_stay_marked_when_everything_else_is_forgotten() {
        let (_folder, database) = database().await;
        let record = RecordId([1; 32]);
        database.add_blocks(&record, &[raw_id(b"own")]).await.unwrap();
        database.set_verdict(&record, &raw_id(b"own"), &Verdict::Sound).await.unwrap();
        assert!(!database.is_erased(&record).await.unwrap());
        database.mark_erased(&record).await.unwrap();
        database.mark_erased(&record).await.unwrap();
        database.forget_record(&record).await.unwrap();
        assert!(database.blocks_of(&record).await.unwrap().is_empty());
        assert_eq!(database.verdict(&record, &raw_id(b"own")).await.unwrap(), None);
        assert!(database.is_erased(&record).await.unwrap());
    }
}
