//! Authorities, their proofs, and keys.

use crate::{
    groups::{digest, e0, g1, g2, of_attribute, of_holder, pair, prefixed, put, scalar_of, Gt, Parts},
    policy::{attribute, names},
    *,
};
use ark_bls12_381::{Fr, G1Affine, G2Affine};
use ark_ec::{AffineRepr, CurveGroup};
use ark_serialize::CanonicalDeserialize;
use std::collections::BTreeMap;

#[derive(Clone)]
pub struct Public {
    pub pk1: Gt,
    pub pk2: G2Affine,
}

impl Public {
    pub fn read(bytes: &[u8]) -> Self {
        let mut parts = Parts::of(1, bytes);
        let key = Self { pk1: parts.gt(), pk2: parts.g2() };
        parts.end();
        key
    }

    pub fn of(alpha: Fr, y: Fr) -> Self {
        Self { pk1: e0() * alpha, pk2: (g2() * y).into_affine() }
    }

    pub fn encode(&self) -> Vec<u8> {
        [vec![1, 1], put(&self.pk1), put(&self.pk2)].concat()
    }

    pub fn digest(&self) -> Vec<u8> {
        digest("salus/abe/v1/authority-key", &[&self.encode()])
    }

    /// True if the proof of possession is one of this key, for the subject under the tag.
    pub fn proves(&self, tag: &str, subject: &[u8], proof: &[u8]) -> bool {
        let mut parts = Parts::of(2, proof);
        let (c, p, q) = (parts.scalar(), parts.scalar(), parts.scalar());
        parts.end();
        let a = e0() * p - self.pk1 * c;
        let b = (g2() * q - self.pk2 * c).into_affine();
        scalar_of(tag, &[subject, &self.encode(), &put(&a), &put(&b)]) == c
    }
}

/// Reads α ‖ y, or what else is two scalars.
pub fn two(bytes: &[u8]) -> (Fr, Fr) {
    let mut parts = Parts(bytes);
    let two = (parts.scalar(), parts.scalar());
    parts.end();
    two
}

/// All authorities of a file, by name.
pub fn authorities(file: &Value) -> BTreeMap<Vec<u8>, Public> {
    let list = file["authorities"].as_array().unwrap();
    let one = |authority: &Value| {
        (authority["name"].as_str().unwrap().as_bytes().to_vec(), Public::read(&bytes(&authority["public"])))
    };
    list.iter().map(one).collect()
}

/// An attribute key: u, K and K'.
pub fn key(bytes: &[u8]) -> (Vec<u8>, G1Affine, G2Affine) {
    let mut parts = Parts::of(3, bytes);
    let key = (parts.prefixed().to_vec(), parts.g1(), parts.g2());
    parts.end();
    key
}

/// The holder's point and the keys of a transform key, by attribute and epoch.
pub fn transform_key(bytes: &[u8]) -> (G1Affine, BTreeMap<Vec<u8>, (G1Affine, G2Affine)>) {
    let mut parts = Parts::of(6, bytes);
    let _account = parts.take(32);
    let holder = parts.g1();
    let count = u16::from_le_bytes(parts.take(2).try_into().unwrap());
    let keys = (0..count).map(|_| (parts.prefixed().to_vec(), (parts.g1(), parts.g2()))).collect();
    parts.end();
    (holder, keys)
}

/// e(K, g2) = PK1 · e(H, PK2) · e(F(u), K').
pub fn is_issued(u: &[u8], k: G1Affine, k_prime: G2Affine, holder: G1Affine, public: &Public) -> bool {
    pair(k, g2()) == public.pk1 + pair(holder, public.pk2) + pair(of_attribute(u), k_prime)
}

#[test]
fn authorities_should_be_the_recorded_ones_when_made_from_their_secrets() {
    let file = read("scheme.json");
    for authority in file["authorities"].as_array().unwrap() {
        let (alpha, y) = two(&bytes(&authority["secret"]));
        let public = Public::of(alpha, y);
        assert_eq!(public.encode(), bytes(&authority["public"]));
        assert_eq!(public.digest(), bytes(&authority["digest"]));
        let name = authority["name"].as_str().unwrap().as_bytes();
        assert!(public.proves("salus/abe/v1/possession", name, &bytes(&authority["possession"])));
        assert!(!public.proves("salus/abe/v1/possession", b"another", &bytes(&authority["possession"])));
    }
}

#[test]
fn keys_should_be_issued_and_blinded_as_recorded_when_read() {
    let file = read("scheme.json");
    let authorities = authorities(&file);
    let holder = of_holder(&bytes(&file["gid"]));
    let z = Fr::deserialize_compressed(bytes(&file["transform_secret"]).as_slice()).unwrap();
    let (blinded_holder, blinded) = transform_key(&bytes(&file["transform_key"]));
    assert_eq!((blinded_holder * z).into_affine(), holder);
    let list = file["attribute_keys"].as_array().unwrap();
    assert_eq!(list.len(), blinded.len());
    let epoch = file["epoch"].as_u64().unwrap() as u32;
    for recorded in list {
        let (u, k, k_prime) = key(&bytes(&recorded["key"]));
        assert_eq!(u, attribute(recorded["attribute"].as_str().unwrap(), epoch));
        assert!(is_issued(&u, k, k_prime, holder, &authorities[&names(&u).1]));
        let (blinded_k, blinded_k_prime) = blinded[&u];
        assert_eq!(((blinded_k * z).into_affine(), (blinded_k_prime * z).into_affine()), (k, k_prime));
    }
}

#[test]
fn mediated_key_should_be_proven_as_documented_when_read() {
    let file = read("mediated.json");
    let public = Public::read(&bytes(&file["authority_public"]));
    let account = bytes(&file["gid"]);
    let encoded = bytes(&file["request"]);
    let mut parts = Parts::of(8, &encoded);
    assert_eq!(parts.take(32), account);
    let u = parts.prefixed();
    assert_eq!(u, attribute(file["attribute"].as_str().unwrap(), file["epoch"].as_u64().unwrap() as u32));
    let (w, holder, c, p) = (parts.g1(), parts.g1(), parts.scalar(), parts.scalar());
    parts.end();
    let a = (g1() * p - w * c).into_affine();
    let b = (of_holder(&account) * p - holder * c).into_affine();
    let elements = [put(&w), put(&holder), put(&a), put(&b)];
    let parts_of = [&account[..], u, &elements[0], &elements[1], &elements[2], &elements[3]];
    assert_eq!(scalar_of("salus/abe/v1/mediation-request", &parts_of), c);
    let z = Fr::deserialize_compressed(bytes(&file["transform_secret"]).as_slice()).unwrap();
    assert_eq!((w * z).into_affine(), G1Affine::generator());

    let mediated = bytes(&file["mediated_key"]);
    let mut parts = Parts::of(9, &mediated);
    let request = parts.prefixed();
    assert_eq!(request, encoded);
    let (k, k_prime, c, p) = (parts.g1(), parts.g2(), parts.scalar(), parts.scalar());
    parts.end();
    let a = e0() * p - public.pk1 * c;
    let rest = pair(k, g2()) - pair(holder, public.pk2) - pair(of_attribute(u), k_prime);
    let b = pair(w, g2()) * p - rest * c;
    let elements = [put(&k), put(&k_prime), public.encode(), put(&a), put(&b)];
    let parts_of: Vec<&[u8]> = [request].into_iter().chain(elements.iter().map(|part| &part[..])).collect();
    assert_eq!(scalar_of("salus/abe/v1/mediated-key", &parts_of), c);

    let (blinded_holder, keys) = transform_key(&bytes(&file["transform_key"]));
    assert_eq!((blinded_holder, keys[u]), (holder, (k, k_prime)));
    let expected = [vec![1, 6], account, put(&holder), vec![1, 0], prefixed(u), put(&k), put(&k_prime)];
    assert_eq!(expected.concat(), bytes(&file["transform_key"]));
}
