//! Sending what somebody else signed.

use super::Call;

/// Sends a decision that its owner signed without a connection, see [`crate::offline`]. By any member.
pub(crate) fn dispatch(signed: Vec<u8>, length: u32) -> Call {
    Call::new("MetaTx", "dispatch").with_encoded(signed).with(length)
}
