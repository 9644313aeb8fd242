//! Who satisfies an expression.

use super::{Expression, Node};
use crate::Attribute;
use alloc::vec::Vec;

impl Expression {
    /// True if somebody of whom `holds` is true satisfies the expression.
    ///
    /// `holds` is asked once for every leaf, whatever the answers, so that the cost depends on the
    /// expression alone.
    pub fn is_satisfied(&self, mut holds: impl FnMut(&Attribute) -> bool) -> bool {
        // From last to first every node's children are finished before it: no recursion needed.
        let mut finished: Vec<bool> = Vec::with_capacity(self.nodes().len());
        let answers: Vec<bool> = self.leaves().map(&mut holds).collect();
        let mut answers = answers.into_iter().rev();
        for node in self.nodes().iter().rev() {
            let satisfied = match node {
                Node::Leaf(_) => answers.next().unwrap_or(false),
                Node::Gate { threshold, children } => {
                    let rest = finished.len().saturating_sub(usize::from(*children));
                    let satisfied = finished.drain(rest..).filter(|&child| child).count();
                    satisfied >= usize::from(*threshold)
                }
            };
            finished.push(satisfied);
        }
        finished.pop().unwrap_or(false)
    }
}
