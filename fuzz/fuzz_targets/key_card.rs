//! A signed key card.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::protocol::key_card(bytes);
});
