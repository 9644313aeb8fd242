//! What the hospital handed in, and how far it has come.
//!
//! ```text
//!            bytes safe          in a finalised block      majority
//! received ────────────▶ stored ─────────────────▶ submitted ──────▶ active
//!     │                  │    ▲                        │
//!     ▼ interrupted      │    └──── missed its majority ┘
//!  (forgotten)           ▼ can never pass
//!                      failed ──▶ (forgotten) once the sender knows
//! ```
//! Whatever was `stored` goes on by itself, over restarts and outages, until it is `active`. What can never pass is
//! `failed`: its blocks stay until the sender, who was told that the record is safe, says that this is known.
//! `lapsed` stands in databases of earlier versions, which gave a record up that missed its majority.

use super::{blocks::content_id, fixed, Database, DatabaseError};
use salus_client::account::AccountId;
use salus_primitives::{consent::PolicyRef, BlockNumber, ContentId, PolicyId, RecordId};
use sqlx::{sqlite::SqliteRow, Row};

/// How far a submission has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The bytes are coming in.
    Received,
    /// Encrypted and safe on this gateway.
    Stored,
    /// In a finalised block, waiting for its majority.
    Submitted,
    /// Reached its majority; also once a newer version replaced it.
    Active,
    /// Missed its majority and was given up, by an earlier version of this program.
    Lapsed,
    /// The chain will never take it; it can be handed in again.
    Failed,
}

impl Stage {
    /// Its name in the database and in answers.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Stored => "stored",
            Self::Submitted => "submitted",
            Self::Active => "active",
            Self::Lapsed => "lapsed",
            Self::Failed => "failed",
        }
    }

    /// The stage of that name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Received, Self::Stored, Self::Submitted, Self::Active, Self::Lapsed, Self::Failed]
            .into_iter()
            .find(|stage| stage.name() == name)
    }
}

/// What was asked for: everything but the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Particulars {
    /// The record's name.
    pub record: RecordId,
    /// Whose it is.
    pub patient: AccountId,
    /// Who answers for it.
    pub author: AccountId,
    /// Under which policy.
    pub policy: PolicyId,
    /// The version before it.
    pub previous: Option<RecordId>,
    /// Bytes of plaintext.
    pub length: u64,
}

/// What the bytes have become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// Keyed hash of the plaintext.
    pub fingerprint: [u8; 32],
    /// Under which version of the policy they were encrypted.
    pub policy: PolicyRef,
    /// The ciphertext.
    pub content: ContentId,
    /// The header.
    pub header: ContentId,
}

/// A submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// What was asked for.
    pub particulars: Particulars,
    /// How far it has come.
    pub stage: Stage,
    /// What the bytes have become, from [`Stage::Stored`] on.
    pub sealed: Option<Sealed>,
    /// The block of the submission, from [`Stage::Submitted`] on.
    pub block: Option<BlockNumber>,
    /// Why it failed, or why it waits.
    pub reason: Option<String>,
    /// How often it was filed again after it missed its majority.
    pub attempts: u32,
    /// Whether the sender was told that the record is safe.
    pub promised: bool,
}

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

    /// The header that holds the data key of `record` for this gateway alone.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn kept_key(&self, record: &RecordId) -> Result<Option<Vec<u8>>, DatabaseError> {
        let kept: Option<Option<Vec<u8>>> =
            sqlx::query_scalar("SELECT kept FROM submissions WHERE record = ?")
                .bind(record.0.as_slice())
                .fetch_optional(&self.pool)
                .await?;
        Ok(kept.flatten())
    }

    /// The submission of `record`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submission(&self, record: &RecordId) -> Result<Option<Submission>, DatabaseError> {
        sqlx::query("SELECT * FROM submissions WHERE record = ?")
            .bind(record.0.as_slice())
            .fetch_optional(&self.pool)
            .await?
            .map(read)
            .transpose()
    }

    /// Makes a submission like those of earlier versions, which kept no keys.
    #[cfg(test)]
    pub(crate) async fn forget_kept_key(&self, record: &RecordId) {
        let query = sqlx::query("UPDATE submissions SET kept = NULL WHERE record = ?");
        assert!(query.bind(record.0.as_slice()).execute(&self.pool).await.is_ok());
    }

    /// Makes a submission like one whose sender was told nothing yet.
    #[cfg(test)]
    pub(crate) async fn forget_promise(&self, record: &RecordId) {
        let query = sqlx::query("UPDATE submissions SET promised = 0 WHERE record = ?");
        assert!(query.bind(record.0.as_slice()).execute(&self.pool).await.is_ok());
    }

    /// At most `limit` submissions at `stage`, those after `cursor` in the order of their ids.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submissions_at(
        &self,
        stage: Stage,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<Submission>, DatabaseError> {
        sqlx::query("SELECT * FROM submissions WHERE stage = ? AND record > ? ORDER BY record LIMIT ?")
            .bind(stage.name())
            // Bytes compare like text: nothing comes before the empty string.
            .bind(cursor.as_ref().map_or(&[][..], |record| record.0.as_slice()))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(read)
            .collect()
    }

    /// At most `limit` submissions, those after `cursor` in the order of their ids, of `stage` if one is given.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn list_submissions(
        &self,
        stage: Option<Stage>,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Result<Vec<Submission>, DatabaseError> {
        if let Some(stage) = stage {
            return self.submissions_at(stage, cursor, limit).await;
        }
        sqlx::query("SELECT * FROM submissions WHERE record > ? ORDER BY record LIMIT ?")
            .bind(cursor.as_ref().map_or(&[][..], |record| record.0.as_slice()))
            .bind(i64::from(limit))
            .fetch_all(&self.pool)
            .await?
            .into_iter()
            .map(read)
            .collect()
    }

    /// How many submissions still have a way to go by themselves, and how many failed after their senders were told
    /// that the records are safe.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submissions_in_doubt(&self) -> Result<(u64, u64), DatabaseError> {
        let failed: i64 =
            sqlx::query_scalar("SELECT count(*) FROM submissions WHERE stage = 'failed' AND promised = 1")
                .fetch_one(&self.pool)
                .await?;
        Ok((self.submissions_waiting().await?, u64::try_from(failed)?))
    }

    /// How many submissions still have a way to go by themselves.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn submissions_waiting(&self) -> Result<u64, DatabaseError> {
        let count: i64 =
            sqlx::query_scalar("SELECT count(*) FROM submissions WHERE stage IN ('stored', 'submitted')")
                .fetch_one(&self.pool)
                .await?;
        Ok(u64::try_from(count)?)
    }
}

fn read(row: SqliteRow) -> Result<Submission, DatabaseError> {
    let policy = u64::try_from(row.get::<i64, _>("policy"))?;
    let previous: Option<Vec<u8>> = row.get("previous");
    let particulars = Particulars {
        record: RecordId(fixed(row.get("record"), "submissions.record")?),
        patient: AccountId(fixed(row.get("patient"), "submissions.patient")?),
        author: AccountId(fixed(row.get("author"), "submissions.author")?),
        policy,
        previous: previous.map(|bytes| fixed(bytes, "submissions.previous").map(RecordId)).transpose()?,
        length: u64::try_from(row.get::<i64, _>("length"))?,
    };
    let (fingerprint, version): (Option<Vec<u8>>, Option<i64>) =
        (row.get("fingerprint"), row.get("policy_version"));
    let (content, header): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.get("content"), row.get("header"));
    let sealed = match (fingerprint, version, content, header) {
        (Some(fingerprint), Some(version), Some(content), Some(header)) => Some(Sealed {
            fingerprint: fixed(fingerprint, "submissions.fingerprint")?,
            policy: PolicyRef { id: policy, version: u32::try_from(version)? },
            content: content_id(content)?,
            header: content_id(header)?,
        }),
        _ => None,
    };
    Ok(Submission {
        particulars,
        stage: Stage::named(row.get("stage")).ok_or(DatabaseError::Foreign("submissions.stage"))?,
        sealed,
        block: row.get::<Option<i64>, _>("block").map(u32::try_from).transpose()?,
        reason: row.get("reason"),
        attempts: u32::try_from(row.get::<i64, _>("attempts"))?,
        promised: row.get::<i64, _>("promised") != 0,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{super::tests::database, *};
    use salus_client::content::raw_id;

    fn particulars(n: u8) -> Particulars {
        Particulars {
            record: RecordId([n; 32]),
            patient: AccountId([2; 32]),
            author: AccountId([3; 32]),
            policy: 4,
            previous: Some(RecordId([5; 32])),
            length: 6,
        }
    }

    fn sealed() -> Sealed {
        Sealed {
            fingerprint: [7; 32],
            policy: PolicyRef { id: 4, version: 8 },
            content: raw_id(b"content"),
            header: raw_id(b"header"),
        }
    }

    #[tokio::test]
    async fn submission_should_go_every_stage_once_when_all_goes_well() {
        let (_folder, database) = database().await;
        let wanted = particulars(1);
        assert!(database.begin_submission(&wanted).await.unwrap());
        assert!(!database.begin_submission(&wanted).await.unwrap(), "a second one never begins");
        assert!(database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap());
        assert!(!database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap());
        assert!(database.submission_submitted(&wanted.record, 9).await.unwrap());
        assert!(!database.submission_submitted(&wanted.record, 10).await.unwrap());
        assert_eq!(database.kept_key(&wanted.record).await.unwrap().as_deref(), Some(&b"kept"[..]));
        assert!(database.submission_active(&wanted.record).await.unwrap());
        assert!(!database.submission_reopened(&wanted.record, "majority-missed").await.unwrap());
        assert_eq!(database.kept_key(&wanted.record).await.unwrap(), None);
        let found = database.submission(&wanted.record).await.unwrap().unwrap();
        assert_eq!(found.particulars, wanted);
        assert_eq!((found.stage, found.block, found.sealed), (Stage::Active, Some(9), Some(sealed())));
        assert!(!database.begin_submission(&wanted).await.unwrap());
    }

    #[tokio::test]
    async fn submission_should_begin_anew_only_when_the_last_one_failed() {
        let (_folder, database) = database().await;
        let wanted = particulars(1);
        database.begin_submission(&wanted).await.unwrap();
        database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
        assert!(!database.begin_submission(&wanted).await.unwrap());
        assert!(database.submission_failed(&wanted.record, "PolicyNotCurrent").await.unwrap());
        let failed = database.submission(&wanted.record).await.unwrap().unwrap();
        assert_eq!(failed.reason.as_deref(), Some("PolicyNotCurrent"));
        let other = Particulars { policy: 40, ..wanted };
        assert!(database.begin_submission(&other).await.unwrap());
        let again = database.submission(&other.record).await.unwrap().unwrap();
        assert_eq!(
            again,
            Submission {
                particulars: other,
                stage: Stage::Received,
                sealed: None,
                block: None,
                reason: None,
                attempts: 0,
                promised: false,
            }
        );
    }

    #[tokio::test]
    async fn submission_should_go_back_to_stored_with_its_key_when_it_missed_its_majority() {
        let (_folder, database) = database().await;
        let wanted = particulars(1);
        database.begin_submission(&wanted).await.unwrap();
        database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
        database.submission_submitted(&wanted.record, 9).await.unwrap();
        assert!(database.submission_reopened(&wanted.record, "majority-missed").await.unwrap());
        let renewed = raw_id(b"renewed");
        database.submission_renewed(&wanted.record, 9, &renewed).await.unwrap();
        let found = database.submission(&wanted.record).await.unwrap().unwrap();
        assert_eq!((found.stage, found.attempts, found.block), (Stage::Stored, 1, None));
        assert_eq!(found.reason.as_deref(), Some("majority-missed"));
        assert!(found.promised);
        let expected = Sealed { policy: PolicyRef { id: 4, version: 9 }, header: renewed, ..sealed() };
        assert_eq!(found.sealed, Some(expected));
        assert!(database.kept_key(&wanted.record).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn failed_submission_should_stay_until_it_is_forgotten_on_purpose() {
        let (_folder, database) = database().await;
        let wanted = particulars(1);
        database.begin_submission(&wanted).await.unwrap();
        database.promise_submission(&wanted.record).await.unwrap();
        database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
        assert!(!database.submission(&wanted.record).await.unwrap().unwrap().promised, "not safe yet");
        database.promise_submission(&wanted.record).await.unwrap();
        assert!(!database.forget_failed(&wanted.record).await.unwrap());
        database.submission_failed(&wanted.record, "policy-revoked").await.unwrap();
        assert_eq!(database.submissions_in_doubt().await.unwrap(), (0, 1));
        assert!(database.forget_failed(&wanted.record).await.unwrap());
        assert_eq!(database.submission(&wanted.record).await.unwrap(), None);
    }

    #[tokio::test]
    async fn submission_should_be_forgotten_when_its_bytes_did_not_come_in() {
        let (_folder, database) = database().await;
        let wanted = particulars(1);
        database.begin_submission(&wanted).await.unwrap();
        database.abandon_submission(&wanted.record).await.unwrap();
        assert_eq!(database.submission(&wanted.record).await.unwrap(), None);
        database.begin_submission(&wanted).await.unwrap();
        database.submission_stored(&wanted.record, &sealed(), b"kept").await.unwrap();
        database.abandon_submission(&wanted.record).await.unwrap();
        assert!(database.submission(&wanted.record).await.unwrap().is_some(), "what is stored stays");
    }

    #[tokio::test]
    async fn submissions_should_come_in_pages_when_they_are_many() {
        let (_folder, database) = database().await;
        for n in 0..5 {
            database.begin_submission(&particulars(n)).await.unwrap();
            database.submission_stored(&particulars(n).record, &sealed(), b"kept").await.unwrap();
        }
        let first = database.submissions_at(Stage::Stored, None, 3).await.unwrap();
        let cursor = first.last().map(|submission| submission.particulars.record);
        let rest = database.submissions_at(Stage::Stored, cursor, 3).await.unwrap();
        assert_eq!((first.len(), rest.len()), (3, 2));
        assert_eq!(database.submissions_waiting().await.unwrap(), 5);
        assert!(database.submissions_at(Stage::Submitted, None, 3).await.unwrap().is_empty());
    }
}
