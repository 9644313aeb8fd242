//! Derivations against values computed apart from this crate: Python's `hmac` and `hashlib`,
//! libsodium's XChaCha20-Poly1305 and OpenSSL's AES-256-GCM-SIV.

use super::*;
use crate::{
    header::{content_context, public_context},
    key_schedule::{expand, kek},
};
use sha2::{Digest, Sha256};

fn counting(from: u8) -> [u8; 32] {
    core::array::from_fn(|at| from + at as u8)
}

/// The preamble of a header of version 1: record 01…, patient 09…, policy 5 version 2, 20 bytes long.
fn preamble() -> Vec<u8> {
    let mut preamble =
        Sealed::version_2(PLAIN, binding(1), 20, 70).header.encode()[..at::KEY_COMMITMENT].to_vec();
    preamble[0] = 1;
    preamble
}

fn context(suite: Suite) -> Vec<u8> {
    public_context(suite, &binding(1), 20)
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
    let derived = kek("kek/policy", &counting(32), &preamble(), b"capsule");
    assert_eq!(hex::encode(*derived), "cdc277bab3514de645afb48ea0babda7fbb155a1a9d31eadaa527341b5243ac0");
    let derived = kek("kek/emergency", &counting(32), &preamble(), b"capsule");
    assert_eq!(hex::encode(*derived), "2f7536c4d0c16719ff3fa8929fb338dd8c15bffd00c2027f67f0c9df9800c5ab");
    let commitment = DataKey::new(counting(0)).commitment(b"header");
    assert_eq!(hex::encode(commitment), "d675f637ae179a5b6ebe99e6b02e9927b8f2332fbac8129b9cbf0a61b65c614c");

    let key = DataKey::new(counting(0));
    let expected = [
        (
            Suite::XChaCha20Poly1305Stream,
            "8180540945fea23d42c9caeb18e57f6d37157ee4efc85f69c6798b0f41f8e7ac",
            "e2c1198aeed2e441695610a30274c00902a902606e71ee400bd69db2c0f0eba6",
            "8bd2bfe40de14fd19a0013385ab5cbd07a31a5",
        ),
        (
            Suite::Aes256GcmSivStream,
            "bc5e42814ca7bb366c5cc508400c14bcf02084d7b11474126b3ef2857644c91a",
            "b589c3169187488016923a7e961f2ceba6533cd0c59eb5544351d8a653a9ce12",
            "7098d0c21735b0d423f017c8d508317f7fa7b4",
        ),
    ];
    for (suite, commitment, content_key, prefix) in expected {
        let context = context(suite);
        assert_eq!(hex::encode(key.key_commitment(&context)), commitment);
        assert_eq!(hex::encode(*key.content_key(&context)), content_key);
        assert_eq!(hex::encode(key.nonce_prefix::<19>(&context)), prefix);
        assert_eq!(hex::encode(key.nonce_prefix::<7>(&context)), prefix[..14]);
    }
}

#[test]
fn keys_of_padded_contents_should_equal_the_independent_ones_when_derived_from_the_same_secrets() {
    let key = DataKey::new(counting(0));
    let expected = [
        (
            Suite::XChaCha20Poly1305Stream,
            "575cfcdad34d2491",
            "e5932d902fe5680176c34c13b3ab38275d549697cdfe76c7767567b5ba2d2c28",
            "51d9efda0f78f3adc734f08bc9e3b788e8899cef9f21636e423a8d8d8203a926",
            "6a1e926195412238c4bd3a579c88822e18ef18",
        ),
        (
            Suite::Aes256GcmSivStream,
            "820b1a221cabb1a4",
            "2e708be73823dcc24829e96229b94d733a2948672f8bc74ab05d8e15ff94941b",
            "4520c12095ecadf68fa7cf8ad7704c7e09345ab377d72c6f8c28bd1ad9185861",
            "c61ee8daeffb10aab95dd15a0938fd03b46dbb",
        ),
    ];
    for (suite, sealed_length, commitment, content_key, prefix) in expected {
        let public = public_context(suite, &binding(1), 1024);
        assert_eq!(hex::encode(key.masked_length(&public, 20u64.to_le_bytes())), sealed_length);
        let context = content_context(public, Some(20));
        assert_eq!(hex::encode(key.key_commitment(&context)), commitment);
        assert_eq!(hex::encode(*key.content_key(&context)), content_key);
        assert_eq!(hex::encode(key.nonce_prefix::<19>(&context)), prefix);
    }
}

#[test]
fn segments_should_equal_openssls_when_sealed_with_aes_gcm_siv_under_the_same_data_key() {
    let sealed = Sealed::version_2(FULL, binding(1), 20, 73);
    let mut sealer = SegmentSealer::new(&sealed.header, &DataKey::new(counting(0)));
    assert_eq!(
        hex::encode(sealer.seal(&sealed.content).unwrap()),
        "11f496a6fe204697eb586835e3f83ba087a13aecff8e8489fd3b02d163615c3595507319"
    );
}

#[test]
fn segments_should_equal_libsodiums_when_sealed_under_the_same_data_key() {
    let seal_all = |length: usize| {
        let sealed = Sealed::version_2(PLAIN, binding(1), length, 72);
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
