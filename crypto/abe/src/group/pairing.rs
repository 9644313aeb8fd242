//! Products of pairings.
//!
//! One Miller loop for all pairs (`miller.rs`) and one final exponentiation. With the feature `blst` both run in blst's
//! assembly, through its safe functions only; it holds field elements in the same Montgomery form and builds
//! the same tower of extensions, so nothing is converted but the names of the types.
#![cfg_attr(feature = "blst", allow(clippy::arithmetic_side_effects, reason = "field operations are total"))]

use super::types::{G1Affine, G2Affine, Gt};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Π e(P, Q) over `pairs`; none only if the curve library fails.
pub(crate) fn product(pairs: &[(G1Affine, G2Affine)]) -> Option<Gt> {
    product_with(pairs, &[])
}

/// A point of G2 that is paired again and again, with what of the Miller loop depends on it alone. Wiped, since it may
/// be part of a key.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Fixed {
    // blst keeps lines for nothing but its own loop over one pair.
    #[cfg(feature = "blst")]
    point: G2Affine,
    #[cfg(not(feature = "blst"))]
    lines: super::miller::Lines,
}

impl Fixed {
    /// Prepares `point`; costs what it saves each time.
    pub(crate) fn new(point: &G2Affine) -> Self {
        Self {
            #[cfg(feature = "blst")]
            point: *point,
            #[cfg(not(feature = "blst"))]
            lines: super::miller::Lines::new(point),
        }
    }
}

/// Π e(P, Q) over `pairs` and over `fixed`; none only if the curve library fails.
#[cfg(not(feature = "blst"))]
pub(crate) fn product_with(pairs: &[(G1Affine, G2Affine)], fixed: &[(G1Affine, &Fixed)]) -> Option<Gt> {
    use super::miller;
    use alloc::vec::Vec;
    use ark_bls12_381::Bls12_381;
    use ark_ec::pairing::{MillerLoopOutput, Pairing};

    let kept: Vec<_> = fixed.iter().map(|(p, fixed)| (*p, &fixed.lines)).collect();
    Bls12_381::final_exponentiation(MillerLoopOutput(miller::product(pairs, &kept)))
}

/// Π e(P, Q) over `pairs` and over `fixed`; always some.
#[cfg(feature = "blst")]
pub(crate) fn product_with(pairs: &[(G1Affine, G2Affine)], fixed: &[(G1Affine, &Fixed)]) -> Option<Gt> {
    use alloc::vec::Vec;
    use ark_bls12_381::{Fq, Fq12, Fq2, Fq6};
    use ark_ec::{pairing::PairingOutput, AffineRepr};
    use ark_ff::{BigInt, Zero};
    use blst::{blst_fp, blst_fp12, blst_fp2, blst_fp6, blst_p1_affine, blst_p2_affine};

    let to_fp = |element: Fq| blst_fp { l: element.0 .0 };
    let to_fp2 = |element: Fq2| blst_fp2 { fp: [to_fp(element.c0), to_fp(element.c1)] };
    let from_fp = |element: blst_fp| Fq::new_unchecked(BigInt(element.l));
    let from_fp2 = |element: blst_fp2| {
        let [c0, c1] = element.fp.map(from_fp);
        Fq2::new(c0, c1)
    };
    let from_fp6 = |element: blst_fp6| {
        let [c0, c1, c2] = element.fp2.map(from_fp2);
        Fq6::new(c0, c1, c2)
    };

    // A pair with a neutral element contributes 1, and blst's loop over several pairs assumes there is none.
    let pairs = pairs.iter().copied().chain(fixed.iter().map(|(p, fixed)| (*p, fixed.point)));
    // The longest that they get: a vector that grew would leave parts of keys behind.
    let room = pairs.size_hint().0;
    let (mut left, mut right) = (Left(Vec::with_capacity(room)), Right(Vec::with_capacity(room)));
    for (p, q) in pairs.filter(|(p, q)| !p.is_zero() && !q.is_zero()) {
        left.0.push(blst_p1_affine { x: to_fp(p.x), y: to_fp(p.y) });
        right.0.push(blst_p2_affine { x: to_fp2(q.x), y: to_fp2(q.y) });
    }
    if left.0.is_empty() {
        return Some(Gt::zero());
    }
    let [c0, c1] = blst_fp12::miller_loop_n(&right.0, &left.0).final_exp().fp6.map(from_fp6);
    Some(PairingOutput(Fq12::new(c0, c1)))
}

/// Points of G1 for blst, wiped when dropped.
#[cfg(feature = "blst")]
struct Left(alloc::vec::Vec<blst::blst_p1_affine>);

#[cfg(feature = "blst")]
impl Drop for Left {
    fn drop(&mut self) {
        for point in &mut self.0 {
            point.x.l.zeroize();
            point.y.l.zeroize();
        }
    }
}

/// Points of G2 for blst, wiped when dropped.
#[cfg(feature = "blst")]
struct Right(alloc::vec::Vec<blst::blst_p2_affine>);

#[cfg(feature = "blst")]
impl Drop for Right {
    fn drop(&mut self) {
        for coordinate in self.0.iter_mut().flat_map(|point| point.x.fp.iter_mut().chain(&mut point.y.fp)) {
            coordinate.l.zeroize();
        }
    }
}
