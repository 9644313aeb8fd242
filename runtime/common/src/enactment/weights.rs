//! What the calls of [`Enactment`](super) cost, without the call that waits.

use frame_support::weights::Weight;

/// Weights of the calls, and of what a block does by itself.
pub trait WeightInfo {
    /// The longest call, put on an agenda that it fills.
    fn schedule() -> Weight;
    /// The last call of a full agenda.
    fn cancel() -> Weight;
    /// The delay.
    fn set_delay() -> Weight;
    /// The longest call, taken from a full agenda and decoded.
    fn enact() -> Weight;
}
