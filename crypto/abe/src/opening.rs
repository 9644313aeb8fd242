//! Opening the rows of a capsule: RW15 §4 "Decrypt", up to E.
//!
//! ```text
//! E = Π_x [ C1_x · e(K_x, C2_x) · e(H(GID), C3_x) · e(C4_x, K'_x) ]^c_x
//! ```
//!
//! The exponent of E0 in one bracket, with h and f the logarithms of H(GID) and F(u):
//! λ + αr − (α + yh + ft)r + h(yr + ω) + frt = λ + hω. The c_x turn Σ c_x·λ_x into s and Σ c_x·ω_x
//! into 0. Rows opened for different holders leave different h with shares of zero that no longer
//! cancel: this is what defeats collusion.
//!
//! The holder does this with the keys themselves (`decapsulate.rs`), a server with blinded ones (`transform.rs`).
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use crate::{
    capsule::{Capsule, Row},
    error::{AbeError, Result},
    group::{
        gt_power::product_of_powers,
        multiple::multiple,
        pairing,
        types::{Fr, G1Affine, G2Affine, G2Projective, Gt},
    },
    sharing::recombination,
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::{One, Zero};
use salus_primitives::EpochAttribute;
use zeroize::Zeroizing;

/// A row with what opens it.
pub(crate) struct Part<'a> {
    /// c_x.
    pub(crate) coefficient: Fr,
    pub(crate) row: &'a Row,
    /// K_x, or K_x^(1/z). Borrowed, like K': a list of parts is not wiped.
    pub(crate) k: &'a G1Affine,
    /// K'_x, or K'_x^(1/z).
    pub(crate) k_prime: KPrime<'a>,
}

/// K', which is the same for every capsule that it opens.
#[derive(Clone, Copy)]
pub(crate) enum KPrime<'a> {
    /// The point alone.
    Point(&'a G2Affine),
    /// With what a ring keeps of it.
    Fixed(&'a pairing::Fixed),
}

/// The rows that satisfy the policy with fewest pairings, out of those that `find` has (K, K') for.
pub(crate) fn select<'a>(
    capsule: &'a Capsule,
    find: impl Fn(&EpochAttribute) -> Option<(&'a G1Affine, KPrime<'a>)>,
) -> Result<Vec<Part<'a>>> {
    let coefficients = recombination(&capsule.policy, |attribute| find(attribute).is_some())
        .ok_or(AbeError::PolicyNotSatisfied)?;
    coefficients
        .into_iter()
        .map(|(leaf, coefficient)| {
            let attribute = capsule.policy.leaves().get(leaf);
            let (k, k_prime) = attribute.and_then(&find).ok_or(AbeError::PolicyNotSatisfied)?;
            let row = capsule.rows.get(leaf).ok_or(AbeError::PolicyNotSatisfied)?;
            Ok(Part { coefficient, row, k, k_prime })
        })
        .collect()
}

/// The two factors of E: T1 = Π C1^c, which no key enters, and T2, the pairings.
///
/// One multi-pairing of 2n + 1 pairs: e(K^c, C2), e(C4^c, K') for each row, e(H(GID), Π C3^c). The
/// exponents go where they are cheapest, and are skipped where they are 1, as for all AND and OR.
pub(crate) fn open_rows(parts: &[Part<'_>], holder: G1Affine) -> Result<(Gt, Gt)> {
    let mut t1 = Gt::zero();
    let mut raised = Vec::new();
    let mut c3 = G2Projective::zero();
    let mut pairs = Zeroizing::new(Vec::with_capacity(parts.len().saturating_mul(2).saturating_add(1)));
    let mut fixed = Vec::with_capacity(parts.len());
    for Part { coefficient, row, k, k_prime } in parts {
        let (k, c4) = if coefficient.is_one() {
            t1 += row.c1;
            c3 += row.c3;
            (**k, row.c4)
        } else {
            raised.push((row.c1, coefficient));
            c3 += multiple(&row.c3, coefficient);
            (multiple(k, coefficient).into_affine(), multiple(&row.c4, coefficient).into_affine())
        };
        pairs.push((k, row.c2));
        match k_prime {
            KPrime::Point(k_prime) => pairs.push((c4, **k_prime)),
            KPrime::Fixed(k_prime) => fixed.push((c4, *k_prime)),
        }
    }
    if !raised.is_empty() {
        t1 += product_of_powers(&raised);
    }
    pairs.push((holder, c3.into_affine()));
    let t2 = pairing::product_with(&pairs, &fixed).ok_or(AbeError::NotOpened)?;
    Ok((t1, t2))
}
