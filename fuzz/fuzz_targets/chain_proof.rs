//! A proof about the chain that any node may have made up.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::protocol::chain_proof(bytes);
});
