//! The proof that the chain kept a commitment: block header, state root, trie nodes.

use super::BlockRef;
use crate::{account::AccountId, blake2_256, header::Header};
use codec::{DecodeAll, Encode};
use salus_primitives::mmr::Trail;
use serde::{Deserialize, Serialize};
use sp_core::Blake2Hasher;
use sp_crypto_hashing::{blake2_128, twox_128};
use sp_trie::{LayoutV1, StorageProof, Trie, TrieDBBuilder};

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

/// Where the runtime keeps the trail of `patient`: storage map `Trails` of pallet `AuditLog`, hasher
/// Blake2_128Concat.
pub fn trail_key(patient: &AccountId) -> Vec<u8> {
    [twox_128(b"AuditLog").as_slice(), &twox_128(b"Trails"), &blake2_128(&patient.0), &patient.0].concat()
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
        let header =
            Header::decode_all(&mut self.header.as_slice()).map_err(|_| StateProofFault::HeaderForm)?;
        // The same header in another encoding would have another hash.
        if header.encode() != self.header {
            return Err(StateProofFault::HeaderForm);
        }
        if header.number != block.number {
            return Err(StateProofFault::HeaderNumber);
        }
        let root = sp_core::H256(header.state_root);
        let nodes = StorageProof::new(self.nodes.iter().cloned()).into_memory_db::<Blake2Hasher>();
        // Nodes are found by their hashes, so a foreign or altered one is merely not found.
        let value = TrieDBBuilder::<LayoutV1<Blake2Hasher>>::new(&nodes, &root)
            .build()
            .get(&trail_key(patient))
            .map_err(|_| StateProofFault::Nodes)?;
        match value {
            None => Ok(Trail::default()),
            Some(bytes) => Trail::decode_all(&mut bytes.as_slice()).map_err(|_| StateProofFault::Value),
        }
    }
}
