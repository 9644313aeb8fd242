//! A transform key.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_abe::TransformKey;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = TransformKey::decode(bytes) {
        assert_eq!(value.encode(), bytes);
    }
});
