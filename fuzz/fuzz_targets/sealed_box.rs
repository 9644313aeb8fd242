//! A box to one person.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::envelope::sealed_box(bytes);
});
