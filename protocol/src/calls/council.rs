//! The council's motions.

use super::Call;
use codec::Compact;
use salus_primitives::Digest;

/// The council's name in the runtime.
pub const PALLET: &str = "Council";

/// What a passed motion may cost at most: 0.4 s of computation, 1 MiB of proof.
const WEIGHT_BOUND: (Compact<u64>, Compact<u64>) = (Compact(400_000_000_000), Compact(1024 * 1024));

/// Moves `call`, to be passed by `threshold` ayes. By a seat.
///
/// A threshold of 1 makes the call at once. The mover does not vote by moving.
pub fn propose(threshold: u32, call: Call) -> Call {
    Call::new(PALLET, "propose").with(Compact(threshold)).with_call(call.clone()).with_length_of(call)
}

/// Votes on a motion. By a seat.
pub fn vote(motion: Digest, index: u32, aye: bool) -> Call {
    Call::new(PALLET, "vote").with(motion).with(Compact(index)).with(aye)
}

/// Closes a motion that has its majority or ran out of time; a passed one is done. By any member.
///
/// `length` is the length of the motion's encoded call, which the chain keeps with it.
pub fn close(motion: Digest, index: u32, length: u32) -> Call {
    Call::new(PALLET, "close").with(motion).with(Compact(index)).with(WEIGHT_BOUND).with(Compact(length))
}
