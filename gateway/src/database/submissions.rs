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

mod stages;

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
mod tests;
