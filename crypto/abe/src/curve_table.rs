//! Multiples of public points, many at a time.
//!
//! A [`PointTable`] holds, for each window of a 128-bit half of an exponent, every multiple that a digit
//! can ask for; a multiple is then a sum of table entries. Sums of all rows of a capsule are taken together
//! in affine coordinates, with one inversion for all additions of a level (Montgomery's trick): an addition
//! costs 5 multiplications and a squaring instead of 7 and 4, and what comes out needs no normalisation.
//!
//! Tables hold public bases only. Which entry is read, and the rare zero digit, depend on the exponent, as
//! with the curve library's own tables.
#![allow(clippy::arithmetic_side_effects, reason = "group operations are total; counters are bounded")]

use crate::{
    digits::{halves, position, signed, HALF_BITS},
    params::Fr,
};
use alloc::vec::Vec;
use ark_ec::{
    scalar_mul::glv::GLVConfig,
    short_weierstrass::{Affine, Projective, SWCurveConfig},
    AffineRepr, CurveGroup,
};
use ark_ff::{batch_inversion, AdditiveGroup, Field, Zero};
use zeroize::Zeroizing;

/// A curve of this crate: y² = x³ + b, with an endomorphism that is multiplication by x² or −x².
pub(crate) trait Curve: GLVConfig<ScalarField = Fr> {
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

/// Multiples of one public point.
pub(crate) struct PointTable<C: Curve> {
    window: u32,
    /// Row i: 1, 2, …, 2^(window−1) times 2^(window·i) times the point.
    entries: Vec<Affine<C>>,
}

impl<C: Curve> PointTable<C> {
    /// ⌈129 / `window`⌉·2^(`window` − 1) points of 96 (G1) or 192 (G2) bytes.
    pub(crate) fn new(point: &Affine<C>, window: u32) -> Self {
        let mut first = point.into_group();
        let firsts: Vec<Projective<C>> = (0..HALF_BITS.div_ceil(window))
            .map(|_| {
                let row = first;
                for _ in 0..window {
                    first.double_in_place();
                }
                row
            })
            .collect();
        let mut rows: Vec<Vec<Affine<C>>> =
            Projective::normalize_batch(&firsts).into_iter().map(|first| alloc::vec![first]).collect();
        for _ in 1..window {
            // From 1, …, m to m + 1, …, 2m by adding m to each, for all rows in one batch.
            let mut groups = Groups::with_capacity(0, 0);
            for row in &rows {
                for point in row {
                    groups.push(row.last().into_iter().chain([point]).copied());
                }
            }
            let mut sums = groups.sums().into_iter();
            for row in &mut rows {
                let count = row.len();
                row.extend(sums.by_ref().take(count));
            }
        }
        Self { window, entries: rows.concat() }
    }

    /// How many entries a multiple by one half of an exponent is the sum of.
    fn rows(&self) -> usize {
        HALF_BITS.div_ceil(self.window) as usize
    }

    /// The entries whose sum is `half` times the point.
    fn terms(&self, half: u128) -> impl Iterator<Item = Affine<C>> + '_ {
        let row = 1usize << (self.window - 1);
        self.entries.chunks(row).zip(signed(half, self.window)).map(|(row, digit)| {
            let entry = position(digit).and_then(|at| row.get(at)).copied().unwrap_or_default();
            if digit < 0 {
                -entry
            } else {
                entry
            }
        })
    }
}

/// A public point to be multiplied, with or without a table.
#[derive(Clone, Copy)]
pub(crate) enum Base<'a, C: Curve> {
    Point(Affine<C>),
    Table(&'a PointTable<C>),
}

/// For each job the sum of its bases' multiples. Every job has at least one term.
pub(crate) fn sums_of_multiples<C: Curve>(jobs: &[Vec<(Base<'_, C>, &Fr)>]) -> Vec<Affine<C>> {
    let terms = || jobs.iter().flatten();
    // Sums of table entries: two for each term with a table, one for each half of the exponent.
    let entries = terms().map(|(base, _)| match base {
        Base::Table(table) => 2 * table.rows(),
        Base::Point(_) => 0,
    });
    let mut groups = Groups::with_capacity(entries.sum(), 2 * terms().count());
    // Multiples of bases without one.
    let mut direct = Zeroizing::new(Vec::with_capacity(terms().count()));
    for (base, scalar) in terms() {
        match base {
            Base::Table(table) => {
                for half in halves(scalar).iter() {
                    groups.push(table.terms(*half));
                }
            }
            Base::Point(point) => direct.push(*point * **scalar),
        }
    }
    let halves = Zeroizing::new(groups.sums());
    let direct = Zeroizing::new(Projective::normalize_batch(&direct));

    let mut halves = halves.chunks_exact(2);
    let mut direct = direct.iter();
    let mut groups = Groups::with_capacity(2 * terms().count(), jobs.len());
    for job in jobs {
        groups.push(job.iter().flat_map(|(base, _)| match base {
            Base::Table(_) => match halves.next() {
                Some([low, high]) => [*low, C::times_x_squared(high)],
                _ => Default::default(),
            },
            Base::Point(_) => [direct.next().copied().unwrap_or_default(), Affine::identity()],
        }));
    }
    groups.sums()
}

/// Groups of points to be summed, all at once.
struct Groups<C: SWCurveConfig> {
    points: Zeroizing<Vec<Affine<C>>>,
    lengths: Vec<usize>,
}

impl<C: SWCurveConfig> Groups<C> {
    fn with_capacity(points: usize, groups: usize) -> Self {
        Self { points: Zeroizing::new(Vec::with_capacity(points)), lengths: Vec::with_capacity(groups) }
    }

    fn push(&mut self, group: impl Iterator<Item = Affine<C>>) {
        let before = self.points.len();
        self.points.extend(group);
        self.lengths.push(self.points.len() - before);
    }

    /// The sum of each group: neighbours are added until one point is left, level by level.
    fn sums(mut self) -> Vec<Affine<C>> {
        while self.lengths.iter().any(|length| *length > 1) {
            let mut inverses = Zeroizing::new(Vec::with_capacity(self.points.len() / 2));
            inverses.extend(self.neighbours().filter_map(|(left, right)| Some(denominator(left, right?))));
            batch_inversion(&mut inverses);
            let mut inverses = inverses.iter();
            let mut points = Zeroizing::new(Vec::with_capacity(self.points.len() / 2 + self.lengths.len()));
            points.extend(self.neighbours().map(|(left, right)| {
                let sum = right.and_then(|right| Some(add(left, right, inverses.next()?)));
                sum.unwrap_or(*left)
            }));
            self.points = points;
            for length in &mut self.lengths {
                *length = length.div_ceil(2);
            }
        }
        core::mem::take(&mut self.points)
    }

    /// The first and second, third and fourth … point of each group; the last one alone if they are odd.
    fn neighbours(&self) -> impl Iterator<Item = (&Affine<C>, Option<&Affine<C>>)> {
        let mut points = self.points.iter();
        self.lengths
            .iter()
            .flat_map(|length| (0..*length).step_by(2).map(move |first| first + 1 < *length))
            .map_while(move |paired| {
                let left = points.next()?;
                Some((left, if paired { points.next() } else { None }))
            })
    }
}

/// What the slope of the line through two points is divided by; 0 if their sum needs no slope.
fn denominator<C: SWCurveConfig>(left: &Affine<C>, right: &Affine<C>) -> C::BaseField {
    if left.is_zero() || right.is_zero() {
        C::BaseField::zero()
    } else if left.x == right.x {
        // The same point, or a point and its inverse.
        left.y + right.y
    } else {
        right.x - left.x
    }
}

/// `left` + `right`, given the inverse of their [`denominator`].
fn add<C: SWCurveConfig>(left: &Affine<C>, right: &Affine<C>, inverse: &C::BaseField) -> Affine<C> {
    if left.is_zero() {
        return *right;
    }
    if right.is_zero() {
        return *left;
    }
    if inverse.is_zero() {
        return Affine::identity();
    }
    let slope = if left.x == right.x {
        let square = left.x.square();
        (square.double() + square) * inverse
    } else {
        (right.y - left.y) * inverse
    };
    let x = slope.square() - left.x - right.x;
    let y = slope * (left.x - x) - left.y;
    Affine::new_unchecked(x, y)
}
