//! A policy as the chain keeps it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::policy::scale(bytes);
});
