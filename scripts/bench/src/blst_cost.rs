//! The bound: how many group operations our algorithms take, times what each costs in blst.
//!
//! Only operations of the groups and the pairing are counted. Hashing, scalars, table look-ups, encodings,
//! inversions and copies are not, so nothing that does the same operations can be faster than blst's cost
//! of them. (Ours can be: the tables' own arithmetic, two thirds of a multiplication in GT and a batched
//! affine addition, is cheaper than the plain operation that is counted for it.)

use crate::{measure::Run, results::Results, Failure};
use blst::{
    blst_fp12, blst_fp12_cyclotomic_sqr, blst_fp12_frobenius_map, blst_fp12_sqr, blst_p1, blst_p1_add_affine,
    blst_p1_affine, blst_p1_generator, blst_p1_mult, blst_p1_to_affine, blst_p2, blst_p2_add_affine,
    blst_p2_affine, blst_p2_generator, blst_p2_mult, blst_p2_to_affine,
};
use std::hint::black_box;

/// Multiplications in GT for one power from a table, and what joins its four quarters.
const TABLE_POWER: f64 = 36.0;
const JOIN: f64 = 3.0;
/// Points of G2 and G1 that a multiple from a table is the sum of.
const G2_TERMS: f64 = 34.0;
const G1_TERMS: f64 = 66.0;

/// Operations of encapsulating to `n` leaves of prepared authorities, known attributes.
fn encapsulation(n: f64) -> Vec<(f64, &'static str)> {
    vec![
        // C1 of each row from two tables, and E from one.
        (n * (2.0 * TABLE_POWER + JOIN) + TABLE_POWER + JOIN, "blst-fp12-multiply"),
        (n + 1.0, "blst-fp12-square"),
        ((n + 1.0) * JOIN, "blst-fp12-frobenius"),
        // C2 from one table, C3 from two.
        (n * (G2_TERMS - 1.0 + 2.0 * G2_TERMS - 1.0), "blst-g2-add"),
        // C4.
        (n * (G1_TERMS - 1.0), "blst-g1-add"),
    ]
}

/// Seconds that no implementation of the same operations beats with blst's arithmetic, in nanoseconds.
pub fn bound(results: &Results, operation: &str, leaves: usize) -> Option<f64> {
    let n = leaves as f64;
    let miller = format!("blst-miller-loop-{}", 2 * leaves + 1);
    let opening = [
        (1.0, miller.as_str()),
        (1.0, "blst-final-exponentiation"),
        (n - 1.0, "blst-fp12-multiply"),
        (n - 1.0, "blst-g2-add"),
    ];
    match operation {
        "encapsulate" => results.sum(&encapsulation(n)),
        "transform" => results.sum(&opening),
        "decapsulate" => {
            let joined = results.get("blst-fp12-multiply")?;
            Some(results.sum(&opening)? + results.sum(&encapsulation(n))? + joined)
        }
        "finish" => results.sum(&[
            // T2^z: 17 windows of 4 bits, each a product with four powers, of which 7 and their images are made first.
            (68.0, "blst-cyclotomic-square"),
            (68.0 + 7.0, "blst-fp12-multiply"),
            (24.0, "blst-fp12-frobenius"),
            // T1, and E0^s.
            (1.0 + TABLE_POWER + JOIN, "blst-fp12-multiply"),
            (1.0, "blst-fp12-square"),
            (JOIN, "blst-fp12-frobenius"),
        ]),
        _ => None,
    }
}

/// Distinct points of both groups, by their index from 1.
fn points(index: u8) -> (blst_p1, blst_p1_affine, blst_p2, blst_p2_affine) {
    let scalar = [index; 31];
    let (mut p, mut p_affine) = (blst_p1::default(), blst_p1_affine::default());
    let (mut q, mut q_affine) = (blst_p2::default(), blst_p2_affine::default());
    // SAFETY: all pointers are to initialised values that outlive the calls; 31 bytes hold the 248 bits read.
    unsafe {
        blst_p1_mult(&mut p, blst_p1_generator(), scalar.as_ptr(), 248);
        blst_p1_to_affine(&mut p_affine, &p);
        blst_p2_mult(&mut q, blst_p2_generator(), scalar.as_ptr(), 248);
        blst_p2_to_affine(&mut q_affine, &q);
    }
    (p, p_affine, q, q_affine)
}

pub fn measure(run: &mut Run) -> Result<(), Failure> {
    let (mut p, _, mut q, _) = points(1);
    let (_, p_affine, _, q_affine) = points(2);
    let mut f = blst_fp12::miller_loop(&q_affine, &p_affine).final_exp();
    let g = f * f;
    // SAFETY, here and below: all pointers are to initialised values that outlive the calls; the functions
    // allow output and input to be the same.
    run.measure("blst-g1-add", |bencher| {
        bencher.iter(|| unsafe { blst_p1_add_affine(&mut p, &p, black_box(&p_affine)) });
    })?;
    run.measure("blst-g2-add", |bencher| {
        bencher.iter(|| unsafe { blst_p2_add_affine(&mut q, &q, black_box(&q_affine)) });
    })?;
    run.measure("blst-fp12-multiply", |bencher| bencher.iter(|| f *= black_box(g)))?;
    run.measure("blst-fp12-square", |bencher| {
        bencher.iter(|| unsafe { blst_fp12_sqr(&mut f, black_box(&f)) });
    })?;
    run.measure("blst-cyclotomic-square", |bencher| {
        bencher.iter(|| unsafe { blst_fp12_cyclotomic_sqr(&mut f, black_box(&f)) });
    })?;
    run.measure("blst-fp12-frobenius", |bencher| {
        bencher.iter(|| unsafe { blst_fp12_frobenius_map(&mut f, black_box(&f), 1) });
    })?;
    run.measure("blst-final-exponentiation", |bencher| bencher.iter(|| black_box(&g).final_exp()))?;
    for &leaves in run.leaves() {
        let pairs = 2 * leaves + 1;
        let (left, right): (Vec<_>, Vec<_>) = (1..=pairs)
            .map(|index| {
                let (_, p, _, q) = points(index as u8);
                (p, q)
            })
            .unzip();
        run.measure(&format!("blst-miller-loop-{pairs}"), |bencher| {
            bencher.iter(|| blst_fp12::miller_loop_n(black_box(&right), black_box(&left)));
        })?;
    }
    Ok(())
}
