//! Headers, boxes and the keys they are for.

use salus_envelope::{open_from, suite_of, Header, RecipientPublic, RecipientSecret, RecipientSuite};
use std::sync::LazyLock;

/// Nobody's: what is sealed, is sealed to others.
static STRANGERS: LazyLock<[RecipientSecret; 2]> = LazyLock::new(|| {
    RecipientSuite::ALL.map(|suite| RecipientSecret::from_bytes(suite, &[1; 32]).expect("32 bytes"))
});

/// A record's header, and what its patient's box gives.
pub fn header(bytes: &[u8]) -> bool {
    let Ok(header) = Header::decode(bytes) else { return false };
    assert_eq!(header.encode(), bytes);
    assert!(header.segments() > 0 && header.ciphertext_length() > header.content_length());
    let _ = (header.kem_context(), header.emergency_context(), header.continues(&header));
    for patient in &*STRANGERS {
        assert!(header.data_key_for_patient(patient).is_err());
    }
    assert!(header.data_key_from_policy(&[7; 32].into()).is_err());
    assert!(header.data_key_from_emergency(&[7; 32].into()).is_err());
    true
}

/// A box to one person: nobody can make one for this key and these bounds out of nothing but luck.
pub fn sealed_box(bytes: &[u8]) -> bool {
    for stranger in &*STRANGERS {
        assert!(open_from(stranger, b"info", b"aad", bytes).is_err());
    }
    suite_of(bytes).is_ok()
}

/// A public key as a card carries it: suite, then key.
pub fn recipient_key(bytes: &[u8]) -> bool {
    let Some((id, bytes)) = bytes.split_first() else { return false };
    let Ok(suite) = RecipientSuite::try_from(*id) else { return false };
    let Ok(key) = RecipientPublic::from_bytes(suite, bytes) else { return false };
    assert_eq!(key.to_bytes(), bytes);
    true
}
