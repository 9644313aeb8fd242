//! The random oracles.
//!
//! Two hashes into G1 (RFC 9380, suite `BLS12381G1_XMD:SHA-256_SSWU_RO_`): H for holders and F for
//! attributes, RW15 §4. They have different domain separation tags: with one tag for both, a holder
//! who could choose a GID equal to an attribute's bytes would have H(GID) = F(u), and the proof does
//! not cover that. Everything else is SHAKE256 under a tag of its own.

use crate::{
    group::types::{G1Affine, G1Projective},
    holder::Gid,
};
use ark_bls12_381::g1::Config;
use ark_ec::hashing::{curve_maps::wb::WBMap, map_to_curve_hasher::MapToCurveBasedHasher, HashToCurve};
use ark_ff::field_hashers::DefaultFieldHasher;
use salus_primitives::EpochAttribute;
use sha3::{
    digest::{ExtendableOutput, Update, XofReader},
    Shake256,
};

/// Tag of H, the hash of holders.
const GID_TAG: &[u8] = b"SALUS-V1-GID_BLS12381G1_XMD:SHA-256_SSWU_RO_";
/// Tag of F, the hash of attributes.
const ATTRIBUTE_TAG: &[u8] = b"SALUS-V1-ATTR_BLS12381G1_XMD:SHA-256_SSWU_RO_";

/// H(GID) of RW15.
pub(crate) fn holder_point(gid: &Gid) -> G1Affine {
    hash_to_g1(GID_TAG, &gid.0)
}

/// F(u) of RW15, u being an attribute at an epoch.
pub(crate) fn attribute_point(attribute: &EpochAttribute) -> G1Affine {
    hash_to_g1(ATTRIBUTE_TAG, &attribute.hash_input())
}

/// RFC 9380 §3 `hash_to_curve` of the suite `BLS12381G1_XMD:SHA-256_SSWU_RO_` (§8.8.1).
pub(crate) fn hash_to_g1(tag: &[u8], message: &[u8]) -> G1Affine {
    type Suite = MapToCurveBasedHasher<G1Projective, DefaultFieldHasher<sha2::Sha256, 128>, WBMap<Config>>;
    let Ok(point) = Suite::new(tag).and_then(|suite| suite.hash(message)) else {
        // The map is total (RFC 9380 §6.6.2), and any substitute point would have a known discrete
        // logarithm, which is how such schemes are broken.
        unreachable!("the simplified SWU map of BLS12-381 G1 is defined for every field element")
    };
    point
}

/// SHAKE256 of length-prefixed `parts` under `tag`.
///
/// Length prefixes (64-bit little-endian) make the input injective; equal outputs mean equal parts.
pub(crate) fn xof(tag: &str, parts: &[&[u8]], output: &mut [u8]) {
    let mut shake = Shake256::default();
    for part in core::iter::once(&tag.as_bytes()).chain(parts) {
        // No slice is longer than u64 counts.
        shake.update(&(part.len() as u64).to_le_bytes());
        shake.update(part);
    }
    shake.finalize_xof().read(output);
}

/// 32 bytes of [`xof`].
pub(crate) fn digest(tag: &str, parts: &[&[u8]]) -> [u8; 32] {
    let mut output = [0u8; 32];
    xof(tag, parts, &mut output);
    output
}
