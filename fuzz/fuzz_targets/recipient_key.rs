//! A public key as a card carries it.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::envelope::recipient_key(bytes);
});
