//! An authority's public key.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_abe::AuthorityPublicKey;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(value) = AuthorityPublicKey::decode(bytes) {
        assert_eq!(value.encode(), bytes);
    }
});
