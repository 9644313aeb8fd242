//! A public key as a card carries it: suite, then key.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_envelope::{RecipientPublic, RecipientSuite};

fuzz_target!(|bytes: &[u8]| {
    let Some((id, bytes)) = bytes.split_first() else { return };
    let Ok(suite) = RecipientSuite::try_from(*id) else { return };
    if let Ok(key) = RecipientPublic::from_bytes(suite, bytes) {
        assert_eq!(key.to_bytes(), bytes);
    }
});
