//! Exponents as short odd digits.
//!
//! r = x^4 − x^2 + 1 for the curve's parameter x, and each group has a cheap map that acts as a power of
//! x: f ↦ f^p is f^x in GT, and the endomorphism of G1 and G2 is multiplication by −x². An exponent is
//! therefore written in base |x| as four digits of 64 bits, or two of 128 bits, whose powers share one
//! chain of squarings or one quarter or half of a table (Gallant, Lambert, Vanstone, CRYPTO 2001;
//! Galbraith, Lin, Scott, eprint 2008/194).
//!
//! Each of these is written in windows v_i of w bits, n of them, and v_i stands for the odd digit d_i = 2·v_i + 1 − 2^w:
//!
//! ```text
//! h = Σ v_i·2^(w·i)        Σ d_i·2^(w·i) = 2h + 1 − 2^(w·n)
//! ```
//!
//! So the exponent is halved first, and what a power lacks at the end is the same for every exponent. There are no zero
//! digits and no carries (after Joye and Tunstall, AFRICACRYPT 2009): the number of steps and what is done in each never
//! depend on the exponent, and neither does the time that these functions take.
#![allow(clippy::arithmetic_side_effects, reason = "every value is bounded where it is computed")]

use super::types::Fr;
use ark_bls12_381::Config;
use ark_ec::bls12::Bls12Config;
use ark_ff::{BigInt, PrimeField};
use subtle::{Choice, ConditionallySelectable, ConstantTimeLess};
use zeroize::{Zeroize, Zeroizing};

/// |x|; the curve's parameter x is negative. Its highest bit is 1.
const X: u64 = match <Config as Bls12Config>::X {
    [x, ..] => *x,
    [] => 1,
};
/// ⌊(2^128 − 1) / |x|⌋ − 2^64.
const RECIPROCAL: u64 = (u128::MAX / X as u128) as u64;
/// 1/2 modulo r.
const HALF: Fr = Fr::new(BigInt([
    0x7fff_ffff_8000_0001,
    0xa9de_d201_7fff_2dff,
    0x199c_ec04_04d0_ec02,
    0x39f6_d3a9_94ce_bea4,
]));

/// Bits of a digit in base |x|.
pub(crate) const QUARTER_BITS: u32 = 64;
/// Bits of a digit in base x².
pub(crate) const HALF_BITS: u32 = 128;

/// d with k/2 = d0 + d1·|x| + d2·x² + d3·|x|³ modulo r, and each d below |x|.
pub(crate) fn quarters(k: &Fr) -> Zeroizing<[u64; 4]> {
    let halved = Zeroizing::new(HALF * k);
    let mut limbs = halved.into_bigint().0;
    let mut quarters = Zeroizing::new([0u64; 4]);
    for quarter in quarters.iter_mut() {
        for limb in limbs.iter_mut().rev() {
            (*limb, *quarter) = divide(*quarter, *limb);
        }
    }
    limbs.zeroize();
    quarters
}

/// d with k/2 = d0 + d1·x² modulo r, and each d below x².
pub(crate) fn halves(k: &Fr) -> Zeroizing<[u128; 2]> {
    let quarters = quarters(k);
    let [d0, d1, d2, d3] = quarters.map(u128::from);
    // At most (|x| − 1)·|x| + |x| − 1 < x² < 2^128.
    Zeroizing::new([d0 + d1 * u128::from(X), d2 + d3 * u128::from(X)])
}

/// Quotient and remainder of `high`·2^64 + `low` by |x|, `high` being below |x|: Möller and Granlund, "Improved division
/// by invariant integers" (IEEE Transactions on Computers 2011), algorithm 4. A processor's division takes a time that depends on what
/// it divides.
fn divide(high: u64, low: u64) -> (u64, u64) {
    let estimate = u128::from(RECIPROCAL) * u128::from(high) + ((u128::from(high) << 64) | u128::from(low));
    let (mut quotient, fraction) = (((estimate >> 64) as u64).wrapping_add(1), estimate as u64);
    let mut remainder = low.wrapping_sub(quotient.wrapping_mul(X));
    let too_large = fraction.ct_lt(&remainder);
    quotient.conditional_assign(&quotient.wrapping_sub(1), too_large);
    remainder.conditional_assign(&remainder.wrapping_add(X), too_large);
    let too_small = !remainder.ct_lt(&X);
    quotient.conditional_assign(&quotient.wrapping_add(1), too_small);
    remainder.conditional_assign(&remainder.wrapping_sub(X), too_small);
    (quotient, remainder)
}

/// An odd digit ±(2·position + 1).
pub(crate) struct Digit {
    /// Where the multiple that its size stands for lies in a row of odd multiples.
    pub(crate) position: usize,
    pub(crate) negative: Choice,
}

/// The digit of `value` in the window of `window` bits at `index`, from 0. `window` is 2 to 16.
pub(crate) fn digit(value: u128, window: u32, index: u32) -> Digit {
    let raw = value.checked_shr(index.saturating_mul(window)).unwrap_or(0);
    // The window's highest bit is 1 where the digit is positive; the others count away from zero on either side.
    let negative = ((raw >> (window - 1)) & 1) as u8 ^ 1;
    let flip = u128::from(negative).wrapping_neg();
    let position = ((raw ^ flip) & ((1 << (window - 1)) - 1)) as usize;
    Digit { position, negative: Choice::from(negative) }
}
