//! Tickets under which something was handed out.

use super::{Database, DatabaseError};
use salus_primitives::TicketId;

impl Database {
    /// Notes that something is about to be handed out under `ticket`.
    ///
    /// # Errors
    /// [`DatabaseError`]; then nothing must be handed out.
    pub async fn note_served(&self, ticket: TicketId) -> Result<(), DatabaseError> {
        sqlx::query("INSERT OR IGNORE INTO served (ticket) VALUES (?)")
            .bind(i64::try_from(ticket)?)
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    /// At most `limit` tickets that the chain does not know to be served.
    ///
    /// # Errors
    /// [`DatabaseError`].
    pub async fn unacknowledged(&self, limit: u32) -> Result<Vec<TicketId>, DatabaseError> {
        let tickets: Vec<i64> =
            sqlx::query_scalar("SELECT ticket FROM served WHERE acknowledged = 0 ORDER BY ticket LIMIT ?")
                .bind(i64::from(limit))
                .fetch_all(&self.pool)
                .await?;
        tickets.into_iter().map(|ticket| Ok(u64::try_from(ticket)?)).collect()
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

    use super::super::tests::database;

    #[tokio::test]
    async fn ticket_should_wait_until_acknowledged_and_never_again_when_served_twice() {
        let (_folder, database) = database().await;
        for ticket in [3, 1, 2, 1] {
            database.note_served(ticket).await.unwrap();
        }
        assert_eq!(database.unacknowledged(2).await.unwrap(), [1, 2]);
        database.acknowledged(&[1, 2]).await.unwrap();
        database.note_served(1).await.unwrap();
        assert_eq!(database.unacknowledged(2).await.unwrap(), [3]);
        assert!(database.note_served(u64::MAX).await.is_err());
    }
}
