//! A record's header, and what its patient's box gives.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_envelope::{Header, RecipientSecret, RecipientSuite};
use std::sync::LazyLock;

static PATIENTS: LazyLock<[RecipientSecret; 2]> = LazyLock::new(|| {
    RecipientSuite::ALL.map(|suite| RecipientSecret::from_bytes(suite, &[1; 32]).expect("32 bytes"))
});

fuzz_target!(|bytes: &[u8]| {
    if let Ok(header) = Header::decode(bytes) {
        assert_eq!(header.encode(), bytes);
        assert!(header.segments() > 0 && header.ciphertext_length() > header.content_length());
        let _ = (header.kem_context(), header.emergency_context(), header.continues(&header));
        for patient in &*PATIENTS {
            assert!(header.data_key_for_patient(patient).is_err());
        }
        assert!(header.data_key_from_policy(&[7; 32].into()).is_err());
        assert!(header.data_key_from_emergency(&[7; 32].into()).is_err());
    }
});
