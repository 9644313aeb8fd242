//! What goes on by itself with every finalised block.

pub(crate) mod acknowledgement;
pub mod endorsement;
pub(crate) mod erasure;
pub(crate) mod leftovers;
pub(crate) mod repair;
pub(crate) mod upkeep;

use crate::{
    database::DatabaseError,
    intake::{advance::Advance, IntakeError},
    ledger::{Head, LedgerError},
    pool::{discard::DiscardError, fetch::FetchError, PoolError},
    revocation::RevocationError,
    rewrapping::Rewrapping,
    state::Gateway,
    tasks::Tasks,
    verification::VerificationError,
};
use std::{future::Future, sync::Arc};
use tokio_util::sync::CancellationToken;

/// Why a worker stopped until the next block.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WorkerError {
    /// The node does not answer.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The disk failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// A record cannot be read.
    #[error("a record's blocks cannot be had")]
    NotHere,
    /// A submission did not go further.
    #[error(transparent)]
    Intake(#[from] IntakeError),
}

impl From<DiscardError> for WorkerError {
    fn from(error: DiscardError) -> Self {
        match error {
            DiscardError::Database(error) => error.into(),
            DiscardError::Pool(error) => error.into(),
        }
    }
}

impl From<FetchError> for WorkerError {
    fn from(error: FetchError) -> Self {
        match error {
            FetchError::NotHere | FetchError::Header => Self::NotHere,
            FetchError::Ledger(error) => error.into(),
            FetchError::Database(error) => error.into(),
            FetchError::Pool(error) => error.into(),
        }
    }
}

impl From<RevocationError> for WorkerError {
    fn from(error: RevocationError) -> Self {
        match error {
            RevocationError::Ledger(error) => error.into(),
            RevocationError::Database(error) => error.into(),
        }
    }
}

impl From<VerificationError> for WorkerError {
    fn from(error: VerificationError) -> Self {
        match error {
            VerificationError::Refused(_) => Self::NotHere,
            VerificationError::Fetch(error) => error.into(),
        }
    }
}

/// Starts all workers; they end with `stop`.
pub(crate) fn spawn(tasks: &Tasks, gateway: &Arc<Gateway>, stop: &CancellationToken) {
    let each = |gateway: &Arc<Gateway>| (Arc::clone(gateway), stop.clone());
    let (shared, until) = each(gateway);
    tasks.spawn(endorsement::run(shared, until));
    macro_rules! each_head {
        ($($worker:expr),* $(,)?) => {$(
            let (shared, until) = each(gateway);
            tasks.spawn(each_head(shared, until, $worker));
        )*};
    }
    each_head![
        Advance,
        Rewrapping::default(),
        erasure::Erasure::default(),
        leftovers::Leftovers::default(),
        repair::Repair::default(),
        acknowledgement::Acknowledgement,
        upkeep::Upkeep::default(),
    ];
}

/// Work that is done once for every finalised block.
pub(crate) trait Worker: Send {
    /// What the log says when a round fails.
    const WAITS: &'static str;

    /// Does what is to be done at `head`.
    fn round(
        &mut self,
        gateway: &Gateway,
        head: Head,
    ) -> impl Future<Output = Result<(), WorkerError>> + Send;

    /// Called when the node stops to answer.
    fn disconnected(&mut self, _: &Gateway) {}
}

/// Runs `worker` with every finalised block until `stop`, which also cuts a round off.
pub(crate) async fn each_head<W: Worker>(gateway: Arc<Gateway>, stop: CancellationToken, mut worker: W) {
    let mut heads = gateway.ledger.heads();
    loop {
        let head = *heads.borrow_and_update();
        match head {
            Some(head) => {
                let round = tokio::select! {
                    () = stop.cancelled() => return,
                    round = worker.round(&gateway, head) => round,
                };
                if let Err(error) = round {
                    tracing::warn!(%error, "{}", W::WAITS);
                }
            }
            None => worker.disconnected(&gateway),
        }
        tokio::select! {
            () = stop.cancelled() => return,
            changed = heads.changed() => if changed.is_err() { return },
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::scene::Scene;
    use tokio::sync::mpsc::{unbounded_channel, UnboundedSender};

    /// Tells which blocks it saw; its first round fails.
    struct Observer(UnboundedSender<Option<u32>>, bool);

    impl Worker for Observer {
        const WAITS: &'static str = "observing waits for the next block";

        async fn round(&mut self, _: &Gateway, head: Head) -> Result<(), WorkerError> {
            self.0.send(Some(head.number)).unwrap();
            if std::mem::replace(&mut self.1, false) {
                return Err(WorkerError::NotHere);
            }
            Ok(())
        }

        fn disconnected(&mut self, _: &Gateway) {
            self.0.send(None).unwrap();
        }
    }

    #[tokio::test]
    async fn worker_should_go_on_with_the_next_block_when_a_round_failed_or_the_node_was_away() {
        let scene = Scene::new(1, 1).await;
        let (seen, mut sees) = unbounded_channel();
        let stop = CancellationToken::new();
        let gateway = Arc::clone(&scene.gateways[0]);
        let task = tokio::spawn(each_head(gateway, stop.clone(), Observer(seen, true)));
        assert_eq!(sees.recv().await.unwrap(), Some(100));
        scene.chain.set_head(101);
        assert_eq!(sees.recv().await.unwrap(), Some(101));
        scene.chain.disconnect();
        assert_eq!(sees.recv().await.unwrap(), None);
        scene.chain.set_head(102);
        assert_eq!(sees.recv().await.unwrap(), Some(102));
        stop.cancel();
        task.await.unwrap();
    }
}
