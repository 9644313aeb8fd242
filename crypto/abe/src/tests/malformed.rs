//! Hostile bytes: altered, forged and random.

use super::{
    encodings::{samples, DECODERS, KINDS},
    *,
};
use crate::{
    encoding::bytes_of,
    group::types::{G1Affine, G2Affine},
};
use ark_bls12_381::{Fq, Fq2};
use ark_ec::AffineRepr;
use proptest::prelude::*;

/// Where the elements of a capsule's last row lie, from its end.
const C4: usize = 48;
const C3: usize = C4 + 96;
const C2: usize = C3 + 96;
const C1: usize = C2 + 576;

#[test]
fn capsule_should_not_give_its_key_when_any_byte_is_changed() {
    let world = World::new();
    // The second row is one that this holder does not use: only the key's dependence on all bytes, or
    // re-encryption, notices a change in it.
    let (capsule, key) = world.encapsulate(&policy("doctor@medical-council OR icu@city-hospital"));
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    let (transform_key, secret) = ring.transform_key(&mut rng(4));
    let honest = transform(&capsule, &transform_key).unwrap();
    let bytes = capsule.encode();
    let mut decoded = 0;
    for at in 0..bytes.len() {
        let mut mauled = bytes.clone();
        mauled[at] ^= 1 << (at % 8);
        let Ok(mauled) = Capsule::decode(&mauled) else {
            continue;
        };
        decoded += 1;
        assert!(world.open(&mauled, &ring).is_err(), "byte {at}");
        // By a server that transforms the altered capsule, and by one that returns the honest answer.
        let answers = [transform(&mauled, &transform_key).ok(), Some(honest.clone())];
        for answer in answers.into_iter().flatten() {
            assert_ne!(finish(&mauled, &answer, &secret, CONTEXT).as_ref(), Ok(&key), "byte {at}");
        }
    }
    // Epochs, digests and labels stay decodable, so the loop did test more than the decoder.
    assert!(decoded > 64);
}

#[test]
fn capsule_should_not_give_its_key_when_rows_are_replaced_by_valid_others() {
    let world = World::new();
    let policy = policy("doctor@medical-council OR icu@city-hospital");
    let (capsule, key) = world.encapsulate(&policy);
    let (other, _) = encapsulate(&policy, &world.publics, CONTEXT, &mut rng(9)).unwrap();
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    let (transform_key, secret) = ring.transform_key(&mut rng(4));
    for row in 0..2 {
        let mut mauled = capsule.clone();
        mauled.rows[row] = other.rows[row].clone();
        assert_eq!(world.open(&mauled, &ring), Err(AbeError::NotOpened));
        let answer = transform(&mauled, &transform_key).unwrap();
        assert_ne!(finish(&mauled, &answer, &secret, CONTEXT), Ok(key.clone()));
    }
}

#[test]
fn attribute_key_should_not_verify_when_any_byte_is_changed() {
    let world = World::new();
    let council = &world.publics[&label("medical-council")];
    let bytes = world.key(&ALICE, "doctor@medical-council").encode();
    for at in 0..bytes.len() {
        let mut mauled = bytes.clone();
        mauled[at] ^= 1 << (at % 8);
        if let Ok(key) = AttributeKey::decode(&mauled) {
            assert!(key.verify(&ALICE, &label("medical-council"), council).is_err(), "byte {at}");
        }
    }
}

#[test]
fn transformed_capsule_should_not_open_when_any_byte_is_changed() {
    let world = World::new();
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council"));
    let (transform_key, secret) = world.ring(ALICE, &["doctor@medical-council"]).transform_key(&mut rng(4));
    let bytes = transform(&capsule, &transform_key).unwrap().encode();
    for at in 0..bytes.len() {
        let mut mauled = bytes.clone();
        mauled[at] ^= 1 << (at % 8);
        if let Ok(mauled) = Transformed::decode(&mauled) {
            assert!(finish(&capsule, &mauled, &secret, CONTEXT).is_err(), "byte {at}");
        }
    }
}

/// Points on the curve, outside the subgroup.
pub(super) fn g1_outside_subgroup() -> G1Affine {
    let mut candidates = (1u64..).filter_map(|x| G1Affine::get_point_from_x_unchecked(Fq::from(x), true));
    candidates.find(|point| !point.is_in_correct_subgroup_assuming_on_curve()).unwrap()
}

pub(super) fn g2_outside_subgroup() -> G2Affine {
    let at = |x: u64| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(x), Fq::from(0u64)), true);
    (1u64..).filter_map(at).find(|point| !point.is_in_correct_subgroup_assuming_on_curve()).unwrap()
}

/// A compressed x without a y.
pub(super) fn g1_off_curve() -> Vec<u8> {
    let without = |x: &u64| G1Affine::get_point_from_x_unchecked(Fq::from(*x), true).is_none();
    let x = (1u64..).find(without).unwrap();
    let mut bytes = alloc::vec![0u8; 48];
    bytes[40..].copy_from_slice(&x.to_be_bytes());
    bytes[0] |= 0x80;
    bytes
}

pub(super) fn g2_off_curve() -> Vec<u8> {
    let at = |x: u64| G2Affine::get_point_from_x_unchecked(Fq2::new(Fq::from(x), Fq::from(0u64)), true);
    let x = (1u64..).find(|x| at(*x).is_none()).unwrap();
    let mut bytes = alloc::vec![0u8; 96];
    bytes[88..].copy_from_slice(&x.to_be_bytes());
    bytes[0] |= 0x80;
    bytes
}

fn bad_points(size: usize) -> Vec<(Vec<u8>, Flaw)> {
    let (outside, off_curve, neutral) = match size {
        48 => (bytes_of(&g1_outside_subgroup()), g1_off_curve(), bytes_of(&G1Affine::zero())),
        _ => (bytes_of(&g2_outside_subgroup()), g2_off_curve(), bytes_of(&G2Affine::zero())),
    };
    let mut uncompressed_flag = outside.clone();
    uncompressed_flag[0] &= 0x7f;
    let mut not_reduced = alloc::vec![0xff; size];
    not_reduced[0] = 0x9f;
    let mut neutral_with_rest = neutral.clone();
    neutral_with_rest[size - 1] = 1;
    alloc::vec![
        (outside, Flaw::Point),
        (off_curve, Flaw::Point),
        (uncompressed_flag, Flaw::Point),
        (not_reduced, Flaw::Point),
        (neutral_with_rest, Flaw::Point),
        (neutral, Flaw::Identity),
    ]
}

#[test]
fn points_should_be_refused_when_off_curve_outside_the_subgroup_or_neutral() {
    let [public_key, _, attribute_key, _, capsule, transform_key, ..] = samples();
    // The encoding, its decoder, where a point lies (from the end) and its size.
    let places = [
        (&public_key, 0, 96, 96),
        (&attribute_key, 2, 96, 96),
        (&attribute_key, 2, 96 + 48, 48),
        (&capsule, 4, C4, 48),
        (&capsule, 4, C3, 96),
        (&capsule, 4, C2, 96),
        (&transform_key, 5, 96, 96),
        (&transform_key, 5, 96 + 48, 48),
        (&transform_key, 5, transform_key.len() - 34, 48),
    ];
    for (sample, decoder, from_end, size) in places {
        let (object, recode) = DECODERS[decoder];
        for (point, flaw) in bad_points(size) {
            let mut forged = sample.clone();
            let at = forged.len() - from_end;
            forged[at..at + size].copy_from_slice(&point);
            assert_eq!(recode(&forged), Err(AbeError::Encoding { object, flaw }), "{from_end}");
        }
    }
}

#[test]
fn target_group_elements_should_be_refused_when_zero_or_not_reduced() {
    let [public_key, _, _, _, capsule, _, transformed, ..] = samples();
    let places =
        [(&public_key, 0, 96 + 576), (&capsule, 4, C1), (&transformed, 6, 576), (&transformed, 6, 2 * 576)];
    for (sample, decoder, from_end) in places {
        let (object, recode) = DECODERS[decoder];
        for byte in [0u8, 0xff] {
            let mut forged = sample.clone();
            let at = forged.len() - from_end;
            forged[at..at + 576].fill(byte);
            assert_eq!(recode(&forged), Err(AbeError::Encoding { object, flaw: Flaw::TargetGroup }));
        }
    }
}

#[test]
fn uncompressed_points_should_be_refused_when_offered_as_keys() {
    use ark_serialize::CanonicalSerialize;
    let world = World::new();
    let key = world.key(&ALICE, "doctor@medical-council");
    let mut bytes = key.encode();
    bytes.truncate(bytes.len() - 48 - 96);
    key.k.serialize_uncompressed(&mut bytes).unwrap();
    key.k_prime.serialize_uncompressed(&mut bytes).unwrap();
    assert!(AttributeKey::decode(&bytes).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn decoders_should_not_panic_when_given_any_bytes(
        version in 0u8..3,
        mut bytes in prop::collection::vec(any::<u8>(), 0..3000),
    ) {
        for (kind, (_, recode)) in (1u8..).zip(DECODERS) {
            if let [first, second, ..] = bytes.as_mut_slice() {
                (*first, *second) = (version, kind);
            }
            if let Ok(again) = recode(&bytes) {
                prop_assert_eq!(&again, &bytes);
            }
        }
    }

    #[test]
    fn decoders_should_not_panic_when_valid_bytes_are_spliced(
        kind in 0..KINDS,
        at in any::<prop::sample::Index>(),
        removed in 0usize..200,
        inserted in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let samples = cached_samples();
        let mut bytes = samples[kind].clone();
        let at = at.index(bytes.len());
        let end = (at + removed).min(bytes.len());
        bytes.splice(at..end, inserted);
        for (_, recode) in DECODERS {
            if let Ok(again) = recode(&bytes) {
                prop_assert_eq!(&again, &bytes);
            }
        }
    }
}

fn cached_samples() -> &'static [Vec<u8>; KINDS] {
    static SAMPLES: std::sync::OnceLock<[Vec<u8>; KINDS]> = std::sync::OnceLock::new();
    SAMPLES.get_or_init(samples)
}
