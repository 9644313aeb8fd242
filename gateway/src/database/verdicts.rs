//! What this organisation found out about the records of others.

use super::{Database, DatabaseError};
use salus_primitives::{ContentId, RecordId};

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
    /// Remembers a verdict on `record` as it is with `header`, in place of any before.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn set_verdict(
        &self,
        record: &RecordId,
        header: &ContentId,
        verdict: &Verdict,
    ) -> Result<(), DatabaseError> {
        let outcome = match verdict {
            Verdict::Sound => SOUND,
            Verdict::Refused(reason) => reason,
        };
        sqlx::query(
            "INSERT INTO verdicts (record, outcome, header) VALUES (?, ?, ?)
             ON CONFLICT (record) DO UPDATE SET outcome = excluded.outcome, header = excluded.header",
        )
        .bind(record.0.as_slice())
        .bind(outcome)
        .bind(header.as_bytes().as_slice())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Forgets the verdict on `record`: its blocks are not kept any more.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn forget_verdict(&self, record: &RecordId) -> Result<(), DatabaseError> {
        sqlx::query("DELETE FROM verdicts WHERE record = ?")
            .bind(record.0.as_slice())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// What was found out about `record` as it is with `header`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn verdict(
        &self,
        record: &RecordId,
        header: &ContentId,
    ) -> Result<Option<Verdict>, DatabaseError> {
        let outcome: Option<String> =
            sqlx::query_scalar("SELECT outcome FROM verdicts WHERE record = ? AND header = ?")
                .bind(record.0.as_slice())
                .bind(header.as_bytes().as_slice())
                .fetch_optional(&self.pool)
                .await?;
        Ok(outcome.map(|outcome| if outcome == SOUND { Verdict::Sound } else { Verdict::Refused(outcome) }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::{super::tests::database, *};
    use salus_client::content::raw_id;

    #[tokio::test]
    async fn verdict_should_be_the_last_one_when_there_were_two() {
        let (_folder, database) = database().await;
        let (record, header) = (RecordId([1; 32]), raw_id(b"header"));
        assert_eq!(database.verdict(&record, &header).await.unwrap(), None);
        database.set_verdict(&record, &header, &Verdict::Sound).await.unwrap();
        assert_eq!(database.verdict(&record, &header).await.unwrap(), Some(Verdict::Sound));
        let refused = Verdict::Refused("content-shape".into());
        database.set_verdict(&record, &header, &refused).await.unwrap();
        assert_eq!(database.verdict(&record, &header).await.unwrap(), Some(refused));
        database.forget_verdict(&record).await.unwrap();
        assert_eq!(database.verdict(&record, &header).await.unwrap(), None);
    }

    #[tokio::test]
    async fn verdict_should_be_none_when_the_record_has_another_header() {
        let (_folder, database) = database().await;
        let record = RecordId([1; 32]);
        database.set_verdict(&record, &raw_id(b"header"), &Verdict::Sound).await.unwrap();
        assert_eq!(database.verdict(&record, &raw_id(b"another")).await.unwrap(), None);
    }
}
