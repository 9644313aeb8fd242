//! The proof that a block is final: votes of the validators, back to those whom the verifier knows.
//!
//! GRANDPA finalises a block when more than two thirds of a set of validators have signed votes for it or
//! for its descendants (Stewart and Kokoris-Kogias, arXiv:2007.01560); the votes together are its
//! justification. A change of the set is announced in the header of the last block that the old set
//! finalises, so that one set confirms the next. A verifier that knows the set at the genesis needs nothing else.
//! No set confirms one that the council forces after a long outage: pin that one again.

use super::BlockRef;
use crate::{
    blake2_256,
    header::{Header, LogItem},
};
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{BlockNumber, Digest};
use serde::{Deserialize, Serialize};
use sp_core::{ed25519, Pair};
use sp_crypto_hashing::twox_128;
use std::collections::{BTreeMap, BTreeSet};

/// GRANDPA's messages in a header.
const ENGINE: [u8; 4] = *b"FRNK";
/// The kind of such a message that announces the next set.
const SCHEDULED_CHANGE: u8 = 1;
/// What a signed vote begins with: it is a precommit.
const PRECOMMIT: u8 = 1;

/// Who votes on finality, from one change to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// The SCALE encoding of the block's header.
    #[serde(with = "crate::hex_text::bytes")]
    pub header: Vec<u8>,
    /// The SCALE encoding of its justification.
    #[serde(with = "crate::hex_text::bytes")]
    pub justification: Vec<u8>,
}

/// What proves that an export's block is final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalityProof {
    /// One for every set before the last, that of the genesis first.
    pub handovers: Vec<Handover>,
    /// The SCALE encoding of the block's own justification, by the last set.
    #[serde(with = "crate::hex_text::bytes")]
    pub justification: Vec<u8>,
}

/// Why a block is not proven to be final.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FinalityFault {
    /// The bytes are not what they should be.
    #[error("the proof of finality cannot be read")]
    Form,
    /// The votes are for another block.
    #[error("the validators' votes are for another block")]
    Target,
    /// A vote's signature does not hold.
    #[error("a validator's signature does not hold")]
    Signature,
    /// Nothing shows that a vote's block builds on the one in question.
    #[error("a validator's vote is not linked to the block")]
    Unlinked,
    /// Too few of the set have voted.
    #[error("validators of weight {have} voted, {need} are needed: this set never finalised the block")]
    TooFew {
        /// The weight of those who voted.
        have: u64,
        /// The least weight that finalises.
        need: u64,
    },
    /// A set's last block does not name the next one.
    #[error("the validators' hand-over of set {0} names no successors")]
    Handover(u64),
    /// The verifier knows only a later set.
    #[error("the block was finalised before the validators of set {0} took over: name an earlier set")]
    TooEarly(u64),
}

#[derive(Decode)]
struct Justification {
    round: u64,
    target_hash: Digest,
    target_number: BlockNumber,
    precommits: Vec<SignedPrecommit>,
    ancestries: Vec<Header>,
}

#[derive(Decode)]
struct SignedPrecommit {
    target_hash: Digest,
    target_number: BlockNumber,
    signature: [u8; 64],
    key: [u8; 32],
}

impl FinalityProof {
    /// Checks that `block` is final if `known` were the validators of their set; returns the set that
    /// finalised it.
    ///
    /// # Errors
    /// [`FinalityFault`] names the first step that does not hold.
    pub fn verify(&self, block: &BlockRef, known: &AuthoritySet) -> Result<u64, FinalityFault> {
        let first = usize::try_from(known.set_id).map_err(|_| FinalityFault::TooEarly(known.set_id))?;
        let handovers = self.handovers.get(first..).ok_or(FinalityFault::TooEarly(known.set_id))?;
        let mut set = known.clone();
        for handover in handovers {
            let header =
                Header::decode_all(&mut handover.header.as_slice()).map_err(|_| FinalityFault::Form)?;
            let last = BlockRef { number: header.number, hash: blake2_256(&handover.header) };
            set.verify(&handover.justification, &last)?;
            let authorities = successors(&header).ok_or(FinalityFault::Handover(set.set_id))?;
            set = AuthoritySet { set_id: set.set_id.saturating_add(1), authorities };
        }
        set.verify(&self.justification, block)?;
        Ok(set.set_id)
    }
}

impl AuthoritySet {
    /// Checks that this set finalised `block`.
    fn verify(&self, justification: &[u8], block: &BlockRef) -> Result<(), FinalityFault> {
        let mut bytes = justification;
        let justification = Justification::decode_all(&mut bytes).map_err(|_| FinalityFault::Form)?;
        if (justification.target_hash, justification.target_number) != (block.hash, block.number) {
            return Err(FinalityFault::Target);
        }
        let weights: BTreeMap<_, _> =
            self.authorities.iter().map(|authority| (authority.key, authority.weight)).collect();
        let parents: BTreeMap<Digest, Digest> =
            justification.ancestries.iter().map(|header| (header.hash(), header.parent_hash)).collect();
        let mut linked = BTreeSet::from([block.hash]);
        let mut voters = BTreeSet::new();
        for vote in &justification.precommits {
            // What others have signed weighs nothing.
            if !weights.contains_key(&vote.key) {
                continue;
            }
            if !vote.is_signed(justification.round, self.set_id) {
                return Err(FinalityFault::Signature);
            }
            if vote.target_number < block.number || !link(vote.target_hash, &parents, &mut linked) {
                return Err(FinalityFault::Unlinked);
            }
            voters.insert(vote.key);
        }
        let total = weights.values().fold(0u64, |sum, weight| sum.saturating_add(*weight));
        // As many faults as the set tolerates, and one vote more than all others could make: n - f.
        let need = total.saturating_sub(total.saturating_sub(1) / 3);
        let have =
            voters.iter().filter_map(|key| weights.get(key)).fold(0u64, |sum, w| sum.saturating_add(*w));
        if total == 0 || have < need {
            return Err(FinalityFault::TooFew { have, need });
        }
        Ok(())
    }
}

impl SignedPrecommit {
    fn is_signed(&self, round: u64, set_id: u64) -> bool {
        let message = (PRECOMMIT, self.target_hash, self.target_number, round, set_id).encode();
        let signature = ed25519::Signature::from(self.signature);
        ed25519::Pair::verify(&signature, message, &ed25519::Public::from(self.key))
    }
}

/// True if `block` is one of `linked` or their descendant; then all on the way are linked, too.
fn link(block: Digest, parents: &BTreeMap<Digest, Digest>, linked: &mut BTreeSet<Digest>) -> bool {
    let mut way = Vec::new();
    let mut current = block;
    // Hashes make no circles, and each step is one of finitely many headers.
    while !linked.contains(&current) {
        match parents.get(&current) {
            Some(parent) if way.len() < parents.len() => {
                way.push(current);
                current = *parent;
            }
            _ => return false,
        }
    }
    linked.extend(way);
    true
}

/// The set that `header` announces, if it takes over with the next block.
fn successors(header: &Header) -> Option<Vec<Authority>> {
    header.logs.iter().find_map(|log| {
        let LogItem::Consensus(engine, message) = log else { return None };
        let (kind, mut rest) = message.split_first()?;
        if *engine != ENGINE || *kind != SCHEDULED_CHANGE {
            return None;
        }
        let (authorities, delay) = <(Vec<Authority>, BlockNumber)>::decode_all(&mut rest).ok()?;
        (delay == 0).then_some(authorities)
    })
}

impl AuthoritySet {
    /// The set with which a chain begins, from its raw specification.
    ///
    /// # Errors
    /// What is wrong with the file, in words.
    pub fn of_chain_spec(json: &[u8]) -> Result<Self, String> {
        let spec: serde_json::Value = serde_json::from_slice(json).map_err(|e| e.to_string())?;
        let key = format!("0x{}", hex::encode(grandpa_key("Authorities")));
        let raw = spec.pointer("/genesis/raw/top").ok_or("it is not a raw chain specification")?;
        let value = raw.get(key).and_then(|value| value.as_str());
        let value = value.ok_or("it names no validators at the genesis")?;
        let bytes = crate::hex_text::decode(value).map_err(|e| e.to_string())?;
        let authorities = Vec::<Authority>::decode_all(&mut bytes.as_slice())
            .map_err(|_| "its validators at the genesis cannot be read")?;
        Ok(Self { set_id: 0, authorities })
    }
}

/// Where the runtime keeps a value of pallet `Grandpa`.
pub fn grandpa_key(item: &str) -> Vec<u8> {
    [twox_128(b"Grandpa"), twox_128(item.as_bytes())].concat()
}

#[cfg(test)]
pub(super) mod tests;
