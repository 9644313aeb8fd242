//! Several calls as one.

use super::Call;

/// All of `calls` in order, or none of them. By whoever may make each of them.
pub fn batch_all(calls: Vec<Call>) -> Call {
    Call::new("Utility", "batch_all").with_calls(calls)
}
