//! What the council decided and what waits.

use super::Call;
use salus_primitives::Digest;

const PALLET: &str = "Enactment";

/// Has `call` made when the delay is over. By the council, two thirds.
pub fn schedule(call: Call) -> Call {
    Call::new(PALLET, "schedule").with_call(call)
}

/// Takes the call with this hash off the agenda. By the council, more than half.
pub fn cancel(hash: Digest) -> Call {
    Call::new(PALLET, "cancel").with(hash)
}
