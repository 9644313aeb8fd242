//! Multiples of points that have no table.
//!
//! The curve library multiplies in a time that depends on the scalar, and leaves copies of the scalar behind in numbers
//! of any length that nobody wipes. Here the group operations are the same for every scalar, and every entry of
//! the small table is read for every digit.
#![allow(clippy::arithmetic_side_effects, reason = "group operations are total; counters are bounded")]

use super::{
    curve::Curve,
    digits::{digit, halves, HALF_BITS},
    inversion::normalized,
    select::{entry, Select},
    types::Fr,
};
use ark_ec::{
    short_weierstrass::{Affine, Projective},
    AffineRepr,
};
use ark_ff::AdditiveGroup;
use zeroize::Zeroizing;

/// Bits of a digit.
const WINDOW: u32 = 4;
/// Odd multiples that a digit can ask for.
const ROW: usize = 1 << (WINDOW - 1);

/// `k` times `point`.
pub(crate) fn multiple<C: Curve>(point: &Affine<C>, k: &Fr) -> Projective<C> {
    if point.is_zero() {
        return Projective::default();
    }
    let halves = halves(k);
    let rows = rows(point);
    // What each half lacks: the multiple by 2^128 − 1. All begin with 1 above the highest window, and end less 1.
    let [low, high] = &*rows;
    let beginning = Zeroizing::new(first(low) + first(high));
    let mut sum = Zeroizing::new(*beginning);
    for index in (0..HALF_BITS / WINDOW).rev() {
        for _ in 0..WINDOW {
            sum.double_in_place();
        }
        for (row, half) in rows.iter().zip(halves.iter()) {
            let digit = digit(*half, WINDOW, index);
            let mut multiple = entry(row, digit.position);
            multiple.negate_if(digit.negative);
            *sum += multiple;
        }
    }
    *sum - *beginning
}

/// 1, 3, …, 15 times the point and x² times the point.
fn rows<C: Curve>(point: &Affine<C>) -> Zeroizing<[[Affine<C>; ROW]; 2]> {
    let double = Zeroizing::new(point.into_group().double());
    let mut odd = Zeroizing::new([Projective::default(); ROW]);
    let mut next = Zeroizing::new(point.into_group());
    for slot in odd.iter_mut() {
        *slot = *next;
        *next += *double;
    }
    let odd = normalized(odd.as_slice());
    let mut rows = Zeroizing::new([[Affine::default(); ROW]; 2]);
    let [low, high] = &mut *rows;
    for ((low, high), point) in low.iter_mut().zip(high).zip(odd.iter()) {
        *low = *point;
        *high = C::times_x_squared(point);
    }
    rows
}

fn first<C: Curve>(row: &[Affine<C>; ROW]) -> Projective<C> {
    let [first, ..] = row;
    first.into_group()
}
