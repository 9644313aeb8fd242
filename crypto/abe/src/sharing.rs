//! Linear secret sharing over the tree of a policy expression.
//!
//! A secret at the root is split downwards: OR copies it to every child, AND splits it into summands,
//! k-of-n gives the i-th child f(i) of a random polynomial f of degree k − 1 with f(0) the secret
//! (Shamir 1979). The share of leaf x is M_x·v for the LSSS matrix M of RW15 §2; with AND and OR all
//! coefficients of recombination are 1.
//!
//! What is split is generic, so that the tests can split formal vectors and read off the matrix M of
//! this very code.
#![allow(clippy::arithmetic_side_effects, reason = "field operations are total; counters stay below 64")]

use crate::{group::types::Fr, policy::EpochPolicy};
use alloc::vec::Vec;
use ark_ff::{Field, One};
use salus_primitives::{policy::Node, EpochAttribute};
use zeroize::{Zeroize, Zeroizing};

/// An element of a vector space over the scalars.
pub(crate) trait Share: Clone + Zeroize {
    fn plus(&self, other: &Self) -> Self;
    fn minus(&self, other: &Self) -> Self;
    fn times(&self, factor: &Fr) -> Self;
}

impl Share for Fr {
    fn plus(&self, other: &Self) -> Self {
        *self + other
    }
    fn minus(&self, other: &Self) -> Self {
        *self - other
    }
    fn times(&self, factor: &Fr) -> Self {
        *self * factor
    }
}

/// Splits `secret` over the nodes of an expression and returns the shares of its leaves, in order.
///
/// `fresh` draws the randomness: for an AND of n children n − 1 times, for k-of-n k − 1 times, gate by
/// gate in prefix order. That order is part of the format: re-encryption must find it again.
pub(crate) fn distribute<S: Share>(
    nodes: &[Node],
    secret: S,
    mut fresh: impl FnMut() -> S,
) -> Zeroizing<Vec<S>> {
    let mut shares = Zeroizing::new(Vec::with_capacity(nodes.len()));
    // Shares of the nodes still to come, the next one on top. Never longer than the nodes, so the
    // secrets in it are never left behind by a growing vector.
    let mut due = Zeroizing::new(Vec::with_capacity(nodes.len()));
    due.push(secret);
    for node in nodes {
        // Every node of a well-formed expression has a parent that left it a share.
        let Some(share) = due.pop() else { break };
        match node {
            Node::Leaf(_) => shares.push(share),
            Node::Gate { threshold, children } => {
                let parts = split(share, *threshold, *children, &mut fresh);
                due.extend(parts.iter().rev().cloned());
            }
        }
    }
    shares
}

/// The children's shares of a gate's share.
fn split<S: Share>(
    share: S,
    threshold: u8,
    children: u8,
    fresh: &mut impl FnMut() -> S,
) -> Zeroizing<Vec<S>> {
    let mut parts = Zeroizing::new(Vec::with_capacity(usize::from(children)));
    if threshold == 1 {
        parts.resize(usize::from(children), share);
    } else if threshold == children {
        // Every child but the last gets fresh randomness, the last one what is left.
        let mut left = share;
        for _ in 1..children {
            let part = fresh();
            left = left.minus(&part);
            parts.push(part);
        }
        parts.push(left);
    } else {
        let coefficients: Zeroizing<Vec<S>> = Zeroizing::new((1..threshold).map(|_| fresh()).collect());
        for child in 1..=children {
            let point = Fr::from(child);
            let mut power = Fr::one();
            let mut value = share.clone();
            for coefficient in coefficients.iter() {
                power *= point;
                value = value.plus(&coefficient.times(&power));
            }
            parts.push(value);
        }
    }
    parts
}

/// The cheapest way in which a node can be satisfied.
#[derive(Clone)]
struct Plan {
    /// Leaves it takes, each of which costs two pairings.
    leaves: usize,
    /// Which of a gate's children it takes, by position from 0, in increasing order.
    taken: Vec<u8>,
}

/// Leaves and coefficients c_x with Σ c_x·M_x = (1, 0, …, 0), over fewest leaves among those of which
/// `holds` is true; none if they do not satisfy the policy.
pub(crate) fn recombination(
    policy: &EpochPolicy,
    holds: impl Fn(&EpochAttribute) -> bool,
) -> Option<Vec<(usize, Fr)>> {
    let held: Vec<bool> = policy.leaves().iter().map(holds).collect();
    recombine(policy.expression().nodes(), &held)
}

/// [`recombination`] over the nodes of an expression, `held` being about its leaves in order.
pub(crate) fn recombine(nodes: &[Node], held: &[bool]) -> Option<Vec<(usize, Fr)>> {
    let (plans, children) = plan(nodes, held);
    plans.first()?.as_ref()?;
    let mut weights: Vec<Option<Fr>> = alloc::vec![None; nodes.len()];
    *weights.first_mut()? = Some(Fr::one());
    let mut leaf = 0usize;
    let mut coefficients = Vec::new();
    // Prefix order: a node's weight is known before its children's.
    for (at, node) in nodes.iter().enumerate() {
        let weight = *weights.get(at)?;
        match node {
            Node::Leaf(_) => {
                coefficients.extend(weight.map(|weight| (leaf, weight)));
                leaf += 1;
            }
            Node::Gate { threshold, children: count } => {
                let Some(weight) = weight else { continue };
                let taken = &plans.get(at)?.as_ref()?.taken;
                for &position in taken {
                    let factor = if *threshold == 1 || threshold == count {
                        Fr::one()
                    } else {
                        lagrange_at_zero(taken, position)?
                    };
                    let child = *children.get(at)?.get(usize::from(position))?;
                    *weights.get_mut(child)? = Some(weight * factor);
                }
            }
        }
    }
    Some(coefficients)
}

/// The cheapest plan and the children of every node. Works from last to first, so that children are
/// finished before their gate and nothing recurses.
fn plan(nodes: &[Node], held: &[bool]) -> (Vec<Option<Plan>>, Vec<Vec<usize>>) {
    let mut plans: Vec<Option<Plan>> = alloc::vec![None; nodes.len()];
    let mut children: Vec<Vec<usize>> = alloc::vec![Vec::new(); nodes.len()];
    let mut held = held.iter().rev();
    // Finished nodes without a parent yet, the first child of the next gate on top.
    let mut open: Vec<usize> = Vec::new();
    for (at, node) in nodes.iter().enumerate().rev() {
        let best = match node {
            Node::Leaf(_) => match held.next() {
                Some(true) => Some(Plan { leaves: 1, taken: Vec::new() }),
                _ => None,
            },
            Node::Gate { threshold, children: count } => {
                let own: Vec<usize> = (0..*count).filter_map(|_| open.pop()).collect();
                let best = cheapest(usize::from(*threshold), &own, &plans);
                if let Some(slot) = children.get_mut(at) {
                    *slot = own;
                }
                best
            }
        };
        if let Some(slot) = plans.get_mut(at) {
            *slot = best;
        }
        open.push(at);
    }
    (plans, children)
}

/// The plan of a gate: its `threshold` cheapest satisfied children.
fn cheapest(threshold: usize, children: &[usize], plans: &[Option<Plan>]) -> Option<Plan> {
    let mut satisfied: Vec<(usize, u8)> = (0u8..)
        .zip(children)
        .filter_map(|(position, child)| Some((plans.get(*child)?.as_ref()?.leaves, position)))
        .collect();
    satisfied.sort_unstable();
    let chosen = satisfied.get(..threshold)?;
    let mut taken: Vec<u8> = chosen.iter().map(|(_, position)| *position).collect();
    taken.sort_unstable();
    Some(Plan { leaves: chosen.iter().map(|(leaves, _)| leaves).sum(), taken })
}

/// Lagrange's coefficient at 0 of the child at `position` (whose point is `position` + 1) among the
/// children `taken`.
pub(crate) fn lagrange_at_zero(taken: &[u8], position: u8) -> Option<Fr> {
    let own = Fr::from(position) + Fr::one();
    let others = taken.iter().filter(|other| **other != position).map(|other| Fr::from(*other) + Fr::one());
    let (numerator, denominator) = others.fold((Fr::one(), Fr::one()), |(numerator, denominator), other| {
        (numerator * other, denominator * (other - own))
    });
    Some(numerator * denominator.inverse()?)
}
