//! The chain's calls, one module for each pallet, and how they are encoded.
//!
//! Every function returns a [`Call`]; who may submit it is said with it. Arguments stand in the pallets' order.
//! [`Call::encode`] takes the indices of the chain at hand: [`KnownCalls`] has those of released versions.

mod call;
mod known;
pub(crate) mod meta_tx;

pub mod attribute_authority;
pub mod audit_log;
pub mod consent;
pub mod consortium;
pub mod council;
pub mod ehr_registry;
pub mod enactment;
pub mod governance;
pub mod safe_mode;
pub mod system;
pub mod tx_pause;
pub mod utility;

pub use call::{Call, CallIndices};
pub use known::KnownCalls;

/// Why a call cannot be encoded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CallError {
    /// The chain has no such pallet or call.
    #[error("the chain has no call {0}")]
    NoSuchCall(String),
    /// A call inside the call is longer than any block.
    #[error("the calls inside the call are too long: send them one by one")]
    TooLong,
    /// The chain is none of Salus.
    #[error("'{0}' is not a chain of Salus: connect to a node of the consortium")]
    OtherChain(String),
    /// This program was made before that version of the chain, or so long after that it was dropped.
    #[error(
        "the chain runs version {found}, and this program knows the calls of {known}: use a release of this \
         program that goes with the chain"
    )]
    UnknownVersion {
        /// The chain's `spec_version`.
        found: u32,
        /// Those that are compiled in.
        known: String,
    },
}
