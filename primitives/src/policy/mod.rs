//! Policy expressions: monotone formulas over attributes.
//!
//! ```text
//! doctor@medical-council AND (cardiology@city-hospital OR 2 of (nurse@city-hospital, icu@city-hospital, ward-3@city-hospital))
//! ```
//!
//! AND binds tighter than OR; `k of (...)` is a threshold; keywords may be written in any case. An
//! expression is kept in prefix order, a gate before its children, and every value of [`Expression`]
//! is well-formed: parsing, building and decoding refuse anything else. Nothing here recurses on what
//! came from the chain.

mod evaluate;
mod parse;
mod print;

pub use parse::{ParseError, ParseErrorKind, MAX_TEXT};

use crate::Attribute;
use alloc::vec::Vec;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::fmt;
use scale_info::TypeInfo;

/// Most attributes in an expression, repetitions counted.
pub const MAX_LEAVES: u32 = 32;
/// Most gates above any attribute.
pub const MAX_DEPTH: u32 = 8;
/// Most nodes: every gate has two children or more, so there are fewer gates than leaves.
pub const MAX_NODES: u32 = 2 * MAX_LEAVES - 1;

/// A node of an expression.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub enum Node {
    /// Satisfied if at least `threshold` of the `children` that follow are: 1 is OR, `children` is AND.
    #[codec(index = 0)]
    Gate {
        /// How many children must be satisfied, from 1 to `children`.
        threshold: u8,
        /// How many children it has, 2 or more.
        children: u8,
    },
    /// Satisfied by whoever holds the attribute.
    #[codec(index = 1)]
    Leaf(Attribute),
}

/// A well-formed policy expression: at most 32 leaves, at most 8 gates deep.
///
/// Two expressions are equal exactly if their canonical texts are.
#[derive(Clone, PartialEq, Eq, Debug, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Expression(BoundedVec<Node, ConstU32<MAX_NODES>>);

/// Why nodes do not make an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidExpression {
    /// There is no node, or a gate has fewer children than it says.
    Incomplete,
    /// Nodes follow after the end of the tree.
    Trailing,
    /// A threshold of none or of more than its children, or a gate with fewer than two children.
    Threshold,
    /// More than 32 leaves.
    TooManyLeaves,
    /// More than 8 gates above a leaf.
    TooDeep,
}

impl fmt::Display for InvalidExpression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Incomplete => "the expression ends too early",
            Self::Trailing => "something follows after the end of the expression",
            Self::Threshold => "'k of (...)' needs two or more parts and a k from 1 to their number",
            Self::TooManyLeaves => "more than 32 attributes",
            Self::TooDeep => "more than 8 levels of AND, OR and 'of'",
        })
    }
}

impl core::error::Error for InvalidExpression {}

impl Expression {
    /// Takes nodes in prefix order.
    ///
    /// # Errors
    /// [`InvalidExpression`] names the rule that was broken.
    pub fn new(nodes: Vec<Node>) -> Result<Self, InvalidExpression> {
        validate(&nodes)?;
        nodes.try_into().map(Self).map_err(|_| InvalidExpression::TooManyLeaves)
    }

    /// The expression that one attribute satisfies.
    pub fn leaf(attribute: Attribute) -> Self {
        let mut nodes = BoundedVec::new();
        // One node fits into any expression.
        nodes.force_push(Node::Leaf(attribute));
        Self(nodes)
    }

    /// The nodes in prefix order.
    pub fn nodes(&self) -> &[Node] {
        &self.0
    }

    /// The attributes in the order in which they stand, repetitions included.
    pub fn leaves(&self) -> impl Iterator<Item = &Attribute> {
        self.0.iter().filter_map(|node| match node {
            Node::Leaf(attribute) => Some(attribute),
            Node::Gate { .. } => None,
        })
    }
}

impl Decode for Expression {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let nodes = BoundedVec::<Node, ConstU32<MAX_NODES>>::decode(input)?;
        validate(&nodes).map_err(|_| Error::from("not a well-formed policy expression"))?;
        Ok(Self(nodes))
    }
}

/// Walks the nodes once, keeping for each open gate how many children are still to come.
fn validate(nodes: &[Node]) -> Result<(), InvalidExpression> {
    let mut open: Vec<u8> = Vec::new();
    let mut leaves = 0u32;
    let mut ended = false;
    for node in nodes {
        if ended {
            return Err(InvalidExpression::Trailing);
        }
        match node {
            Node::Gate { threshold, children } => {
                if *children < 2 || *threshold == 0 || threshold > children {
                    return Err(InvalidExpression::Threshold);
                }
                if open.len() >= MAX_DEPTH as usize {
                    return Err(InvalidExpression::TooDeep);
                }
                open.push(*children);
            }
            Node::Leaf(_) => {
                leaves = leaves.saturating_add(1);
                if leaves > MAX_LEAVES {
                    return Err(InvalidExpression::TooManyLeaves);
                }
                // A finished node is one child less to come for its gate; the last one finishes it too.
                while let Some(left) = open.last_mut() {
                    *left = left.saturating_sub(1);
                    if *left > 0 {
                        break;
                    }
                    open.pop();
                }
                ended = open.is_empty();
            }
        }
    }
    if ended {
        Ok(())
    } else {
        Err(InvalidExpression::Incomplete)
    }
}

#[cfg(test)]
mod tests;
