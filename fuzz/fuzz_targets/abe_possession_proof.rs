//! A proof of possession.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_abe::PossessionProof;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = PossessionProof::decode(bytes) {
        assert_eq!(value.encode(), bytes);
    }
});
