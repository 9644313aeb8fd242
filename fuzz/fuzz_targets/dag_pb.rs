//! A node of a file's tree.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::protocol::dag_pb(bytes);
});
