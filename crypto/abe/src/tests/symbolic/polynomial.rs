//! Polynomials over the scheme's scalar field, with exact monomials.

use crate::{group::types::Fr, sharing::Share};
use alloc::collections::BTreeMap;
use ark_ff::{AdditiveGroup, Field};
use zeroize::Zeroize;

/// Most factors of a product: the largest here is (K/z) × (K'/z) = f·t·t/z².
const DEGREE: usize = 8;

/// A product of variables, each by its number from 1, in descending order, filled up with zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Monomial([u8; DEGREE]);

impl Monomial {
    fn times(&self, other: &Self) -> Self {
        let mut factors: [u8; 2 * DEGREE] = [0; 2 * DEGREE];
        factors[..DEGREE].copy_from_slice(&self.0);
        factors[DEGREE..].copy_from_slice(&other.0);
        factors.sort_unstable_by(|a, b| b.cmp(a));
        assert_eq!(factors[DEGREE], 0, "a product of more than {DEGREE} factors");
        Self(factors[..DEGREE].try_into().unwrap())
    }
}

/// A sum of monomials with their coefficients, none of which is zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Polynomial(BTreeMap<Monomial, Fr>);

impl Polynomial {
    pub(super) fn constant(value: impl Into<Fr>) -> Self {
        let mut sum = Self::default();
        sum.add_term(Monomial::default(), value.into());
        sum
    }

    pub(super) fn variable(number: u8) -> Self {
        assert_ne!(number, 0);
        let mut monomial = Monomial::default();
        monomial.0[0] = number;
        let mut sum = Self::default();
        sum.add_term(monomial, Fr::ONE);
        sum
    }

    fn add_term(&mut self, monomial: Monomial, value: Fr) {
        let coefficient = self.0.entry(monomial).or_insert(Fr::ZERO);
        *coefficient += value;
        if *coefficient == Fr::ZERO {
            self.0.remove(&monomial);
        }
    }

    /// Adds `factor` times `other`.
    pub(super) fn add_scaled(&mut self, other: &Self, factor: &Fr) {
        for (monomial, value) in &other.0 {
            self.add_term(*monomial, *value * factor);
        }
    }

    pub(super) fn product(&self, other: &Self) -> Self {
        let mut product = Self::default();
        for (left, a) in &self.0 {
            for (right, b) in &other.0 {
                product.add_term(left.times(right), *a * b);
            }
        }
        product
    }

    pub(super) fn monomials(&self) -> impl Iterator<Item = &Monomial> {
        self.0.keys()
    }

    /// The smallest monomial and its coefficient.
    pub(super) fn leading(&self) -> Option<(Monomial, Fr)> {
        self.0.first_key_value().map(|(monomial, value)| (*monomial, *value))
    }
}

impl Zeroize for Polynomial {
    fn zeroize(&mut self) {
        self.0.clear();
    }
}

/// Lets the code that shares a scalar share a polynomial.
impl Share for Polynomial {
    fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        sum.add_scaled(other, &Fr::ONE);
        sum
    }
    fn minus(&self, other: &Self) -> Self {
        let mut difference = self.clone();
        difference.add_scaled(other, &-Fr::ONE);
        difference
    }
    fn times(&self, factor: &Fr) -> Self {
        let mut multiple = Self::default();
        multiple.add_scaled(self, factor);
        multiple
    }
}

#[test]
fn polynomials_should_multiply_and_cancel_when_expanded() {
    let [x, y] = [1, 2].map(Polynomial::variable);
    // (x + y)(x − y) = x² − y²
    let left = x.plus(&y).product(&x.minus(&y));
    let right = x.product(&x).minus(&y.product(&y));
    assert_eq!(left, right);
    assert_eq!(left.minus(&right), Polynomial::default());
    assert_eq!(left.monomials().count(), 2);
    assert_eq!(x.times(&Fr::ZERO), Polynomial::constant(0u64));
}
