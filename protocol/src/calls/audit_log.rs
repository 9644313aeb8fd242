//! Acknowledging what was served.

use super::Call;
use bounded_collections::{BoundedVec, ConstU32};
pub use salus_primitives::receipt::MAX_ACKNOWLEDGEMENTS;
use salus_primitives::TicketId;

const PALLET: &str = "AuditLog";
/// Index of `Sr25519` in the chain's `MultiSignature`.
const SR25519: u8 = 1;

/// Acknowledges that this organisation handed ciphertext out under these tickets. By an active gateway.
///
/// Each signature is the reader's over [`receipt_statement`](salus_primitives::receipt::receipt_statement).
pub fn acknowledge(receipts: &BoundedVec<(TicketId, [u8; 64]), ConstU32<MAX_ACKNOWLEDGEMENTS>>) -> Call {
    let receipts: Vec<_> =
        receipts.iter().map(|(ticket, signature)| (*ticket, (SR25519, *signature))).collect();
    Call::new(PALLET, "acknowledge").with(receipts)
}
