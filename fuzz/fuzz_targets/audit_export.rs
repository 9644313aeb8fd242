//! A trail that anybody may have written.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::protocol::audit_export(bytes);
});
