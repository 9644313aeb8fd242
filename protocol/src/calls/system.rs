//! Replacing the runtime.

use super::Call;

/// Hands in the runtime that the council authorised. By anybody, as a bare transaction.
pub fn apply_authorized_upgrade(code: &[u8]) -> Call {
    Call::new("System", "apply_authorized_upgrade").with(code)
}
