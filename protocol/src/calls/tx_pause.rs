//! Stopping single calls.

use super::Call;

const PALLET: &str = "TxPause";
/// Bytes of the longest name of a pallet or a call that the chain takes.
pub const MAX_NAME: usize = 64;

/// Stops the call `call` of the pallet `pallet`, both named as in the metadata and at most [`MAX_NAME`] bytes long. By
/// the council, more than half.
pub fn pause(pallet: &str, call: &str) -> Call {
    Call::new(PALLET, "pause").with((pallet, call))
}

/// Ends what [`pause`] began. By the council, two thirds.
pub fn unpause(pallet: &str, call: &str) -> Call {
    Call::new(PALLET, "unpause").with((pallet, call))
}
