//! Tickets under which something was handed out.

use super::{fixed, Database, DatabaseError};
use crate::receipt::Signature;
use salus_primitives::TicketId;
use sqlx::Row;

impl Database {
    /// Notes that something is about to be handed out under `ticket`, with the reader's receipt. The first one stays.
    ///
    /// # Errors
    /// [`DatabaseError`]; then nothing must be handed out.
    pub async fn note_served(&self, ticket: TicketId, receipt: &Signature) -> Result<(), DatabaseError> {
        sqlx::query(
            "INSERT INTO served (ticket, receipt) VALUES (?, ?)
             ON CONFLICT (ticket) DO UPDATE SET receipt = excluded.receipt
             WHERE served.receipt IS NULL AND served.acknowledged = 0",
        )
        .bind(i64::try_from(ticket)?)
        .bind(receipt.as_slice())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// True if the reader's receipt for `ticket` is here, or the chain knows already that it was served.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn has_receipt(&self, ticket: TicketId) -> Result<bool, DatabaseError> {
        let found = sqlx::query(
            "SELECT 1 FROM served WHERE ticket = ? AND (receipt IS NOT NULL OR acknowledged = 1)",
        )
        .bind(i64::try_from(ticket)?)
        .fetch_optional(&self.pool)
        .await?;
        Ok(found.is_some())
    }

    /// True if something was handed out under `ticket`.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn is_served(&self, ticket: TicketId) -> Result<bool, DatabaseError> {
        let found = sqlx::query("SELECT 1 FROM served WHERE ticket = ?")
            .bind(i64::try_from(ticket)?)
            .fetch_optional(&self.pool)
            .await?;
        Ok(found.is_some())
    }

    /// At most `limit` tickets that the chain does not know to be served here, with their receipts.
    ///
    /// What was served before there were receipts waits for the reader's next request.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn unacknowledged(&self, limit: u32) -> Result<Vec<(TicketId, Signature)>, DatabaseError> {
        let rows = sqlx::query(
            "SELECT ticket, receipt FROM served WHERE acknowledged = 0 AND receipt IS NOT NULL
             ORDER BY ticket LIMIT ?",
        )
        .bind(i64::from(limit))
        .fetch_all(&self.pool)
        .await?;
        rows.into_iter()
            .map(|row| Ok((u64::try_from(row.get::<i64, _>(0))?, fixed(row.get(1), "served.receipt")?)))
            .collect()
    }

    /// Notes that the chain knows `tickets` to be served.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn acknowledged(&self, tickets: &[TicketId]) -> Result<(), DatabaseError> {
        let mut transaction = self.pool.begin().await?;
        for ticket in tickets {
            sqlx::query("UPDATE served SET acknowledged = 1 WHERE ticket = ?")
                .bind(i64::try_from(*ticket)?)
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

    use super::super::{tests::database, Database};

    /// The tickets that wait to be acknowledged.
    async fn waiting(database: &Database) -> Vec<u64> {
        database.unacknowledged(2).await.unwrap().into_iter().map(|(ticket, _)| ticket).collect()
    }

    #[tokio::test]
    async fn ticket_should_wait_until_acknowledged_and_never_again_when_served_twice() {
        let (_folder, database) = database().await;
        for (ticket, receipt) in [(3, 3), (1, 1), (2, 2), (1, 9)] {
            database.note_served(ticket, &[receipt; 64]).await.unwrap();
        }
        assert_eq!(database.unacknowledged(2).await.unwrap(), [(1, [1; 64]), (2, [2; 64])]);
        database.acknowledged(&[1, 2]).await.unwrap();
        database.note_served(1, &[1; 64]).await.unwrap();
        assert_eq!(waiting(&database).await, [3]);
        assert!(database.note_served(u64::MAX, &[1; 64]).await.is_err());
    }

    #[tokio::test]
    async fn ticket_from_before_there_were_receipts_should_wait_until_the_reader_gives_one() {
        let (_folder, database) = database().await;
        for (ticket, acknowledged) in [(1, 0), (2, 1)] {
            let row = sqlx::query("INSERT INTO served (ticket, acknowledged) VALUES (?, ?)");
            row.bind(ticket).bind(acknowledged).execute(&database.pool).await.unwrap();
        }
        assert!(waiting(&database).await.is_empty());
        assert!(!database.has_receipt(1).await.unwrap());
        assert!(database.has_receipt(2).await.unwrap(), "the chain knows of it");
        database.note_served(1, &[7; 64]).await.unwrap();
        database.note_served(2, &[7; 64]).await.unwrap();
        assert!(database.has_receipt(1).await.unwrap());
        assert_eq!(waiting(&database).await, [1]);
    }
}
