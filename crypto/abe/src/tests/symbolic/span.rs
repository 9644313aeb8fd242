//! Is a polynomial a linear combination of others? Gaussian elimination with monomials as coordinates.

use super::polynomial::{Monomial, Polynomial};
use alloc::{
    collections::{BTreeMap, BTreeSet},
    vec::Vec,
};
use ark_ff::Field;

pub(super) fn spans(rows: Vec<Polynomial>, target: &Polynomial) -> bool {
    let mut pivots: BTreeMap<Monomial, Polynomial> = BTreeMap::new();
    for row in useful(rows, target) {
        let row = reduce(row, &pivots);
        if let Some((leading, value)) = row.leading() {
            let mut monic = Polynomial::default();
            monic.add_scaled(&row, &value.inverse().unwrap());
            pivots.insert(leading, monic);
        }
    }
    reduce(target.clone(), &pivots).leading().is_none()
}

/// Subtracts multiples of `pivots` until the leading monomial is none of theirs.
fn reduce(mut row: Polynomial, pivots: &BTreeMap<Monomial, Polynomial>) -> Polynomial {
    while let Some((leading, value)) = row.leading() {
        let Some(pivot) = pivots.get(&leading) else { break };
        row.add_scaled(pivot, &-value);
    }
    row
}

/// The rows that can have a coefficient other than zero. A monomial that is in one row only, and not in
/// the target, has nothing to cancel against: no combination can use its row. Taking that row away may
/// leave others in the same position.
fn useful(rows: Vec<Polynomial>, target: &Polynomial) -> Vec<Polynomial> {
    let wanted: BTreeSet<&Monomial> = target.monomials().collect();
    let mut containing: BTreeMap<Monomial, BTreeSet<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        for monomial in row.monomials().filter(|monomial| !wanted.contains(monomial)) {
            containing.entry(*monomial).or_default().insert(at);
        }
    }
    let lonely = |rows: &BTreeSet<usize>| (rows.len() == 1).then(|| *rows.first().unwrap());
    let mut dropped = alloc::vec![false; rows.len()];
    let mut queue: Vec<usize> = containing.values().filter_map(lonely).collect();
    while let Some(at) = queue.pop() {
        if core::mem::replace(&mut dropped[at], true) {
            continue;
        }
        for monomial in rows[at].monomials() {
            if let Some(others) = containing.get_mut(monomial) {
                others.remove(&at);
                queue.extend(lonely(others));
            }
        }
    }
    rows.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(row, _)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sharing::Share;

    #[test]
    fn span_should_have_exactly_the_combinations_when_rows_overlap() {
        let [x, y, z] = [1, 2, 3].map(Polynomial::variable);
        let rows = alloc::vec![x.plus(&y), y.plus(&z), x.product(&z)];
        assert!(spans(rows.clone(), &x.minus(&z)));
        assert!(spans(rows.clone(), &x.plus(&y).plus(&y).plus(&z)));
        assert!(!spans(rows.clone(), &x));
        assert!(!spans(rows.clone(), &x.plus(&z)));
        assert!(spans(rows, &Polynomial::default()));
    }
}
