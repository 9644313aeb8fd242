//! Powers in GT.
//!
//! Powers of any element: four short exponents over the Frobenius map share one chain of cyclotomic
//! squarings (Granger and Scott, PKC 2010), see [`super::digits`].
//!
//! Powers of an element with a [`GtTable`]: products of table entries, kept in the torus T2. An element f
//! with f·f̄ = 1, f̄ being its conjugate, is (a + w)/(a − w) for one a in the 6th-degree field (Rubin and
//! Silverberg, CRYPTO 2003), with w² = v the generator of the tower's last step. The table stores a, half
//! of f; the numerator N of a product (N/N̄) takes a factor with 2 multiplications of that field instead
//! of 3; and one inversion divides at the end, for all products of a capsule together.
//!
//! All elements here are members of GT. Multiplications, squarings and their order do not depend on the exponent. Without
//! a table neither does what is read; with one, which entry is read does.
#![allow(clippy::arithmetic_side_effects, reason = "field operations are total; counters are bounded")]

use super::{
    digits::{digit, quarters, QUARTER_BITS},
    inversion::invert_all,
    select::{entry, Select},
    types::{Fr, Gt},
};
use alloc::vec::Vec;
use ark_bls12_381::{Fq12, Fq12Config, Fq6};
use ark_ec::pairing::PairingOutput;
use ark_ff::{CyclotomicMultSubgroup, Field, Fp12Config, One};
use zeroize::Zeroizing;

/// Bits of a digit where there is no table.
const WINDOW: u32 = 4;
/// Odd powers that such a digit can ask for.
const ROW: usize = 1 << (WINDOW - 1);

/// Π f^k over `terms` (f, k).
pub(crate) fn product_of_powers(terms: &[(Gt, &Fr)]) -> Gt {
    let mut steps: Vec<Step> = Vec::with_capacity(4 * terms.len());
    for (element, k) in terms {
        let mut powers = odd_powers(&element.0);
        for (at, quarter) in quarters(k).iter().enumerate() {
            if at > 0 {
                powers = powers.map(|power| to_the_x(&power));
            }
            steps.push(Step { powers, quarter: Zeroizing::new(*quarter) });
        }
    }
    // What each quarter lacks: the power 2^64 − 1. All begin with 1 above the highest window, and end less 1.
    let beginning = steps.iter().fold(Fq12::one(), |product, step| product * step.first());
    let mut product = Zeroizing::new(beginning);
    for index in (0..QUARTER_BITS / WINDOW).rev() {
        for _ in 0..WINDOW {
            product.cyclotomic_square_in_place();
        }
        for step in &steps {
            *product *= step.factor(index);
        }
    }
    let mut end = beginning;
    end.conjugate_in_place();
    PairingOutput(*product * end)
}

/// f^k.
pub(crate) fn power(element: &Gt, k: &Fr) -> Gt {
    product_of_powers(&[(*element, k)])
}

/// f, f³, …, f^15.
fn odd_powers(element: &Fq12) -> [Fq12; ROW] {
    let mut square = *element;
    square.cyclotomic_square_in_place();
    let mut next = *element;
    [(); ROW].map(|()| {
        let power = next;
        next *= square;
        power
    })
}

/// A quarter of an exponent, with the odd powers that its digits ask for.
struct Step {
    powers: [Fq12; ROW],
    quarter: Zeroizing<u64>,
}

impl Step {
    fn first(&self) -> Fq12 {
        let [first, ..] = self.powers;
        first
    }

    /// The power that the digit at `index` asks for.
    fn factor(&self, index: u32) -> Fq12 {
        let digit = digit(u128::from(*self.quarter), WINDOW, index);
        let mut factor = entry(&self.powers, digit.position);
        // The inverse of a member is its conjugate.
        factor.c1.negate_if(digit.negative);
        factor
    }
}

/// f^|x|: f^p is f^x, and x is negative.
fn to_the_x(element: &Fq12) -> Fq12 {
    let mut image = *element;
    image.frobenius_map_in_place(1);
    image.conjugate_in_place();
    image
}

/// Powers of one public element.
pub(crate) struct GtTable {
    window: u32,
    /// Row i: a of the powers 1, 3, …, 2^window − 1 of f^(2^(window·i)).
    entries: Vec<Fq6>,
    /// a of what the product of the digits' entries lacks: f^((2^(window·rows) − 1)·(1 + |x| + x² + |x|³)).
    lacking: Fq6,
}

impl GtTable {
    /// ⌈64 / `window`⌉·2^(`window` − 1) entries of 288 bytes. The element must not be neutral.
    pub(crate) fn new(element: &Gt, window: u32) -> Self {
        let rows = QUARTER_BITS.div_ceil(window);
        let row = 1usize << (window - 1);
        let mut powers = Vec::with_capacity(row * rows as usize + 1);
        let mut first = element.0;
        for _ in 0..rows {
            let mut square = first;
            square.cyclotomic_square_in_place();
            let mut power = first;
            for at in 0..row {
                if at > 0 {
                    power *= square;
                }
                powers.push(power);
            }
            for _ in 0..window {
                first.cyclotomic_square_in_place();
            }
        }
        powers.push(lacking(&element.0, &first));
        // a = (1 + f0) / f1 for f = f0 + f1·w. Elements of order r other than 1 have f1 ≠ 0.
        let mut entries: Vec<Fq6> = powers.iter().map(|power| power.c1).collect();
        invert_all(&mut entries);
        for (entry, power) in entries.iter_mut().zip(&powers) {
            *entry *= power.c0 + Fq6::one();
        }
        let lacking = entries.pop().unwrap_or_default();
        Self { window, entries, lacking }
    }

    /// Multiplies what stands for f^`quarter` into a numerator, but for what is [`Self::lacking`].
    fn multiply_into(&self, numerator: &mut Fq12, quarter: u64) {
        let row = 1usize << (self.window - 1);
        for (row, index) in self.entries.chunks(row).zip(0..) {
            let digit = digit(u128::from(quarter), self.window, index);
            let mut a = row.get(digit.position).copied().unwrap_or_default();
            // f^-1 = (−a + w)/(−a − w).
            a.negate_if(digit.negative);
            *numerator = times_a_plus_w(numerator, &a);
        }
    }
}

/// What four quarters lack, `last` being f^(2^n): f^((2^n − 1)·(1 + |x| + x² + |x|³)).
fn lacking(element: &Fq12, last: &Fq12) -> Fq12 {
    let mut inverse = *element;
    inverse.conjugate_in_place();
    let mut factor = *last * inverse;
    let mut product = factor;
    for _ in 0..3 {
        factor = to_the_x(&factor);
        product *= factor;
    }
    product
}

/// An element of GT to be raised, with or without a table.
#[derive(Clone, Copy)]
pub(crate) enum GtBase<'a> {
    Element(&'a Gt),
    Table(&'a GtTable),
}

/// For each job the product of its bases' powers.
pub(crate) fn products_of_powers(jobs: &[Vec<(GtBase<'_>, &Fr)>]) -> Zeroizing<Vec<Gt>> {
    let mut numerators = Zeroizing::new(Vec::with_capacity(jobs.len()));
    numerators.extend(jobs.iter().map(|job| numerator(job)));
    let mut norms = Zeroizing::new(Vec::with_capacity(jobs.len()));
    norms.extend(numerators.iter().map(norm));
    invert_all(&mut norms);
    let mut products = Zeroizing::new(Vec::with_capacity(jobs.len()));
    products.extend(jobs.iter().zip(numerators.iter().zip(norms.iter())).map(
        |(job, (numerator, inverse))| {
            // N/N̄ = N²/(N·N̄).
            let mut product = numerator.square();
            product.c0 *= inverse;
            product.c1 *= inverse;
            let others: Vec<(Gt, &Fr)> = job
                .iter()
                .filter_map(|(base, k)| match base {
                    GtBase::Element(element) => Some((**element, *k)),
                    GtBase::Table(_) => None,
                })
                .collect();
            if !others.is_empty() {
                product *= product_of_powers(&others).0;
            }
            PairingOutput(product)
        },
    ));
    products
}

/// N with N/N̄ the product of the powers of all bases that have a table.
fn numerator(job: &[(GtBase<'_>, &Fr)]) -> Fq12 {
    let mut parts = Zeroizing::new([Fq12::one(); 4]);
    for (base, k) in job {
        let GtBase::Table(table) = base else { continue };
        for (part, quarter) in parts.iter_mut().zip(quarters(k).iter()) {
            table.multiply_into(part, *quarter);
        }
    }
    // Horner's rule in the exponent: ((d3·|x| + d2)·|x| + d1)·|x| + d0.
    let mut parts = parts.iter().rev();
    let mut product = parts.next().copied().unwrap_or_else(Fq12::one);
    for part in parts {
        product = to_the_x(&product) * part;
    }
    for (base, _) in job {
        if let GtBase::Table(table) = base {
            product = times_a_plus_w(&product, &table.lacking);
        }
    }
    product
}

/// (X + Y·w)·(a + w) = (X·a + Y·v) + (X + Y·a)·w.
fn times_a_plus_w(numerator: &Fq12, a: &Fq6) -> Fq12 {
    Fq12::new(numerator.c0 * a + times_v(numerator.c1), numerator.c0 + numerator.c1 * a)
}

/// N·N̄ = X² − Y²·v.
fn norm(numerator: &Fq12) -> Fq6 {
    numerator.c0.square() - times_v(numerator.c1.square())
}

fn times_v(mut element: Fq6) -> Fq6 {
    Fq12Config::mul_fp6_by_nonresidue_in_place(&mut element);
    element
}
