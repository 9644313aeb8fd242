//! Canonical text.

use super::{Expression, Node};
use alloc::{
    format,
    string::{String, ToString},
    vec::Vec,
};
use core::fmt;

/// How tightly a printed part holds together.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Binding {
    /// Parts joined by OR.
    Or,
    /// Parts joined by AND.
    And,
    /// An attribute, or a list in parentheses.
    Whole,
}

impl fmt::Display for Expression {
    /// One space, upper-case keywords, parentheses only where the parser needs them to find the same tree.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // From last to first, so that a gate finds its printed children on top of the stack.
        let mut printed: Vec<(String, Binding)> = Vec::new();
        for node in self.nodes().iter().rev() {
            let part = match node {
                Node::Leaf(attribute) => (attribute.to_string(), Binding::Whole),
                Node::Gate { threshold, children } => {
                    let rest = printed.len().saturating_sub(usize::from(*children));
                    let parts: Vec<_> = printed.drain(rest..).rev().collect();
                    join(*threshold, *children, parts)
                }
            };
            printed.push(part);
        }
        f.write_str(printed.pop().map_or_else(String::new, |(text, _)| text).as_str())
    }
}

fn join(threshold: u8, children: u8, parts: Vec<(String, Binding)>) -> (String, Binding) {
    if threshold != children && threshold != 1 {
        let list: Vec<String> = parts.into_iter().map(|(text, _)| text).collect();
        return (format!("{threshold} of ({})", list.join(", ")), Binding::Whole);
    }
    let (word, binding) = if threshold == children { (" AND ", Binding::And) } else { (" OR ", Binding::Or) };
    // A part of the same kind keeps its parentheses: without them it would melt into this gate.
    let list: Vec<String> = parts
        .into_iter()
        .map(|(text, inner)| {
            let bare = inner == Binding::Whole || (binding == Binding::Or && inner == Binding::And);
            if bare {
                text
            } else {
                format!("({text})")
            }
        })
        .collect();
    (list.join(word), binding)
}
