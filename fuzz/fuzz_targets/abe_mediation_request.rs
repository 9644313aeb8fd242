//! A request for a mediated key.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::abe::mediation_request(bytes);
});
