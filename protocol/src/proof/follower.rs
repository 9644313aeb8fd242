//! Following the chain with nothing but its specification: which validators are in office, and which header is final.
//!
//! A [`Follower`] begins with the validators in the chain's raw specification. It takes one [`Handover`] for each
//! change of them and forgets the one before, so that it needs the same memory for any number of changes. Between two
//! runs of a program its bytes are kept, and only the changes since then are asked for.

use super::{AuthoritySet, Handover, ProofError, ProvenState};
use crate::{
    blake2_256,
    header::{BlockRef, Header},
};
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{BlockNumber, Digest, Moment};
use serde::{Deserialize, Serialize};

/// The version of the kept bytes.
const VERSION: u8 = 1;
/// Milliseconds of one of the chain's slots.
pub const SLOT_MILLISECONDS: Moment = 2_000;
/// How far a block's time may be ahead of the verifier's clock, in milliseconds.
pub const MAX_AHEAD: Moment = 60_000;
/// Most headers from a block to the one that was voted for.
pub const MAX_DESCENDANTS: usize = 1_024;

/// What of a chain was verified so far.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub struct Follower {
    /// Hash of the validators at the genesis: which chain this is.
    chain: Digest,
    /// The validators in office.
    set: AuthoritySet,
    /// The last block of the validators before them; 0 for those of the genesis.
    since: BlockNumber,
    /// The highest block verified.
    latest: BlockNumber,
}

/// A header with what proves that its block is final.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
pub struct HeaderProof {
    /// The SCALE encoding of the block's header.
    #[serde(with = "crate::hex_text::bytes")]
    pub header: Vec<u8>,
    /// The headers of its descendants in SCALE, its child first, up to the block that was voted for; empty if that is
    /// the block itself.
    #[serde(default, with = "crate::hex_text::byte_strings")]
    pub descendants: Vec<Vec<u8>>,
    /// The SCALE encoding of the last one's justification, by the validators in office.
    #[serde(with = "crate::hex_text::bytes")]
    pub justification: Vec<u8>,
}

/// How old a block may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// The present time, in milliseconds since 1970.
    pub now: Moment,
    /// The largest age accepted, in milliseconds.
    pub max_age: Moment,
}

/// The header of a block that the chain's validators finalised. Only a [`Follower`] makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifiedHeader {
    header: Header,
    block: BlockRef,
    time: Moment,
    set_id: u64,
}

impl Follower {
    /// Begins with `genesis`, the validators with which the chain begins, from its specification
    /// ([`AuthoritySet::of_chain_spec`]); or with a later set, if the council forced one.
    ///
    /// # Errors
    /// [`ProofError::SetForm`].
    pub fn new(genesis: AuthoritySet) -> Result<Self, ProofError> {
        genesis.weights()?;
        Ok(Self { chain: blake2_256(&genesis.encode()), set: genesis, since: 0, latest: 0 })
    }

    /// What to keep until the next time: version, hash of the set it began with, set in office, two block numbers.
    pub fn to_bytes(&self) -> Vec<u8> {
        (VERSION, self).encode()
    }

    /// Reads what [`Self::to_bytes`] wrote. `genesis` is what [`Self::new`] was given.
    ///
    /// The bytes are believed: keep them where nobody else writes.
    ///
    /// # Errors
    /// [`ProofError::KeptForm`], [`ProofError::KeptVersion`], [`ProofError::OtherChain`].
    pub fn resume(bytes: &[u8], genesis: &AuthoritySet) -> Result<Self, ProofError> {
        let (version, mut rest) = bytes.split_first().ok_or(ProofError::KeptForm)?;
        if *version != VERSION {
            return Err(ProofError::KeptVersion(*version));
        }
        let kept = Self::decode_all(&mut rest).map_err(|_| ProofError::KeptForm)?;
        if kept.chain != blake2_256(&genesis.encode()) {
            return Err(ProofError::OtherChain);
        }
        kept.set.weights().map_err(|_| ProofError::KeptForm)?;
        Ok(kept)
    }

    /// The validators in office.
    pub fn set(&self) -> &AuthoritySet {
        &self.set
    }

    /// The block with which they took over; 0 for those of the genesis. Ask for the changes after it.
    pub fn since(&self) -> BlockNumber {
        self.since
    }

    /// The highest block that was verified.
    pub fn latest(&self) -> BlockNumber {
        self.latest
    }

    /// Takes the next change of the validators. Nothing changes if it does not hold.
    ///
    /// # Errors
    /// [`ProofError`] names the first step that does not hold.
    pub fn follow(&mut self, change: &Handover) -> Result<(), ProofError> {
        let (set, block) = change.verify(&self.set, self.since)?;
        self.set = set;
        self.since = block.number;
        self.latest = self.latest.max(block.number);
        Ok(())
    }

    /// Checks that a header's block is final, not too old, and not older than one that was verified before.
    ///
    /// # Errors
    /// [`ProofError`] names the first step that does not hold.
    pub fn verify(
        &mut self,
        proof: &HeaderProof,
        freshness: Freshness,
    ) -> Result<VerifiedHeader, ProofError> {
        let verified = self.verify_of_any_age(proof)?;
        freshness.check(verified.time)?;
        let (block, latest) = (verified.block.number, self.latest);
        if block < latest {
            return Err(ProofError::Older { block, latest });
        }
        self.latest = block;
        Ok(verified)
    }

    /// Checks that a header's block is final, whenever that was: for what once was, never for what is.
    ///
    /// # Errors
    /// [`ProofError`] names the first step that does not hold.
    pub fn verify_of_any_age(&self, proof: &HeaderProof) -> Result<VerifiedHeader, ProofError> {
        let (header, block) = Header::read(&proof.header).ok_or(ProofError::HeaderForm)?;
        let voted_for = last_descendant(block, &proof.descendants)?;
        if voted_for.number <= self.since {
            return Err(ProofError::BeforeSet { block: voted_for.number, since: self.since });
        }
        self.set.finalised(&proof.justification, &voted_for)?;
        let slot = header.slot().ok_or(ProofError::NoTime)?;
        let time = slot.checked_mul(SLOT_MILLISECONDS).ok_or(ProofError::NoTime)?;
        Ok(VerifiedHeader { header, block, time, set_id: self.set.set_id })
    }
}

/// The last of `descendants`, each of which is the child of the one before; `block` if there are none.
fn last_descendant(block: BlockRef, descendants: &[Vec<u8>]) -> Result<BlockRef, ProofError> {
    let mut last = block;
    for (count, bytes) in descendants.iter().enumerate() {
        let (header, child) = Header::read(bytes).ok_or(ProofError::HeaderForm)?;
        let builds_on = header.parent_hash == last.hash && Some(child.number) == last.number.checked_add(1);
        if !builds_on || count >= MAX_DESCENDANTS {
            return Err(ProofError::NotDescending(child.number));
        }
        last = child;
    }
    Ok(last)
}

impl Freshness {
    fn check(&self, time: Moment) -> Result<(), ProofError> {
        let ahead = time.saturating_sub(self.now);
        if ahead > MAX_AHEAD {
            return Err(ProofError::Early(ahead));
        }
        let age = self.now.saturating_sub(time);
        if age > self.max_age {
            return Err(ProofError::Stale { age, limit: self.max_age });
        }
        Ok(())
    }
}

impl VerifiedHeader {
    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// The block's number and hash.
    pub fn block(&self) -> BlockRef {
        self.block
    }

    /// When the block was made, in milliseconds since 1970: the beginning of its slot.
    pub fn time(&self) -> Moment {
        self.time
    }

    /// Which set of validators finalised it.
    pub fn set_id(&self) -> u64 {
        self.set_id
    }

    /// The chain's state after the block, as far as `nodes` tell of it.
    ///
    /// # Errors
    /// [`ProofError::StateTooLarge`].
    pub fn state(&self, nodes: &[Vec<u8>]) -> Result<ProvenState, ProofError> {
        ProvenState::new(self.header.state_root, nodes)
    }
}
