//! What the node knows of the completeness of its trails.

use salus_runtime_common::AccountId;
use serde::Serialize;
use std::sync::{Mutex, PoisonError};
use tokio::sync::mpsc;

/// Patients whose trails wait to be repaired; what comes beyond is found when all trails are gone over.
const QUEUE: usize = 64;

/// How complete the trails on this node are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TrailStatus {
    /// True if this node can serve every entry of every trail.
    pub complete: bool,
    /// True if this node writes down the entries of the blocks that it executes.
    pub indexing: bool,
    /// The final block at which all trails were last gone over; none before the first time.
    pub checked_at: Option<u32>,
    /// Trails that lacked entries then, or were found to since.
    pub incomplete: u64,
}

/// Shared by whoever finds gaps and whoever fills them.
pub struct Status {
    state: Mutex<TrailStatus>,
    repairs: mpsc::Sender<AccountId>,
}

impl Status {
    /// Nothing is known yet; and where the patients arrive whose trails have gaps.
    pub fn new(indexing: bool) -> (Self, mpsc::Receiver<AccountId>) {
        let (repairs, wanted) = mpsc::channel(QUEUE);
        (Self { state: Mutex::new(TrailStatus { indexing, ..TrailStatus::default() }), repairs }, wanted)
    }

    /// What is known.
    pub fn now(&self) -> TrailStatus {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Somebody read the trail of `patient` and found a gap.
    pub fn found_gap(&self, patient: &AccountId) {
        self.change(|state| state.incomplete = state.incomplete.max(1));
        // A full queue is as good: every trail is gone over again.
        let _ = self.repairs.try_send(patient.clone());
    }

    /// All trails were gone over at block `at`, and `incomplete` of them still lack entries.
    pub fn checked(&self, at: u32, incomplete: u64) {
        self.change(|state| {
            state.checked_at = Some(at);
            state.incomplete = incomplete;
        });
    }

    fn change(&self, change: impl FnOnce(&mut TrailStatus)) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut state);
        state.complete = state.indexing && state.checked_at.is_some() && state.incomplete == 0;
    }
}
