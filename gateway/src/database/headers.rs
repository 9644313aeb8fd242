//! Headers of records that are here: the record's own, one it had before, or one it may get.

use super::{blocks::content_id, fixed, Database, DatabaseError};
use salus_primitives::{BlockNumber, ContentId, RecordId};
use sqlx::Row;

/// A header that is here, with the record it is of.
pub type Kept = (RecordId, ContentId);

impl Database {
    /// Notes that `header` of `record` is here. Whether it still is the record's own is looked at now and then.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn note_header(&self, record: &RecordId, header: &ContentId) -> Result<(), DatabaseError> {
        sqlx::query("INSERT OR IGNORE INTO headers (record, cid, since, settled) VALUES (?, ?, 0, 1)")
            .bind(record.0.as_slice())
            .bind(header.as_bytes().as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// True if `block` is noted as a header of `record`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn is_header_of(&self, record: &RecordId, block: &ContentId) -> Result<bool, DatabaseError> {
        let found = sqlx::query("SELECT 1 FROM headers WHERE record = ? AND cid = ?")
            .bind(record.0.as_slice())
            .bind(block.as_bytes().as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// Notes that after block `since`, whatever was noted before, it is to be looked at which of `headers` is
    /// the one of `record`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn question_headers(
        &self,
        record: &RecordId,
        headers: &[ContentId],
        since: BlockNumber,
    ) -> Result<(), DatabaseError> {
        let mut transaction = self.pool.begin().await?;
        for header in headers {
            sqlx::query(
                "INSERT INTO headers (record, cid, since, settled) VALUES (?, ?, ?, 0)
                 ON CONFLICT (record, cid) DO UPDATE SET since = excluded.since, settled = 0",
            )
            .bind(record.0.as_slice())
            .bind(header.as_bytes().as_slice())
            .bind(i64::from(since))
            .execute(&mut *transaction)
            .await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Headers in question that are to be looked at after block `now`, or those that are `settled`: at most
    /// `limit`, those after `cursor` in their order.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn headers(
        &self,
        settled: bool,
        now: BlockNumber,
        cursor: Option<Kept>,
        limit: u32,
    ) -> Result<Vec<Kept>, DatabaseError> {
        let after = |(record, header): Kept| (record.0.to_vec(), header.as_bytes().to_vec());
        let (record, header) = cursor.map(after).unwrap_or_default();
        sqlx::query(
            "SELECT record, cid FROM headers
             WHERE settled = ?1 AND since < ?2 AND (record > ?3 OR (record = ?3 AND cid > ?4))
             ORDER BY record, cid LIMIT ?5",
        )
        .bind(i64::from(settled))
        .bind(i64::from(now))
        .bind(record)
        .bind(header)
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?
        .into_iter()
        .map(|row| Ok((RecordId(fixed(row.get(0), "headers.record")?), content_id(row.get(1))?)))
        .collect()
    }

    /// Notes that `header` is in question no more.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn header_settled(&self, record: &RecordId, header: &ContentId) -> Result<(), DatabaseError> {
        sqlx::query("UPDATE headers SET settled = 1 WHERE record = ? AND cid = ?")
            .bind(record.0.as_slice())
            .bind(header.as_bytes().as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// Forgets a header of `record` that was deleted.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn forget_header(&self, record: &RecordId, header: &ContentId) -> Result<(), DatabaseError> {
        let mut transaction = self.pool.begin().await?;
        for statement in [
            "DELETE FROM blocks WHERE record = ? AND cid = ?",
            "DELETE FROM headers WHERE record = ? AND cid = ?",
        ] {
            sqlx::query(statement)
                .bind(record.0.as_slice())
                .bind(header.as_bytes().as_slice())
                .execute(&mut *transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{super::tests::database, *};
    use salus_client::content::raw_id;

    #[tokio::test]
    async fn headers_should_be_listed_in_pages_when_their_block_has_passed() {
        let (_folder, database) = database().await;
        let (one, two) = (RecordId([1; 32]), RecordId([2; 32]));
        let (old, new) = (raw_id(b"old"), raw_id(b"new"));
        database.question_headers(&one, &[old, new], 10).await.unwrap();
        database.question_headers(&two, &[old], 20).await.unwrap();
        assert_eq!(database.headers(false, 10, None, 9).await.unwrap(), []);
        let first = database.headers(false, 21, None, 2).await.unwrap();
        let rest = database.headers(false, 21, first.last().copied(), 2).await.unwrap();
        assert_eq!(first.iter().map(|(record, _)| *record).collect::<Vec<_>>(), [one, one]);
        assert_eq!(rest, [(two, old)]);
        assert_eq!(database.headers(true, 21, None, 9).await.unwrap(), []);
    }

    #[tokio::test]
    async fn header_should_be_in_question_when_it_was_noted_so_until_it_is_settled() {
        let (_folder, database) = database().await;
        let (record, header) = (RecordId([1; 32]), raw_id(b"old"));
        database.note_header(&record, &header).await.unwrap();
        assert_eq!(database.headers(true, 1, None, 9).await.unwrap(), [(record, header)]);
        database.question_headers(&record, &[header], 30).await.unwrap();
        database.question_headers(&record, &[header], 20).await.unwrap();
        database.note_header(&record, &header).await.unwrap();
        assert_eq!(database.headers(true, 99, None, 9).await.unwrap(), []);
        assert_eq!(database.headers(false, 20, None, 9).await.unwrap(), []);
        assert_eq!(database.headers(false, 21, None, 9).await.unwrap(), [(record, header)]);
        database.header_settled(&record, &header).await.unwrap();
        assert_eq!(database.headers(false, 99, None, 9).await.unwrap(), []);
        database.forget_header(&record, &header).await.unwrap();
        assert_eq!(database.headers(true, 99, None, 9).await.unwrap(), []);
    }
}
