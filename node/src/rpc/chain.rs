//! At which block a question is answered.

use super::Error;
use crate::types::{Block, FullBackend, FullClient};
use sc_client_api::Backend;
use serde::Serialize;
use sp_blockchain::HeaderBackend;
use sp_runtime::traits::Block as BlockT;
use std::sync::Arc;

/// A block's hash.
pub type BlockHash = <Block as BlockT>::Hash;

/// How many items a page has if nobody says.
pub const DEFAULT_LIMIT: u32 = 100;

/// A block, as an answer names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BlockRef {
    /// Its number.
    pub number: u32,
    /// Its hash.
    pub hash: BlockHash,
}

/// The chain as the methods see it.
#[derive(Clone)]
pub struct Chain {
    /// Asks the runtime.
    pub client: Arc<FullClient>,
    /// Has the database.
    pub backend: Arc<FullBackend>,
}

impl Chain {
    /// The block `at`, or the last final one.
    ///
    /// # Errors
    /// [`Error::UnknownBlock`], [`Error::StatePruned`]
    pub fn block(&self, at: Option<BlockHash>) -> Result<BlockRef, Error> {
        let hash = at.unwrap_or_else(|| self.client.info().finalized_hash);
        let number = self
            .client
            .number(hash)
            .map_err(|reason| Error::RuntimeFailed(reason.to_string()))?
            .ok_or(Error::UnknownBlock)?;
        if !self.backend.have_state_at(hash, number) {
            return Err(Error::StatePruned);
        }
        Ok(BlockRef { number, hash })
    }

    /// The hash of [`Chain::block`].
    ///
    /// # Errors
    /// As [`Chain::block`].
    pub fn hash(&self, at: Option<BlockHash>) -> Result<BlockHash, Error> {
        self.block(at).map(|block| block.hash)
    }
}
