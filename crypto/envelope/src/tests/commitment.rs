//! One ciphertext, two keys: what AEADs allow and the header's commitments do not.

use super::*;
use chacha20::{
    cipher::{KeyIvInit, StreamCipher},
    XChaCha20,
};
use num_bigint::BigUint;

/// Poly1305's one-time key (RFC 8439, 2.6) of the only segment of a content under `key`: r and s.
fn one_time_key(header: &Header, key: &DataKey) -> (BigUint, BigUint) {
    let context = header.preamble.content_context(key);
    let prefix: [u8; 19] = key.nonce_prefix(&context);
    let nonce: [u8; 24] = [&prefix[..], &[0, 0, 0, 0, 1]].concat().try_into().unwrap();
    let mut block = [0; 32];
    XChaCha20::new((&*key.content_key(&context)).into(), &nonce.into()).apply_keystream(&mut block);
    for at in [3, 7, 11, 15] {
        block[at] &= 15;
    }
    for at in [4, 8, 12] {
        block[at] &= 252;
    }
    (BigUint::from_bytes_le(&block[..16]), BigUint::from_bytes_le(&block[16..]))
}

/// A segment of 16 bytes that opens under both keys, if the two have one: its only block is chosen so
/// that Poly1305, which is linear in it, gives both the same tag.
fn collision(header: &Header, one: &DataKey, two: &DataKey) -> Option<Vec<u8>> {
    let power = |bits: u32| BigUint::from(1u8) << bits;
    let prime = power(130) - 5u8;
    let ((r1, s1), (r2, s2)) = (one_time_key(header, one), one_time_key(header, two));
    // The block of lengths: no associated data, 16 bytes of ciphertext.
    let lengths = (BigUint::from(16u8) << 64) + power(128);
    let minus = |a: BigUint, b: BigUint| (a % &prime + &prime - b % &prime) % &prime;
    let slope = minus(&r1 * &r1, &r2 * &r2).modinv(&prime)?;
    let constant = minus(&lengths * &r1, &lengths * &r2);
    (0..8u32).find_map(|carry| {
        // h1 - h2 = s2 - s1 up to a multiple of 2^128, for tags are cut to 128 bits.
        let difference = minus(&s2 + &prime * 2u8 + (power(128) * carry), &s1 + power(130));
        let block = minus(difference, constant.clone()) * &slope % &prime;
        let block = block.checked_sub_or_none(&power(128)).filter(|block| *block < power(128))?;
        let tag = |r: &BigUint, s: &BigUint| -> BigUint {
            (((&block + power(128)) * r * r + &lengths * r) % &prime + s) % power(128)
        };
        if tag(&r1, &s1) != tag(&r2, &s2) {
            return None;
        }
        let mut segment = block.to_bytes_le();
        segment.resize(16, 0);
        segment.extend_from_slice(&tag(&r1, &s1).to_bytes_le());
        segment.resize(32, 0);
        Some(segment)
    })
}

trait CheckedSub: Sized {
    fn checked_sub_or_none(&self, other: &Self) -> Option<Self>;
}

impl CheckedSub for BigUint {
    fn checked_sub_or_none(&self, other: &Self) -> Option<Self> {
        (self >= other).then(|| self - other)
    }
}

/// A header, its data key, another data key, and a segment that opens under both.
fn two_keys() -> (Sealed, DataKey, DataKey, Vec<u8>) {
    // One block; with padding there are more, and the first can be chosen as freely.
    let sealed = Sealed::version_2(PLAIN, binding(1), 16, 110);
    let key = sealed.key();
    (0..=255u8)
        .find_map(|byte| {
            let second = DataKey::new([byte; 32]);
            collision(&sealed.header, &key, &second).map(|segment| (second, segment))
        })
        .map(|(second, segment)| (sealed, key.clone(), second, segment))
        .unwrap()
}

/// Puts `second` into the patient's box of a header that holds `key` everywhere else.
fn two_faced(sealed: &Sealed, key: &DataKey, second: &DataKey) -> Header {
    forge(&sealed.header, key, |header| {
        let preamble = header[..at::RECIPIENTS_2].to_vec();
        let info = b"salus/envelope/v1/patient";
        let sealed = seal_to(&WORLD.patient.public(), info, &preamble, second.as_bytes(), &mut rng(30));
        let start = header.len() - 81;
        header[start..].copy_from_slice(&sealed.unwrap());
    })
}

#[test]
fn aead_alone_should_open_one_segment_to_two_contents_when_its_author_is_malicious() {
    // Not what is wanted, but what is so: this is why the header commits to its key.
    let (sealed, key, second, segment) = two_keys();
    let open = |key: &DataKey| SegmentOpener::new(&sealed.header, key.clone()).open(0, &segment).unwrap();
    assert_ne!(open(&key), open(&second));
}

#[test]
fn header_should_show_no_two_readers_two_contents_when_its_author_is_malicious() {
    let (sealed, key, second, _) = two_keys();
    let header = two_faced(&sealed, &key, &second);
    let error = header.data_key_for_patient(&WORLD.patient).unwrap_err();
    assert_eq!(error, EnvelopeError::HeaderAltered);
    assert!(header.data_key_from_policy(&sealed.shared()).is_ok());
}

#[test]
fn header_should_show_no_reader_another_content_when_a_rewrap_is_malicious() {
    // The author rewraps to the second key. Whoever compares the two headers sees it without any key.
    let (sealed, _, second, segment) = two_keys();
    let other = {
        let patient = WORLD.patient.public();
        let recipients = Recipients {
            policy: &WORLD.policy,
            emergency: None,
            authorities: &WORLD.authorities,
            patient: &patient,
        };
        let forged = forge(&sealed.header, &second, |_| {});
        forged.rewrap(&second, binding(1).policy, &recipients, &mut rng(111)).unwrap()
    };
    let key = other.data_key_for_patient(&WORLD.patient).unwrap();
    assert!(SegmentOpener::new(&other, key).open(0, &segment).is_ok());
    assert!(!other.continues(&sealed.header));
}

#[test]
fn header_should_give_no_data_key_when_its_key_commitment_is_another_keys() {
    // The header's own commitment fits, the key commitment does not: it would let a later header claim
    // to continue this one under another key.
    let sealed = Sealed::new(binding(1), 16, 112);
    let key = sealed.key();
    let mut bytes = sealed.header.encode();
    bytes.truncate(bytes.len() - 32);
    bytes[at::KEY_COMMITMENT] ^= 1;
    // The box is bound to the preamble, so it is made again as well.
    let preamble = bytes[..at::RECIPIENTS].to_vec();
    let info = b"salus/envelope/v1/patient";
    let again = seal_to(&WORLD.patient.public(), info, &preamble, key.as_bytes(), &mut rng(113)).unwrap();
    let start = bytes.len() - 81;
    bytes[start..].copy_from_slice(&again);
    let commitment = key.commitment(&bytes);
    bytes.extend_from_slice(&commitment);
    let header = Header::decode(&bytes).unwrap();
    assert_eq!(header.data_key_for_patient(&WORLD.patient).unwrap_err(), EnvelopeError::HeaderAltered);
}
