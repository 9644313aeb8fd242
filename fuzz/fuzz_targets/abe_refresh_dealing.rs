//! An officer's dealing to refresh shares.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    salus_fuzz_targets::abe::refresh_dealing(bytes);
});
