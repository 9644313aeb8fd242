//! What the attackers see, as polynomials: the equations of RW15 variant B (see the crate's README).

use super::{
    polynomial::Polynomial,
    scenario::{Policy, Scenario, ATTRIBUTES, AUTHORITIES},
    span::spans,
};
use crate::sharing::{distribute, Share};
use alloc::{collections::BTreeMap, vec::Vec};
use salus_primitives::policy::Node;

/// A mistake to be noticed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Mutation {
    /// H(GID) = g1^hash, F(u) = g1^hash.
    KnownLogarithms,
    /// ω = 0.
    NoZeroSharing,
    /// Everybody has the same H(GID).
    OneGid,
    /// The last child of an AND gets the gate's whole share.
    GreedyAnd,
    /// Rows of a repeated attribute have the same r.
    OneRandomnessPerAttribute,
    /// g1^α is public.
    AlphaInG1,
    /// z = 1 for every transform key.
    UnblindedServer,
    /// Keys over a base of known logarithm in place of H(GID): an authority that blinds without a proof.
    SmuggledBase,
}

#[derive(Default)]
struct View {
    last: u8,
    g1: Vec<Polynomial>,
    g2: Vec<Polynomial>,
    gt: Vec<Polynomial>,
}

impl View {
    fn fresh(&mut self) -> Polynomial {
        self.last = self.last.checked_add(1).unwrap();
        Polynomial::variable(self.last)
    }
}

/// α and y, f of each attribute: the unknowns that all keys and capsules share.
struct Setting {
    alpha: Vec<Polynomial>,
    y: Vec<Polynomial>,
    f: Vec<Polynomial>,
}

pub(super) fn secret_is_in_span(scenario: &Scenario, mutation: Option<Mutation>) -> bool {
    let mut view = View::default();
    let one = Polynomial::constant(1u64);
    view.g1.push(one.clone());
    view.g2.push(one);
    let setting = setting(scenario, mutation, &mut view);
    holders(scenario, mutation, &setting, &mut view);
    let mut secrets = Vec::new();
    for policy in &scenario.policies {
        secrets.push(capsule(policy, mutation, &setting, &mut view));
    }
    let View { g1, g2, mut gt, .. } = view;
    gt.extend(g1.iter().flat_map(|left| g2.iter().map(move |right| left.product(right))));
    spans(gt, &secrets[0])
}

fn setting(scenario: &Scenario, mutation: Option<Mutation>, view: &mut View) -> Setting {
    let mut secret = |authority: usize| {
        if scenario.corrupt.contains(&authority) {
            // Known, so any value will do: whatever it is multiplied with, the attackers have as well.
            Polynomial::constant(11u64)
        } else {
            view.fresh()
        }
    };
    let alpha: Vec<Polynomial> = (0..AUTHORITIES).map(&mut secret).collect();
    let y: Vec<Polynomial> = (0..AUTHORITIES).map(&mut secret).collect();
    let f: Vec<Polynomial> = (0..ATTRIBUTES.len())
        .map(|attribute| match mutation {
            Some(Mutation::KnownLogarithms) => Polynomial::constant(100 + attribute as u64),
            _ => view.fresh(),
        })
        .collect();
    view.g1.extend_from_slice(&f);
    view.g2.extend_from_slice(&y);
    view.gt.extend_from_slice(&alpha);
    if mutation == Some(Mutation::AlphaInG1) {
        view.g1.extend_from_slice(&alpha);
    }
    Setting { alpha, y, f }
}

/// Adds hashes of GIDs, keys of the users, and transform keys of the served.
fn holders(scenario: &Scenario, mutation: Option<Mutation>, setting: &Setting, view: &mut View) {
    let only = view.fresh();
    let mut number = 200u64;
    let mut hash = |view: &mut View| {
        number += 1;
        let h = match mutation {
            Some(Mutation::OneGid) => only.clone(),
            Some(Mutation::KnownLogarithms) => Polynomial::constant(number),
            _ => view.fresh(),
        };
        view.g1.push(h.clone());
        h
    };
    for attributes in &scenario.users {
        let h = hash(view);
        // Any base of known logarithm is as good as g1, once z is taken off.
        let base = match mutation {
            Some(Mutation::SmuggledBase) => Polynomial::constant(1u64),
            _ => h,
        };
        for attribute in attributes {
            let t = view.fresh();
            let k = key(setting, *attribute, &base, &t);
            view.g1.push(k);
            view.g2.push(t);
        }
    }
    for (at, attributes) in scenario.served.iter().enumerate() {
        let h = hash(view);
        let w = match mutation {
            Some(Mutation::UnblindedServer) => Polynomial::constant(1u64),
            _ => view.fresh(),
        };
        view.g1.push(w.product(&h));
        // Mediated keys come with the request's W = g1^w, and their own t.
        let mediated = at % 2 == 0;
        if mediated {
            view.g1.push(w.clone());
        }
        for attribute in attributes {
            let t = view.fresh();
            let t = if mediated { t } else { w.product(&t) };
            let issued = key(setting, *attribute, &h, &Polynomial::default());
            let k = w.product(&issued).plus(&setting.f[*attribute].product(&t));
            view.g1.push(k);
            view.g2.push(t);
        }
    }
}

/// K = α + y·h + f·t.
fn key(setting: &Setting, attribute: usize, h: &Polynomial, t: &Polynomial) -> Polynomial {
    let authority = ATTRIBUTES[attribute];
    setting.alpha[authority].plus(&setting.y[authority].product(h)).plus(&setting.f[attribute].product(t))
}

/// Adds a capsule's rows; returns its s.
fn capsule(policy: &Policy, mutation: Option<Mutation>, setting: &Setting, view: &mut View) -> Polynomial {
    let s = view.fresh();
    let nodes = policy.expression.nodes();
    let greedy = mutation == Some(Mutation::GreedyAnd);
    let mut share = |secret: Polynomial| -> Vec<Polynomial> {
        if greedy {
            let mut shares = Vec::new();
            share_greedily(nodes, &mut 0, secret, &mut || view.fresh(), &mut shares);
            shares
        } else {
            distribute(nodes, secret, || view.fresh()).to_vec()
        }
    };
    let lambda = share(s.clone());
    let omega = share(Polynomial::default());
    let mut drawn: BTreeMap<usize, Polynomial> = BTreeMap::new();
    for ((attribute, lambda), omega) in policy.leaves.iter().zip(&lambda).zip(&omega) {
        let authority = ATTRIBUTES[*attribute];
        let fresh = view.fresh();
        let r = match mutation {
            Some(Mutation::OneRandomnessPerAttribute) => drawn.entry(*attribute).or_insert(fresh).clone(),
            _ => fresh,
        };
        let c3 = setting.y[authority].product(&r);
        view.gt.push(lambda.plus(&setting.alpha[authority].product(&r)));
        view.g2.push(Polynomial::default().minus(&r));
        view.g2.push(if mutation == Some(Mutation::NoZeroSharing) { c3 } else { c3.plus(omega) });
        view.g1.push(setting.f[*attribute].product(&r));
    }
    s
}

/// The mistake of a shipped implementation: an AND whose last child is not diminished.
fn share_greedily(
    nodes: &[Node],
    at: &mut usize,
    secret: Polynomial,
    fresh: &mut impl FnMut() -> Polynomial,
    shares: &mut Vec<Polynomial>,
) {
    let node = &nodes[*at];
    *at += 1;
    match node {
        Node::Leaf(_) => shares.push(secret),
        Node::Gate { threshold, children } => {
            let gate: Vec<Node> = core::iter::once(node.clone())
                .chain((0..*children).map(|_| Node::Leaf("aa@xx".parse().unwrap())))
                .collect();
            let mut parts = distribute(&gate, secret.clone(), &mut *fresh).to_vec();
            if threshold == children {
                *parts.last_mut().unwrap() = secret;
            }
            for part in parts {
                share_greedily(nodes, at, part, fresh, shares);
            }
        }
    }
}
