//! The votes that made a block final.
//!
//! GRANDPA finalises a block when more than two thirds of a set of validators have signed votes for it or for its
//! descendants (Stewart and Kokoris-Kogias, arXiv:2007.01560); the votes together are its justification. The rules
//! are those of `finality-grandpa` and `sp-consensus-grandpa`:
//!
//! - The base is the lowest block that a member voted for. The headers that come along lead from it to every
//!   other vote, block by block, and there is none that no vote needs.
//! - Each member's signature is over the vote, the round and the set's number.
//! - A member counts once, if one of its votes is for the block or a descendant. Votes of strangers are ignored.
//!
//! One rule is stricter: a member that voted for two blocks counts only for what it voted for.

use super::{AuthoritySet, ProofError};
use crate::header::{BlockRef, Header};
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{BlockNumber, Digest};
use sp_core::{ed25519, Pair};
use std::collections::{BTreeMap, BTreeSet};

/// Most bytes of a justification: the votes of the largest set take 36 KiB, and headers stand in only when
/// validators voted for different blocks.
pub const MAX_JUSTIFICATION: usize = 256 * 1_024;
/// What a signed vote begins with: it is a precommit.
pub(super) const PRECOMMIT: u8 = 1;

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

impl SignedPrecommit {
    fn is_signed(&self, round: u64, set_id: u64) -> bool {
        let message = (PRECOMMIT, self.target_hash, self.target_number, round, set_id).encode();
        let signature = ed25519::Signature::from(self.signature);
        ed25519::Pair::verify(&signature, message, &ed25519::Public::from(self.key))
    }
}

impl AuthoritySet {
    /// Checks that this set finalised `block`, by `justification` in SCALE.
    ///
    /// # Errors
    /// [`ProofError`] names the first rule that does not hold.
    pub fn finalised(&self, justification: &[u8], block: &BlockRef) -> Result<(), ProofError> {
        if justification.len() > MAX_JUSTIFICATION {
            return Err(ProofError::VotesTooLarge);
        }
        let mut bytes = justification;
        let justification = Justification::decode_all(&mut bytes).map_err(|_| ProofError::VotesForm)?;
        if (justification.target_hash, justification.target_number) != (block.hash, block.number) {
            return Err(ProofError::VotesTarget);
        }
        let weights = self.weights()?;
        let mut votes = justification.precommits;
        votes.retain(|vote| weights.contains_key(&vote.key));
        let linked = Links::of(&votes, justification.ancestries, block)?;
        let voters: BTreeSet<_> =
            votes.iter().filter(|vote| linked.supports(vote)).map(|vote| vote.key).collect();
        let sum = |sum: u64, weight: &u64| sum.saturating_add(*weight);
        let total = weights.values().fold(0, sum);
        // As many faults as the set tolerates, and one vote more than all others could make: n - f.
        let need = total.saturating_sub(total.saturating_sub(1) / 3);
        let have = voters.iter().filter_map(|key| weights.get(key)).fold(0, sum);
        if have < need {
            return Err(ProofError::TooFew { have, need });
        }
        // Last, because it costs most.
        if votes.iter().all(|vote| vote.is_signed(justification.round, self.set_id)) {
            Ok(())
        } else {
            Err(ProofError::Signature)
        }
    }
}

/// The blocks from the base to the votes: number, and whether the block is the target or a descendant.
struct Links(BTreeMap<Digest, (BlockNumber, bool)>);

impl Links {
    fn of(votes: &[SignedPrecommit], ancestries: Vec<Header>, target: &BlockRef) -> Result<Self, ProofError> {
        let headers = ancestries.len();
        let parents: BTreeMap<Digest, Digest> =
            ancestries.iter().map(|header| (header.hash(), header.parent_hash)).collect();
        let mut links = BTreeMap::new();
        if let Some(base) = votes.iter().min_by_key(|vote| vote.target_number) {
            links.insert(base.target_hash, (base.target_number, base.target_hash == target.hash));
        }
        let based = links.len();
        for vote in votes {
            link(vote.target_hash, &parents, target, &mut links)?;
            // A vote for the right block under another number is a vote for no block.
            if links.get(&vote.target_hash).is_none_or(|(number, _)| *number != vote.target_number) {
                return Err(ProofError::Unlinked);
            }
        }
        // Every header was on some vote's way, and no header came twice.
        if links.len().saturating_sub(based) != headers {
            return Err(ProofError::UnusedHeaders);
        }
        Ok(Self(links))
    }

    fn supports(&self, vote: &SignedPrecommit) -> bool {
        self.0.get(&vote.target_hash).is_some_and(|(_, supports)| *supports)
    }
}

/// Links `block` and all blocks on its way down to one that is linked.
fn link(
    block: Digest,
    parents: &BTreeMap<Digest, Digest>,
    target: &BlockRef,
    links: &mut BTreeMap<Digest, (BlockNumber, bool)>,
) -> Result<(), ProofError> {
    let mut way = Vec::new();
    let mut current = block;
    // Hashes make no circles, and each step is one of finitely many headers.
    let (mut number, mut supports) = loop {
        if let Some(linked) = links.get(&current) {
            break *linked;
        }
        match parents.get(&current) {
            Some(parent) if way.len() < parents.len() => {
                way.push(current);
                current = *parent;
            }
            _ => return Err(ProofError::Unlinked),
        }
    };
    for hash in way.into_iter().rev() {
        number = number.saturating_add(1);
        supports |= hash == target.hash;
        links.insert(hash, (number, supports));
    }
    Ok(())
}
