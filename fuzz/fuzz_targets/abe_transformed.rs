//! A transformed capsule.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_abe::Transformed;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = Transformed::decode(bytes) {
        assert_eq!(value.encode(), bytes);
    }
});
