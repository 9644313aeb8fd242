//! Acknowledging what was served.

use super::Call;
use bounded_collections::{BoundedVec, ConstU32};
use salus_primitives::TicketId;

const PALLET: &str = "AuditLog";
/// Most tickets acknowledged in one call.
pub const MAX_ACKNOWLEDGED: u32 = 64;

/// Acknowledges that ciphertext was handed out under these tickets. By an active gateway.
pub fn acknowledge(tickets: &BoundedVec<TicketId, ConstU32<MAX_ACKNOWLEDGED>>) -> Call {
    Call::new(PALLET, "acknowledge").with(tickets)
}
