//! The target group's small subgroups, and how they are kept out.

use super::*;
use crate::group::{gt::is_member, params::e0_multiple};
use ark_bls12_381::{Fq, Fq12, Fq2, Fq6, Fr};
use ark_ec::pairing::PairingOutput;
use ark_ff::{AdditiveGroup, Field, PrimeField};
use rand_core::Rng;

/// (p^4 − p^2 + 1) / 4513 in hexadecimal: 4513 is the smallest prime factor of the cyclotomic
/// subgroup's order besides r.
const COFACTOR: [&str; 4] = [
    "6552a4bb30e884792d56b767a0ff34202c35e1745877f7bbcfbd62c9ee0b366090e00227c1f0b91e6e264e57deb6263e",
    "26c181d1c6ac88d6dd01f53279553cc486189e16a228a00ecd6bdb453852a169b0cab754dcb74fc1c134a671f6b0dc97",
    "447a3e96981e3ef618ab612749d5d4c600988f6c3b0a2db1754d3ef43feb5094f664d01f3d5ba756d010548081e28cfd",
    "1a2a5f33ab5e8587ab22ef0aad3de271e9f30db60be8b45143a5e8da1ac92a0f0168e49bde55b163f39ac229d9",
];

fn random_field_element(seed: u64) -> Fq12 {
    let mut rng = rng(seed);
    let mut next = || {
        let mut bytes = [0u8; 64];
        rng.fill_bytes(&mut bytes);
        Fq::from_le_bytes_mod_order(&bytes)
    };
    let mut fq6 = || {
        let mut fq2 = || Fq2::new(next(), next());
        Fq6::new(fq2(), fq2(), fq2())
    };
    Fq12::new(fq6(), fq6())
}

/// f^((p^6 − 1)(p^2 + 1)): any element of the cyclotomic subgroup.
fn cyclotomic(seed: u64) -> Fq12 {
    let f = random_field_element(seed);
    let mut image = f;
    image.frobenius_map_in_place(6);
    let f = image * f.inverse().unwrap();
    let mut image = f;
    image.frobenius_map_in_place(2);
    image * f
}

fn limbs(digits: &str) -> Vec<u64> {
    let padded = alloc::format!("{}{digits}", "0".repeat((16 - digits.len() % 16) % 16));
    let limbs = padded.as_bytes().chunks(16).rev();
    limbs.map(|limb| u64::from_str_radix(core::str::from_utf8(limb).unwrap(), 16).unwrap()).collect()
}

/// An element of order 4513 that is cyclotomic, as everything that leaves the easy part of the final
/// exponentiation is.
pub(super) fn small_order() -> Fq12 {
    let exponent = limbs(&COFACTOR.concat());
    let element = (1..).map(|seed| cyclotomic(seed).pow(&exponent)).find(|element| *element != Fq12::ONE);
    element.unwrap()
}

fn has_order_r(element: &Fq12) -> bool {
    element.pow(Fr::MODULUS) == Fq12::ONE
}

#[test]
fn membership_should_agree_with_raising_to_the_order_when_elements_are_of_any_kind() {
    let member = e0_multiple(&Fr::from(123_456u64)).0;
    let small = small_order();
    let elements = [
        (member, true),
        (Fq12::ONE, true),
        (member * small, false),
        (small, false),
        (-member, false),
        (-Fq12::ONE, false),
        (member.double(), false),
        (cyclotomic(3), false),
        (random_field_element(4), false),
    ];
    for (element, expected) in elements {
        assert_eq!(has_order_r(&element), expected);
        assert_eq!(is_member(&element), expected);
    }
    assert!(!is_member(&Fq12::ZERO));
}

#[test]
fn small_order_element_should_have_order_4513_when_computed() {
    assert_eq!(small_order().pow([4513u64]), Fq12::ONE);
}

#[test]
fn transformed_capsule_should_be_refused_when_a_small_order_element_is_hidden_in_it() {
    // Accepted, it would tell z mod 4513: the answer opens exactly if z is a multiple.
    let world = World::new();
    let ring = world.ring(ALICE, &["doctor@medical-council"]);
    let (transform_key, _) = ring.transform_key(&mut rng(4));
    let (capsule, _) = world.encapsulate(&policy("doctor@medical-council"));
    let honest = transform(&capsule, &transform_key).unwrap();
    let small = small_order();
    for (t1, t2) in [
        (honest.t1.0, honest.t2.0 * small),
        (honest.t1.0 * small, honest.t2.0),
        (honest.t1.0, -honest.t2.0),
        (honest.t1.0, Fq12::ZERO),
    ] {
        let forged = Transformed { t1: PairingOutput(t1), t2: PairingOutput(t2) };
        assert_eq!(
            Transformed::decode(&forged.encode()),
            Err(AbeError::Encoding { object: "transformed capsule", flaw: Flaw::TargetGroup })
        );
    }
    let neutral = Transformed { t1: PairingOutput(Fq12::ONE), t2: honest.t2 };
    assert_eq!(
        Transformed::decode(&neutral.encode()),
        Err(AbeError::Encoding { object: "transformed capsule", flaw: Flaw::Identity })
    );
}

#[test]
fn capsule_should_be_refused_when_a_small_order_element_is_hidden_in_it() {
    let world = World::new();
    let (mut capsule, _) = world.encapsulate(&policy("doctor@medical-council"));
    capsule.rows[0].c1.0 *= small_order();
    assert_eq!(
        Capsule::decode(&capsule.encode()),
        Err(AbeError::Encoding { object: "capsule", flaw: Flaw::TargetGroup })
    );
}

#[test]
fn authority_key_should_be_refused_when_a_small_order_element_is_hidden_in_it() {
    let mut key = World::new().publics[&label("medical-council")].clone();
    key.e0_alpha.0 *= small_order();
    assert_eq!(
        AuthorityPublicKey::decode(&key.encode()),
        Err(AbeError::Encoding { object: "authority public key", flaw: Flaw::TargetGroup })
    );
}
