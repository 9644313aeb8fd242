//! What the hospital's records share on their way in.

use super::Claims;
use crate::{intake::keeping::Keeper, pauses::Pauses};
use std::sync::{Arc, Mutex};
use tokio::sync::{watch, Semaphore};

/// The intake of one gateway.
pub struct Intake {
    /// Key of the fingerprints of what the hospital handed in.
    pub fingerprint_key: [u8; 64],
    /// Keeps the data keys of records that no majority has yet.
    pub keeper: Arc<Keeper>,
    /// Room for records that are coming in.
    pub rooms: Semaphore,
    /// Counts changes of submissions' stages; who waits for one watches this.
    pub progress: watch::Sender<u64>,
    /// Records whose bytes are coming in.
    pub(crate) receiving: Claims,
    /// Records that a task takes a stage further.
    pub(crate) advancing: Claims,
    /// Submissions that the chain could not take yet.
    pub(crate) postponed: Mutex<Pauses>,
}

impl Intake {
    /// With room for `rooms` records at a time.
    pub(super) fn new(fingerprint_key: [u8; 64], keeper: Keeper, rooms: usize) -> Self {
        Self {
            fingerprint_key,
            keeper: Arc::new(keeper),
            rooms: Semaphore::new(rooms),
            progress: watch::Sender::new(0),
            receiving: Claims::default(),
            advancing: Claims::default(),
            postponed: Mutex::default(),
        }
    }

    /// Tells all who wait that some submission went a stage further.
    pub fn note_progress(&self) {
        self.progress.send_modify(|count| *count = count.wrapping_add(1));
    }
}
