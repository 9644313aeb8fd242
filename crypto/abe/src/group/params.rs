//! The public parameters ("GlobalSetup" of RW15 §4): the generators of the groups.
//!
//! Nothing here is secret and nobody chose anything: the generators are the curve's standard ones.
//! Groups are written additively, as arkworks does, GT included: `E0 * s` is E0^s of the paper.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::{
    curve_table::{sums_of_multiples, Base},
    gt_power::{products_of_powers, GtBase},
    types::{Fr, G1Affine, G2Affine, Gt},
};
use ark_ec::AffineRepr;
use ark_ff::{PrimeField, Zero};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// g2.
pub(crate) fn g2() -> G2Affine {
    G2Affine::generator()
}

/// g1.
pub(crate) fn g1() -> G1Affine {
    G1Affine::generator()
}

/// One multiple of g2.
pub(crate) fn g2_multiple(scalar: &Fr) -> G2Affine {
    sums_of_multiples(&[alloc::vec![(g2_base(), scalar)]]).first().copied().unwrap_or_default()
}

/// One multiple of E0.
pub(crate) fn e0_multiple(scalar: &Fr) -> Gt {
    products_of_powers(&[alloc::vec![(e0_base(), scalar)]]).first().copied().unwrap_or_default()
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

/// g2, to be multiplied.
pub(crate) fn g2_base() -> Base<'static, ark_bls12_381::g2::Config> {
    fixed_base::g2()
}

/// E0, to be multiplied.
pub(crate) fn e0_base() -> GtBase<'static> {
    fixed_base::e0()
}

/// Tables of the two bases that every row of every capsule multiplies: 0.7 MB, made in 10 ms when first used.
#[cfg(feature = "std")]
mod fixed_base {
    use super::{Base, GtBase};
    use crate::group::{curve_table::PointTable, e0::E0, gt_power::GtTable};
    use ark_bls12_381::g2::Config;
    use std::sync::OnceLock;

    /// Bits of a digit.
    const WINDOW: u32 = 8;

    static G2_TABLE: OnceLock<PointTable<Config>> = OnceLock::new();
    static E0_TABLE: OnceLock<GtTable> = OnceLock::new();

    pub(super) fn g2() -> Base<'static, Config> {
        Base::Table(G2_TABLE.get_or_init(|| PointTable::new(&super::g2(), WINDOW)))
    }

    pub(super) fn e0() -> GtBase<'static> {
        GtBase::Table(E0_TABLE.get_or_init(|| GtTable::new(&E0, WINDOW)))
    }
}

/// Without std there is no place to keep tables, and building them costs more than they save.
#[cfg(not(feature = "std"))]
mod fixed_base {
    use super::{Base, GtBase};
    use crate::group::e0::E0;
    use ark_bls12_381::g2::Config;

    pub(super) fn g2() -> Base<'static, Config> {
        Base::Point(super::g2())
    }

    pub(super) fn e0() -> GtBase<'static> {
        GtBase::Element(&E0)
    }
}
