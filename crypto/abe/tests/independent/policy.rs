//! Names, policies and the sharing over them.

use crate::groups::Parts;
use ark_bls12_381::Fr;
use ark_ff::{AdditiveGroup, Field};

/// A node of an expression.
pub enum Node {
    Gate {
        threshold: usize,
        children: usize,
    },
    /// The attribute, its label of the name and that of the authority.
    Leaf(Vec<u8>),
}

/// A policy at its epochs.
pub struct Policy {
    pub nodes: Vec<Node>,
    /// Each leaf's attribute at its epoch.
    pub leaves: Vec<Vec<u8>>,
}

/// A label's characters, and what follows it.
fn label<'a>(parts: &mut Parts<'a>) -> &'a [u8] {
    let length = usize::from(parts.byte() / 4);
    parts.take(length)
}

/// The characters of an attribute's name and authority.
pub fn names(attribute: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut parts = Parts(attribute);
    let name = label(&mut parts).to_vec();
    (name, label(&mut parts).to_vec())
}

/// An attribute at its epoch.
pub fn attribute(text: &str, epoch: u32) -> Vec<u8> {
    let (name, authority) = text.split_once('@').unwrap();
    let label = |text: &str| [&[text.len() as u8 * 4], text.as_bytes()].concat();
    [label(name), label(authority), epoch.to_le_bytes().to_vec()].concat()
}

impl Policy {
    pub fn read(bytes: &[u8]) -> Self {
        let mut parts = Parts::of(4, bytes);
        let mut expression = Parts(parts.prefixed());
        let mut nodes = Vec::new();
        for _ in 0..expression.byte() / 4 {
            nodes.push(match expression.byte() {
                0 => Node::Gate { threshold: expression.byte().into(), children: expression.byte().into() },
                1 => {
                    let before = expression.0;
                    label(&mut expression);
                    label(&mut expression);
                    Node::Leaf(before[..before.len() - expression.0.len()].to_vec())
                }
                other => panic!("node {other}"),
            });
        }
        expression.end();
        let leaves = nodes
            .iter()
            .filter_map(|node| match node {
                Node::Leaf(attribute) => Some([attribute, parts.take(4)].concat()),
                Node::Gate { .. } => None,
            })
            .collect();
        parts.end();
        Self { nodes, leaves }
    }

    /// The leaves' shares of `value`.
    pub fn share(&self, value: Fr, draw: &mut impl FnMut() -> Fr) -> Vec<Fr> {
        let mut shares = Vec::new();
        let mut due = vec![value];
        for node in &self.nodes {
            let value = due.pop().unwrap();
            let Node::Gate { threshold, children } = node else {
                shares.push(value);
                continue;
            };
            let parts: Vec<Fr> = if *threshold == 1 {
                vec![value; *children]
            } else if threshold == children {
                let mut parts: Vec<Fr> = (1..*children).map(|_| draw()).collect();
                parts.push(value - parts.iter().sum::<Fr>());
                parts
            } else {
                let coefficients: Vec<Fr> = (1..*threshold).map(|_| draw()).collect();
                let at = |child: u64| {
                    let powers = (1u64..).map(|power| Fr::from(child).pow([power]));
                    value + coefficients.iter().zip(powers).map(|(a, power)| *a * power).sum::<Fr>()
                };
                (1..=*children as u64).map(at).collect()
            };
            due.extend(parts.into_iter().rev());
        }
        shares
    }

    /// Leaves to take and their coefficients, the fewest leaves of those that are held; none if they do not satisfy.
    pub fn take(&self, held: &impl Fn(&[u8]) -> bool) -> Option<Vec<(usize, Fr)>> {
        let (mut node, mut leaf) = (0, 0);
        self.take_at(&mut node, &mut leaf, held)
    }

    fn take_at(
        &self,
        node: &mut usize,
        leaf: &mut usize,
        held: &impl Fn(&[u8]) -> bool,
    ) -> Option<Vec<(usize, Fr)>> {
        let this = &self.nodes[*node];
        *node += 1;
        let Node::Gate { threshold, children } = this else {
            *leaf += 1;
            return held(&self.leaves[*leaf - 1]).then(|| vec![(*leaf - 1, Fr::ONE)]);
        };
        let mut satisfied: Vec<(usize, Vec<(usize, Fr)>)> = (1..=*children)
            .map(|child| (child, self.take_at(node, leaf, held)))
            .filter_map(|(child, taken)| Some((child, taken?)))
            .collect();
        satisfied.sort_by_key(|(child, taken)| (taken.len(), *child));
        satisfied.truncate(*threshold);
        if satisfied.len() < *threshold {
            return None;
        }
        satisfied.sort_by_key(|(child, _)| *child);
        let points: Vec<u64> = satisfied.iter().map(|(child, _)| *child as u64).collect();
        let shamir = *threshold > 1 && threshold < children;
        let weigh = |(child, taken): (usize, Vec<(usize, Fr)>)| {
            let weight = if shamir { lagrange(&points, child as u64) } else { Fr::ONE };
            taken.into_iter().map(move |(leaf, coefficient)| (leaf, coefficient * weight))
        };
        Some(satisfied.into_iter().flat_map(weigh).collect())
    }
}

/// Lagrange's coefficient at 0 of the point `own` among `points`.
pub fn lagrange(points: &[u64], own: u64) -> Fr {
    let others = points.iter().filter(|point| **point != own).map(|point| Fr::from(*point));
    others.fold(Fr::ONE, |product, other| product * other * (other - Fr::from(own)).inverse().unwrap())
}

#[test]
fn shares_should_add_up_to_the_value_when_recombined() {
    assert_eq!(lagrange(&[1, 3], 1) + lagrange(&[1, 3], 3), Fr::ONE);
    assert_ne!(lagrange(&[1, 3], 1), Fr::ZERO);
}
