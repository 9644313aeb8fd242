//! How long the chain's blocks take: the chain tells, since its two forms differ.

use super::{Chain, ChainError};
use codec::DecodeAll;
use salus_primitives::BlockNumber;
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

/// How many blocks of length `block` a span takes: rounded up, and at least one.
pub(crate) fn blocks(span: Duration, block: Duration) -> BlockNumber {
    let blocks = span.as_millis().div_ceil(block.as_millis().max(1));
    BlockNumber::try_from(blocks.max(1)).unwrap_or(BlockNumber::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn span_should_be_in_the_chains_blocks_when_counted() {
        let (day, second) = (Duration::from_secs(24 * 60 * 60), Duration::from_secs(1));
        assert_eq!(blocks(day, 2 * second), 43_200);
        assert_eq!(blocks(day, 6 * second), 14_400);
    }

    #[test]
    fn span_should_not_be_cut_short_when_it_ends_within_a_block() {
        let second = Duration::from_secs(1);
        assert_eq!(blocks(3 * second, 2 * second), 2);
        assert_eq!(blocks(second, 6 * second), 1);
    }

    #[test]
    fn span_should_be_the_longest_there_is_when_it_cannot_be_counted() {
        assert_eq!(blocks(Duration::MAX, Duration::from_secs(2)), BlockNumber::MAX);
    }
}
