//! The validators who vote on finality, and how one set of them hands over to the next.
//!
//! A change of the set is announced in the header of the last block that the old set finalises, so that one set
//! confirms the next. A verifier that knows the set at the genesis needs nothing else. No set confirms one that the
//! council forces after a long outage: a verifier takes that one from the consortium again.

use super::{items, ProofError};
use crate::header::{BlockRef, Header, LogItem};
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::BlockNumber;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// GRANDPA's messages in a header.
pub(super) const ENGINE: [u8; 4] = *b"FRNK";
/// The kind of such a message that announces the next set.
pub(super) const SCHEDULED_CHANGE: u8 = 1;
/// The kind of such a message that announces a set without the votes of the old one.
pub(super) const FORCED_CHANGE: u8 = 2;
/// Most members of a set. The chain admits a hundred validators.
pub const MAX_AUTHORITIES: usize = 256;

/// Who votes on finality, from one change to the next.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct AuthoritySet {
    /// How many sets there were before it.
    pub set_id: u64,
    /// Its members.
    pub authorities: Vec<Authority>,
}

/// One who votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Authority {
    /// Its Ed25519 key.
    #[serde(with = "crate::hex_text::array")]
    pub key: [u8; 32],
    /// How much its vote weighs.
    pub weight: u64,
}

/// The last block of a set, with that set's votes; its header names the next one.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct Handover {
    /// The SCALE encoding of the block's header.
    #[serde(with = "crate::hex_text::bytes")]
    pub header: Vec<u8>,
    /// The SCALE encoding of its justification.
    #[serde(with = "crate::hex_text::bytes")]
    pub justification: Vec<u8>,
}

impl Handover {
    /// The set after `old`, and the block with which it took over. That block is after block `since`.
    ///
    /// # Errors
    /// [`ProofError`] names the first step that does not hold.
    pub fn verify(
        &self,
        old: &AuthoritySet,
        since: BlockNumber,
    ) -> Result<(AuthoritySet, BlockRef), ProofError> {
        let (header, block) = Header::read(&self.header).ok_or(ProofError::HeaderForm)?;
        if header.number <= since {
            return Err(ProofError::ChangeOrder { block: header.number, since });
        }
        old.finalised(&self.justification, &block)?;
        Ok((old.successor(&header)?, block))
    }
}

impl AuthoritySet {
    /// The set with which a chain begins, from its raw specification.
    ///
    /// # Errors
    /// What is wrong with the file, in words.
    pub fn of_chain_spec(json: &[u8]) -> Result<Self, String> {
        let spec: serde_json::Value = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        let key = format!("0x{}", hex::encode(items::validators().key()));
        let raw = spec.pointer("/genesis/raw/top").ok_or("it is not a raw chain specification")?;
        let value = raw.get(key).and_then(|value| value.as_str());
        let value = value.ok_or("it names no validators at the genesis")?;
        let bytes = crate::hex_text::decode(value).map_err(|e| e.to_string())?;
        let authorities = Vec::<Authority>::decode_all(&mut bytes.as_slice())
            .map_err(|_| "its validators at the genesis cannot be read")?;
        Ok(Self { set_id: 0, authorities })
    }

    /// Its members' weights.
    ///
    /// # Errors
    /// [`ProofError::SetForm`] if there is none, more than [`MAX_AUTHORITIES`], one twice, one without weight, or more
    /// weight than can be counted.
    pub(super) fn weights(&self) -> Result<BTreeMap<[u8; 32], u64>, ProofError> {
        let weights: BTreeMap<_, _> =
            self.authorities.iter().map(|authority| (authority.key, authority.weight)).collect();
        let total = weights.values().try_fold(0u64, |sum, weight| match weight {
            0 => None,
            _ => sum.checked_add(*weight),
        });
        let sound = (1..=MAX_AUTHORITIES).contains(&self.authorities.len())
            && weights.len() == self.authorities.len()
            && total.is_some();
        sound.then_some(weights).ok_or(ProofError::SetForm)
    }

    /// The set that takes over after the block of `header`, which this set finalised.
    ///
    /// # Errors
    /// [`ProofError::ForcedChange`], [`ProofError::DelayedChange`], [`ProofError::NoSuccessors`],
    /// [`ProofError::SetForm`].
    pub(super) fn successor(&self, header: &Header) -> Result<Self, ProofError> {
        let message = |kind: u8| {
            header.logs.iter().find_map(|log| match log {
                LogItem::Consensus(ENGINE, message) => {
                    message.split_first().filter(|(first, _)| **first == kind).map(|(_, rest)| rest)
                }
                _ => None,
            })
        };
        if message(FORCED_CHANGE).is_some() {
            return Err(ProofError::ForcedChange(self.set_id));
        }
        let mut change = message(SCHEDULED_CHANGE).ok_or(ProofError::NoSuccessors(self.set_id))?;
        let (authorities, delay) = <(Vec<Authority>, BlockNumber)>::decode_all(&mut change)
            .map_err(|_| ProofError::NoSuccessors(self.set_id))?;
        if delay != 0 {
            return Err(ProofError::DelayedChange(self.set_id));
        }
        let set_id = self.set_id.checked_add(1).ok_or(ProofError::SetForm)?;
        let next = Self { set_id, authorities };
        next.weights()?;
        Ok(next)
    }
}
