//! Work that must be finished before the process ends.

use std::{
    future::Future,
    sync::{Mutex, PoisonError},
};
use tokio::{
    sync::mpsc::{channel, Receiver, Sender},
    task::JoinHandle,
};

/// Spawns tasks and waits for all of them.
///
/// Every task holds a sender of a channel that nobody sends on; once no sender is left, all have ended.
pub struct Tasks {
    held: Mutex<Option<Sender<()>>>,
    ended: tokio::sync::Mutex<Receiver<()>>,
}

impl Default for Tasks {
    fn default() -> Self {
        let (held, ended) = channel(1);
        Self { held: Mutex::new(Some(held)), ended: tokio::sync::Mutex::new(ended) }
    }
}

impl Tasks {
    /// Runs `work` to its end, whether or not anybody waits for its result.
    pub fn spawn<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner).clone();
        tokio::spawn(async move {
            let _held = held;
            work.await
        })
    }

    /// Waits until every task has ended; those spawned later are not waited for.
    pub async fn wait(&self) {
        drop(self.held.lock().unwrap_or_else(PoisonError::into_inner).take());
        // Nothing is ever sent: this ends when the last sender is dropped.
        let _ = self.ended.lock().await.recv().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        atomic::{AtomicBool, Ordering},
        Arc,
    };

    #[tokio::test]
    async fn tasks_should_be_waited_for_when_they_are_still_at_work() {
        let tasks = Tasks::default();
        let finished = Arc::new(AtomicBool::new(false));
        let work = Arc::clone(&finished);
        tasks.spawn(async move {
            tokio::task::yield_now().await;
            work.store(true, Ordering::SeqCst);
        });
        tasks.wait().await;
        assert!(finished.load(Ordering::SeqCst));
    }
}
