//! Choosing without a branch.
//!
//! What is chosen is the same whatever the choice: every limb of both alternatives is read. `subtle` does it for a limb;
//! the curve library's elements are made of limbs.
#![allow(clippy::arithmetic_side_effects, reason = "field operations are total")]

use ark_bls12_381::{Fq, Fq12, Fq2, Fq6};
use ark_ec::short_weierstrass::{Affine, SWCurveConfig};
use core::ops::Neg;
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

/// A value that another replaces, or not, without a branch.
pub(crate) trait Select: Copy {
    /// Becomes `other` if `choice` is true.
    fn assign_if(&mut self, other: &Self, choice: Choice);

    /// Becomes its negative if `choice` is true.
    fn negate_if(&mut self, choice: Choice)
    where
        Self: Neg<Output = Self>,
    {
        let negative = -*self;
        self.assign_if(&negative, choice);
    }
}

/// The entry of `row` at `position`, after reading all of them.
pub(crate) fn entry<T: Select + Default>(row: &[T], position: usize) -> T {
    let mut found = row.first().copied().unwrap_or_default();
    for (at, entry) in row.iter().enumerate() {
        found.assign_if(entry, (at as u64).ct_eq(&(position as u64)));
    }
    found
}

impl Select for Fq {
    fn assign_if(&mut self, other: &Self, choice: Choice) {
        for (limb, other) in self.0 .0.iter_mut().zip(&other.0 .0) {
            limb.conditional_assign(other, choice);
        }
    }
}

impl Select for Fq2 {
    fn assign_if(&mut self, other: &Self, choice: Choice) {
        self.c0.assign_if(&other.c0, choice);
        self.c1.assign_if(&other.c1, choice);
    }
}

impl Select for Fq6 {
    fn assign_if(&mut self, other: &Self, choice: Choice) {
        self.c0.assign_if(&other.c0, choice);
        self.c1.assign_if(&other.c1, choice);
        self.c2.assign_if(&other.c2, choice);
    }
}

impl Select for Fq12 {
    fn assign_if(&mut self, other: &Self, choice: Choice) {
        self.c0.assign_if(&other.c0, choice);
        self.c1.assign_if(&other.c1, choice);
    }
}

/// Of points that are not neutral: the coordinates alone are chosen.
impl<C: SWCurveConfig<BaseField: Select>> Select for Affine<C> {
    fn assign_if(&mut self, other: &Self, choice: Choice) {
        self.x.assign_if(&other.x, choice);
        self.y.assign_if(&other.y, choice);
    }

    fn negate_if(&mut self, choice: Choice) {
        self.y.negate_if(choice);
    }
}
