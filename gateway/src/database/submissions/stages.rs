//! From one stage to the next. Each step is one statement that says from which stage it leads: of two that race, one
//! finds the submission there.

use super::{Particulars, Sealed};
use crate::database::{Database, DatabaseError};
use salus_primitives::{BlockNumber, ContentId, RecordId};

impl Database {
    /// Begins a submission, or begins it again if the last attempt failed. False if there is one that did not.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn begin_submission(&self, wanted: &Particulars) -> Result<bool, DatabaseError> {
        let done = sqlx::query(
            "INSERT INTO submissions (record, patient, author, policy, previous, length, stage)
             VALUES (?, ?, ?, ?, ?, ?, 'received')
             ON CONFLICT (record) DO UPDATE SET
                patient = excluded.patient, author = excluded.author, policy = excluded.policy,
                previous = excluded.previous, length = excluded.length, stage = 'received',
                fingerprint = NULL, policy_version = NULL, content = NULL, header = NULL, block = NULL, reason = NULL,
                attempts = 0, kept = NULL, promised = 0
             WHERE submissions.stage = 'failed'",
        )
        .bind(wanted.record.0.as_slice())
        .bind(wanted.patient.0.as_slice())
        .bind(wanted.author.0.as_slice())
        .bind(i64::try_from(wanted.policy)?)
        .bind(wanted.previous.as_ref().map(|previous| previous.0.as_slice()))
        .bind(i64::try_from(wanted.length)?)
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets a submission whose bytes did not come in whole.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn abandon_submission(&self, record: &RecordId) -> Result<(), DatabaseError> {
        sqlx::query("DELETE FROM submissions WHERE record = ? AND stage = 'received'")
            .bind(record.0.as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// From received to stored; `kept` holds the record's data key. False if it was not at that stage.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission_stored(
        &self,
        record: &RecordId,
        sealed: &Sealed,
        kept: &[u8],
    ) -> Result<bool, DatabaseError> {
        let done = sqlx::query(
            "UPDATE submissions SET stage = 'stored', fingerprint = ?, policy_version = ?, content = ?, header = ?,
                kept = ?
             WHERE record = ? AND stage = 'received'",
        )
        .bind(sealed.fingerprint.as_slice())
        .bind(i64::from(sealed.policy.version))
        .bind(sealed.content.as_bytes().as_slice())
        .bind(sealed.header.as_bytes().as_slice())
        .bind(kept)
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// From stored to submitted, which the sender may be told. False if it was not at that stage.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission_submitted(
        &self,
        record: &RecordId,
        block: BlockNumber,
    ) -> Result<bool, DatabaseError> {
        let done = sqlx::query(
            "UPDATE submissions SET stage = 'submitted', block = ?, reason = NULL, promised = 1
             WHERE record = ? AND stage = 'stored'",
        )
        .bind(i64::from(block))
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Notes that the sender is told that the record is safe.
    ///
    /// # Errors
    /// [`DatabaseError`]; then the sender must not be told.
    pub async fn promise_submission(&self, record: &RecordId) -> Result<(), DatabaseError> {
        sqlx::query(
            "UPDATE submissions SET promised = 1 WHERE record = ? AND promised = 0 AND stage <> 'received'",
        )
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes why a submission waits at its stage.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission_waits(&self, record: &RecordId, reason: &str) -> Result<(), DatabaseError> {
        sqlx::query(
            "UPDATE submissions SET reason = ?1
             WHERE record = ?2 AND stage IN ('stored', 'submitted') AND reason IS NOT ?1",
        )
        .bind(reason)
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Gives a stored submission another header, made under `version` of its policy.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission_renewed(
        &self,
        record: &RecordId,
        version: u32,
        header: &ContentId,
    ) -> Result<(), DatabaseError> {
        sqlx::query(
            "UPDATE submissions SET policy_version = ?, header = ? WHERE record = ? AND stage = 'stored'",
        )
        .bind(i64::from(version))
        .bind(header.as_bytes().as_slice())
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// From stored to failed. False if it was not at that stage.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission_failed(&self, record: &RecordId, reason: &str) -> Result<bool, DatabaseError> {
        let done = sqlx::query(
            "UPDATE submissions SET stage = 'failed', reason = ? WHERE record = ? AND stage = 'stored'",
        )
        .bind(reason)
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// From submitted to active; nothing is kept any more for another header. False if it was not at that stage.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission_active(&self, record: &RecordId) -> Result<bool, DatabaseError> {
        let done = sqlx::query(
            "UPDATE submissions SET stage = 'active', reason = NULL, kept = NULL
             WHERE record = ? AND stage = 'submitted'",
        )
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        self.deleted_secret();
        Ok(done.rows_affected() == 1)
    }

    /// From submitted back to stored, to be filed again. False if it was not at that stage.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission_reopened(&self, record: &RecordId, reason: &str) -> Result<bool, DatabaseError> {
        let done = sqlx::query(
            "UPDATE submissions SET stage = 'stored', block = NULL, reason = ?, attempts = attempts + 1
             WHERE record = ? AND stage = 'submitted'",
        )
        .bind(reason)
        .bind(record.0.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(done.rows_affected() == 1)
    }

    /// Forgets a submission that failed: its sender knows. False if it did not fail.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn forget_failed(&self, record: &RecordId) -> Result<bool, DatabaseError> {
        let done = sqlx::query("DELETE FROM submissions WHERE record = ? AND stage = 'failed'")
            .bind(record.0.as_slice())
            .execute(&self.pool)
            .await?;
        self.deleted_secret();
        Ok(done.rows_affected() == 1)
    }
}
