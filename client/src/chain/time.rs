//! How long the chain's blocks take: the chain tells, since its two forms differ.

use super::{Chain, ChainError};
use codec::DecodeAll;
use salus_primitives::BlockNumber;
use salus_protocol::pace::blocks;
use std::time::Duration;
use subxt::metadata::Metadata;

/// Where the metadata tell it, in milliseconds: the stand-alone chain's, and the parachain's.
const CONSTANTS: [(&str, &str); 2] = [("Babe", "ExpectedBlockTime"), ("Aura", "SlotDuration")];

impl Chain {
    /// The time from one block to the next while all is well.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`]; [`ChainError::Answer`] if the chain's metadata do not tell.
    pub async fn block_time(&self) -> Result<Duration, ChainError> {
        let metadata = self.metadata().await?;
        block_time(&metadata).ok_or_else(|| ChainError::Answer {
            method: "state_getMetadata".into(),
            reason: "it does not tell how long a block takes".into(),
        })
    }

    /// How many blocks `span` takes: rounded up, and at least one. More than can be counted is the highest number.
    ///
    /// # Errors
    /// As [`Chain::block_time`].
    pub async fn blocks_in(&self, span: Duration) -> Result<BlockNumber, ChainError> {
        Ok(blocks(span, self.block_time().await?))
    }

    /// The block that lies `span` after the last finalised one.
    ///
    /// # Errors
    /// As [`Chain::block_time`].
    pub async fn block_after(&self, span: Duration) -> Result<BlockNumber, ChainError> {
        Ok(self.finalized_number().await?.saturating_add(self.blocks_in(span).await?))
    }

    /// A constant of a pallet.
    ///
    /// # Errors
    /// As [`Chain::block_time`].
    pub(super) async fn constant<T: DecodeAll>(&self, pallet: &str, name: &str) -> Result<T, ChainError> {
        constant(&*self.metadata().await?, pallet, name).ok_or_else(|| ChainError::Answer {
            method: "state_getMetadata".into(),
            reason: format!("it has no {pallet}.{name}"),
        })
    }
}

fn constant<T: DecodeAll>(metadata: &Metadata, pallet: &str, name: &str) -> Option<T> {
    let constant = metadata.pallet_by_name(pallet)?.constant_by_name(name)?;
    T::decode_all(&mut constant.value()).ok()
}

fn block_time(metadata: &Metadata) -> Option<Duration> {
    CONSTANTS.into_iter().find_map(|(pallet, name)| {
        let millis: u64 = constant(metadata, pallet, name)?;
        (millis > 0).then(|| Duration::from_millis(millis))
    })
}
