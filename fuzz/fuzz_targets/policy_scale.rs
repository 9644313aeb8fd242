//! A policy as the chain keeps it.

#![no_main]

use codec::{DecodeAll, Encode};
use libfuzzer_sys::fuzz_target;
use salus_primitives::Expression;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(expression) = Expression::decode_all(&mut &bytes[..]) {
        assert_eq!(expression.encode(), bytes);
        assert!(expression.is_satisfied(|_| true));
        assert!(!expression.is_satisfied(|_| false));
    }
});
