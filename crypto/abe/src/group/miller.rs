//! The Miller loop of the optimal ate pairing of BLS12-381, over many pairs at once.
//!
//! ```text
//! f ← 1        T_i ← Q_i
//! for each bit of |x| below the highest:   f ← f² · Π l_{T_i,T_i}(P_i)     T_i ← 2T_i
//!                  and if the bit is 1:    f ← f · Π l_{T_i,Q_i}(P_i)      T_i ← T_i + Q_i
//! x < 0:  f ← conjugate of f
//! ```
//!
//! There is one f for all pairs, so one squaring a bit, and two lines are multiplied with each other
//! before f: 23 multiplications in F_p² for the two where each by itself takes 13. T_i are in homogeneous
//! projective coordinates, formulas by Costello, Lange and Naehrig (eprint 2009/615) and Aranha et al.
//! (eprint 2010/526), without their halvings: a factor from a subfield ends in the final exponentiation.
//!
//! The lines depend on Q but for two factors of P. Of a Q that comes again and again they are kept ([`Lines`]), which
//! leaves two multiplications of two in F_p for each.
#![allow(clippy::arithmetic_side_effects, reason = "field operations are total")]

use super::types::{G1Affine, G2Affine};
use alloc::vec::Vec;
use ark_bls12_381::{Config, Fq, Fq12, Fq2, Fq6};
use ark_ec::{bls12::Bls12Config, AffineRepr};
use ark_ff::{AdditiveGroup, BitIteratorBE, Field};
use core::slice;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The product of the Miller functions over `pairs`, and over those of which the lines of Q are `kept`. Pairs with a
/// neutral element contribute 1.
pub(crate) fn product(pairs: &[(G1Affine, G2Affine)], kept: &[(G1Affine, &Lines)]) -> Fq12 {
    let room = pairs.len() + kept.len();
    let kept = kept.iter().filter(|(p, lines)| !p.is_zero() && !lines.0.is_empty());
    let walked = pairs
        .iter()
        .filter(|(p, q)| !p.is_zero() && !q.is_zero())
        .map(|(p, q)| Pair { p: (p.x, p.y), way: Way::Walked(Multiple::new(q)) });
    // P or Q may be parts of a key, and either follows from the lines.
    let mut pairs = Zeroizing::new(Vec::with_capacity(room));
    pairs.extend(walked);
    pairs.extend(kept.map(|(p, lines)| Pair { p: (p.x, p.y), way: Way::Kept(lines.0.iter()) }));
    let mut f = Fq12::ONE;
    // Of the lines of one step.
    let mut lines = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for bit in bits() {
        f.square_in_place();
        lines.extend(pairs.iter_mut().map(Pair::double));
        multiply(&mut f, &mut lines);
        if bit {
            lines.extend(pairs.iter_mut().map(Pair::add));
            multiply(&mut f, &mut lines);
        }
    }
    if Config::X_IS_NEGATIVE {
        f.conjugate_in_place();
    }
    f
}

/// The bits of |x| below the highest, from the top.
fn bits() -> impl Iterator<Item = bool> {
    BitIteratorBE::without_leading_zeros(Config::X).skip(1)
}

/// The lines of one Q in the order of the loop, before they know P: 19 KiB. None of the neutral element.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub(crate) struct Lines(Vec<Line>);

impl Lines {
    /// The lines of `q`.
    pub(crate) fn new(q: &G2Affine) -> Self {
        let mut lines = Vec::with_capacity(LINES);
        if !q.is_zero() {
            let mut multiple = Multiple::new(q);
            for bit in bits() {
                lines.push(multiple.double());
                if bit {
                    lines.push(multiple.add());
                }
            }
        }
        Self(lines)
    }
}

/// 63 doublings and five additions. Room for fewer would leave a copy behind that nobody wipes.
const LINES: usize = 68;

/// A line: a + b·v + c·v·w, where b waits for a factor of P's x and c for one of its y.
#[derive(Clone, Copy, Zeroize)]
struct Line {
    a: Fq2,
    b: Fq2,
    c: Fq2,
}

impl Line {
    fn at(mut self, (x, y): (Fq, Fq)) -> Self {
        self.b.mul_assign_by_fp(&x);
        self.c.mul_assign_by_fp(&y);
        self
    }
}

/// P, and where the lines of Q come from.
struct Pair<'a> {
    p: (Fq, Fq),
    way: Way<'a>,
}

impl Zeroize for Pair<'_> {
    fn zeroize(&mut self) {
        let (x, y) = &mut self.p;
        x.zeroize();
        y.zeroize();
        if let Way::Walked(multiple) = &mut self.way {
            multiple.zeroize();
        }
    }
}

enum Way<'a> {
    Walked(Multiple),
    Kept(slice::Iter<'a, Line>),
}

impl Pair<'_> {
    /// The next tangent, at P.
    fn double(&mut self) -> Line {
        self.next(Multiple::double)
    }

    /// The next line through T and Q, at P.
    fn add(&mut self) -> Line {
        self.next(Multiple::add)
    }

    fn next(&mut self, walk: impl Fn(&mut Multiple) -> Line) -> Line {
        let line = match &mut self.way {
            Way::Walked(multiple) => walk(multiple),
            // There are as many as steps; one more would multiply by 1.
            Way::Kept(lines) => {
                lines.next().copied().unwrap_or(Line { a: Fq2::ONE, b: Fq2::ZERO, c: Fq2::ZERO })
            }
        };
        line.at(self.p)
    }
}

/// Q, and the multiple T of Q that the loop has come to, in homogeneous projective coordinates.
#[derive(Zeroize)]
struct Multiple {
    q: (Fq2, Fq2),
    t: (Fq2, Fq2, Fq2),
}

impl Multiple {
    /// Of a point other than the neutral one.
    fn new(q: &G2Affine) -> Self {
        Self { q: (q.x, q.y), t: (q.x, q.y, Fq2::ONE) }
    }

    /// The tangent at T; then T ← 2T.
    fn double(&mut self) -> Line {
        let (x, y, z) = self.t;
        let xy = x * y;
        let (xx, yy, zz) = (x.square(), y.square(), z.square());
        // b'·3Z², with b' = 4·ξ.
        let e = times_xi(zz.double() + zz).double().double();
        let f = e.double() + e;
        let yz2 = (y + z).square() - (yy + zz);
        let ee4 = e.square().double().double();
        self.t = (
            (xy * (yy - f)).double(),
            (yy + f).square() - (ee4.double() + ee4),
            (yy * yz2).double().double(),
        );
        Line { a: e - yy, b: xx.double() + xx, c: -yz2 }
    }

    /// The line through T and Q; then T ← T + Q.
    fn add(&mut self) -> Line {
        let (x, y, z) = self.t;
        let (qx, qy) = self.q;
        let (theta, lambda) = (y - qy * z, x - qx * z);
        let d = lambda.square();
        let (e, g) = (lambda * d, x * d);
        let h = e + z * theta.square() - g.double();
        self.t = (lambda * h, theta * (g - h) - e * y, z * e);
        Line { a: theta * qx - lambda * qy, b: -theta, c: lambda }
    }
}

/// ξ·a, with ξ = 1 + u = v³.
fn times_xi(a: Fq2) -> Fq2 {
    Fq2::new(a.c0 - a.c1, a.c0 + a.c1)
}

/// Multiplies `f` by all `lines` and empties them.
fn multiply(f: &mut Fq12, lines: &mut Vec<Line>) {
    for lines in lines.chunks(2) {
        match lines {
            [one, two] => multiply_by_two(f, one, two),
            rest => rest.iter().for_each(|line| f.mul_by_014(&line.a, &line.b, &line.c)),
        }
    }
    lines.clear();
}

/// f · l · m.
///
/// l·m = (aa' + ξcc') + (ab' + ba')·v + bb'·v² + [ (ac' + ca')·v + (bc' + cb')·v² ]·w
fn multiply_by_two(f: &mut Fq12, l: &Line, m: &Line) {
    let (aa, bb, cc) = (l.a * m.a, l.b * m.b, l.c * m.c);
    let ab = (l.a + l.b) * (m.a + m.b) - aa - bb;
    let ac = (l.a + l.c) * (m.a + m.c) - aa - cc;
    let bc = (l.b + l.c) * (m.b + m.c) - bb - cc;
    let low = Fq6::new(aa + times_xi(cc), ab, bb);
    // (low + high·w) · (f0 + f1·w), where high = ac·v + bc·v².
    let sum = Fq6::new(low.c0, low.c1 + ac, low.c2 + bc);
    let product = f.c0 * low;
    let Fq6 { c0: x, c1: y, c2: z, .. } = f.c1;
    let (y_ac, z_bc) = (y * ac, z * bc);
    let high = Fq6::new(times_xi((y + z) * (ac + bc) - y_ac - z_bc), x * ac + times_xi(z_bc), x * bc + y_ac);
    f.c1 = (f.c0 + f.c1) * sum - product - high;
    f.c0 = product + Fq6::new(times_xi(high.c2), high.c0, high.c1);
}
