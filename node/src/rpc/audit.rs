//! `audit_*`: what was done with a patient's records.

use super::{
    chain::{BlockHash, BlockRef, DEFAULT_LIMIT},
    Chain, Error,
};
use crate::trail::{Entry, OffchainNodes, Reader};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::mmr::{Proof, Trail};
use salus_runtime_api::{AuditApi as RuntimeApi, MAX_PAGE};
use salus_runtime_common::AccountId;
use sc_client_api::Backend;
use serde::Serialize;
use sp_api::ProvideRuntimeApi;

/// A part of a trail.
#[derive(Clone, Debug, Serialize)]
pub struct TrailPage {
    /// The block at which the trail was read.
    pub block: BlockRef,
    /// The chain's commitment to the whole trail.
    pub trail: Trail,
    /// Entries, the newest first.
    pub entries: Vec<Entry>,
    /// The `cursor` for the entries before these; `null` if there are none.
    pub next: Option<u64>,
}

/// An entry and the proof that it stands in the trail.
#[derive(Clone, Debug, Serialize)]
pub struct EntryProof {
    /// The entry.
    pub entry: Entry,
    /// The way from the entry to a peak of the trail.
    pub proof: Proof,
    /// The chain's commitment to the whole trail.
    pub trail: Trail,
    /// The block whose state has that commitment; `state_getReadProof` proves it.
    pub block: BlockRef,
}

/// The methods. `at` is a block's hash, by default the last final block.
#[rpc(server)]
pub trait AuditApi {
    /// The trail of `patient`, the newest entries first, going back from the entry before `cursor`.
    /// `limit` is 100 by default and 256 at most. Pages that belong together are asked for at one block.
    #[method(name = "audit_trail", blocking)]
    fn trail(
        &self,
        patient: AccountId,
        cursor: Option<u64>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<TrailPage, Error>;

    /// One entry with the proof of its place.
    #[method(name = "audit_proof", blocking)]
    fn proof(&self, patient: AccountId, index: u64, at: Option<BlockHash>) -> Result<EntryProof, Error>;
}

/// Answers from the chain and the node's off-chain database.
pub struct Audit(pub Chain);

impl Audit {
    fn trail_at(&self, patient: &AccountId, at: Option<BlockHash>) -> Result<(BlockRef, Trail), Error> {
        let block = self.0.block(at)?;
        let trail = self.0.client.runtime_api().trail(block.hash, patient.clone())?;
        Ok((block, trail))
    }

    fn nodes(&self) -> Result<OffchainNodes<impl sp_core::offchain::OffchainStorage>, Error> {
        self.0.backend.offchain_storage().map(OffchainNodes).ok_or(Error::NotIndexed)
    }
}

impl AuditApiServer for Audit {
    fn trail(
        &self,
        patient: AccountId,
        cursor: Option<u64>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<TrailPage, Error> {
        let (block, trail) = self.trail_at(&patient, at)?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT).clamp(1, MAX_PAGE);
        let (entries, next) = Reader::new(self.nodes()?, &patient, &trail).page(cursor, limit)?;
        Ok(TrailPage { block, trail, entries, next })
    }

    fn proof(&self, patient: AccountId, index: u64, at: Option<BlockHash>) -> Result<EntryProof, Error> {
        let (block, trail) = self.trail_at(&patient, at)?;
        let (entry, proof) = Reader::new(self.nodes()?, &patient, &trail).entry(index)?;
        Ok(EntryProof { entry, proof, trail, block })
    }
}
