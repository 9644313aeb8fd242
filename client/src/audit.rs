//! A patient's trail as a file that anybody can verify without a node: assembling one from a node.
//!
//! What the file is, and how it is verified, is [`salus_protocol::audit`].

pub use salus_protocol::audit::{
    verify_export, verify_finality, Authority, AuthoritySet, BlockRef, Export, Fault, FinalityProof,
    Handover, ProofError, Report, StateProof, StateProofFault, FORMAT,
};

use crate::{
    account::AccountId,
    chain::{number, Chain, ChainError, View},
};
use codec::{Decode, DecodeAll, Encode};
use salus_primitives::{trail::Span, BlockNumber, Digest};
use salus_protocol::{
    audit::leaf_hashes,
    proof::{items, Item},
};
use serde::Deserialize;

/// Entries asked for at a time; the node gives no more than this.
const PAGE: u32 = 256;

/// Most changes of the validators that are followed: one a week for a hundred years.
const MAX_HANDOVERS: usize = 5_200;

/// The whole trail of `patient` at the last finalised block, with its proof.
///
/// `progress` is told how many entries have come and how many there are. Nothing is checked here:
/// the node is asked, and [`verify_export`] judges.
///
/// # Errors
/// [`ChainError`] if the node does not answer or lacks the entries.
pub async fn collect(
    chain: &Chain,
    patient: AccountId,
    mut progress: impl FnMut(u64, u64),
) -> Result<Export, ChainError> {
    // One block for all requests: the trail grows while it is read.
    let (hash, finality) = final_block(chain).await?;
    let header = chain.header(hash).await?;
    let block = BlockRef { number: number(&header)?, hash };
    let nodes = chain.read_proof(items::trail(&patient).key(), hash).await?;
    let trail = chain.at(hash).trail(patient).await?;

    let mut entries = Vec::new();
    let mut cursor = None;
    loop {
        let page = chain.trail_page(patient, cursor, PAGE, hash).await?;
        let missing = lacking(&page.gaps);
        if missing > 0 {
            return Err(ChainError::TrailIncomplete { missing });
        }
        entries.extend(page.entries);
        progress(entries.len() as u64, trail.leaves);
        match page.next {
            // A cursor that does not fall would have the node decide how long this goes on.
            Some(next) if cursor.is_none_or(|last| next < last) => cursor = Some(next),
            _ => break,
        }
    }
    entries.reverse();
    let leaves = leaf_hashes(&entries, &patient);
    let proof = StateProof { header: header.encode(), nodes };
    Ok(Export { format: FORMAT.into(), patient, block, trail, entries, leaves, proof, finality })
}

/// How many entries stand in `gaps`.
fn lacking(gaps: &[Span]) -> u64 {
    gaps.iter().fold(0, |sum, gap| sum.saturating_add(gap.last.saturating_sub(gap.first)).saturating_add(1))
}

/// The next block that becomes final, with the proof; the last one if finality stands still or the node
/// has no votes.
async fn final_block(chain: &Chain) -> Result<(Digest, Option<FinalityProof>), ChainError> {
    let justification = match chain.next_votes().await {
        Ok(votes) => votes,
        Err(ChainError::Rpc { .. }) => None,
        Err(error) => return Err(error),
    };
    let Some(justification) = justification else { return Ok((chain.finalized_head().await?, None)) };
    let (_round, block) = <(u64, Digest)>::decode(&mut justification.as_slice()).map_err(|e| {
        ChainError::Answer { method: "grandpa_subscribeJustifications".into(), reason: e.to_string() }
    })?;
    let handovers = handovers(chain, block).await?;
    Ok((block, Some(FinalityProof { handovers, justification })))
}

/// The last block of every set of validators before the one that finalised `block`.
///
/// A node that was started from a later state than the genesis does not have them all; the verifier
/// finds that out.
async fn handovers(chain: &Chain, block: Digest) -> Result<Vec<Handover>, ChainError> {
    let end = number(&chain.header(block).await?)?;
    let mut handovers = Vec::new();
    let mut next = 1;
    while next < end && handovers.len() < MAX_HANDOVERS {
        let proof = match proof_of(chain, next).await {
            Ok(Some(proof)) => proof,
            // The node says so too while the set of the genesis is in office.
            Ok(None) | Err(ChainError::Rpc { .. }) => break,
            Err(error) => return Err(error),
        };
        let header = chain.header(proof.block).await?;
        let last = number(&header)?;
        // The set that is in office has voted for the block itself, or for a later one by now.
        if last < next || last >= end {
            break;
        }
        handovers.push(Handover { header: header.encode(), justification: proof.justification });
        next = last.saturating_add(1);
    }
    Ok(handovers)
}

/// What `grandpa_proveFinality` answers: the last block of the set that finalised the one asked for, or
/// the last that the set in office finalised. The headers between the two come after it.
#[derive(Decode)]
struct NodesProof {
    block: Digest,
    justification: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Bytes(#[serde(with = "crate::hex_text::bytes")] Vec<u8>);

async fn proof_of(chain: &Chain, block: BlockNumber) -> Result<Option<NodesProof>, ChainError> {
    let method = "grandpa_proveFinality";
    let answer: Option<Bytes> = chain.request(method, &[block.into()]).await?;
    answer
        .map(|bytes| {
            NodesProof::decode(&mut bytes.0.as_slice())
                .map_err(|e| ChainError::Answer { method: method.into(), reason: e.to_string() })
        })
        .transpose()
}

impl Chain {
    /// The validators in office at the last finalised block, as the node tells them: believe it only if the node is
    /// to be believed.
    ///
    /// # Errors
    /// [`ChainError`] if the node does not answer, or with something else.
    pub async fn authority_set(&self) -> Result<AuthoritySet, ChainError> {
        let view = self.at_finalized().await?;
        Ok(AuthoritySet {
            set_id: value(&view, &items::validator_set_id()).await?.unwrap_or_default(),
            authorities: value(&view, &items::validators()).await?.unwrap_or_default(),
        })
    }
}

async fn value<T: DecodeAll>(view: &View<'_>, item: &Item<T>) -> Result<Option<T>, ChainError> {
    let Some(bytes) = view.storage(item.key()).await? else { return Ok(None) };
    T::decode_all(&mut bytes.as_slice())
        .map(Some)
        .map_err(|e| ChainError::Answer { method: "state_getStorage".into(), reason: e.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_entries_should_be_counted_when_a_page_names_gaps() {
        assert_eq!(lacking(&[]), 0);
        assert_eq!(lacking(&[Span { first: 4, last: 4 }, Span { first: 0, last: 2 }]), 4);
    }
}
