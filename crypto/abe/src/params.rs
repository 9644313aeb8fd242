//! The public parameters ("GlobalSetup" of RW15 §4): the groups and their generators.
//!
//! Nothing here is secret and nobody chose anything: the generators are the curve's standard ones.
//! Groups are written additively, as arkworks does, GT included: `E0 * s` is E0^s of the paper.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use alloc::vec::Vec;
use ark_bls12_381::Bls12_381;
pub(crate) use ark_bls12_381::{Fr, G1Affine, G1Projective, G2Affine, G2Projective};
use ark_ec::{
    pairing::{Pairing, PairingOutput},
    AffineRepr,
};
use ark_ff::{PrimeField, Zero};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// GT, the target group of the pairing.
pub(crate) type Gt = PairingOutput<Bls12_381>;
/// The curve.
pub(crate) type Curve = Bls12_381;

/// g2.
pub(crate) fn g2() -> G2Affine {
    G2Affine::generator()
}

/// g1.
pub(crate) fn g1() -> G1Affine {
    G1Affine::generator()
}

/// Multiples of g2, one for each scalar.
pub(crate) fn g2_multiples(scalars: &[Fr]) -> Vec<G2Affine> {
    fixed_base::g2_multiples(scalars)
}

/// Multiples of E0 = e(g1, g2), one for each scalar.
pub(crate) fn e0_multiples(scalars: &[Fr]) -> Vec<Gt> {
    fixed_base::e0_multiples(scalars)
}

/// One multiple of g2.
pub(crate) fn g2_multiple(scalar: &Fr) -> G2Affine {
    g2_multiples(core::slice::from_ref(scalar)).pop().unwrap_or_default()
}

/// One multiple of E0.
pub(crate) fn e0_multiple(scalar: &Fr) -> Gt {
    e0_multiples(core::slice::from_ref(scalar)).pop().unwrap_or_default()
}

/// A uniform scalar: 512 random bits modulo r are within 2^-257 of uniform.
pub(crate) fn random_scalar(rng: &mut (impl CryptoRng + ?Sized)) -> Fr {
    let mut wide = Zeroizing::new([0u8; 64]);
    rng.fill_bytes(wide.as_mut_slice());
    Fr::from_le_bytes_mod_order(wide.as_slice())
}

/// A uniform scalar other than zero.
pub(crate) fn random_nonzero_scalar(rng: &mut (impl CryptoRng + ?Sized)) -> Fr {
    loop {
        let scalar = random_scalar(rng);
        if !scalar.is_zero() {
            return scalar;
        }
    }
}

/// e(g1, g2).
fn e0() -> Gt {
    Curve::pairing(g1(), g2())
}

/// Tables of the two bases that every row of every capsule multiplies.
#[cfg(feature = "std")]
mod fixed_base {
    use super::{e0, g2, Fr, G2Affine, G2Projective, Gt, Vec};
    use ark_ec::scalar_mul::BatchMulPreprocessing;
    use std::sync::OnceLock;

    /// Makes arkworks choose windows of 4 bits: 64 additions a multiple, tables under 1 MiB.
    const EXPECTED_SCALARS: usize = 64;

    static G2_TABLE: OnceLock<BatchMulPreprocessing<G2Projective>> = OnceLock::new();
    static E0_TABLE: OnceLock<BatchMulPreprocessing<Gt>> = OnceLock::new();

    pub(super) fn g2_multiples(scalars: &[Fr]) -> Vec<G2Affine> {
        G2_TABLE.get_or_init(|| BatchMulPreprocessing::new(g2().into(), EXPECTED_SCALARS)).batch_mul(scalars)
    }

    pub(super) fn e0_multiples(scalars: &[Fr]) -> Vec<Gt> {
        E0_TABLE.get_or_init(|| BatchMulPreprocessing::new(e0(), EXPECTED_SCALARS)).batch_mul(scalars)
    }
}

/// Without std there is no place to keep tables, and building them costs more than they save.
#[cfg(not(feature = "std"))]
mod fixed_base {
    use super::{e0, g2, Fr, G2Affine, Gt, Vec};
    use ark_ec::CurveGroup;

    pub(super) fn g2_multiples(scalars: &[Fr]) -> Vec<G2Affine> {
        scalars.iter().map(|scalar| (g2() * scalar).into_affine()).collect()
    }

    pub(super) fn e0_multiples(scalars: &[Fr]) -> Vec<Gt> {
        let e0 = e0();
        scalars.iter().map(|scalar| e0 * scalar).collect()
    }
}
