//! Decisions without a connection: what a device needs beforehand, and sending what it signed.
//!
//! ```text
//! with a connection          without one                    with a connection, anybody's
//! Chain::preparation ──file──▶ Preparation::sign ──file──▶ Chain::relay
//! ```

pub use salus_protocol::offline::{ChainFacts, OfflineError, Preparation, RelayedDecision, LONGEST_WAIT};

use crate::{
    account::AccountId,
    chain::{CallFailure, InMetadata, Included},
    Account, Chain, ChainError,
};
use codec::{Compact, Decode};

impl Chain {
    /// What `account` must know to decide without this chain.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn preparation(&self, account: AccountId) -> Result<Preparation, ChainError> {
        let metadata = self.metadata().await?;
        let facts = ChainFacts {
            genesis: self.genesis_hash(),
            transaction_version: self.transaction_version().await?,
            block: self.finalized_number().await?,
            block_time: self.block_time().await?,
        };
        // Includes what is still in the pool: what is signed now comes after it.
        let nonce = self.request("system_accountNextIndex", &[account.to_string().into()]).await?;
        Ok(Preparation::new(&facts, account, nonce, &InMetadata(&metadata)))
    }

    /// Sends somebody's signed decision as `relayer`, and waits until it is final.
    ///
    /// # Errors
    /// [`ChainError::Construction`] if it is for another chain or of another version; as [`Chain::submit`] if the
    /// chain does not take it: it is altered, void or was sent before. [`ChainError::Failed`] if it was taken and
    /// what was decided could not be done.
    pub async fn relay(&self, relayer: &Account, decision: &RelayedDecision) -> Result<Included, ChainError> {
        let call = decision
            .call(&self.genesis_hash())
            .map_err(|error| ChainError::Construction(error.to_string()))?;
        let included = self.submit(relayer, call).await?;
        match self.relayed_failure(&included).await? {
            Some(failure) => Err(ChainError::Failed(failure)),
            None => Ok(included),
        }
    }

    /// What went wrong inside a relayed call that was taken.
    async fn relayed_failure(&self, included: &Included) -> Result<Option<CallFailure>, ChainError> {
        let event =
            included.events.iter().find(|event| event.is("MetaTx", "Dispatched")).ok_or_else(|| {
                ChainError::Answer {
                    method: "the call".into(),
                    reason: "it caused no event MetaTx.Dispatched".into(),
                }
            })?;
        // `Result<PostDispatchInfo, DispatchErrorWithPostInfo>`; the error's `PostDispatchInfo` comes first: an
        // optional weight of two compact numbers, and whether a fee is paid.
        let unreadable = || ChainError::Answer {
            method: "MetaTx.Dispatched".into(),
            reason: "its result is not one that this program knows".into(),
        };
        match event.fields.split_first() {
            Some((0, _)) => Ok(None),
            Some((1, mut rest)) => {
                type PostInfo = (Option<(Compact<u64>, Compact<u64>)>, bool);
                PostInfo::decode(&mut rest).map_err(|_| unreadable())?;
                self.failure(included.block_hash, rest).await.map(Some)
            }
            _ => Err(unreadable()),
        }
    }
}
