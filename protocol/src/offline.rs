//! Decisions without a connection: prepared beforehand, signed by the patient's device alone, sent later by
//! somebody else.
//!
//! ```text
//! with a connection          without one                    with a connection, anybody's
//! Preparation::new ──file──▶ Preparation::sign ──file──▶ RelayedDecision::call
//! ```
//!
//! What is signed and how it is carried is `docs/operations.md`, "Decisions without a connection"; the chain's side
//! is `salus_runtime_common::relayed`. A signature counts once, on one chain, until one block: the file that
//! carries it needs no protection but from being lost.

use crate::{
    account::AccountId,
    blake2_256,
    calls::{meta_tx, Call, CallError, CallIndices},
    pace::blocks,
    Signer,
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

/// Why a decision cannot be signed or sent.
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
    Call(#[from] CallError),
    /// The account has signed as many decisions as can be counted.
    #[error("the account has no further number for a decision: use another account")]
    NoFurtherNumber,
    /// It was signed for another chain.
    #[error("the decision was signed for another chain")]
    OtherChain,
    /// The decision is longer than any block.
    #[error("the decision is too long for the chain")]
    TooLong,
}

/// What a device must know of the chain itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChainFacts {
    /// The hash of its first block.
    pub genesis: Digest,
    /// The version of its transactions.
    pub transaction_version: u32,
    /// The last finalised block.
    pub block: BlockNumber,
    /// The time between two blocks.
    pub block_time: Duration,
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
pub struct RelayedDecision {
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
    /// What an account must know to decide without the chain that `chain` describes.
    pub fn new(chain: &ChainFacts, account: AccountId, nonce: u32, calls: &impl CallIndices) -> Self {
        let names =
            RELAYABLE.iter().flat_map(|(pallet, names)| names.iter().map(move |name| (*pallet, *name)));
        let calls = names
            .chain([RELAYABLE_WRAPPER])
            .filter_map(|(pallet, name)| Some((format!("{pallet}.{name}"), calls.indices(pallet, name)?)))
            .collect();
        Self {
            version: VERSION,
            genesis: chain.genesis,
            transaction_version: chain.transaction_version,
            account,
            nonce,
            block: chain.block,
            block_millis: u64::try_from(chain.block_time.as_millis()).unwrap_or(u64::MAX),
            calls,
        }
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
        account: &impl Signer,
        call: &Call,
        until: BlockNumber,
    ) -> Result<RelayedDecision, OfflineError> {
        if self.version != VERSION {
            return Err(OfflineError::Version(self.version));
        }
        if account.id() != self.account {
            return Err(OfflineError::OtherAccount(self.account));
        }
        let next = self.nonce.checked_add(1).ok_or(OfflineError::NoFurtherNumber)?;
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
        let decision = RelayedDecision {
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

impl RelayedDecision {
    /// The call with which any member sends it to the chain whose first block is `genesis`.
    ///
    /// # Errors
    /// [`OfflineError::Version`], [`OfflineError::OtherChain`], [`OfflineError::TooLong`].
    pub fn call(&self, genesis: &Digest) -> Result<Call, OfflineError> {
        if self.version != VERSION {
            return Err(OfflineError::Version(self.version));
        }
        if self.genesis != *genesis {
            return Err(OfflineError::OtherChain);
        }
        let length = u32::try_from(self.signed.len()).map_err(|_| OfflineError::TooLong)?;
        Ok(meta_tx::dispatch(self.signed.clone(), length))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

    use super::*;
    use crate::{
        calls::{consent, KnownCalls},
        signing::Account,
    };

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
    fn preparation_should_hold_what_the_chain_says_when_made() {
        let known = KnownCalls::of("salus", 1).unwrap();
        let facts = ChainFacts {
            genesis: [7; 32],
            transaction_version: 1,
            block: 1_000,
            block_time: Duration::from_secs(2),
        };
        let made = Preparation::new(&facts, paula().id(), 3, &known);
        let named: usize = RELAYABLE.iter().map(|(_, names)| names.len()).sum();
        assert_eq!(made.calls.len(), named + 1, "every call that may be relayed is known");
        assert_eq!(Preparation { calls: made.calls.clone(), ..prepared(&paula()) }, made);
    }

    #[test]
    fn decision_should_become_a_call_when_it_is_for_this_chain_and_version_alone() {
        let mut prepared = prepared(&paula());
        let decision = prepared.sign(&paula(), &consent::revoke_policy(5), 1_100).unwrap();
        let call = decision.call(&[7; 32]).unwrap();
        assert_eq!((call.pallet(), call.name()), ("MetaTx", "dispatch"));
        let length = decision.signed.len() as u32;
        let expected = [decision.signed.as_slice(), &length.to_le_bytes()].concat();
        assert_eq!(call.encode_arguments(&prepared).unwrap(), expected);
        assert!(matches!(decision.call(&[8; 32]), Err(OfflineError::OtherChain)));
        let later = RelayedDecision { version: 2, ..decision };
        assert!(matches!(later.call(&[7; 32]), Err(OfflineError::Version(2))));
    }

    #[test]
    fn decision_should_not_be_signed_when_the_account_has_no_further_number() {
        let mut prepared = Preparation { nonce: u32::MAX, ..prepared(&paula()) };
        let refused = prepared.sign(&paula(), &consent::revoke_policy(5), 1_100);
        assert!(matches!(refused, Err(OfflineError::NoFurtherNumber)));
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
        assert!(matches!(refused, Err(OfflineError::Call(CallError::NoSuchCall(call)))
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
