//! Inverting many elements at once, and leaving none of them behind.
//!
//! The curve library's functions for this keep products of all that they invert in vectors which nobody wipes. What is
//! inverted here are differences of table entries: they tell every digit of a secret exponent.
#![allow(clippy::arithmetic_side_effects, reason = "field operations are total")]

use alloc::vec::Vec;
use ark_ec::{
    short_weierstrass::{Affine, Projective, SWCurveConfig},
    AffineRepr,
};
use ark_ff::{Field, Zero};
use zeroize::Zeroizing;

/// Puts each element's inverse in its place, and leaves 0 as it is: Montgomery's trick.
pub(crate) fn invert_all<F: Field>(elements: &mut [F]) {
    // Of an element: the product of those before it.
    let mut before = Zeroizing::new(Vec::with_capacity(elements.len()));
    let mut product = F::ONE;
    for element in elements.iter() {
        before.push(product);
        if !element.is_zero() {
            product *= element;
        }
    }
    // Never zero: it is a product of others.
    let mut inverse = product.inverse().unwrap_or(F::ONE);
    for (element, before) in elements.iter_mut().zip(before.iter()).rev() {
        if !element.is_zero() {
            let own = inverse * before;
            inverse *= *element;
            *element = own;
        }
    }
}

/// The points in affine coordinates, with one inversion.
pub(crate) fn normalized<C: SWCurveConfig>(points: &[Projective<C>]) -> Zeroizing<Vec<Affine<C>>> {
    let mut inverses = Zeroizing::new(Vec::with_capacity(points.len()));
    inverses.extend(points.iter().map(|point| point.z));
    invert_all(&mut inverses);
    let mut affine = Zeroizing::new(Vec::with_capacity(points.len()));
    affine.extend(points.iter().zip(inverses.iter()).map(|(point, inverse)| {
        if inverse.is_zero() {
            return Affine::zero();
        }
        // Jacobian coordinates: x = X/Z², y = Y/Z³.
        let square = inverse.square();
        Affine::new_unchecked(point.x * square, point.y * square * inverse)
    }));
    affine
}
