//! A whole Salus on loopback, for the story and the end-to-end tests.
//!
//! Everything here runs the real programs, `salus-node`, `salus-gateway` and `salus`, as processes of
//! their own and talks to them as a user would.

pub mod chain_search;
pub mod deadline;
pub mod examples;
pub mod network;
pub mod process;
pub mod salus;
pub mod story;
