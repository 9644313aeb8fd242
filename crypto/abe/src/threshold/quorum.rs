//! Who divides a secret, and how many of them it takes.

use crate::{
    error::{AbeError, OfficerFault, Result},
    group::types::Fr,
    sharing::lagrange_at_zero,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use salus_primitives::Label;

/// An officer, by the point at which the polynomials are evaluated for it: counted from 1. At 0 lies
/// the secret itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OfficerIndex(u8);

impl OfficerIndex {
    /// The officer of this index.
    ///
    /// # Errors
    /// [`AbeError::Officer`] if `index` is 0 or above [`Quorum::MAX_OFFICERS`].
    pub fn new(index: u8) -> Result<Self> {
        if index == 0 || index > Quorum::MAX_OFFICERS {
            return Err(AbeError::Officer { officer: index, fault: OfficerFault::Index });
        }
        Ok(Self(index))
    }

    /// The index, from 1.
    pub fn get(self) -> u8 {
        self.0
    }

    /// The point.
    pub(crate) fn point(self) -> Fr {
        Fr::from(self.0)
    }

    /// This officer with this fault.
    pub(crate) fn error(self, fault: OfficerFault) -> AbeError {
        AbeError::Officer { officer: self.0, fault }
    }
}

/// `threshold` of `officers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quorum {
    threshold: u8,
    officers: u8,
}

impl Quorum {
    /// Most officers of one authority.
    pub const MAX_OFFICERS: u8 = 32;

    /// This division.
    ///
    /// # Errors
    /// [`AbeError::Quorum`] unless 2 ≤ `threshold` ≤ `officers` ≤ [`Self::MAX_OFFICERS`]. With a threshold
    /// of 1 every officer would hold the whole secret.
    pub fn new(threshold: u8, officers: u8) -> Result<Self> {
        if threshold < 2 || threshold > officers || officers > Self::MAX_OFFICERS {
            return Err(AbeError::Quorum);
        }
        Ok(Self { threshold, officers })
    }

    /// How many officers it takes.
    pub fn threshold(self) -> u8 {
        self.threshold
    }

    /// How many officers there are.
    pub fn officers(self) -> u8 {
        self.officers
    }

    /// All officers in order.
    pub fn indices(self) -> impl Iterator<Item = OfficerIndex> {
        (1..=self.officers).map(OfficerIndex)
    }

    /// Checks that `index` is one of these officers.
    pub(crate) fn admits(self, index: OfficerIndex) -> Result<()> {
        if index.0 > self.officers {
            return Err(index.error(OfficerFault::Index));
        }
        Ok(())
    }

    /// Checks that these are different officers of this quorum, and enough.
    pub(crate) fn admits_all(self, indices: impl Iterator<Item = OfficerIndex>) -> Result<()> {
        let mut seen = BTreeSet::new();
        for index in indices {
            self.admits(index)?;
            if !seen.insert(index) {
                return Err(index.error(OfficerFault::Repeated));
            }
        }
        // At most 32, because different and admitted.
        let given = u8::try_from(seen.len()).unwrap_or(u8::MAX);
        if given < self.threshold {
            return Err(AbeError::TooFewOfficers { needed: self.threshold, given });
        }
        Ok(())
    }
}

/// Lagrange's coefficients at 0 of different officers, in their order.
pub(crate) fn lagrange(indices: &[OfficerIndex]) -> Result<Vec<Fr>> {
    // The sharing of policies counts its points from position 0.
    let positions: Vec<u8> = indices.iter().map(|index| index.0.saturating_sub(1)).collect();
    indices
        .iter()
        .zip(&positions)
        .map(|(index, position)| {
            lagrange_at_zero(&positions, *position).ok_or(index.error(OfficerFault::Repeated))
        })
        .collect()
}

/// What all officers agree on before they deal. Dealings of one ceremony are worth nothing in another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ceremony {
    /// The authority that is to be.
    pub authority: Label,
    /// Its division.
    pub quorum: Quorum,
    /// Never used before: a random number, or the digest of the decision to hold the ceremony.
    pub id: [u8; 32],
}

impl Ceremony {
    /// Bytes that differ between ceremonies.
    pub(crate) fn encode(&self) -> Vec<u8> {
        (&self.authority, self.quorum.threshold, self.quorum.officers, self.id).encode()
    }
}
