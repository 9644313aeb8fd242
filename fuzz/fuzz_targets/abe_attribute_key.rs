//! An attribute key.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_abe::AttributeKey;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = AttributeKey::decode(bytes) {
        assert_eq!(value.encode(), bytes);
    }
});
