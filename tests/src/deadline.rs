//! Waiting for something to become true.

use anyhow::{bail, Result};
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// Asks `ready` again and again until it answers, at most for `limit`.
///
/// # Errors
/// When the time is over; the message names `what` and the last reason why it was not there yet.
pub fn wait_for<T>(what: &str, limit: Duration, mut ready: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    let mut reason = String::new();
    loop {
        match ready() {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => {}
            Err(error) => reason = format!(" (last answer: {error:#})"),
        }
        if start.elapsed() > limit {
            bail!("waited {} s for {what} in vain{reason}", limit.as_secs());
        }
        sleep(Duration::from_millis(200));
    }
}
