//! A policy as people write it.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_primitives::Expression;

fuzz_target!(|text: &str| {
    if let Ok(expression) = text.parse::<Expression>() {
        assert_eq!(expression.to_string().parse(), Ok(expression));
    }
});
