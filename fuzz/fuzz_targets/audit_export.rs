//! A trail that anybody may have written.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_client::audit::{verify_export, Export};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(export) = serde_json::from_slice::<Export>(bytes) {
        let _ = verify_export(&export);
    }
});
