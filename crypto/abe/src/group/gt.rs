//! Membership in GT, the subgroup of order r of the 12th-degree extension field.
//!
//! The field's multiplicative group has many small subgroups. An element T·h with h of small order q
//! raised to a secret z gives T^z·h^(z mod q): whether the result is accepted tells z mod q. So
//! nothing from outside enters GT unchecked.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use ark_bls12_381::{Config, Fq12};
use ark_ec::bls12::Bls12Config;
use ark_ff::{CyclotomicMultSubgroup, Field, Zero};

/// True if `element` has order r or 1.
///
/// Scott, "A note on group membership tests for G1, G2 and GT on BLS pairing-friendly curves"
/// (eprint 2021/1130) §5: first that f is in the cyclotomic subgroup, f^(p^4)·f = f^(p^2), then
/// f^p = f^x with x the curve's parameter. Sufficient because gcd(p − x, p^4 − p^2 + 1) = r for
/// this curve. About a tenth of the cost of raising to r.
pub(crate) fn is_member(element: &Fq12) -> bool {
    if element.is_zero() {
        return false;
    }
    let frobenius = |power: usize| {
        let mut image = *element;
        image.frobenius_map_in_place(power);
        image
    };
    if frobenius(4) * element != frobenius(2) {
        return false;
    }
    // Fast squaring and inversion are correct from here on: the element is cyclotomic.
    let mut power = element.cyclotomic_exp(<Config as Bls12Config>::X);
    if <Config as Bls12Config>::X_IS_NEGATIVE {
        power.cyclotomic_inverse_in_place();
    }
    frobenius(1) == power
}
