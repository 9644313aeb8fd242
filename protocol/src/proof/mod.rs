//! Proofs instead of trust: what the chain says, checked against its specification alone.
//!
//! A gateway or a node can be wrong, out of date or dishonest. A program that has the chain's raw specification need not
//! trust either:
//!
//! 1. [`Follower`] knows the validators: those in the specification, and through one [`Handover`] for each change the
//!    ones in office.
//! 2. [`Follower::verify`] checks that they finalised a block, and that the block is recent.
//! 3. [`VerifiedHeader::state`] and [`ProvenState::read`] read values out of the state after that block: that a value is
//!    there, or that there is none.
//! 4. [`items`] says under which keys the chain keeps what; [`RecordFacts`] is all that concerns one record.
//!
//! What is trusted: BLAKE2b, Ed25519, the specification, the verifier's clock, and that fewer than a third of each set
//! of validators are dishonest. What is not proven: that no later block exists (the caller bounds the age), that the
//! state was computed by the rules (the validators answer for it), and anything of a set that the council forced.
//!
//! Bytes from outside are bounded before they are looked at, and none of them makes this code panic. Every
//! [`ProofError`] has a code, a sentence and a remedy.

mod authorities;
mod error;
mod facts;
mod follower;
pub mod items;
mod justification;
mod state;
#[cfg(test)]
pub(crate) mod tests;

pub use authorities::{Authority, AuthoritySet, Handover, MAX_AUTHORITIES};
pub use error::ProofError;
pub use facts::RecordFacts;
pub use follower::{
    Follower, Freshness, HeaderProof, VerifiedHeader, MAX_AHEAD, MAX_DESCENDANTS, SLOT_MILLISECONDS,
};
pub use items::Item;
pub use justification::MAX_JUSTIFICATION;
pub use state::{ProvenState, MAX_NODES, MAX_NODE_BYTES};
