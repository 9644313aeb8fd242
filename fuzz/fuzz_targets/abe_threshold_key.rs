//! The public part of a divided authority.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::abe::threshold_key(bytes);
});
