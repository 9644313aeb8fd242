//! Random situations: a policy, who has which keys, and who is corrupt.

use alloc::{format, vec::Vec};
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use salus_primitives::{policy::Node, Expression};

/// Attributes, few enough that they repeat, by their authority.
pub(super) const ATTRIBUTES: [usize; 5] = [0, 0, 1, 1, 2];
pub(super) const AUTHORITIES: usize = 3;
/// Most leaves of a policy.
const LEAVES: usize = 6;

/// One policy with the attributes of its leaves.
#[derive(Debug)]
pub(super) struct Policy {
    pub(super) expression: Expression,
    pub(super) leaves: Vec<usize>,
}

#[derive(Debug)]
pub(super) struct Scenario {
    /// The policy under attack first; then those of other capsules.
    pub(super) policies: Vec<Policy>,
    /// The attributes of each user who takes part in the attack.
    pub(super) users: Vec<Vec<usize>>,
    /// The attributes of each holder whose transform key the attackers have, without its z.
    pub(super) served: Vec<Vec<usize>>,
    /// Authorities whose secrets the attackers have.
    pub(super) corrupt: Vec<usize>,
}

/// A number below `bound`.
fn below(rng: &mut ChaCha20Rng, bound: usize) -> usize {
    // The bias of a small bound is of no matter here.
    usize::try_from(rng.next_u32()).unwrap() % bound
}

/// A tree in prefix order, at most `depth` gates deep.
fn grow(rng: &mut ChaCha20Rng, depth: usize, nodes: &mut Vec<Node>, leaves: &mut Vec<usize>) {
    if depth == 0 || (!nodes.is_empty() && below(rng, 5) < 2) {
        let attribute = below(rng, ATTRIBUTES.len());
        leaves.push(attribute);
        nodes.push(Node::Leaf(format!("a{attribute}@x{}", ATTRIBUTES[attribute]).parse().unwrap()));
        return;
    }
    let children = 2 + below(rng, 2);
    let threshold = 1 + below(rng, children);
    let [threshold, count] = [threshold, children].map(|number| u8::try_from(number).unwrap());
    nodes.push(Node::Gate { threshold, children: count });
    for _ in 0..children {
        grow(rng, depth - 1, nodes, leaves);
    }
}

impl Policy {
    fn random(rng: &mut ChaCha20Rng, most: usize) -> Self {
        loop {
            let (mut nodes, mut leaves) = (Vec::new(), Vec::new());
            let depth = below(rng, 4);
            grow(rng, depth, &mut nodes, &mut leaves);
            if leaves.len() <= most {
                return Self { expression: Expression::new(nodes).unwrap(), leaves };
            }
        }
    }
}

impl Scenario {
    pub(super) fn random(rng: &mut ChaCha20Rng) -> Self {
        let mut policies = alloc::vec![Policy::random(rng, LEAVES)];
        if below(rng, 4) == 0 {
            policies.push(Policy::random(rng, 2));
        }
        let mut holders = |most: usize| -> Vec<Vec<usize>> {
            let count = below(rng, most + 1);
            let mut holder = || (0..ATTRIBUTES.len()).filter(|_| below(rng, 5) < 2).collect();
            (0..count).map(|_| holder()).collect()
        };
        let (mut users, served) = (holders(3), holders(1));
        if users.len() > 1 && below(rng, 2) == 0 {
            // A coalition that has everything together, each attribute in one hand.
            users.iter_mut().for_each(Vec::clear);
            for attribute in 0..ATTRIBUTES.len() {
                let hand = below(rng, users.len());
                users[hand].push(attribute);
            }
        }
        let corrupt = (0..AUTHORITIES).filter(|_| below(rng, 6) == 0).collect();
        Self { policies, users, served, corrupt }
    }

    /// True if one who has the attributes in `held`, and those of corrupt authorities, satisfies the policy.
    fn satisfied(&self, held: &[usize]) -> bool {
        let policy = &self.policies[0];
        let mut leaves = policy.leaves.iter();
        policy.expression.is_satisfied(|_| {
            let attribute = leaves.next().unwrap();
            held.contains(attribute) || self.corrupt.contains(&ATTRIBUTES[*attribute])
        })
    }

    pub(super) fn is_authorised(&self) -> bool {
        self.satisfied(&[]) || self.users.iter().any(|user| self.satisfied(user))
    }

    pub(super) fn is_authorised_together(&self) -> bool {
        self.satisfied(&self.users.concat())
    }

    pub(super) fn is_authorised_through_the_server(&self) -> bool {
        self.served.iter().any(|holder| self.satisfied(holder))
    }
}
