//! The node's off-chain database, where the nodes of the patients' trails lie under their own hashes.
//!
//! Executing a block writes them there. [`crate::backfill`] adds what this node did not execute.

use salus_primitives::{
    audit,
    trail::{self, Nodes},
    Digest,
};
use salus_runtime_common::AccountId;
use sp_core::offchain::OffchainStorage;

/// An entry of a trail.
pub type Entry = audit::Entry<AccountId>;
/// Reads a trail from `Source`.
pub type Reader<'a, Source> = trail::Reader<'a, AccountId, Source>;

/// Where nodes are kept.
pub trait NodeStore: Nodes {
    /// Keeps `bytes` under `node`.
    fn put(&mut self, node: &Digest, bytes: &[u8]);
    /// True if everything below `node` was here when it was last looked at.
    fn is_complete(&self, node: &Digest) -> bool;
    /// Notes that everything below `node` is here.
    fn mark_complete(&mut self, node: &Digest);
}

/// The node's off-chain database.
#[derive(Clone)]
pub struct OffchainNodes<Storage>(pub Storage);

/// Key under which the database notes that everything below `node` is here.
fn complete_key(node: &Digest) -> Vec<u8> {
    [b"salus/audit-complete/".as_slice(), node].concat()
}

impl<Storage: OffchainStorage> Nodes for OffchainNodes<Storage> {
    fn get(&self, node: &Digest) -> Option<Vec<u8>> {
        self.0.get(sp_core::offchain::STORAGE_PREFIX, &audit::storage_key(node))
    }
}

impl<Storage: OffchainStorage> NodeStore for OffchainNodes<Storage> {
    fn put(&mut self, node: &Digest, bytes: &[u8]) {
        self.0.set(sp_core::offchain::STORAGE_PREFIX, &audit::storage_key(node), bytes);
    }

    fn is_complete(&self, node: &Digest) -> bool {
        self.0.get(sp_core::offchain::STORAGE_PREFIX, &complete_key(node)).is_some()
    }

    fn mark_complete(&mut self, node: &Digest) {
        self.0.set(sp_core::offchain::STORAGE_PREFIX, &complete_key(node), &[1]);
    }
}
