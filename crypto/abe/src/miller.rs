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
#![allow(clippy::arithmetic_side_effects, reason = "field operations are total")]

use crate::params::{G1Affine, G2Affine};
use alloc::vec::Vec;
use ark_bls12_381::{Config, Fq, Fq12, Fq2, Fq6};
use ark_ec::{bls12::Bls12Config, AffineRepr};
use ark_ff::{AdditiveGroup, BitIteratorBE, Field};

/// The product of the Miller functions over `pairs`. Pairs with a neutral element contribute 1.
pub(crate) fn product(pairs: &[(G1Affine, G2Affine)]) -> Fq12 {
    let mut pairs: Vec<Pair> =
        pairs.iter().filter(|(p, q)| !p.is_zero() && !q.is_zero()).map(|(p, q)| Pair::new(p, q)).collect();
    let mut f = Fq12::ONE;
    // Of the lines of one step.
    let mut lines = Vec::with_capacity(pairs.len());
    for bit in BitIteratorBE::without_leading_zeros(Config::X).skip(1) {
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

/// A line at P: a + b·v + c·v·w.
struct Line {
    a: Fq2,
    b: Fq2,
    c: Fq2,
}

/// P, Q, and the multiple T of Q that the loop has come to, in homogeneous projective coordinates.
struct Pair {
    p: (Fq, Fq),
    q: (Fq2, Fq2),
    t: (Fq2, Fq2, Fq2),
}

impl Pair {
    /// Of two points other than the neutral ones.
    fn new(p: &G1Affine, q: &G2Affine) -> Self {
        Self { p: (p.x, p.y), q: (q.x, q.y), t: (q.x, q.y, Fq2::ONE) }
    }

    /// The tangent at T, at P; then T ← 2T.
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
        self.at(e - yy, xx.double() + xx, -yz2)
    }

    /// The line through T and Q, at P; then T ← T + Q.
    fn add(&mut self) -> Line {
        let (x, y, z) = self.t;
        let (qx, qy) = self.q;
        let (theta, lambda) = (y - qy * z, x - qx * z);
        let d = lambda.square();
        let (e, g) = (lambda * d, x * d);
        let h = e + z * theta.square() - g.double();
        self.t = (lambda * h, theta * (g - h) - e * y, z * e);
        self.at(theta * qx - lambda * qy, -theta, lambda)
    }

    fn at(&self, a: Fq2, mut b: Fq2, mut c: Fq2) -> Line {
        b.mul_assign_by_fp(&self.p.0);
        c.mul_assign_by_fp(&self.p.1);
        Line { a, b, c }
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
