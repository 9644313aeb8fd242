//! Trails and proofs of state, from the node's JSON-RPC.

use super::{hash, hex_value, Chain, ChainError};
use crate::account::AccountId;
use salus_primitives::{
    audit::Entry,
    mmr::{Proof, Trail},
    Digest,
};
use serde::Deserialize;

/// One page of a patient's trail, newest entry first.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct TrailPage {
    /// The commitment to the whole trail.
    pub trail: Trail,
    /// The entries of this page.
    pub entries: Vec<Entry<AccountId>>,
    /// The cursor of the next page; absent on the last.
    pub next: Option<u64>,
}

/// One entry with its path to the trail's peaks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct EntryProof {
    /// The entry.
    pub entry: Entry<AccountId>,
    /// Its path.
    pub proof: Proof,
    /// The commitment it leads to.
    pub trail: Trail,
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

    /// Entry `index` of the trail of `patient` with its proof, as it stood at `block`.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn entry_proof(
        &self,
        patient: AccountId,
        index: u64,
        block: Digest,
    ) -> Result<EntryProof, ChainError> {
        let arguments = [patient.to_string().into(), index.into(), hash(block)];
        self.request("audit_proof", &arguments).await
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
