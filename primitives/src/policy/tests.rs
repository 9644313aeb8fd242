#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod encoding;
mod evaluation;
mod parsing;
mod text;
mod tree;

use super::*;
use alloc::{
    format,
    string::{String, ToString},
    vec,
};
use proptest::prelude::*;
use tree::trees;

fn parse(text: &str) -> Expression {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn leaf(text: &str) -> Node {
    Node::Leaf(text.parse().unwrap())
}

fn gate(threshold: u8, children: u8) -> Node {
    Node::Gate { threshold, children }
}
