//! The two curves, and the endomorphism that makes their multiples cheap.
#![allow(clippy::arithmetic_side_effects, reason = "group operations are total")]

use super::{select::Select, types::Fr};
use ark_ec::{scalar_mul::glv::GLVConfig, short_weierstrass::Affine};

/// A curve of this crate: y² = x³ + b, with an endomorphism that is multiplication by x² or −x².
pub(crate) trait Curve: GLVConfig<ScalarField = Fr, BaseField: Select> {
    /// x²·`point`, x being the parameter of the family of curves.
    fn times_x_squared(point: &Affine<Self>) -> Affine<Self>;
}

impl Curve for ark_bls12_381::g1::Config {
    fn times_x_squared(point: &Affine<Self>) -> Affine<Self> {
        // λ of the library's endomorphism is −x² here.
        -Self::endomorphism_affine(point)
    }
}

impl Curve for ark_bls12_381::g2::Config {
    fn times_x_squared(point: &Affine<Self>) -> Affine<Self> {
        // λ of the library's endomorphism is x² − 1 here, and (x² − 1)² = −x² modulo r.
        -Self::endomorphism_affine(&Self::endomorphism_affine(point))
    }
}
