//! The worker that tells the chain which tickets were served, so that patients see it.

use super::{Worker, WorkerError};
use crate::{
    ledger::{Call, Head},
    state::Gateway,
};

/// Most tickets in one call of the audit log.
const BATCH: u32 = 64;

/// Acknowledges what was served.
pub(crate) struct Acknowledgement;

impl Worker for Acknowledgement {
    const WAITS: &'static str = "acknowledging waits for the next block";

    async fn round(&mut self, gateway: &Gateway, _: Head) -> Result<(), WorkerError> {
        acknowledge(gateway).await
    }
}

async fn acknowledge(gateway: &Gateway) -> Result<(), WorkerError> {
    loop {
        let receipts = gateway.store.database.unacknowledged(BATCH).await?;
        if receipts.is_empty() {
            return Ok(());
        }
        let tickets: Vec<_> = receipts.iter().map(|(ticket, _)| *ticket).collect();
        gateway.ledger.submit(Call::Acknowledge(receipts)).await?;
        // A crash here repeats the call; the chain skips what it knows.
        gateway.store.database.acknowledged(&tickets).await?;
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
            gateway.store.database.note_served(ticket, &[1; 64]).await.unwrap();
        }
        acknowledge(gateway).await.unwrap();
        assert!(gateway.store.database.unacknowledged(10).await.unwrap().is_empty());
        let world = scene.chain.world();
        assert!(world.tickets.values().all(|ticket| ticket.served.is_some()));
        assert_eq!(world.calls.len(), 2);
    }

    #[tokio::test]
    async fn tickets_should_wait_when_the_node_is_unreachable() {
        let scene = Scene::new(1, 1).await;
        let gateway = &scene.gateways[0];
        gateway.store.database.note_served(3, &[1; 64]).await.unwrap();
        scene.chain.disconnect();
        assert!(acknowledge(gateway).await.is_err());
        assert_eq!(gateway.store.database.unacknowledged(10).await.unwrap(), [(3, [1; 64])]);
    }
}
