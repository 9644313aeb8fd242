//! A capsule.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_abe::Capsule;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = Capsule::decode(bytes) {
        assert_eq!(value.encode(), bytes);
    }
});
