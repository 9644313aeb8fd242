//! Assembling an export from a node.

use super::{proof::trail_key, verify::leaf_hashes, BlockRef, Export, StateProof, FORMAT};
use crate::{
    account::AccountId,
    chain::{number, Chain, ChainError},
};
use codec::Encode;

/// Entries asked for at a time; the node gives no more than this.
const PAGE: u32 = 256;

/// The whole trail of `patient` at the last finalised block, with its proof.
///
/// `progress` is told how many entries have come and how many there are. Nothing is checked here:
/// the node is asked, and [`super::verify_export`] judges.
///
/// # Errors
/// [`ChainError`] if the node does not answer or lacks the entries.
pub async fn collect(
    chain: &Chain,
    patient: AccountId,
    mut progress: impl FnMut(u64, u64),
) -> Result<Export, ChainError> {
    // One block for all requests: the trail grows while it is read.
    let hash = chain.finalized_head().await?;
    let header = chain.header(hash).await?;
    let block = BlockRef { number: number(&header)?, hash };
    let nodes = chain.read_proof(&trail_key(&patient), hash).await?;
    let trail = chain.at(hash).trail(patient).await?;

    let mut entries = Vec::new();
    let mut cursor = None;
    loop {
        let page = chain.trail_page(patient, cursor, PAGE, hash).await?;
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
    Ok(Export { format: FORMAT.into(), patient, block, trail, entries, leaves, proof })
}
