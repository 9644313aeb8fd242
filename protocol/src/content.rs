//! Content addressing: naming ciphertext by its hash, and checking it.
//!
//! Files are cut and linked as the profile `unixfs-v1-2025` (IPIP-499) says, so that `ipfs add`,
//! Helia and this module give the same bytes the same name: CIDv1, SHA2-256, raw leaves of 1 MiB, a
//! balanced tree of dag-pb nodes with at most 1024 links. A file of one leaf is that raw block and has
//! no node. A sealed segment is exactly one leaf, so every leaf can be fetched, checked and
//! decrypted alone.
//!
//! [`DagBuilder`] names a file while it streams by; [`Walk`] goes through a file's tree again without
//! trusting it; [`links`] reads one node and [`verify`] checks one block.

mod builder;
mod dag_pb;
mod walk;

#[cfg(test)]
mod tests;

pub use builder::{DagBuilder, InvalidLeaf};
pub use dag_pb::{links, InvalidNode, Node};
pub use walk::{Step, UnexpectedNode, Walk};

use salus_primitives::{content::Codec, ContentId};
use sha2::{Digest, Sha256};

/// Bytes of a leaf; only a file's last leaf is shorter.
pub const LEAF_SIZE: usize = 1 << 20;
/// Most links of a node.
pub const MAX_LINKS: usize = 1024;
/// Most bytes of any block of the profile: a whole leaf. A node of 1024 links has less than 80 KiB.
///
/// Who fetches a block from elsewhere reads no more than this before giving up.
pub const MAX_BLOCK_SIZE: usize = LEAF_SIZE;

/// A block is not the one its identifier names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the bytes do not hash to {expected}: fetch the block again, from another gateway if need be")]
pub struct ContentMismatch {
    /// The block that was asked for.
    pub expected: ContentId,
}

/// The identifier of `block` as a raw block.
pub fn raw_id(block: &[u8]) -> ContentId {
    ContentId::new(Codec::Raw, Sha256::digest(block).into())
}

/// Checks that `block` is what `id` names.
///
/// # Errors
/// [`ContentMismatch`] if the SHA2-256 of the bytes is not the identifier's.
pub fn verify(id: &ContentId, block: &[u8]) -> Result<(), ContentMismatch> {
    let digest: [u8; 32] = Sha256::digest(block).into();
    if digest == id.digest() {
        Ok(())
    } else {
        Err(ContentMismatch { expected: *id })
    }
}
