//! Trails and proofs of state, from the node's JSON-RPC.

use super::{hash, hex_value, Chain, ChainError};
use crate::account::AccountId;
use salus_primitives::{audit::Entry, mmr::Trail, trail::Span, BlockNumber, Digest};
use serde::Deserialize;

/// One page of a patient's trail, newest entry first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TrailPage {
    /// The commitment to the whole trail.
    pub trail: Trail,
    /// The entries of this page.
    pub entries: Vec<Entry<AccountId>>,
    /// The entries of this page that the node lacks, newest first.
    #[serde(default)]
    pub gaps: Vec<Span>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<u64>,
}

/// How complete the trails on a node are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct TrailStatus {
    /// True if the node can serve every entry of every trail.
    pub complete: bool,
    /// True if the node writes down the entries of the blocks that it executes.
    pub indexing: bool,
    /// The final block at which the node last went over all trails.
    pub checked_at: Option<BlockNumber>,
    /// Trails that lack entries.
    pub incomplete: u64,
}

#[derive(Deserialize)]
struct ReadProof {
    #[serde(with = "crate::hex_text::byte_strings")]
    proof: Vec<Vec<u8>>,
}

impl Chain {
    /// Entries of the trail of `patient` as it stood at `block`, back from `cursor` (exclusive) or
    /// from the newest.
    ///
    /// The entries come from the node's own database and are worth nothing until they are checked
    /// against the trail, see [`crate::audit`].
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn trail_page(
        &self,
        patient: AccountId,
        cursor: Option<u64>,
        limit: u32,
        block: Digest,
    ) -> Result<TrailPage, ChainError> {
        let arguments = [patient.to_string().into(), cursor.into(), limit.into(), hash(block)];
        self.request("audit_trail", &arguments).await
    }

    /// How complete the trails on this node are. A node that lacks entries fetches them from its peers.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn trail_status(&self) -> Result<TrailStatus, ChainError> {
        self.request("audit_status", &[]).await
    }

    /// The trie nodes that prove what is under `key` in the state after `block`.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn read_proof(&self, key: &[u8], block: Digest) -> Result<Vec<Vec<u8>>, ChainError> {
        let arguments = [vec![hex_value(key)].into(), hash(block)];
        let proof: ReadProof = self.request("state_getReadProof", &arguments).await?;
        Ok(proof.proof)
    }
}
