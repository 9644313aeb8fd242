//! Checking an export, offline.

use super::{AuthoritySet, BlockRef, Export, ProofError, StateProofFault, FORMAT};
use crate::{account::AccountId, blake2_256};
use salus_primitives::{audit::Entry, mmr::Trail, Digest};
use serde::Serialize;

/// What was proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Whose trail.
    pub patient: AccountId,
    /// How many entries it has.
    pub entries: u64,
    /// After which block. Everything holds if the block with this hash is final.
    pub block: BlockRef,
}

/// Why an export does not hold.
///
/// Entries are counted from 0, as in their `index`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Another form of export.
    #[error("the file is a '{0}', this program reads '{FORMAT}'")]
    Format(String),
    /// An entry is not where its index says.
    #[error("entry {expected} is missing: entry {found} stands in its place")]
    Order {
        /// Which entry should stand there.
        expected: u64,
        /// Which one does.
        found: u64,
    },
    /// The list of entries is shorter or longer than the trail.
    #[error("the trail has {expected} entries, the file {found}{}", .first_missing.map(|i| format!(": entry {i} is missing")).unwrap_or_default())]
    Count {
        /// How many the chain committed to.
        expected: u64,
        /// How many there are.
        found: u64,
        /// The first that is missing.
        first_missing: Option<u64>,
    },
    /// An entry was altered.
    #[error("entry {0} was altered")]
    Altered(u64),
    /// One of these entries was altered, and so were the hashes that would tell which.
    #[error("one of the entries {first} to {last} was altered")]
    AlteredAmong {
        /// The first of them.
        first: u64,
        /// The last of them.
        last: u64,
    },
    /// The trail in the file is not the one that the chain kept.
    #[error("the trail's commitment is not the one that the chain kept after block {0}")]
    Commitment(u32),
    /// The proof of what the chain kept does not hold.
    #[error("the proof does not hold: {0}")]
    Proof(#[from] StateProofFault),
    /// The export carries no votes of the validators.
    #[error("the file has no proof that its block is final")]
    NoFinality,
    /// The validators' votes do not make the block final.
    #[error("the block is not proven to be final: {0}")]
    Finality(#[from] ProofError),
}

/// Recomputes everything an export says.
///
/// # Errors
/// The first [`Fault`].
pub fn verify_export(export: &Export) -> Result<Report, Fault> {
    if export.format != FORMAT {
        return Err(Fault::Format(export.format.clone()));
    }
    check_entries(export)?;
    let kept = export.proof.trail(&export.patient, &export.block)?;
    if kept != export.trail {
        return Err(Fault::Commitment(export.block.number));
    }
    Ok(Report { patient: export.patient, entries: kept.leaves, block: export.block })
}

/// Checks that the export's block is final, trusting only that `known` were the validators of their set;
/// returns the set that finalised it.
///
/// # Errors
/// [`Fault::NoFinality`], [`Fault::Finality`].
pub fn verify_finality(export: &Export, known: &AuthoritySet) -> Result<u64, Fault> {
    let finality = export.finality.as_ref().ok_or(Fault::NoFinality)?;
    Ok(finality.verify(&export.block, known)?)
}

fn check_entries(export: &Export) -> Result<(), Fault> {
    let misplaced = export.entries.iter().zip(0u64..).find(|(entry, place)| entry.index != *place);
    if let Some((entry, expected)) = misplaced {
        return Err(Fault::Order { expected, found: entry.index });
    }
    let (expected, found) = (export.trail.leaves, export.entries.len() as u64);
    if expected != found {
        let first_missing = (found < expected).then_some(found);
        return Err(Fault::Count { expected, found, first_missing });
    }
    let leaves = leaf_hashes(&export.entries, &export.patient);
    let recomputed = Trail::of(blake2_256, leaves.iter().copied());
    if recomputed == export.trail {
        return Ok(());
    }
    let listed = export.leaves.iter().zip(&leaves).zip(0u64..);
    if let Some((_, altered)) = listed.into_iter().find(|((listed, leaf), _)| listed != leaf) {
        return Err(Fault::Altered(altered));
    }
    Err(altered_among(&recomputed, &export.trail))
}

/// The entries below the first peak that differs.
fn altered_among(recomputed: &Trail, expected: &Trail) -> Fault {
    let mut first = 0u64;
    let heights = (0..u64::BITS).rev().filter(|bit| expected.leaves & (1u64 << bit) != 0);
    for (place, height) in heights.enumerate() {
        let after = first.saturating_add(1u64 << height);
        if recomputed.peaks.get(place) != expected.peaks.get(place) {
            return Fault::AlteredAmong { first, last: after.saturating_sub(1) };
        }
        first = after;
    }
    // Equal peaks and unequal trails: the file lists more peaks than the entries have.
    Fault::AlteredAmong { first: 0, last: expected.leaves.saturating_sub(1) }
}

/// The hash of every entry, as it stands in the trail.
pub fn leaf_hashes(entries: &[Entry<AccountId>], patient: &AccountId) -> Vec<Digest> {
    entries.iter().map(|entry| entry.leaf(blake2_256, patient)).collect()
}
