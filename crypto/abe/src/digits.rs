//! Exponents as short signed digits.
//!
//! r = x^4 − x^2 + 1 for the curve's parameter x, and each group has a cheap map that acts as a power of
//! x: f ↦ f^p is f^x in GT, and the endomorphism of G1 and G2 is multiplication by −x². An exponent is
//! therefore written in base |x| as four digits of 64 bits, or two of 128 bits, whose powers share one
//! chain of squarings or one quarter or half of a table (Gallant, Lambert, Vanstone, CRYPTO 2001;
//! Galbraith, Lin, Scott, eprint 2008/194).
//!
//! The number of steps never depends on the exponent. The divisions by |x| take as long as the processor's
//! division instruction and the compiler's 128-bit division do.
#![allow(clippy::arithmetic_side_effects, reason = "every value is bounded where it is computed")]

use crate::params::Fr;
use ark_bls12_381::Config;
use ark_ec::bls12::Bls12Config;
use ark_ff::PrimeField;
use zeroize::{Zeroize, Zeroizing};

/// |x|; the curve's parameter x is negative.
const X: u128 = match <Config as Bls12Config>::X {
    [x, ..] => *x as u128,
    [] => 1,
};

/// Bits of a digit in base |x|, and one for the carry of signed digits.
pub(crate) const QUARTER_BITS: u32 = 65;
/// Bits of a digit in base x², and one for the carry of signed digits.
pub(crate) const HALF_BITS: u32 = 129;

/// d with k = d0 + d1·|x| + d2·x² + d3·|x|³ and each d below |x|.
pub(crate) fn quarters(k: &Fr) -> Zeroizing<[u128; 4]> {
    let mut limbs = k.into_bigint().0;
    let mut quarters = Zeroizing::new([0u128; 4]);
    for quarter in quarters.iter_mut() {
        for limb in limbs.iter_mut().rev() {
            // The remainder is below |x| < 2^64, so the quotient fits a limb again.
            let dividend = (*quarter << 64) | u128::from(*limb);
            *limb = (dividend / X) as u64;
            *quarter = dividend % X;
        }
    }
    limbs.zeroize();
    quarters
}

/// d with k = d0 + d1·x² and each d below x².
pub(crate) fn halves(k: &Fr) -> Zeroizing<[u128; 2]> {
    let [d0, d1, d2, d3] = *quarters(k);
    // At most (|x| − 1)·|x| + |x| − 1 < x² < 2^128.
    Zeroizing::new([d0 + d1 * X, d2 + d3 * X])
}

/// `value` as Σ dᵢ·2^(window·i) with dᵢ in −2^(window−1) + 1 ..= 2^(window−1), lowest first, without end.
///
/// As many as cover the value's bits and one more are enough; the rest is zero. `window` is 2 to 16.
pub(crate) fn signed(value: u128, window: u32) -> impl Iterator<Item = i32> {
    let half = 1i32 << (window - 1);
    let mut carry = 0i32;
    (0u32..).map(move |index| {
        let shifted = value.checked_shr(index.saturating_mul(window)).unwrap_or(0);
        let raw = (shifted & ((1u128 << window) - 1)) as i32 + carry;
        carry = i32::from(raw > half);
        raw - (carry << window)
    })
}

/// Where the multiple that `digit` stands for lies in a row that begins with the first; none for 0.
pub(crate) fn position(digit: i32) -> Option<usize> {
    (digit.unsigned_abs() as usize).checked_sub(1)
}
