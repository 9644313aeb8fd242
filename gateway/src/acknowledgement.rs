//! The worker that tells the chain which tickets were served, so that patients see it.

use crate::{
    database::DatabaseError,
    ledger::{Call, LedgerError},
    state::Gateway,
};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// Most tickets in one call of the audit log.
const BATCH: u32 = 64;

/// Acknowledges what was served with every finalised block until `stop`.
pub async fn run(gateway: Arc<Gateway>, stop: CancellationToken) {
    let mut heads = gateway.ledger.heads();
    loop {
        let connected = heads.borrow_and_update().is_some();
        if connected {
            let round = tokio::select! {
                () = stop.cancelled() => return,
                round = acknowledge(&gateway) => round,
            };
            if let Err(error) = round {
                tracing::warn!(%error, "acknowledging stopped until the next block");
            }
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.changed() => if changed.is_err() { return },
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Setback {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

async fn acknowledge(gateway: &Gateway) -> Result<(), Setback> {
    loop {
        let tickets = gateway.database.unacknowledged(BATCH).await?;
        if tickets.is_empty() {
            return Ok(());
        }
        gateway.ledger.submit(Call::Acknowledge(tickets.clone())).await?;
        // A crash here repeats the call; the chain skips what it knows.
        gateway.database.acknowledged(&tickets).await?;
        gateway.metrics.acknowledgements.inc_by(tickets.len() as u64);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::scene::Scene;

    #[tokio::test]
    async fn tickets_should_be_acknowledged_in_batches_when_many_were_served() {
        let scene = Scene::new(1, 1).await;
        let gateway = &scene.gateways[0];
        for ticket in 0..100 {
            scene.ticket(ticket, scene.doctor.id(), 1);
            gateway.database.note_served(ticket).await.unwrap();
        }
        acknowledge(gateway).await.unwrap();
        assert!(gateway.database.unacknowledged(10).await.unwrap().is_empty());
        let world = scene.chain.world();
        assert!(world.tickets.values().all(|ticket| ticket.served.is_some()));
        assert_eq!(world.calls.len(), 2);
    }

    #[tokio::test]
    async fn tickets_should_wait_when_the_node_is_unreachable() {
        let scene = Scene::new(1, 1).await;
        let gateway = &scene.gateways[0];
        gateway.database.note_served(3).await.unwrap();
        scene.chain.disconnect();
        assert!(acknowledge(gateway).await.is_err());
        assert_eq!(gateway.database.unacknowledged(10).await.unwrap(), [3]);
    }
}
