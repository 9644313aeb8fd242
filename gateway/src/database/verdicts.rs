//! What this organisation found out about the records of others.

use super::{Database, DatabaseError};
use salus_primitives::RecordId;

/// How the database says that a record passed every check.
const SOUND: &str = "sound";

/// What became of a check that came to an end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Everything is as the chain says.
    Sound,
    /// Not to be endorsed, for the named reason.
    Refused(String),
}

impl Database {
    /// Remembers a verdict in place of any before.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn set_verdict(&self, record: &RecordId, verdict: &Verdict) -> Result<(), DatabaseError> {
        let outcome = match verdict {
            Verdict::Sound => SOUND,
            Verdict::Refused(reason) => reason,
        };
        sqlx::query(
            "INSERT INTO verdicts (record, outcome) VALUES (?, ?)
             ON CONFLICT (record) DO UPDATE SET outcome = excluded.outcome",
        )
        .bind(record.0.as_slice())
        .bind(outcome)
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// What was found out about `record`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn verdict(&self, record: &RecordId) -> Result<Option<Verdict>, DatabaseError> {
        let outcome: Option<String> = sqlx::query_scalar("SELECT outcome FROM verdicts WHERE record = ?")
            .bind(record.0.as_slice())
            .fetch_optional(&self.pool)
            .await?;
        Ok(outcome.map(|outcome| if outcome == SOUND { Verdict::Sound } else { Verdict::Refused(outcome) }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{super::tests::database, *};

    #[tokio::test]
    async fn verdict_should_be_the_last_one_when_there_were_two() {
        let (_folder, database) = database().await;
        let record = RecordId([1; 32]);
        assert_eq!(database.verdict(&record).await.unwrap(), None);
        database.set_verdict(&record, &Verdict::Sound).await.unwrap();
        assert_eq!(database.verdict(&record).await.unwrap(), Some(Verdict::Sound));
        let refused = Verdict::Refused("stale-epoch".into());
        database.set_verdict(&record, &refused).await.unwrap();
        assert_eq!(database.verdict(&record).await.unwrap(), Some(refused));
    }
}
