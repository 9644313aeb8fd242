//! Reading values out of the chain's state through a proof.
//!
//! A proof is the encoded nodes of the state's trie on the ways from its root to some keys, as a node's
//! `state_getReadProof` answers. Nodes are found by their hashes, so a foreign or altered one is merely not found;
//! one that is missing is an error, and so only a proven absence reads as absent.

use super::{Item, ProofError};
use codec::DecodeAll;
use salus_primitives::Digest;
use sp_core::{Blake2Hasher, H256};
use sp_trie::{LayoutV1, MemoryDB, StorageProof, Trie, TrieDBBuilder};
use std::fmt;

/// Most nodes of a proof. One record's facts take about twenty.
pub const MAX_NODES: usize = 1_024;
/// Most bytes of a proof's nodes together.
pub const MAX_NODE_BYTES: usize = 256 * 1_024;

/// What a proof tells of the state with one root.
pub struct ProvenState {
    root: H256,
    nodes: MemoryDB<Blake2Hasher>,
}

impl ProvenState {
    /// The state with root `root`, as far as `nodes` tell of it, in any order.
    ///
    /// Everything read from it is as true as `root` is: take it from a
    /// [`VerifiedHeader`](super::VerifiedHeader).
    ///
    /// # Errors
    /// [`ProofError::StateTooLarge`].
    pub fn new(root: Digest, nodes: &[Vec<u8>]) -> Result<Self, ProofError> {
        let bytes = nodes.iter().fold(0usize, |sum, node| sum.saturating_add(node.len()));
        if nodes.len() > MAX_NODES || bytes > MAX_NODE_BYTES {
            return Err(ProofError::StateTooLarge);
        }
        let nodes = StorageProof::new(nodes.iter().cloned()).into_memory_db();
        Ok(Self { root: H256(root), nodes })
    }

    /// The bytes under `key`; none if the proof shows that there are none.
    ///
    /// # Errors
    /// [`ProofError::StateNodes`] if the proof does not say.
    pub fn bytes(&self, key: &[u8]) -> Result<Option<Vec<u8>>, ProofError> {
        TrieDBBuilder::<LayoutV1<Blake2Hasher>>::new(&self.nodes, &self.root)
            .build()
            .get(key)
            .map_err(|_| ProofError::StateNodes)
    }

    /// The value of `item`; none if the proof shows that there is none.
    ///
    /// # Errors
    /// [`ProofError::StateNodes`] if the proof does not say, [`ProofError::StateValue`] if the chain keeps it in
    /// another form.
    pub fn read<T: DecodeAll>(&self, item: &Item<T>) -> Result<Option<T>, ProofError> {
        self.bytes(item.key())?
            .map(|bytes| {
                T::decode_all(&mut bytes.as_slice()).map_err(|_| ProofError::StateValue(item.name()))
            })
            .transpose()
    }
}

impl fmt::Debug for ProvenState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProvenState").field("root", &self.root).finish_non_exhaustive()
    }
}
