//! Policies.

use codec::{DecodeAll, Encode};
use salus_primitives::Expression;

/// A policy as people write it.
pub fn text(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let Ok(expression) = text.parse::<Expression>() else { return false };
    assert_eq!(expression.to_string().parse(), Ok(expression));
    true
}

/// A policy as the chain keeps it.
pub fn scale(bytes: &[u8]) -> bool {
    let Ok(expression) = Expression::decode_all(&mut &bytes[..]) else { return false };
    assert_eq!(expression.encode(), bytes);
    assert!(expression.is_satisfied(|_| true));
    assert!(!expression.is_satisfied(|_| false));
    true
}
