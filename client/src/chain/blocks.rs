//! Following the finalised chain.

use super::{error, number, parameters, Chain, ChainError, Header};
use futures::{stream, stream::BoxStream, StreamExt};
use salus_primitives::{BlockNumber, Digest};
use std::time::Duration;
use subxt::rpcs::client::RpcSubscription;

/// Pause before asking again after a failure.
const PAUSE: Duration = Duration::from_millis(500);

/// How long to wait for votes on the next block: ten times as long as it takes while all is well.
const VOTES_TIMEOUT: Duration = Duration::from_secs(20);

/// Bytes as the node sends them.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Bytes(#[serde(with = "crate::hex_text::bytes")] Vec<u8>);

/// Where a follower stands.
struct Follower {
    chain: Chain,
    heads: Option<RpcSubscription<Header>>,
    /// The next block to hand out; none until the first notification.
    next: Option<BlockNumber>,
    /// The last finalised block that is known.
    finalized: Option<BlockNumber>,
}

impl Chain {
    /// Finalised blocks from now on, each once and in order.
    ///
    /// A lost connection interrupts the stream and does not end it; blocks finalised meanwhile follow.
    pub fn finalized(&self) -> BoxStream<'static, (BlockNumber, Digest)> {
        let follower = Follower { chain: self.clone(), heads: None, next: None, finalized: None };
        stream::unfold(follower, |mut follower| async move {
            let block = follower.step().await;
            Some((block, follower))
        })
        .boxed()
    }

    /// The validators' votes for the next block that becomes final, as GRANDPA encodes them; none if
    /// finality stands still.
    ///
    /// # Errors
    /// [`ChainError::Rpc`] if the node tells no votes, [`ChainError::Unreachable`].
    pub async fn next_votes(&self) -> Result<Option<Vec<u8>>, ChainError> {
        let method = "grandpa_subscribeJustifications";
        let parameters = parameters(self.url(), method, &[])?;
        let asking = async {
            let mut votes: RpcSubscription<Bytes> =
                self.inner.rpc.subscribe(method, parameters, "grandpa_unsubscribeJustifications").await?;
            votes.next().await.transpose()
        };
        match tokio::time::timeout(VOTES_TIMEOUT, asking).await {
            Ok(Ok(votes)) => Ok(votes.map(|bytes| bytes.0)),
            Ok(Err(e)) => Err(error::from_rpc(self.url(), method, e)),
            Err(_) => Ok(None),
        }
    }
}

impl Follower {
    async fn step(&mut self) -> (BlockNumber, Digest) {
        loop {
            if let (Some(next), Some(finalized)) = (self.next, self.finalized) {
                if next <= finalized {
                    // Finalised, so there is exactly one block of this number.
                    if let Ok(Some(hash)) = self.chain.block_hash(next).await {
                        self.next = next.checked_add(1);
                        return (next, hash);
                    }
                    tokio::time::sleep(PAUSE).await;
                    continue;
                }
            }
            match self.notification().await {
                Some(finalized) => {
                    self.next.get_or_insert(finalized);
                    self.finalized = Some(finalized);
                }
                None => {
                    self.heads = None;
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn notification(&mut self) -> Option<BlockNumber> {
        if self.heads.is_none() {
            let method = "chain_subscribeFinalizedHeads";
            let parameters = parameters(self.chain.url(), method, &[]).ok()?;
            let heads =
                self.chain.inner.rpc.subscribe(method, parameters, "chain_unsubscribeFinalizedHeads").await;
            match heads {
                Ok(heads) => self.heads = Some(heads),
                Err(e) => {
                    tracing::warn!(error = %e, "cannot follow the finalised chain; asking again");
                    return None;
                }
            }
        }
        let header = self.heads.as_mut()?.next().await?.ok()?;
        number(&header).ok()
    }
}
