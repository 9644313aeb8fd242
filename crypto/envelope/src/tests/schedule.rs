//! Derivations against values computed apart from this crate: Python's `hmac` and `hashlib`, and
//! libsodium's XChaCha20-Poly1305.

use super::*;
use crate::key_schedule::{expand, policy_kek};
use sha2::{Digest, Sha256};

fn counting(from: u8) -> [u8; 32] {
    core::array::from_fn(|at| from + at as u8)
}

/// The first 86 bytes of a header of record 01…, patient 09…, policy 5 version 2, 20 bytes long.
fn preamble() -> Vec<u8> {
    Sealed::new(binding(1), 20, 70).header.encode()[..at::RECIPIENTS].to_vec()
}

#[test]
fn expand_should_equal_hkdf_when_one_block_is_asked_for() {
    let mut expected = [0; 32];
    hkdf::Hkdf::<Sha256>::from_prk(&counting(0))
        .unwrap()
        .expand(b"salus/envelope/v1/label\0onetwo", &mut expected)
        .unwrap();
    assert_eq!(*expand(&counting(0), "label", &[b"one", b"two"]), expected);
}

#[test]
fn keys_should_equal_the_independent_ones_when_derived_from_the_same_secrets() {
    let kek = policy_kek(&counting(32), &preamble(), b"capsule");
    assert_eq!(hex::encode(*kek), "cdc277bab3514de645afb48ea0babda7fbb155a1a9d31eadaa527341b5243ac0");
    let commitment = DataKey::new(counting(0)).commitment(b"header");
    assert_eq!(hex::encode(commitment), "d675f637ae179a5b6ebe99e6b02e9927b8f2332fbac8129b9cbf0a61b65c614c");

    let key = DataKey::new(counting(0));
    let context = Sealed::new(binding(1), 20, 71).header.content_context();
    let content_key = key.content_key(&context);
    assert_eq!(hex::encode(*content_key), "e2c1198aeed2e441695610a30274c00902a902606e71ee400bd69db2c0f0eba6");
    assert_eq!(hex::encode(key.nonce_prefix(&context)), "8bd2bfe40de14fd19a0013385ab5cbd07a31a5");
}

#[test]
fn segments_should_equal_libsodiums_when_sealed_under_the_same_data_key() {
    let seal_all = |length: usize| {
        let sealed = Sealed::new(binding(1), length, 72);
        let mut sealer = SegmentSealer::new(&sealed.header, &DataKey::new(counting(0)));
        sealed.content.chunks(SEGMENT_PLAINTEXT).map(|part| sealer.seal(part).unwrap()).collect::<Vec<_>>()
    };
    let one = seal_all(20);
    assert_eq!(
        hex::encode(&one[0]),
        "ac6185a3f86de476f1fcfa9ff4df016a0888f983ab2f22bca7bb0672f79e2f4e4b0966c7"
    );

    let two = seal_all(SEGMENT_PLAINTEXT + 3);
    assert_eq!(
        hex::encode(Sha256::digest(&two[0])),
        "f215d3f7b5c305c69605b297c65ee638aef042001e8d34ac779901f4a7d8dc91"
    );
    assert_eq!(hex::encode(&two[1]), "785c4e031a0c2f96aea93dadc067f6079daf23");
}
