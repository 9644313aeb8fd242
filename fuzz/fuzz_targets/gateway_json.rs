//! What clients and gateways say to each other.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::protocol::gateway_json(bytes);
});
