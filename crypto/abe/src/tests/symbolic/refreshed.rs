//! Shares of a divided secret over two periods: what an attacker learns is linear in the coefficients of the
//! secret's polynomial f and the refresh's δ, so the secret is safe exactly when it is not in their span.

use super::{polynomial::Polynomial, span::spans};
use crate::{group::types::Fr, sharing::Share};
use alloc::vec::Vec;
use ark_ff::Field;

/// Σ c_k·x^k over variables numbered from `first`, for k from `lowest` to `threshold` − 1.
fn evaluation(first: u8, lowest: u8, threshold: u8, x: u8) -> Polynomial {
    let mut sum = Polynomial::default();
    for k in lowest..threshold {
        sum.add_scaled(&Polynomial::variable(first + k), &Fr::from(x).pow([u64::from(k)]));
    }
    sum
}

/// Whether the officers of `old` before, `during` the refresh and of `new` after it know f(0) together. The
/// refresh's polynomial begins at the coefficient `lowest`: 1 as it is, `threshold` if there is none.
fn secret_is_known(threshold: u8, lowest: u8, old: &[u8], during: &[u8], new: &[u8]) -> bool {
    let f = |x: u8| evaluation(1, 0, threshold, x);
    let delta = |x: u8| evaluation(1 + threshold, lowest, threshold, x);
    let mut known: Vec<Polynomial> = old.iter().map(|x| f(*x)).collect();
    known.extend(during.iter().map(|x| delta(*x)));
    known.extend(new.iter().map(|x| f(*x).plus(&delta(*x))));
    spans(known, &Polynomial::variable(1))
}

fn sets(officers: u8) -> impl Iterator<Item = Vec<u8>> {
    crate::tests::subsets(usize::from(officers))
        .map(|set| set.into_iter().map(|at| u8::try_from(at).unwrap() + 1).collect())
}

#[test]
fn secret_should_be_safe_over_two_periods_exactly_when_each_lost_fewer_than_the_threshold() {
    for threshold in 2..=3 {
        for old in sets(5) {
            for new in sets(5) {
                let lost = old.len().max(new.len()) >= usize::from(threshold);
                assert_eq!(secret_is_known(threshold, 1, &old, &[], &new), lost, "{old:?} {new:?}");
                // Who is corrupt while the shares are made again counts in both periods.
                let both: Vec<u8> = old.iter().filter(|x| new.contains(x)).copied().collect();
                assert_eq!(secret_is_known(threshold, 1, &old, &both, &new), lost, "{old:?} {new:?}");
            }
        }
    }
}

#[test]
fn secret_should_be_lost_when_shares_of_two_periods_meet_and_the_refresh_added_nothing() {
    // That the check has teeth: without δ the sets of two periods add up.
    assert!(secret_is_known(3, 3, &[1, 2], &[], &[3, 4]));
    assert!(!secret_is_known(3, 1, &[1, 2], &[], &[3, 4]));
    // Who is corrupt during the refresh and after it was so before it as well.
    assert!(secret_is_known(3, 1, &[1, 2], &[3], &[3]));
}
