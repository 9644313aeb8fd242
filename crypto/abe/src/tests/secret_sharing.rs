//! The matrix of the secret sharing, read off the code that encrypts with it: every set of leaves spans
//! the secret exactly if it satisfies the expression. (A shipped CP-ABE gave one child of every AND
//! the whole share, for years; round trips did not show it.)

use super::*;
use crate::{
    group::types::Fr,
    sharing::{distribute, recombine, Share},
};
use ark_ff::{AdditiveGroup, Field};
use proptest::prelude::*;
use salus_primitives::policy::Node;
use zeroize::Zeroize;

/// The secret and the random draws, as formal coordinates.
const COORDINATES: usize = 64;

#[derive(Clone)]
struct Formal(Vec<Fr>);

impl Formal {
    fn coordinate(at: usize) -> Self {
        let mut vector = alloc::vec![Fr::ZERO; COORDINATES];
        vector[at] = Fr::ONE;
        Self(vector)
    }
    fn zip(&self, other: &Self, operation: impl Fn(Fr, Fr) -> Fr) -> Self {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| operation(*a, *b)).collect())
    }
}

impl Zeroize for Formal {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl Share for Formal {
    fn plus(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a + b)
    }
    fn minus(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a - b)
    }
    fn times(&self, factor: &Fr) -> Self {
        Self(self.0.iter().map(|a| *a * factor).collect())
    }
}

/// M: one row for each leaf, the secret's coordinate first.
fn matrix(nodes: &[Node]) -> Vec<Vec<Fr>> {
    let mut drawn = 0;
    let rows = distribute(nodes, Formal::coordinate(0), || {
        drawn += 1;
        Formal::coordinate(drawn)
    });
    rows.iter().map(|row| row.0.clone()).collect()
}

/// True if (1, 0, …, 0) is a combination of `rows`: eliminate with all coordinates but the first, and
/// see if a row remains that has only the first.
fn spans_secret(mut rows: Vec<Vec<Fr>>) -> bool {
    for column in 1..COORDINATES {
        let Some(pivot) = rows.iter().position(|row| row[column] != Fr::ZERO) else {
            continue;
        };
        let pivot = rows.swap_remove(pivot);
        for row in &mut rows {
            let factor = row[column] * pivot[column].inverse().unwrap();
            for (value, pivot) in row.iter_mut().zip(&pivot) {
                *value -= factor * pivot;
            }
        }
    }
    rows.iter().any(|row| row[0] != Fr::ZERO)
}

fn satisfied(expression: &Expression, held: &[bool]) -> bool {
    let mut answers = held.iter();
    expression.is_satisfied(|_| *answers.next().unwrap())
}

/// Checks every set of leaves of `expression`.
fn check(expression: &Expression) {
    let nodes = expression.nodes();
    let matrix = matrix(nodes);
    let count = expression.leaves().count();
    assert_eq!(matrix.len(), count);
    let satisfying: Vec<Vec<usize>> = subsets(count)
        .filter(|set| {
            let held: Vec<bool> = (0..count).map(|leaf| set.contains(&leaf)).collect();
            satisfied(expression, &held)
        })
        .collect();
    for set in subsets(count) {
        let held: Vec<bool> = (0..count).map(|leaf| set.contains(&leaf)).collect();
        let authorised = satisfied(expression, &held);
        let rows = set.iter().map(|leaf| matrix[*leaf].clone()).collect();
        assert_eq!(spans_secret(rows), authorised, "{expression} with leaves {set:?}");
        let coefficients = recombine(nodes, &held);
        assert_eq!(coefficients.is_some(), authorised, "{expression} with leaves {set:?}");
        let Some(coefficients) = coefficients else {
            continue;
        };

        let mut sum = alloc::vec![Fr::ZERO; COORDINATES];
        for (leaf, coefficient) in &coefficients {
            assert!(held[*leaf]);
            for (sum, value) in sum.iter_mut().zip(&matrix[*leaf]) {
                *sum += *coefficient * value;
            }
        }
        assert_eq!(sum, Formal::coordinate(0).0, "{expression} with leaves {set:?}");

        let fewest =
            satisfying.iter().filter(|other| other.iter().all(|leaf| set.contains(leaf))).map(Vec::len).min();
        assert_eq!(Some(coefficients.len()), fewest, "{expression} with leaves {set:?}");
    }
}

const SHAPES: &[&str] = &[
    "aa@xx",
    "aa@xx AND bb@xx",
    "aa@xx OR bb@xx",
    "aa@xx AND bb@xx AND cc@xx AND dd@xx",
    "(aa@xx AND bb@xx) AND cc@xx",
    "aa@xx AND (bb@xx AND cc@xx)",
    "((aa@xx AND bb@xx) AND cc@xx) AND dd@xx",
    "aa@xx AND (bb@xx OR cc@xx)",
    "(aa@xx OR bb@xx) AND (cc@xx OR dd@xx)",
    "(aa@xx AND bb@xx) OR (cc@xx AND dd@xx AND ee@xx)",
    "2 of (aa@xx, bb@xx, cc@xx)",
    "3 of (aa@xx, bb@xx, cc@xx, dd@xx, ee@xx)",
    "2 of (aa@xx AND bb@xx, cc@xx OR dd@xx, 2 of (ee@xx, ff@xx, gg@xx))",
    "aa@xx AND 2 of (bb@xx, 2 of (cc@xx, dd@xx, ee@xx), ff@xx)",
];

#[test]
fn sharing_should_span_the_secret_only_when_the_leaves_satisfy_the_expression() {
    for shape in SHAPES {
        check(&shape.parse().unwrap());
    }
}

#[test]
fn recombination_should_use_only_ones_when_gates_are_and_and_or() {
    let expression: Expression = "(aa@xx OR bb@xx) AND (cc@xx AND (dd@xx OR ee@xx))".parse().unwrap();
    let coefficients = recombine(expression.nodes(), &[true; 5]).unwrap();
    assert_eq!(coefficients.len(), 3);
    assert!(coefficients.iter().all(|(_, coefficient)| *coefficient == Fr::ONE));
}

#[test]
fn recombination_should_take_the_shorter_way_when_there_are_two() {
    let expression: Expression = "(aa@xx AND bb@xx AND cc@xx) OR (dd@xx AND ee@xx)".parse().unwrap();
    let leaves: Vec<usize> =
        recombine(expression.nodes(), &[true; 5]).unwrap().into_iter().map(|(leaf, _)| leaf).collect();
    assert_eq!(leaves, [3, 4]);
}

#[test]
fn sharing_should_hold_when_the_expression_has_the_most_leaves() {
    let list: Vec<alloc::string::String> = (0..32).map(|n| alloc::format!("a{n}@xx")).collect();
    let expression: Expression = alloc::format!("17 of ({})", list.join(", ")).parse().unwrap();
    let matrix = matrix(expression.nodes());
    assert!(spans_secret(matrix[..17].to_vec()));
    assert!(!spans_secret(matrix[..16].to_vec()));
}

/// Prefix-ordered nodes of a random tree whose leaves are numbered afterwards.
fn any_tree() -> impl Strategy<Value = Expression> {
    let leaf = Just(alloc::vec![Node::Leaf("aa@xx".parse().unwrap())]);
    leaf.prop_recursive(4, 7, 4, |inner| {
        (prop::collection::vec(inner, 2..=4), any::<prop::sample::Index>()).prop_map(|(parts, threshold)| {
            let children = u8::try_from(parts.len()).unwrap();
            let threshold = u8::try_from(threshold.index(parts.len())).unwrap() + 1;
            let mut nodes = alloc::vec![Node::Gate { threshold, children }];
            nodes.extend(parts.into_iter().flatten());
            nodes
        })
    })
    .prop_filter_map("at most 9 leaves", |mut nodes| {
        let mut number = 0;
        for node in &mut nodes {
            if let Node::Leaf(attribute) = node {
                attribute.name = label(&alloc::format!("a{number}"));
                number += 1;
            }
        }
        (number <= 9).then(|| Expression::new(nodes).ok()).flatten()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn sharing_should_span_the_secret_only_when_satisfied_for_any_expression(expression in any_tree()) {
        check(&expression);
    }
}
