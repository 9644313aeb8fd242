//! Decisions without a connection: prepared beforehand, signed by the patient's device alone, sent later by
//! somebody else.
//!
//! ```text
//! with a connection          without one                    with a connection, anybody's
//! Preparation::of  ──file──▶ Preparation::sign ──file──▶ Chain::relay
//! ```
//!
//! What is signed and how it is carried is `docs/operations.md`, "Decisions without a connection"; the chain's side
//! is `salus_runtime_common::relayed`. A signature counts once, on one chain, until one block: the file that
//! carries it needs no protection but from being lost.

use crate::{
    account::AccountId,
    blake2_256,
    chain::{time::blocks, Call, CallFailure, CallIndices, Included},
    Account, Chain, ChainError,
};
use codec::{Compact, Encode};
use salus_primitives::{
    relayed::{RELAYABLE, RELAYABLE_WRAPPER},
    BlockNumber, Digest,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// The longest time for which the chain lets a decision wait.
pub const LONGEST_WAIT: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Versions of the two files.
const VERSION: u32 = 1;
/// The version of the chain's transaction extensions that this writes.
const EXTENSION_VERSION: u8 = 0;
/// Stands in what is signed where no other signature has it.
const MARKER: &[u8; 8] = b"_meta_tx";
/// `VerifySignature::Signed` and, in it, `MultiSignature::Sr25519`.
const SIGNED_BY_SR25519: [u8; 2] = [1, 1];

/// Why a decision cannot be signed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OfflineError {
    /// The file is of another version of this program.
    #[error("the file has version {0}, and this program reads version {VERSION}")]
    Version(u32),
    /// It was prepared for somebody else.
    #[error("it was prepared for {0}, not for this keystore's account")]
    OtherAccount(AccountId),
    /// The decision cannot be encoded.
    #[error(transparent)]
    Call(#[from] ChainError),
}

/// What a device must know of the chain to sign without it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preparation {
    version: u32,
    /// Which chain: the hash of its first block.
    #[serde(with = "crate::hex_text::array")]
    pub genesis: Digest,
    transaction_version: u32,
    /// Who signs.
    pub account: AccountId,
    /// The number of the next decision.
    pub nonce: u32,
    /// The last finalised block when this was prepared.
    pub block: BlockNumber,
    /// Milliseconds between two blocks.
    pub block_millis: u64,
    /// The two index bytes of each call, by `Pallet.call`.
    calls: BTreeMap<String, [u8; 2]>,
}

/// A decision that somebody signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    version: u32,
    /// On which chain.
    #[serde(with = "crate::hex_text::array")]
    pub genesis: Digest,
    /// Whose.
    pub account: AccountId,
    /// Which of the account's.
    pub nonce: u32,
    /// `Pallet.call`.
    pub call: String,
    /// The last block in which it counts.
    pub until: BlockNumber,
    /// The argument `meta_tx` of the call that relays it.
    #[serde(with = "crate::hex_text::bytes")]
    signed: Vec<u8>,
}

impl CallIndices for Preparation {
    fn indices(&self, pallet: &str, call: &str) -> Option<[u8; 2]> {
        self.calls.get(&format!("{pallet}.{call}")).copied()
    }
}

impl Preparation {
    /// What `account` must know to decide without `chain`.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn of(chain: &Chain, account: AccountId) -> Result<Self, ChainError> {
        let metadata = chain.metadata().await?;
        let calls =
            RELAYABLE.iter().flat_map(|(pallet, calls)| calls.iter().map(move |call| (*pallet, *call)));
        let indices = calls.chain([RELAYABLE_WRAPPER]);
        let calls = indices
            .filter_map(|(pallet, call)| {
                Some((format!("{pallet}.{call}"), CallIndices::indices(&*metadata, pallet, call)?))
            })
            .collect();
        // Counts what is still in the pool: what is signed now comes after it.
        let nonce = chain.request("system_accountNextIndex", &[account.to_string().into()]).await?;
        Ok(Self {
            version: VERSION,
            genesis: chain.genesis_hash(),
            transaction_version: chain.transaction_version().await?,
            account,
            nonce,
            block: chain.finalized_number().await?,
            block_millis: u64::try_from(chain.block_time().await?.as_millis()).unwrap_or(u64::MAX),
            calls,
        })
    }

    /// The block that lies `span` after the preparation, as far as can be foretold.
    pub fn block_after(&self, span: Duration) -> BlockNumber {
        self.block.saturating_add(blocks(span, Duration::from_millis(self.block_millis)))
    }

    /// Signs `call`, which counts until block `until`. The next one that this signs comes after it.
    ///
    /// # Errors
    /// [`OfflineError`]; nothing is signed then, and the preparation stays as it was.
    pub fn sign(
        &mut self,
        account: &Account,
        call: &Call,
        until: BlockNumber,
    ) -> Result<Decision, OfflineError> {
        if self.version != VERSION {
            return Err(OfflineError::Version(self.version));
        }
        if account.id() != self.account {
            return Err(OfflineError::OtherAccount(self.account));
        }
        let next = self
            .nonce
            .checked_add(1)
            .ok_or_else(|| ChainError::Construction("the account has no further number".into()))?;
        let call_bytes = call.encode(self)?;
        // Not `Encode` of a tuple with the call: its bytes are encoded already.
        let extension = (until, Compact(self.nonce)).encode();
        let message = [
            &[EXTENSION_VERSION],
            call_bytes.as_slice(),
            &extension,
            MARKER,
            &self.transaction_version.to_le_bytes(),
            &self.genesis,
        ]
        .concat();
        let signature = account.sign(&blake2_256(&message));
        let signed = [
            call_bytes.as_slice(),
            &[EXTENSION_VERSION],
            &SIGNED_BY_SR25519,
            &signature,
            account.id().as_ref(),
            &extension,
        ]
        .concat();
        let decision = Decision {
            version: VERSION,
            genesis: self.genesis,
            account: self.account,
            nonce: self.nonce,
            call: format!("{}.{}", call.pallet(), call.name()),
            until,
            signed,
        };
        self.nonce = next;
        Ok(decision)
    }
}

impl Chain {
    /// Sends somebody's signed decision as `relayer`, and waits until it is final.
    ///
    /// # Errors
    /// [`ChainError::Construction`] if it is for another chain or of another version; as [`Chain::submit`] if the
    /// chain does not take it: it is altered, void or was sent before. [`ChainError::Failed`] if it was taken and
    /// what was decided could not be done.
    pub async fn relay(&self, relayer: &Account, decision: &Decision) -> Result<Included, ChainError> {
        if decision.version != VERSION {
            let error = OfflineError::Version(decision.version);
            return Err(ChainError::Construction(error.to_string()));
        }
        if decision.genesis != self.genesis_hash() {
            return Err(ChainError::Construction("the decision was signed for another chain".into()));
        }
        let length = u32::try_from(decision.signed.len())
            .map_err(|_| ChainError::Construction("the decision is too long".into()))?;
        let call = Call::new("MetaTx", "dispatch").with_encoded(decision.signed.clone()).with(length);
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
                use codec::Decode;
                type PostInfo = (Option<(Compact<u64>, Compact<u64>)>, bool);
                PostInfo::decode(&mut rest).map_err(|_| unreadable())?;
                self.failure(included.block_hash, rest).await.map(Some)
            }
            _ => Err(unreadable()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::chain::calls::consent;

    fn prepared(account: &Account) -> Preparation {
        let calls = [("Consent.revoke_policy".to_owned(), [22, 1])].into();
        Preparation {
            version: VERSION,
            genesis: [7; 32],
            transaction_version: 1,
            account: account.id(),
            nonce: 3,
            block: 1_000,
            block_millis: 2_000,
            calls,
        }
    }

    fn paula() -> Account {
        Account::from_uri("//Paula").unwrap()
    }

    #[test]
    fn decision_should_be_what_the_layout_says_when_signed() {
        let (paula, mut prepared) = (paula(), prepared(&paula()));
        let decision = prepared.sign(&paula, &consent::revoke_policy(5), 1_100).unwrap();
        let call = [[22, 1].as_slice(), &salus_primitives::PolicyId::encode(&5)].concat();
        let (front, rest) = decision.signed.split_at(call.len());
        assert_eq!(front, call);
        assert_eq!(rest[..3], [0, 1, 1]);
        let signature: [u8; 64] = rest[3..67].try_into().unwrap();
        assert_eq!(&rest[67..99], paula.id().as_ref());
        let tail = [1_100_u32.to_le_bytes().as_slice(), &[3 << 2]].concat();
        assert_eq!(rest[99..], tail);
        let message = [&[0], call.as_slice(), &tail, b"_meta_tx", &1_u32.to_le_bytes(), &[7; 32]].concat();
        assert!(paula.id().verifies(&blake2_256(&message), &signature));
    }

    #[test]
    fn decisions_should_be_numbered_in_order_when_several_are_signed() {
        let (paula, mut prepared) = (paula(), prepared(&paula()));
        let mut sign = || prepared.sign(&paula, &consent::revoke_policy(5), 1_100).unwrap().nonce;
        assert_eq!([sign(), sign()], [3, 4]);
    }

    #[test]
    fn decision_should_not_be_signed_when_the_keystore_is_somebody_elses() {
        let mut prepared = prepared(&paula());
        let before = prepared.clone();
        let mallory = Account::from_uri("//Mallory").unwrap();
        let refused = prepared.sign(&mallory, &consent::revoke_policy(5), 1_100);
        assert!(matches!(refused, Err(OfflineError::OtherAccount(account)) if account == paula().id()));
        assert_eq!(prepared, before);
    }

    #[test]
    fn decision_should_not_be_signed_when_the_chain_has_no_such_call() {
        let mut prepared = prepared(&paula());
        let refused = prepared.sign(&paula(), &consent::revoke_contribution(1), 1_100);
        assert!(matches!(refused, Err(OfflineError::Call(ChainError::NoSuchCall(call)))
            if call == "Consent.revoke_contribution"));
        assert_eq!(prepared.nonce, 3);
    }

    #[test]
    fn files_should_be_refused_when_of_another_version_or_with_unknown_fields() {
        let mut prepared = prepared(&paula());
        let mut json = serde_json::to_value(&prepared).unwrap();
        json["surprise"] = 1.into();
        assert!(serde_json::from_value::<Preparation>(json).is_err());
        prepared.version = 2;
        let refused = prepared.sign(&paula(), &consent::revoke_policy(5), 1_100);
        assert!(matches!(refused, Err(OfflineError::Version(2))));
    }

    #[test]
    fn block_should_be_foretold_when_the_chains_pace_is_known() {
        let prepared = prepared(&paula());
        assert_eq!(prepared.block_after(Duration::from_secs(60)), 1_030);
        assert_eq!(prepared.block_after(LONGEST_WAIT), 1_000 + 302_400);
    }
}
