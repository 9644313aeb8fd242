//! Every field of every wire type, with everything that is not an element of its group in its place.

use super::*;
use crate::{
    encoding::bytes_of,
    group::{
        params::{g1, g2},
        types::G2Affine,
    },
    tests::{
        encodings::{samples, DECODERS, KINDS},
        malformed::{g1_off_curve, g1_outside_subgroup, g2_off_curve, g2_outside_subgroup},
        target_group::small_order,
    },
};
use ark_bls12_381::Fq;
use ark_ec::AffineRepr;
use ark_ff::{BigInteger, Field, PrimeField};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Group {
    G1,
    G2,
    Gt,
    Scalar,
}
use Group::{Scalar, G1, G2};

impl Group {
    fn bytes(self) -> usize {
        match self {
            G1 => 48,
            G2 => 96,
            Group::Gt => 576,
            Scalar => 32,
        }
    }

    /// Some valid element, to see that a field is where the table says.
    fn valid(self) -> Vec<u8> {
        match self {
            G1 => bytes_of(&g1()),
            G2 => bytes_of(&g2()),
            Group::Gt => bytes_of(&e0_multiple(&Fr::from(3u64))),
            Scalar => bytes_of(&Fr::from(3u64)),
        }
    }
}

/// The fields of each kind that come last, in order, as they stand in [`samples`]; before them lie only
/// identifiers, counts, attributes, policies and digests.
const FIELDS: [&[Group]; KINDS] = [
    &[Group::Gt, G2],
    &[Scalar, Scalar, Scalar],
    &[G1, G2],
    &[],
    &[Group::Gt, G2, G2, G1, Group::Gt, G2, G2, G1],
    // The second attribute's; the first's and the holder's base are in `OTHERS`.
    &[G1, G2],
    &[Group::Gt, Group::Gt],
    &[G1, G1, Scalar, Scalar],
    &[G1, G1, Scalar, Scalar, G1, G2, Scalar, Scalar],
    // The proof's length and kind lie between: it is in `OTHERS`.
    &[],
    &[Group::Gt, G2, Group::Gt, G2],
    &[G1, G2],
    &[Group::Gt, G2, Group::Gt, G2],
    &[Scalar, Scalar],
    // As the dealing.
    &[],
];

/// Fields with something else behind them: position in [`FIELDS`], distance from the end, group.
fn others(samples: &[Vec<u8>; KINDS]) -> Vec<(usize, usize, Group)> {
    let mut places = Vec::new();
    // Transform key: 2 + 32 bytes, the holder's base, 2 bytes, then two entries of a length, an attribute
    // and 144 bytes.
    let key = samples[5].len();
    let first = usize::from(u16::from_le_bytes([samples[5][84], samples[5][85]]));
    places.push((5, key - 34, G1));
    places.push((5, key - 86 - first, G1));
    places.push((5, key - 86 - first - 48, G2));
    // Dealings, to begin with and to refresh: two coefficients or one, then length, version and kind of the
    // proof, and its scalars.
    for (kind, coefficients) in [(9, 2), (14, 1)] {
        for left in 1..=coefficients {
            places.push((kind, 100 + 672 * left, Group::Gt));
            places.push((kind, 100 + 672 * left - 576, G2));
        }
        places.extend([(kind, 96, Scalar), (kind, 64, Scalar), (kind, 32, Scalar)]);
    }
    places
}

/// Every field: position in [`FIELDS`], where it begins, its group.
fn places(samples: &[Vec<u8>; KINDS]) -> Vec<(usize, usize, Group)> {
    let mut places = Vec::new();
    for (kind, fields) in FIELDS.iter().enumerate() {
        let mut end = samples[kind].len();
        for field in fields.iter().rev() {
            end -= field.bytes();
            places.push((kind, end, *field));
        }
    }
    places.extend(
        others(samples).into_iter().map(|(kind, back, group)| (kind, samples[kind].len() - back, group)),
    );
    places
}

/// `bytes`, a little-endian number, plus `modulus`; none if that does not fit.
fn plus(bytes: &[u8], modulus: &[u8]) -> Option<Vec<u8>> {
    let mut carry = 0u16;
    let sum = bytes
        .iter()
        .zip(modulus)
        .map(|(a, b)| {
            let sum = u16::from(*a) + u16::from(*b) + carry;
            carry = sum >> 8;
            sum.to_le_bytes()[0]
        })
        .collect();
    (carry == 0).then_some(sum)
}

fn reversed(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().rev().copied().collect()
}

/// A big-endian coordinate plus the field's modulus, under the same flags; none if it does not fit
/// beside the `flags` topmost bits.
fn not_reduced(coordinate: &[u8], flags: u8) -> Option<Vec<u8>> {
    let mut bare = coordinate.to_vec();
    bare[0] &= !flags;
    let sum = reversed(&plus(&reversed(&bare), &Fq::MODULUS.to_bytes_le())?);
    (sum[0] & flags == 0).then(|| {
        let mut sum = sum;
        sum[0] |= coordinate[0] & flags;
        sum
    })
}

/// The three flags in the first byte of a compressed point.
const COMPRESSED: u8 = 0x80;
const INFINITY: u8 = 0x40;
const SIGN: u8 = 0x20;
const FLAGS: u8 = COMPRESSED | INFINITY | SIGN;

/// What must be refused in place of `valid`, with the reason.
fn bad(group: Group, valid: &[u8]) -> Vec<(Vec<u8>, Flaw)> {
    let with_first = |first: u8| {
        let mut bytes = valid.to_vec();
        bytes[0] = first;
        bytes
    };
    let mut bad = Vec::new();
    match group {
        G1 | G2 => {
            let (outside, off_curve, neutral) = match group {
                G1 => (bytes_of(&g1_outside_subgroup()), g1_off_curve(), bytes_of(&G1Affine::zero())),
                _ => (bytes_of(&g2_outside_subgroup()), g2_off_curve(), bytes_of(&G2Affine::zero())),
            };
            // Both points over that x: negation keeps the subgroup.
            let mut other_sign = outside.clone();
            other_sign[0] ^= SIGN;
            let mut signed_neutral = neutral.clone();
            signed_neutral[0] |= SIGN;
            let mut odd_neutral = neutral.clone();
            odd_neutral[group.bytes() - 1] = 1;
            let mut all_ones = alloc::vec![0xff; group.bytes()];
            all_ones[0] = COMPRESSED | !FLAGS;
            for point in [
                outside.clone(),
                other_sign,
                off_curve,
                signed_neutral,
                odd_neutral,
                all_ones,
                with_first(valid[0] & !COMPRESSED),
                with_first(valid[0] | INFINITY),
                with_first((valid[0] | INFINITY) & !COMPRESSED),
                alloc::vec![0; group.bytes()],
                alloc::vec![0xff; group.bytes()],
            ] {
                bad.push((point, Flaw::Point));
            }
            // The same x written with the modulus added, wherever the bits allow it.
            for start in (0..group.bytes()).step_by(48) {
                let flags = if start == 0 { FLAGS } else { 0 };
                for source in [valid, &outside] {
                    if let Some(coordinate) = not_reduced(&source[start..start + 48], flags) {
                        let mut point = source.to_vec();
                        point[start..start + 48].copy_from_slice(&coordinate);
                        bad.push((point, Flaw::Point));
                    }
                }
            }
            bad.push((neutral, Flaw::Identity));
        }
        Group::Gt => {
            let element = e0_multiple(&Fr::from(5u64)).0;
            let mut not_in_subgroup =
                alloc::vec![-element, element * small_order(), small_order(), element.double()];
            not_in_subgroup.push(ark_bls12_381::Fq12::ZERO);
            bad.extend(not_in_subgroup.iter().map(|element| (bytes_of(element), Flaw::TargetGroup)));
            bad.push((alloc::vec![0xff; 576], Flaw::TargetGroup));
            for start in (0..576).step_by(48) {
                let coordinate = plus(&valid[start..start + 48], &Fq::MODULUS.to_bytes_le()).unwrap();
                let mut element = valid.to_vec();
                element[start..start + 48].copy_from_slice(&coordinate);
                bad.push((element, Flaw::TargetGroup));
            }
            bad.push((bytes_of(&ark_bls12_381::Fq12::ONE), Flaw::Identity));
        }
        Scalar => {
            let modulus = Fr::MODULUS.to_bytes_le();
            bad.push((plus(valid, &modulus).unwrap(), Flaw::Scalar));
            bad.push((alloc::vec![0xff; 32], Flaw::Scalar));
            bad.push((modulus, Flaw::Scalar));
        }
    }
    bad
}

fn flaw(result: Result<Vec<u8>, AbeError>) -> Option<Flaw> {
    match result {
        Err(AbeError::Encoding { flaw, .. }) => Some(flaw),
        _ => None,
    }
}

#[test]
fn every_field_of_every_wire_type_should_be_refused_when_it_is_no_element_of_its_group() {
    let samples = samples();
    let places = places(&samples);
    assert_eq!(places.len(), 58);
    let mut reduced_coordinates = 0;
    for (kind, start, group) in places {
        let (name, recode) = DECODERS[kind];
        let range = start..start + group.bytes();
        let place = |bytes: &[u8]| {
            let mut forged = samples[kind].clone();
            forged[range.clone()].copy_from_slice(bytes);
            recode(&forged)
        };
        // The table is right: another valid element is taken.
        assert!(place(&group.valid()).is_ok(), "{name} at {start}");
        let bad = bad(group, &samples[kind][range.clone()]);
        reduced_coordinates += usize::from(group == G1 && bad.len() > 13);
        for (number, (bytes, expected)) in bad.into_iter().enumerate() {
            assert_eq!(flaw(place(&bytes)), Some(expected), "{name} at {start}: {number}");
        }
    }
    // Some x of G1 were small enough to be written twice.
    assert!(reduced_coordinates > 0);
}

#[test]
fn secrets_should_be_refused_when_a_scalar_is_the_modulus_or_more() {
    let modulus = Fr::MODULUS.to_bytes_le();
    let more = plus(&bytes_of(&Fr::from(3u64)), &modulus).unwrap();
    for scalar in [modulus, more, alloc::vec![0; 32]] {
        let scalar = <[u8; 32]>::try_from(scalar).unwrap();
        assert!(TransformSecret::from_bytes(&scalar).is_err());
        let good = AuthoritySecretKey::generate(&mut rng(5)).to_bytes();
        for half in [0, 32] {
            let mut bytes = *good;
            bytes[half..half + 32].copy_from_slice(&scalar);
            assert!(AuthoritySecretKey::from_bytes(&bytes).is_err());
        }
    }
}
