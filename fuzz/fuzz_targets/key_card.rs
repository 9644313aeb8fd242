//! A signed key card.

#![no_main]

use libfuzzer_sys::fuzz_target;
use salus_client::card::KeyCard;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(card) = KeyCard::decode(bytes) {
        assert_eq!(card.encode(), bytes);
        let _ = card.recipient();
    }
});
