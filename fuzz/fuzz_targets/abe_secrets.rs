//! Secrets as they are kept.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::abe::secrets(bytes);
});
