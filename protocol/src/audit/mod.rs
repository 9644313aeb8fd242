//! A patient's trail as a file that anybody can verify without a node.
//!
//! An [`Export`] holds every entry of a trail, the trail's commitment, and the proof that this
//! commitment stood in the chain's state after one block. [`verify_export`] recomputes all of it:
//!
//! 1. the block's hash from its header,
//! 2. the commitment from the state root in that header, through the trie nodes,
//! 3. every entry's hash, and from them the commitment's peaks.
//!
//! An entry left out, added, moved or altered by anybody, the operator of the node included, changes
//! a peak. What is left is one fact: that the block with this hash is final. An export carries the
//! validators' votes for it ([`FinalityProof`]); whoever knows the validators of the genesis, from the
//! chain's specification, checks them with [`verify_finality`]. Without the votes they ask any node they
//! trust, or compare with another export.
//!
//! `docs/audit-export.md` has the form byte by byte.

mod finality;
mod proof;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod vectors;
mod verify;

pub use finality::FinalityProof;
pub use proof::{StateProof, StateProofFault};
pub use verify::{leaf_hashes, verify_export, verify_finality, Fault, Report};

pub use crate::{
    header::BlockRef,
    proof::{Authority, AuthoritySet, Handover, ProofError},
};

use crate::account::AccountId;
use salus_primitives::{audit::Entry, mmr::Trail, Digest};
use serde::{Deserialize, Serialize};

/// The form of export that this version writes and reads.
pub const FORMAT: &str = "salus/audit-export/v1";

/// A whole trail at one block, with what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// [`FORMAT`].
    pub format: String,
    /// Whose trail it is.
    pub patient: AccountId,
    /// The finalised block after which it stood so.
    pub block: BlockRef,
    /// The commitment that the chain kept.
    pub trail: Trail,
    /// Every entry, the first one first.
    pub entries: Vec<Entry<AccountId>>,
    /// The hash of every entry. Proves nothing that the entries do not; lets a verifier name the
    /// first altered one.
    #[serde(with = "crate::hex_text::digests")]
    pub leaves: Vec<Digest>,
    /// The proof that the chain kept this commitment.
    pub proof: StateProof,
    /// The proof that the block is final; absent if the node had none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finality: Option<FinalityProof>,
}
