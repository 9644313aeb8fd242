//! The fast arithmetic against the curve library's plain one.

use crate::group::{
    curve::Curve,
    curve_table::{sums_of_multiples, Base, PointTable},
    digits::{digit, halves, quarters, HALF_BITS, QUARTER_BITS},
    e0::E0,
    gt_power::{power, product_of_powers, products_of_powers, GtBase, GtTable},
    pairing,
    params::{e0_base, e0_multiple, g1, g2, g2_base, g2_multiple, random_scalar},
    types::{Fr, G1Affine, Gt},
};
use alloc::{vec, vec::Vec};
use ark_bls12_381::{g1, g2, Bls12_381};
use ark_ec::{pairing::Pairing, short_weierstrass::Affine, AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Field, PrimeField, Zero};

/// The exponents where digits, carries and halves turn over, and some at random.
fn exponents() -> Vec<Fr> {
    let x = Fr::from(0xd201_0000_0001_0000u64);
    let powers = [Fr::ONE, x, x.square(), x.square() * x];
    let mut exponents = vec![Fr::ZERO, Fr::from(2u64), Fr::from(128u64), Fr::from(129u64), Fr::from(255u64)];
    for power in powers {
        exponents.extend([power, -power, power - Fr::ONE, power.double(), Fr::ONE - power]);
    }
    exponents.extend([64, 127, 128, 129, 254].map(|bits| Fr::from(2u64).pow([bits]) - Fr::ONE));
    let mut rng = super::rng(40);
    exponents.extend((0..10).map(|_| random_scalar(&mut rng)));
    exponents
}

#[test]
fn digits_should_add_up_to_half_the_exponent_when_split() {
    let x = Fr::from(0xd201_0000_0001_0000u64);
    for k in exponents() {
        let sum = |parts: &[u128], base: Fr| {
            parts.iter().rev().fold(Fr::ZERO, |sum, part| sum * base + Fr::from(*part))
        };
        let quarters = quarters(&k).map(u128::from);
        assert!(quarters.iter().all(|quarter| *quarter < 0xd201_0000_0001_0000));
        assert_eq!(sum(&quarters, x).double(), k);
        assert_eq!(sum(halves(&k).as_slice(), x.square()).double(), k);
        for window in 2..=16u32 {
            let base = Fr::from(1u64 << window);
            // Σ d_i·2^(w·i) + 2^(w·n) = 2h + 1.
            let value = |part: u128, bits: u32| {
                let count = bits.div_ceil(window);
                (0..count).rev().fold(Fr::ONE, |sum, index| {
                    let digit = digit(part, window, index);
                    assert!(digit.position < 1 << (window - 1));
                    let size = Fr::from(2 * digit.position as u64 + 1);
                    sum * base + if digit.negative.into() { -size } else { size }
                })
            };
            let twice_and_one = |part: u128| Fr::from(part).double() + Fr::ONE;
            assert_eq!(quarters.map(|part| value(part, QUARTER_BITS)), quarters.map(twice_and_one));
            assert_eq!(halves(&k).map(|part| value(part, HALF_BITS)), halves(&k).map(twice_and_one));
        }
    }
}

#[test]
fn elements_should_be_inverted_when_some_are_zero() {
    use crate::group::inversion::invert_all;
    let mut rng = super::rng(42);
    let mut elements: Vec<Fr> = (0..5).map(|_| random_scalar(&mut rng)).collect();
    elements.insert(0, Fr::ZERO);
    elements.insert(3, Fr::ZERO);
    elements.push(Fr::ZERO);
    for count in 0..=elements.len() {
        let expected: Vec<Fr> =
            elements[..count].iter().map(|element| element.inverse().unwrap_or_default()).collect();
        let mut inverted = elements[..count].to_vec();
        invert_all(&mut inverted);
        assert_eq!(inverted, expected);
    }
}

#[test]
fn points_should_be_the_library_s_when_normalized() {
    use crate::group::inversion::normalized;
    use ark_bls12_381::G2Projective;
    let mut points: Vec<G2Projective> = (1..5u64).map(|k| g2() * Fr::from(k)).collect();
    points.insert(2, G2Projective::ZERO);
    let expected: Vec<_> = points.iter().map(|point| point.into_affine()).collect();
    assert_eq!(**normalized(&points), expected);
    assert!(normalized::<g2::Config>(&[]).is_empty());
}

fn point_table_should_agree<C: Curve>(point: Affine<C>) {
    let other: Affine<C> = (point * Fr::from(77u64)).into_affine();
    for window in [2, 4, 5, 8] {
        let (table, second) = (PointTable::new(&point, window), PointTable::new(&other, 4));
        let exponents = exponents();
        let jobs: Vec<Vec<(Base<'_, C>, &Fr)>> = exponents
            .iter()
            .zip(exponents.iter().rev())
            .flat_map(|(a, b)| {
                [
                    vec![(Base::Table(&table), a)],
                    vec![(Base::Point(point), a)],
                    vec![(Base::Table(&table), a), (Base::Table(&second), b)],
                    vec![(Base::Point(other), b), (Base::Table(&table), a)],
                    // The same point on both sides: sums that double and that vanish.
                    vec![(Base::Table(&table), a), (Base::Point(point), a), (Base::Table(&table), a)],
                ]
            })
            .collect();
        let expected: Vec<Affine<C>> = exponents
            .iter()
            .zip(exponents.iter().rev())
            .flat_map(|(a, b)| {
                [
                    point * *a,
                    point * *a,
                    point * *a + other * *b,
                    other * *b + point * *a,
                    point * (*a + a + a),
                ]
            })
            .map(|point| point.into_affine())
            .collect();
        assert_eq!(**sums_of_multiples(&jobs), expected, "window {window}");
    }
    let minus = -Fr::ONE;
    let table = PointTable::new(&point, 4);
    let vanishing = [vec![(Base::Table(&table), &Fr::ONE), (Base::Table(&table), &minus)]];
    assert_eq!(**sums_of_multiples(&vanishing), [Affine::identity()]);
}

#[test]
fn multiples_should_agree_with_the_library_when_points_are_of_g1() {
    point_table_should_agree::<g1::Config>((g1() * Fr::from(5u64)).into_affine());
}

#[test]
fn multiples_should_agree_with_the_library_when_points_are_of_g2() {
    point_table_should_agree::<g2::Config>((g2() * Fr::from(5u64)).into_affine());
}

#[test]
fn multiples_should_be_none_when_there_are_no_jobs() {
    assert!(sums_of_multiples::<g1::Config>(&[]).is_empty());
    assert!(products_of_powers(&[]).is_empty());
}

#[test]
fn powers_should_agree_with_the_library_when_computed_in_any_way() {
    let element = E0 * Fr::from(5u64);
    let other = E0 * Fr::from(77u64);
    let exponents = exponents();
    for window in [2, 5, 8] {
        let table = GtTable::new(&element, window);
        let jobs: Vec<Vec<(GtBase<'_>, &Fr)>> = exponents
            .iter()
            .zip(exponents.iter().rev())
            .flat_map(|(a, b)| {
                [
                    vec![(GtBase::Table(&table), a)],
                    vec![(GtBase::Table(&table), a), (GtBase::Table(&table), b)],
                    vec![(GtBase::Element(&other), b), (GtBase::Table(&table), a)],
                ]
            })
            .collect();
        let expected: Vec<Gt> = exponents
            .iter()
            .zip(exponents.iter().rev())
            .flat_map(|(a, b)| [element * a, element * (*a + b), other * b + element * a])
            .collect();
        assert_eq!(**products_of_powers(&jobs), expected, "window {window}");
    }
    for (a, b) in exponents.iter().zip(exponents.iter().rev()) {
        assert_eq!(power(&element, a), element * a);
        assert_eq!(product_of_powers(&[(element, a), (other, b)]), element * a + other * b);
    }
    assert_eq!(product_of_powers(&[]), Gt::zero());
}

#[test]
fn generators_should_have_the_library_s_powers_when_raised() {
    assert_eq!(E0, Bls12_381::pairing(g1(), g2()));
    for k in exponents() {
        assert_eq!(e0_multiple(&k), E0 * k);
        assert_eq!(g2_multiple(&k), (g2() * k).into_affine());
        assert_eq!(**products_of_powers(&[vec![(e0_base(), &k)]]), [E0 * k]);
        assert_eq!(**sums_of_multiples(&[vec![(g2_base(), &k)]]), [(g2() * k).into_affine()]);
    }
}

#[test]
fn pairing_product_should_agree_with_the_library_when_points_are_neutral_or_not() {
    let mut rng = super::rng(41);
    let pairs: Vec<_> = (0..7)
        .map(|_| {
            let (a, b) = (random_scalar(&mut rng), random_scalar(&mut rng));
            ((g1() * a).into_affine(), (g2() * b).into_affine())
        })
        .collect();
    for count in 0..=pairs.len() {
        // Even and odd, and with neutral elements anywhere between the others.
        let mut pairs = pairs[..count].to_vec();
        let expected: Gt = pairs.iter().map(|(p, q)| Bls12_381::pairing(p, q)).sum();
        assert_eq!(pairing::product(&pairs), Some(expected), "{count} pairs");
        pairs.insert(count / 2, (G1Affine::zero(), g2()));
        pairs.push((g1(), AffineRepr::zero()));
        assert_eq!(pairing::product(&pairs), Some(expected), "{count} pairs and two neutral ones");
        // The same points, some of them prepared, and more than once.
        let fixed: Vec<_> = pairs.iter().map(|(_, q)| pairing::Fixed::new(q)).collect();
        for split in 0..=pairs.len() {
            let kept: Vec<_> =
                pairs.iter().zip(&fixed).skip(split).map(|((p, _), fixed)| (*p, fixed)).collect();
            let product = pairing::product_with(&pairs[..split], &kept);
            assert_eq!(product, Some(expected), "{split} of {count} pairs walked");
        }
    }
    // Pairs that cancel, and the same pair twice.
    let (p, q) = pairs[0];
    assert_eq!(pairing::product(&[(p, q), (-p, q)]), Some(Gt::zero()));
    assert_eq!(pairing::product(&[(p, q), (p, q)]), Some(Bls12_381::pairing(p, q) * Fr::from(2u64)));
    assert_eq!(pairing::product(&[(G1Affine::zero(), g2())]), Some(Gt::zero()));
    assert_eq!(pairing::product(&[]), Some(Gt::zero()));
    assert_eq!(Fr::MODULUS_BIT_SIZE, 255);
}
