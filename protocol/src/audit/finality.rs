//! The proof that a block is final: votes of the validators, back to those whom the verifier knows.
//!
//! [`crate::proof`] has the rules; this is the form in which an export carries the votes.

use super::{AuthoritySet, BlockRef, Handover, ProofError};
use serde::{Deserialize, Serialize};

/// What proves that an export's block is final.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalityProof {
    /// One for every set before the last, that of the genesis first.
    pub handovers: Vec<Handover>,
    /// The SCALE encoding of the block's own justification, by the last set.
    #[serde(with = "crate::hex_text::bytes")]
    pub justification: Vec<u8>,
}

impl FinalityProof {
    /// Checks that `block` is final if `known` were the validators of their set; returns the set that
    /// finalised it.
    ///
    /// # Errors
    /// [`ProofError`] names the first step that does not hold.
    pub fn verify(&self, block: &BlockRef, known: &AuthoritySet) -> Result<u64, ProofError> {
        let first = usize::try_from(known.set_id).map_err(|_| ProofError::TooEarly(known.set_id))?;
        let handovers = self.handovers.get(first..).ok_or(ProofError::TooEarly(known.set_id))?;
        let (mut set, mut since) = (known.clone(), 0);
        for handover in handovers {
            let (next, last) = handover.verify(&set, since)?;
            (set, since) = (next, last.number);
        }
        if block.number <= since {
            return Err(ProofError::BeforeSet { block: block.number, since });
        }
        set.finalised(&self.justification, block)?;
        Ok(set.set_id)
    }
}

#[cfg(test)]
mod tests;
