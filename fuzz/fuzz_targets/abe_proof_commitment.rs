//! An officer's commitment to a proof of possession.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::abe::proof_commitment(bytes);
});
