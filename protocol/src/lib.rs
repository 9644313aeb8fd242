//! What clients, gateways and browsers agree on, without any input or output.
//!
//! Nothing here opens a connection, reads a file, asks for the time or draws a random number: what a function needs
//! is handed to it. So the same code runs in `salus`, in gateways and, compiled to WebAssembly, in browsers.
//!
//! - [`account`]: accounts, their addresses and signatures; [`card`]: what others encrypt to.
//! - [`content`]: content identifiers and the blocks behind them.
//! - [`issuing`]: decryption keys on their way from an authority to a holder.
//! - [`recipients`]: whom a record is encrypted to; [`record`]: from a header to its data key.
//! - [`calls`]: the chain's calls and their encoding; [`offline`]: decisions signed without a connection.
//! - [`messages`]: what clients and gateways send each other; [`justification`]: the hidden reason for an access.
//! - [`proof`]: what the chain says, checked against its specification alone; [`header`]: a block's header.
//! - [`audit`]: a patient's trail as a file that anybody can verify without a node.
//!
//! Nothing that comes from outside is trusted where it can be checked: cards and votes by their signatures, blocks by
//! their identifiers, headers and trails by what the chain says.

pub mod account;
pub mod audit;
pub mod calls;
pub mod card;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#[path = "../../crypto/abe/tests/vectors/comparison.rs"]
mod comparison;
pub mod content;
pub mod enrolment;
pub mod header;
pub mod hex_text;
#[cfg(test)]
mod hostile;
pub mod issuing;
pub mod justification;
pub mod messages;
pub mod offline;
pub mod pace;
pub mod proof;
pub mod reading_key;
pub mod recipients;
pub mod record;
pub mod seat;
#[cfg(test)]
mod seeds;
#[cfg(test)]
mod signing;

/// The examples of the README, which `cargo test --doc` compiles and runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
mod readme {}

pub use account::{AccountId, Signer};

pub use salus_envelope::RecipientSuite;
pub use sp_crypto_hashing::blake2_256;
