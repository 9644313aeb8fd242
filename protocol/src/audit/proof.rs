//! The proof that the chain kept a commitment: block header, state root, trie nodes.

use super::BlockRef;
use crate::{
    account::AccountId,
    blake2_256,
    header::Header,
    proof::{items, ProofError, ProvenState},
};
use salus_primitives::mmr::Trail;
use serde::{Deserialize, Serialize};

/// A block's header and the trie nodes from its state root to one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StateProof {
    /// The SCALE encoding of the block's header.
    #[serde(with = "crate::hex_text::bytes")]
    pub header: Vec<u8>,
    /// Trie nodes, in any order.
    #[serde(with = "crate::hex_text::byte_strings")]
    pub nodes: Vec<Vec<u8>>,
}

/// Why a proof does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateProofFault {
    /// The header does not hash to the block's hash.
    #[error("the block header does not have the block's hash")]
    HeaderHash,
    /// The bytes are not a header.
    #[error("the block header cannot be read")]
    HeaderForm,
    /// The header is another block's.
    #[error("the block header is of another block number")]
    HeaderNumber,
    /// The nodes do not lead from the state root to the value.
    #[error("the state proof is incomplete or of another state")]
    Nodes,
    /// The value is not a trail.
    #[error("the proven value is not a trail")]
    Value,
}

impl StateProof {
    /// The trail of `patient` that the state after `block` holds.
    ///
    /// An absent value is proven as well: it is the empty trail.
    ///
    /// # Errors
    /// [`StateProofFault`] names the first step that does not hold.
    pub fn trail(&self, patient: &AccountId, block: &BlockRef) -> Result<Trail, StateProofFault> {
        if blake2_256(&self.header) != block.hash {
            return Err(StateProofFault::HeaderHash);
        }
        let (header, _) = Header::read(&self.header).ok_or(StateProofFault::HeaderForm)?;
        if header.number != block.number {
            return Err(StateProofFault::HeaderNumber);
        }
        let kept = ProvenState::new(header.state_root, &self.nodes)
            .and_then(|state| state.read(&items::trail(patient)))
            .map_err(|error| match error {
                ProofError::StateValue(_) => StateProofFault::Value,
                _ => StateProofFault::Nodes,
            })?;
        Ok(kept.unwrap_or_default())
    }
}
