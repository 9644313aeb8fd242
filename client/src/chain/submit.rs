//! Submitting a call and waiting until it is final.

use super::{
    call::EncodedCall,
    error::{self, CallFailure},
    events::{ChainEvent, EventRecord},
    hash, hex_value, number, Call, Chain, ChainError,
};
use crate::{blake2_256, Account};
use codec::{DecodeAll, Encode};
use salus_primitives::{BlockNumber, Digest};
use serde::Deserialize;
use std::{borrow::Borrow, time::Duration};
use subxt::{
    config::{
        substrate::{SubstrateExtrinsicParamsBuilder, H256},
        SubstrateConfig,
    },
    error::DispatchError,
    tx::TransactionStatus,
};

/// How many blocks a transaction stays valid; a power of two.
const MORTALITY: u32 = 64;
/// How often a transaction is signed again when another of the same account came first.
const MOST_RACES: u32 = 4;
/// For how many more finalised blocks a transaction is looked for that the node called invalid. It says so of one
/// fork: where another took the same transaction, it is outdated there and yet final.
const INVALID_SEARCH_BLOCKS: u32 = 8;
/// How often a transaction is signed again that was in no block: a fork took it along.
const MOST_LOSSES: u32 = 3;
/// Pause between two looks at the chain when the node's notifications were lost: half a block.
const POLL: Duration = Duration::from_secs(1);

/// A call that is in a finalised block and succeeded.
#[derive(Clone, Debug)]
pub struct Included {
    /// The block's number.
    pub block_number: BlockNumber,
    /// The block's hash.
    pub block_hash: Digest,
    /// BLAKE2b-256 of the extrinsic.
    pub tx_hash: Digest,
    /// The events it caused, in order.
    pub events: Vec<EventRecord>,
}

impl Included {
    /// The first event of type `E`.
    pub fn find<E: ChainEvent>(&self) -> Option<E> {
        self.events.iter().find_map(EventRecord::decode)
    }

    /// The first event of type `E`, which the call always causes.
    ///
    /// # Errors
    /// [`ChainError::Answer`] if there is none.
    pub fn require<E: ChainEvent>(&self) -> Result<E, ChainError> {
        self.find().ok_or_else(|| ChainError::Answer {
            method: "the call".into(),
            reason: format!("it caused no event {}.{}", E::PALLET, E::NAME),
        })
    }
}

/// A transaction in the pool.
struct Submitted {
    tx_hash: Digest,
    /// Its place among the account's transactions.
    nonce: u64,
    /// The finalised block it was signed at.
    from: BlockNumber,
}

/// All that was signed for one call. At most one of them is ever in a block.
struct Attempts {
    hashes: Vec<Digest>,
    /// The finalised block that the first was signed at.
    from: BlockNumber,
    /// The last block that any can be in.
    until: BlockNumber,
}

impl Attempts {
    fn new(tx_hash: Digest, from: BlockNumber) -> Self {
        Self { hashes: vec![tx_hash], from, until: from.saturating_add(MORTALITY) }
    }

    fn add(&mut self, submitted: &Submitted) {
        self.hashes.push(submitted.tx_hash);
        self.until = submitted.from.saturating_add(MORTALITY);
    }
}

/// What to do about a transaction that the node called invalid and that is in no finalised block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    /// Its nonce is free: with the same one, either of the two can be in a block, and never both.
    WithTheSameNonce(u64),
    /// Another transaction has its nonce: it can never be in a block.
    WithANewNonce,
}

impl Again {
    /// `next` is the nonce that the account has next at a finalised block up to which the transaction is in none.
    fn after(nonce: u64, next: u64) -> Self {
        if next > nonce {
            Self::WithANewNonce
        } else {
            Self::WithTheSameNonce(nonce)
        }
    }

    fn nonce(self) -> Option<u64> {
        match self {
            Self::WithTheSameNonce(nonce) => Some(nonce),
            Self::WithANewNonce => None,
        }
    }
}

/// What a transaction without a signer begins with: version 5 with extensions, version 0 of these, and the two that
/// carry bytes, a time that never ends and a number that stands for nothing.
const GENERAL: [u8; 4] = [0b0100_0101, 0, 0, 0];
/// What a transaction begins with that has neither a signer nor extensions: version 5.
const BARE: [u8; 1] = [0b0000_0101];

/// The last that a node says of a transaction.
enum LastStatus {
    /// It is in this finalised block.
    Final(Digest),
    /// It counts no more, for this reason.
    Invalid(String),
    /// Nothing, or nothing that settles it.
    Silence,
}

type Progress =
    subxt::tx::TransactionProgress<SubstrateConfig, subxt::client::OnlineClientAtBlockImpl<SubstrateConfig>>;

#[derive(Deserialize)]
struct SignedBlock {
    block: Block,
}

#[derive(Deserialize)]
struct Block {
    header: super::Header,
    #[serde(with = "crate::hex_text::byte_strings")]
    extrinsics: Vec<Vec<u8>>,
}

impl Chain {
    /// Signs `call` as `account`, submits it and waits until its block is finalised.
    ///
    /// A connection lost in between costs nothing: the finalised blocks are then searched for the
    /// transaction until it is found or void. A transaction that left the pool and is in no block is signed again, so
    /// that at most one of the two is ever in a block.
    ///
    /// # Errors
    /// [`ChainError::Refused`] if the pool turns it away, [`ChainError::Failed`] if it was included
    /// and failed, [`ChainError::Left`] or [`ChainError::Expired`] if it was not included.
    pub async fn submit(&self, account: &Account, call: impl Borrow<Call>) -> Result<Included, ChainError> {
        let call = call.borrow();
        let (mut submitted, mut progress) = self.send_racing(account, call, None).await?;
        let mut attempts = Attempts::new(submitted.tx_hash, submitted.from);
        let mut losses = 0u32;
        loop {
            let reason = match self.watch(&mut progress).await {
                LastStatus::Final(block) => return self.included(block, submitted.tx_hash).await,
                LastStatus::Silence => {
                    let found = self.search(&attempts, MORTALITY).await?;
                    let (block, tx_hash) = found.ok_or(ChainError::Expired(MORTALITY))?;
                    return self.included(block, tx_hash).await;
                }
                LastStatus::Invalid(reason) => reason,
            };
            if let Some((block, tx_hash)) = self.search(&attempts, INVALID_SEARCH_BLOCKS).await? {
                return self.included(block, tx_hash).await;
            }
            losses = losses.saturating_add(1);
            if losses > MOST_LOSSES {
                return Err(ChainError::Left(reason));
            }
            let next = self.next_nonce(account).await?;
            // By the block of that nonce it may have been included after all.
            if let Some((block, tx_hash)) = self.search(&attempts, 0).await? {
                return self.included(block, tx_hash).await;
            }
            let again = Again::after(submitted.nonce, next);
            (submitted, progress) = self.send_racing(account, call, again.nonce()).await?;
            attempts.add(&submitted);
        }
    }

    /// The nonce that the account has next at the last finalised block.
    async fn next_nonce(&self, account: &Account) -> Result<u64, ChainError> {
        let method = "AccountNonceApi_account_nonce";
        let head = self.finalized_head().await?;
        let arguments = [method.into(), hex_value(&account.id().0), hash(head)];
        let answer: String = self.request("state_call", &arguments).await?;
        let bytes = hex::decode(answer.trim_start_matches("0x")).unwrap_or_default();
        u32::decode_all(&mut bytes.as_slice())
            .map(u64::from)
            .map_err(|e| ChainError::Answer { method: method.into(), reason: e.to_string() })
    }

    /// Submits `call`, which its pallet lets anybody make unsigned, and waits until it is final.
    ///
    /// # Errors
    /// As [`Chain::submit`].
    pub async fn submit_general(&self, call: &Call) -> Result<Included, ChainError> {
        self.submit_unsigned(&GENERAL, call).await
    }

    /// Submits `call`, which the chain itself lets anybody make without extensions, and waits until it is final.
    ///
    /// # Errors
    /// As [`Chain::submit`].
    pub async fn submit_bare(&self, call: &Call) -> Result<Included, ChainError> {
        self.submit_unsigned(&BARE, call).await
    }

    /// Submits what begins with `preamble` and goes on with `call`.
    async fn submit_unsigned(&self, preamble: &[u8], call: &Call) -> Result<Included, ChainError> {
        let transaction = [preamble, &self.encode(call).await?].concat().encode();
        let tx_hash = blake2_256(&transaction);
        let from = self.finalized_number().await?;
        let _hash: H256 = self.request("author_submitExtrinsic", &[hex_value(&transaction)]).await?;
        let found = self.search(&Attempts::new(tx_hash, from), MORTALITY).await?;
        let (block, tx_hash) = found.ok_or(ChainError::Expired(MORTALITY))?;
        self.included(block, tx_hash).await
    }

    async fn send_racing(
        &self,
        account: &Account,
        call: &Call,
        nonce: Option<u64>,
    ) -> Result<(Submitted, Progress), ChainError> {
        let _held = self.inner.submitting.lock().await;
        let mut races = 0u32;
        loop {
            match self.send(account, call, nonce).await {
                Err(ChainError::Refused(refusal)) if refusal.is_race() && races < MOST_RACES => {
                    races = races.saturating_add(1);
                    tokio::time::sleep(POLL).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn send(
        &self,
        account: &Account,
        call: &Call,
        nonce: Option<u64>,
    ) -> Result<(Submitted, Progress), ChainError> {
        let url = self.url();
        let at = self.client_at(self.finalized_head().await?).await?;
        let from = at.block_number();
        let nonce: u64 = match nonce {
            Some(nonce) => nonce,
            // Counts what is still in the pool, unlike the account's nonce in the finalised state.
            None => self.request("system_accountNextIndex", &[account.address().into()]).await?,
        };
        let parameters = SubstrateExtrinsicParamsBuilder::<SubstrateConfig>::new()
            .nonce(nonce)
            .mortal_from_unchecked(MORTALITY.into(), from, at.block_hash())
            .build();
        let payload = EncodedCall::new(call, at.metadata_ref())?;
        let transaction = at
            .transactions()
            .create_signable_offline(&payload, parameters)
            .and_then(|mut signable| signable.sign(account.pair()))
            .map_err(|e| error::from_extrinsic(url, e))?;
        let progress = transaction.submit_and_watch().await.map_err(|e| error::from_extrinsic(url, e))?;
        let from = from.try_into().map_err(|_| ChainError::Answer {
            method: "chain_getHeader".into(),
            reason: "the block number does not fit into 32 bits".into(),
        })?;
        Ok((Submitted { tx_hash: transaction.hash().0, nonce, from }, progress))
    }

    /// Waits for the node's last word on the transaction.
    async fn watch(&self, progress: &mut Progress) -> LastStatus {
        while let Some(status) = progress.next().await {
            match status {
                Ok(TransactionStatus::InFinalizedBlock(block)) => {
                    return LastStatus::Final(block.block_hash().0)
                }
                Ok(TransactionStatus::InBestBlock(block)) if self.without_finality => {
                    return LastStatus::Final(block.block_hash().0)
                }
                Ok(TransactionStatus::Invalid { message }) => return LastStatus::Invalid(message),
                // Dropped covers "not finalised in time", after which the block may still become final.
                Ok(TransactionStatus::Dropped { .. } | TransactionStatus::Error { .. }) | Err(_) => {
                    return LastStatus::Silence
                }
                Ok(_) => {}
            }
        }
        LastStatus::Silence
    }

    /// Looks for one of the transactions in the finalised blocks in which it can be, for `patience` blocks more.
    async fn search(
        &self,
        attempts: &Attempts,
        patience: u32,
    ) -> Result<Option<(Digest, Digest)>, ChainError> {
        let last = attempts.until.min(self.finalized_number().await?.saturating_add(patience));
        let mut next = attempts.from.saturating_add(1);
        loop {
            let finalized = self.finalized_number().await?;
            while next <= finalized.min(last) {
                if let Some(block) = self.block_hash(next).await? {
                    let body = self.body(block).await?;
                    let mut hashes = body.extrinsics.iter().map(|bytes| blake2_256(bytes));
                    if let Some(found) = hashes.find(|hash| attempts.hashes.contains(hash)) {
                        return Ok(Some((block, found)));
                    }
                }
                next = next.saturating_add(1);
            }
            if finalized >= last {
                return Ok(None);
            }
            tokio::time::sleep(POLL).await;
        }
    }

    async fn body(&self, block: Digest) -> Result<Block, ChainError> {
        let method = "chain_getBlock";
        let signed: Option<SignedBlock> = self.request(method, &[hash(block)]).await?;
        signed.map(|signed| signed.block).ok_or_else(|| ChainError::Answer {
            method: method.into(),
            reason: format!("the node does not have block {}", hex::encode(block)),
        })
    }

    /// What a transaction came to in the block that it is in.
    async fn included(&self, block_hash: Digest, tx_hash: Digest) -> Result<Included, ChainError> {
        let block = self.body(block_hash).await?;
        let place = block
            .extrinsics
            .iter()
            .zip(0u32..)
            .find(|(bytes, _)| blake2_256(bytes) == tx_hash)
            .map(|(_, place)| place)
            .ok_or_else(|| ChainError::Answer {
                method: "chain_getBlock".into(),
                reason: "the transaction is not in the block that the node named".into(),
            })?;
        let mut events = self.events_at(block_hash).await?;
        events.retain(|event| event.extrinsic == Some(place));
        if let Some(failed) = events.iter().find(|event| event.is("System", "ExtrinsicFailed")) {
            let failure = self.failure(block_hash, &failed.fields).await?;
            return Err(ChainError::Failed(failure));
        }
        Ok(Included { block_number: number(&block.header)?, block_hash, tx_hash, events })
    }

    /// The name of an encoded `DispatchError` at a block.
    pub(crate) async fn failure(&self, block: Digest, bytes: &[u8]) -> Result<CallFailure, ChainError> {
        let at = self.client_at(block).await?;
        DispatchError::decode_from(bytes, at.metadata())
            .map(|error| CallFailure::from(&error))
            .map_err(|e| ChainError::Answer { method: "the call".into(), reason: e.to_string() })
    }

    /// All events of a block, in order.
    ///
    /// # Errors
    /// [`ChainError::Unreachable`] or [`ChainError::Answer`].
    pub async fn events_at(&self, block: Digest) -> Result<Vec<EventRecord>, ChainError> {
        let unreachable = |reason: String| ChainError::Unreachable { url: self.url().into(), reason };
        let at = self.client_at(block).await?;
        let events = at.events().fetch().await.map_err(|e| unreachable(e.to_string()))?;
        let mut records = Vec::new();
        for event in events.iter() {
            let event = event
                .map_err(|e| ChainError::Answer { method: "System.Events".into(), reason: e.to_string() })?;
            records.push(EventRecord::new(&event));
        }
        Ok(records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lost_transaction_should_be_signed_with_its_own_nonce_when_that_is_free() {
        // Signed with another, both could be in a block.
        assert_eq!(Again::after(7, 7).nonce(), Some(7));
        assert_eq!(Again::after(7, 5).nonce(), Some(7));
    }

    #[test]
    fn lost_transaction_should_be_signed_with_a_new_nonce_when_another_one_has_its_own() {
        assert_eq!(Again::after(7, 8).nonce(), None);
    }
}
