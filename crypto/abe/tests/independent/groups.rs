//! Groups, hashes and bytes.

use ark_bls12_381::{g1::Config, Bls12_381, Fr, G1Affine, G1Projective, G2Affine};
use ark_ec::{
    hashing::{curve_maps::wb::WBMap, map_to_curve_hasher::MapToCurveBasedHasher, HashToCurve},
    pairing::{Pairing, PairingOutput},
    AffineRepr,
};
use ark_ff::{field_hashers::DefaultFieldHasher, Field, PrimeField};
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize};
use num_bigint::BigUint;
use sha3::{
    digest::{ExtendableOutput, Update, XofReader},
    Shake256,
};

pub type Gt = PairingOutput<Bls12_381>;

pub fn g1() -> G1Affine {
    G1Affine::generator()
}

pub fn g2() -> G2Affine {
    G2Affine::generator()
}

pub fn pair(p: impl Into<G1Affine>, q: impl Into<G2Affine>) -> Gt {
    Bls12_381::pairing(p.into(), q.into())
}

pub fn e0() -> Gt {
    pair(g1(), g2())
}

pub fn xof(tag: &str, parts: &[&[u8]], length: usize) -> Vec<u8> {
    let mut shake = Shake256::default();
    for part in [&[tag.as_bytes()][..], parts].concat() {
        shake.update(&(part.len() as u64).to_le_bytes());
        shake.update(part);
    }
    let mut output = vec![0; length];
    shake.finalize_xof().read(&mut output);
    output
}

pub fn digest(tag: &str, parts: &[&[u8]]) -> Vec<u8> {
    xof(tag, parts, 32)
}

pub fn wide(bytes: &[u8]) -> Fr {
    Fr::from_le_bytes_mod_order(bytes)
}

pub fn scalar_of(tag: &str, parts: &[&[u8]]) -> Fr {
    wide(&xof(tag, parts, 64))
}

fn hash(tag: &str, message: &[u8]) -> G1Affine {
    type Suite = MapToCurveBasedHasher<G1Projective, DefaultFieldHasher<sha2::Sha256, 128>, WBMap<Config>>;
    Suite::new(tag.as_bytes()).unwrap().hash(message).unwrap()
}

/// H.
pub fn of_holder(account: &[u8]) -> G1Affine {
    hash("SALUS-V1-GID_BLS12381G1_XMD:SHA-256_SSWU_RO_", account)
}

/// F, of an attribute at its epoch.
pub fn of_attribute(u: &[u8]) -> G1Affine {
    hash("SALUS-V1-ATTR_BLS12381G1_XMD:SHA-256_SSWU_RO_", u)
}

pub fn put(element: &impl CanonicalSerialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    element.serialize_compressed(&mut bytes).unwrap();
    bytes
}

/// Bytes after their length.
pub fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [&(bytes.len() as u16).to_le_bytes(), bytes].concat()
}

/// Takes an encoding apart.
pub struct Parts<'a>(pub &'a [u8]);

impl<'a> Parts<'a> {
    /// An object of this kind.
    pub fn of(kind: u8, bytes: &'a [u8]) -> Self {
        assert_eq!(bytes[..2], [1, kind]);
        Self(&bytes[2..])
    }

    pub fn take(&mut self, count: usize) -> &'a [u8] {
        let (head, rest) = self.0.split_at(count);
        self.0 = rest;
        head
    }

    pub fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    pub fn prefixed(&mut self) -> &'a [u8] {
        let length = u16::from_le_bytes(self.take(2).try_into().unwrap());
        self.take(length.into())
    }

    fn element<T: CanonicalDeserialize>(&mut self, length: usize) -> T {
        T::deserialize_compressed(self.take(length)).unwrap()
    }

    pub fn g1(&mut self) -> G1Affine {
        self.element(48)
    }

    pub fn g2(&mut self) -> G2Affine {
        self.element(96)
    }

    pub fn gt(&mut self) -> Gt {
        self.element(576)
    }

    pub fn scalar(&mut self) -> Fr {
        self.element(32)
    }

    pub fn end(&self) {
        assert!(self.0.is_empty());
    }
}

#[test]
fn pairing_should_have_the_documented_exponent_when_the_generators_are_paired() {
    let p = BigUint::from_bytes_le(&put_number(&ark_bls12_381::Fq::MODULUS.0));
    let r = BigUint::from_bytes_le(&put_number(&Fr::MODULUS.0));
    let exponent = (p.pow(12) - 1u8) / r * 3u8;
    let miller = Bls12_381::miller_loop(g1(), g2()).0;
    assert_eq!(miller.pow(exponent.to_u64_digits()), e0().0);
}

#[test]
fn generators_should_be_encoded_as_documented_when_written() {
    // The standard generator of G1, with the flag for compression and the one for the larger y or not.
    let standard =
        "97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb";
    assert_eq!(hex::encode(put(&g1())), standard);
    let coefficients = e0().0;
    let expected = [coefficients.c0, coefficients.c1]
        .iter()
        .flat_map(|half| [half.c0, half.c1, half.c2])
        .flat_map(|pair| [pair.c0, pair.c1])
        .flat_map(|coefficient| put_number(&coefficient.into_bigint().0))
        .collect::<Vec<u8>>();
    assert_eq!(put(&e0()), expected);
}

fn put_number(limbs: &[u64]) -> Vec<u8> {
    limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect()
}
