//! Published vectors, and one of our own that pins the format.

use super::*;
use crate::{group::types::G1Affine, hash::hash_to_g1};
use alloc::{format, string::String};
use ark_bls12_381::Fq;
use ark_ff::PrimeField;

/// RFC 9380, appendix J.9.1: BLS12381G1_XMD:SHA-256_SSWU_RO_.
fn rfc_9380() -> [(String, &'static str, &'static str); 5] {
    [
        (
            String::new(),
            "052926add2207b76ca4fa57a8734416c8dc95e24501772c814278700eed6d1e4e8cf62d9c09db0fac349612b759e79a1",
            "08ba738453bfed09cb546dbb0783dbb3a5f1f566ed67bb6be0e8c67e2e81a4cc68ee29813bb7994998f3eae0c9c6a265",
        ),
        (
            "abc".into(),
            "03567bc5ef9c690c2ab2ecdf6a96ef1c139cc0b2f284dca0a9a7943388a49a3aee664ba5379a7655d3c68900be2f6903",
            "0b9c15f3fe6e5cf4211f346271d7b01c8f3b28be689c8429c85b67af215533311f0b8dfaaa154fa6b88176c229f2885d",
        ),
        (
            "abcdef0123456789".into(),
            "11e0b079dea29a68f0383ee94fed1b940995272407e3bb916bbf268c263ddd57a6a27200a784cbc248e84f357ce82d98",
            "03a87ae2caf14e8ee52e51fa2ed8eefe80f02457004ba4d486d6aa1f517c0889501dc7413753f9599b099ebcbbd2d709",
        ),
        (
            format!("q128_{}", "q".repeat(128)),
            "15f68eaa693b95ccb85215dc65fa81038d69629f70aeee0d0f677cf22285e7bf58d7cb86eefe8f2e9bc3f8cb84fac488",
            "1807a1d50c29f430b8cafc4f8638dfeeadf51211e1602a5f184443076715f91bb90a48ba1e370edce6ae1062f5e6dd38",
        ),
        (
            format!("a512_{}", "a".repeat(512)),
            "082aabae8b7dedb0e78aeb619ad3bfd9277a2f77ba7fad20ef6aabdc6c31d19ba5a6d12283553294c1825c4b3ca2dcfe",
            "05b84ae5a942248eea39e1d91030458c40153f3b654ab7872d779ad1e942856a20c438e8d99bc8abfbf74729ce1f7ac8",
        ),
    ]
}

#[test]
fn hash_to_g1_should_give_the_published_points_when_given_the_messages_of_rfc_9380() {
    let field = |digits: &str| Fq::from_be_bytes_mod_order(&hex::decode(digits).unwrap());
    for (message, x, y) in rfc_9380() {
        let point = hash_to_g1(b"QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_", message.as_bytes());
        assert_eq!(point, G1Affine::new(field(x), field(y)), "{message}");
    }
}

#[test]
fn holder_and_attribute_hashes_should_differ_when_the_input_is_the_same() {
    let attribute = attribute("doctor@medical-council-32-bytes");
    let input = attribute.hash_input();
    let mut gid = [0u8; 32];
    let length = input.len().min(32);
    gid[..length].copy_from_slice(&input[..length]);
    let as_attribute = hash_to_g1(b"SALUS-V1-ATTR_BLS12381G1_XMD:SHA-256_SSWU_RO_", &gid);
    assert_ne!(crate::hash::holder_point(&Gid(gid)), as_attribute);
}

#[test]
fn capsule_should_have_the_recorded_bytes_when_all_inputs_are_fixed() {
    let world = World::new();
    let (capsule, key) = world.encapsulate(&policy(
        "doctor@medical-council AND (icu@city-hospital OR 2 of (aa@city-hospital, bb@city-hospital, cc@insurance-board))",
    ));
    let digest = crate::hash::digest("test", &[&capsule.encode()]);
    assert_eq!(
        hex::encode(digest),
        "d3ee3ffc2dcdbc080f98031f78d12e709c1fe63c7d41c267b9500a55fa7f9efc",
        "the capsule format changed: raise the version"
    );
    assert_eq!(
        hex::encode(key.as_bytes()),
        "038501cfd62e5bf5a187cd044f9a62ec1a070cbd466498ccae63e2404756957d"
    );
}
