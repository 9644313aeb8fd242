//! The secrets of operations, in the forms that they have in memory.
//!
//! Field elements are searched for by their Montgomery limbs, and scalars and E by their encoded bytes as well.

use ark_bls12_381::{Fq, Fq12, Fq2, Fr, G1Affine, G2Affine};
use ark_ec::{pairing::Pairing, AffineRepr, CurveGroup};
use ark_ff::{Field, PrimeField};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use rand_core::Rng;
use salus_abe::{AttributeKey, Capsule, EpochPolicy};
use salus_freed::Secret;
use sha3::{
    digest::{ExtendableOutput, Update, XofReader},
    Shake256,
};

fn limbs(limbs: &[u64]) -> Vec<u8> {
    limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect()
}

fn of_fq(name: &str, element: &Fq) -> Secret {
    Secret::new(name, limbs(&element.0 .0))
}

fn of_fq2(name: &str, element: &Fq2) -> [Secret; 2] {
    [of_fq(&format!("{name}.0"), &element.c0), of_fq(&format!("{name}.1"), &element.c1)]
}

fn scalar(bytes: &[u8]) -> Fr {
    Fr::deserialize_compressed(bytes).unwrap()
}

fn bytes_of(element: &impl CanonicalSerialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    element.serialize_compressed(&mut bytes).unwrap();
    bytes
}

/// A scalar given by its 32 bytes.
pub fn of_scalar(name: &str, bytes: &[u8]) -> Vec<Secret> {
    let montgomery = limbs(&scalar(bytes).0 .0);
    vec![Secret::new(name, bytes), Secret::new(format!("{name} in Montgomery's form"), montgomery)]
}

/// 1/z.
pub fn inverse(z: &[u8]) -> Vec<u8> {
    bytes_of(&scalar(z).inverse().unwrap())
}

/// The first scalar that is drawn from `rng`.
pub fn drawn(rng: &mut impl Rng) -> Vec<u8> {
    let mut wide = [0; 64];
    rng.fill_bytes(&mut wide);
    bytes_of(&Fr::from_le_bytes_mod_order(&wide))
}

/// The two parts of α and of y, by which an issuing authority multiplies; they are drawn after t.
pub fn of_masks(alpha: &[u8], y: &[u8], rng: &mut impl Rng) -> Vec<Secret> {
    let _t = drawn(rng);
    let mut secrets = Vec::new();
    for (name, secret) in [("α", alpha), ("y", y)] {
        let mask = drawn(rng);
        let rest = bytes_of(&(scalar(secret) - scalar(&mask)));
        secrets.extend(of_scalar(&format!("mask of {name}"), &mask));
        secrets.extend(of_scalar(&format!("{name} less its mask"), &rest));
    }
    secrets
}

/// What tells the digits of a multiple of g2: the differences of the table's entries that are added first.
pub fn of_table_digits(name: &str, bytes: &[u8]) -> Vec<Secret> {
    // Digits of any base and sign show in the x coordinate of a difference of two multiples of g2, of which the first
    // inversion of all is the inversion. Both kinds of digits that this table ever had are tried.
    let value = scalar(bytes).into_bigint();
    let x = 0xd201_0000_0001_0000u128;
    let modulus = x * x;
    let low = |limbs: [u64; 4]| -> u128 {
        let number = num_bigint::BigUint::from_bytes_le(&self::limbs(&limbs));
        let rest = (number % modulus).to_bytes_le();
        rest.iter().rev().fold(0, |sum, byte| (sum << 8) | u128::from(*byte))
    };
    let half = scalar(bytes) * Fr::from(2u64).inverse().unwrap();
    let multiple = |digit: i64, shift: u64| {
        let size = Fr::from(digit.unsigned_abs()) * Fr::from(2u64).pow([shift]);
        let size = if digit < 0 { -size } else { size };
        (G2Affine::generator() * size).into_affine()
    };
    let signed = {
        let low = low(value.0);
        let raw = [(low & 255) as i64, ((low >> 8) & 255) as i64];
        let carry = i64::from(raw[0] > 128);
        [raw[0] - (carry << 8), raw[1] + carry - (i64::from(raw[1] + carry > 128) << 8)]
    };
    let odd = {
        let low = low(half.into_bigint().0);
        [0, 8].map(|at| 2 * ((low >> at) & 255) as i64 - 255)
    };
    let mut secrets = Vec::new();
    for [first, second] in [signed, odd] {
        let difference = multiple(second, 8).x - multiple(first, 0).x;
        secrets.extend(of_fq2(&format!("digits of {name}"), &difference));
    }
    secrets
}

/// An element of GT.
pub fn of_element(name: &str, element: &Fq12) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for (at, part) in [element.c0, element.c1].iter().enumerate() {
        for (in_part, coordinate) in [part.c0, part.c1, part.c2].iter().enumerate() {
            secrets.extend(of_fq2(&format!("{name}.{at}.{in_part}"), coordinate));
        }
    }
    secrets.push(Secret::new(format!("{name} encoded"), &bytes_of(element)[..64]));
    secrets
}

/// K and K'.
pub fn of_key(name: &str, key: &AttributeKey) -> Vec<Secret> {
    let bytes = key.encode();
    let (rest, k_prime) = bytes.split_at(bytes.len() - 96);
    let k = G1Affine::deserialize_compressed(&rest[rest.len() - 48..]).unwrap();
    let k_prime = G2Affine::deserialize_compressed(k_prime).unwrap();
    let mut secrets = vec![of_fq(&format!("K.x of {name}"), &k.x), of_fq(&format!("K.y of {name}"), &k.y)];
    secrets.extend(of_fq2(&format!("K'.x of {name}"), &k_prime.x));
    secrets.extend(of_fq2(&format!("K'.y of {name}"), &k_prime.y));
    secrets
}

fn shake(tag: &str, parts: &[&[u8]], length: usize) -> Vec<u8> {
    let mut shake = Shake256::default();
    for part in std::iter::once(tag.as_bytes()).chain(parts.iter().copied()) {
        shake.update(&(part.len() as u64).to_le_bytes());
        shake.update(part);
    }
    let mut output = vec![0; length];
    shake.finalize_xof().read(&mut output);
    output
}

/// m, E, s and the coins of a capsule that was made with `rng`.
pub fn of_capsule(policy: &EpochPolicy, capsule: &Capsule, rng: &mut impl Rng) -> Vec<Secret> {
    let mut m = [0; 32];
    rng.fill_bytes(&mut m);
    let bytes = capsule.encode();
    let policy = policy.encode();
    let keys = &bytes[4 + policy.len()..][..32];
    let coins = shake("salus/abe/v1/coins", &[&m, &policy, keys, super::CONTEXT], 96);
    let s = Fr::from_le_bytes_mod_order(&coins[..64]);
    let e = ark_bls12_381::Bls12_381::pairing(G1Affine::generator(), G2Affine::generator()) * s;
    let mut coin = <rand_chacha::ChaCha20Rng as rand_chacha::rand_core::SeedableRng>::from_seed(
        coins[64..].try_into().unwrap(),
    );
    let mut secrets = vec![Secret::new("m", m), Secret::new("seed of the coins", &coins[64..])];
    secrets.extend(of_scalar("s", &bytes_of(&s)));
    secrets.extend(of_element("E", &e.0));
    // λ, ω and r of the rows: all of them are drawn one after the other.
    for at in 0..4 {
        secrets.extend(of_scalar(&format!("coin {at}"), &drawn(&mut coin)));
    }
    secrets
}
