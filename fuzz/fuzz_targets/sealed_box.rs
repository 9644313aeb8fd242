//! A box to one person: nobody can make one for this key and these bounds out of nothing but luck.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_envelope::{open_from, RecipientSecret, RecipientSuite};
use std::sync::LazyLock;

static SECRETS: LazyLock<[RecipientSecret; 2]> = LazyLock::new(|| {
    RecipientSuite::ALL.map(|suite| RecipientSecret::from_bytes(suite, &[1; 32]).expect("32 bytes"))
});

fuzz_target!(|bytes: &[u8]| {
    for secret in &*SECRETS {
        // The seeds are sealed to other keys.
        assert!(open_from(secret, b"info", b"aad", bytes).is_err());
    }
});
