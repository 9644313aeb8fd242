//! A transformed capsule.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::abe::transformed(bytes);
});
