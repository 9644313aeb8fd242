//! Multiples of public points, many at a time.
//!
//! A [`PointTable`] holds, for each window of a 128-bit half of an exponent, every odd multiple that a digit
//! can ask for; a multiple is then a sum of table entries, and of one more that is the same for every exponent. Sums
//! of all rows of a capsule are taken together in affine coordinates, with one inversion for all additions of a level (Montgomery's trick): an addition
//! costs 5 multiplications and a squaring instead of 7 and 4, and what comes out needs no normalisation.
//!
//! Tables hold public bases only. Which entry is read depends on the exponent; how many there are, their signs and what
//! is done with them cost the same for all.
#![allow(clippy::arithmetic_side_effects, reason = "group operations are total; counters are bounded")]

use super::{
    curve::Curve,
    digits::{digit, halves, HALF_BITS},
    inversion::{invert_all, normalized},
    multiple::multiple,
    select::Select,
    types::Fr,
};
use alloc::vec::Vec;
use ark_ec::{
    short_weierstrass::{Affine, SWCurveConfig},
    AffineRepr, CurveGroup,
};
use ark_ff::{AdditiveGroup, Field, Zero};
use zeroize::Zeroizing;

/// Multiples of one public point.
pub(crate) struct PointTable<C: Curve> {
    window: u32,
    /// Row i: 1, 3, …, 2^window − 1 times 2^(window·i) times the point.
    entries: Vec<Affine<C>>,
    /// What the sum of the digits' entries lacks: (2^(window·rows) − 1)·(1 + x²) times the point.
    lacking: Affine<C>,
}

impl<C: Curve> PointTable<C> {
    /// ⌈128 / `window`⌉·2^(`window` − 1) points of 96 (G1) or 192 (G2) bytes.
    pub(crate) fn new(point: &Affine<C>, window: u32) -> Self {
        let count = HALF_BITS.div_ceil(window);
        let mut next = point.into_group();
        let mut doublings = Vec::with_capacity(HALF_BITS as usize + window as usize + 1);
        for _ in 0..=count * window {
            doublings.push(next);
            next.double_in_place();
        }
        let lacking = doublings.last().copied().unwrap_or_default() - point;
        // 2^i times the point. A row begins with the first of its window; the others are what it grows by.
        let doublings = normalized(&doublings);
        let windows = || doublings.chunks_exact(window as usize).take(count as usize);
        let mut rows: Vec<Vec<Affine<C>>> =
            windows().filter_map(|powers| Some(alloc::vec![*powers.first()?])).collect();
        for step in 1..window as usize {
            // From 1, 3, …, 2m − 1 to 2m + 1, …, 4m − 1 by adding 2m to each, for all rows in one batch.
            let mut groups = Groups::with_capacity(0, 0);
            for (row, powers) in rows.iter().zip(windows()) {
                for point in row {
                    groups.push(powers.get(step).into_iter().chain([point]).copied());
                }
            }
            let sums = groups.sums();
            let mut sums = sums.iter().copied();
            for row in &mut rows {
                let count = row.len();
                row.extend(sums.by_ref().take(count));
            }
        }
        let lacking = lacking.into_affine();
        let lacking = (lacking + C::times_x_squared(&lacking)).into_affine();
        Self { window, entries: rows.concat(), lacking }
    }

    /// How many entries the two halves of an exponent take, with the one that is the same for all.
    fn terms(&self) -> usize {
        2 * HALF_BITS.div_ceil(self.window) as usize + 1
    }

    /// The entries whose sum is `half` of twice the point, but for what is [`Self::lacking`].
    fn entries(&self, half: u128) -> impl Iterator<Item = Affine<C>> + '_ {
        let row = 1usize << (self.window - 1);
        self.entries.chunks(row).zip(0..).map(move |(row, index)| {
            let digit = digit(half, self.window, index);
            let mut entry = row.get(digit.position).copied().unwrap_or_default();
            entry.negate_if(digit.negative);
            entry
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
pub(crate) fn sums_of_multiples<C: Curve>(jobs: &[Vec<(Base<'_, C>, &Fr)>]) -> Zeroizing<Vec<Affine<C>>> {
    let terms = || jobs.iter().flatten();
    // Sums of table entries: two for each term with a table, one for each half of the exponent.
    let entries = terms().map(|(base, _)| match base {
        Base::Table(table) => table.terms(),
        Base::Point(_) => 0,
    });
    let mut groups = Groups::with_capacity(entries.sum(), 2 * terms().count());
    // Multiples of bases without one.
    let mut direct = Zeroizing::new(Vec::with_capacity(terms().count()));
    for (base, scalar) in terms() {
        match base {
            Base::Table(table) => {
                let halves = halves(scalar);
                let [low, high] = *halves;
                groups.push(table.entries(low).chain([table.lacking]));
                groups.push(table.entries(high));
            }
            Base::Point(point) => direct.push(multiple(point, scalar)),
        }
    }
    let halves = groups.sums();
    let direct = normalized(&direct);

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
    fn sums(mut self) -> Zeroizing<Vec<Affine<C>>> {
        while self.lengths.iter().any(|length| *length > 1) {
            let mut inverses = Zeroizing::new(Vec::with_capacity(self.points.len() / 2));
            inverses.extend(self.neighbours().filter_map(|(left, right)| Some(denominator(left, right?))));
            invert_all(&mut inverses);
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
