//! An officer's part of a key.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::abe::partial_key(bytes);
});
