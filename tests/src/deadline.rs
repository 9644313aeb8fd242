//! Waiting for something to become true.

use anyhow::{bail, Context, Result};
use std::{
    thread::sleep,
    time::{Duration, Instant},
};

/// Asks `ready` again and again until it answers, at most for `limit`.
///
/// # Errors
/// When the time is over, and at once when `ready` fails.
pub fn wait_for<T>(what: &str, limit: Duration, mut ready: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let start = Instant::now();
    loop {
        if let Some(value) = ready().with_context(|| format!("while waiting for {what}"))? {
            return Ok(value);
        }
        if start.elapsed() > limit {
            bail!("waited {} s for {what} in vain", limit.as_secs());
        }
        sleep(Duration::from_millis(200));
    }
}
