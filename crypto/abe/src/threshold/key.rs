//! The keys that dealings add up to: one public, one share for each officer.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::{
    deal::{
        evaluate, put_commitments, read_commitments, sum_of_shares, Dealing, DealingCommitment, DealtShare,
        MAX_COMMITMENT_BYTES,
    },
    quorum::{Ceremony, OfficerIndex, Quorum},
};
use crate::{
    authority::{AuthorityPublicKey, AuthoritySecretKey},
    encoding::{Kind, Reader, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{AbeError, Flaw, Result},
};
use alloc::vec::Vec;
use ark_ec::{AffineRepr, CurveGroup};
use ark_ff::{AdditiveGroup, Zero};
use core::fmt;
use zeroize::{ZeroizeOnDrop, Zeroizing};

const THRESHOLD_KEY: Kind =
    Kind { tag: 11, name: "threshold key", max_bytes: PREAMBLE_BYTES + 2 + MAX_COMMITMENT_BYTES };
const OFFICER_KEY: Kind = Kind { tag: 0, name: "officer's key", max_bytes: 1 + 2 * SCALAR_BYTES };

/// What everybody knows of a divided authority: its public key and those of its officers' shares, all
/// of which follow from the commitments' product. Public.
#[derive(Clone, PartialEq, Eq)]
pub struct ThresholdKey {
    pub(super) quorum: Quorum,
    /// (Π A_ik, Π B_ik) for k from 0 to threshold − 1; the first is the authority's public key.
    pub(super) commitments: Vec<AuthorityPublicKey>,
}

impl ThresholdKey {
    /// Adds up the dealings that all officers found right, out of those that were committed to. All must take the same.
    ///
    /// # Errors
    /// [`AbeError::Officer`] names a dealer whose dealing is wrong, there twice or not the one that it committed to,
    /// [`AbeError::TooFewOfficers`] if fewer dealt than the threshold,
    /// [`AbeError::DealingsCancel`] if a sum is neutral.
    pub fn from_dealings(
        ceremony: &Ceremony,
        commitments: &[DealingCommitment],
        dealings: &[Dealing],
    ) -> Result<Self> {
        // As many as must act: then at least one dealer is honest, whoever the corrupt ones are.
        ceremony.quorum.admits_all(dealings.iter().map(Dealing::dealer))?;
        for dealing in dealings {
            dealing.was_committed_to(ceremony, commitments)?;
            dealing.verify(ceremony)?;
        }
        let commitments = sum_of_commitments(dealings.iter().map(|dealing| &*dealing.commitments))?;
        Ok(Self { quorum: ceremony.quorum, commitments })
    }

    /// How many of how many.
    pub fn quorum(&self) -> Quorum {
        self.quorum
    }

    /// The authority's public key: an ordinary one.
    pub fn public_key(&self) -> AuthorityPublicKey {
        // The polynomials at 0, where no officer is, are their first coefficients; there always is one.
        self.commitments
            .first()
            .cloned()
            .unwrap_or(AuthorityPublicKey::new(AdditiveGroup::ZERO, AffineRepr::zero()))
    }

    /// The public key of one officer's share: its partial keys verify under it.
    ///
    /// # Errors
    /// [`AbeError::Officer`] if there is no such officer.
    pub fn officer_public_key(&self, officer: OfficerIndex) -> Result<AuthorityPublicKey> {
        self.quorum.admits(officer)?;
        Ok(evaluate(&self.commitments, officer))
    }

    /// Version, kind, the number of officers, the threshold (1 byte each), and for each coefficient of
    /// the polynomials its commitments (672 bytes).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = THRESHOLD_KEY.preamble();
        output.push(self.quorum.officers());
        put_commitments(&mut output, &self.commitments);
        output
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(THRESHOLD_KEY, bytes)?;
        let [officers] = reader.array()?;
        let commitments = read_commitments(&mut reader, 2..=Quorum::MAX_OFFICERS)?;
        let threshold = u8::try_from(commitments.len()).unwrap_or(u8::MAX);
        let quorum = Quorum::new(threshold, officers).map_err(|_| reader.error(Flaw::Structure))?;
        reader.close()?;
        Ok(Self { quorum, commitments })
    }
}

/// The product of commitments to polynomials of one degree, coefficient by coefficient.
pub(super) fn sum_of_commitments<'a>(
    mut lists: impl Iterator<Item = &'a [AuthorityPublicKey]>,
) -> Result<Vec<AuthorityPublicKey>> {
    let mut sums = lists.next().map_or(Vec::new(), <[_]>::to_vec);
    for list in lists {
        for (sum, commitment) in sums.iter_mut().zip(list) {
            sum.e0_alpha += commitment.e0_alpha;
            sum.g2_y = (sum.g2_y + commitment.g2_y).into_affine();
        }
    }
    // A neutral highest coefficient would lower the threshold, a neutral constant guard nothing.
    if sums.iter().any(|sum| sum.e0_alpha.is_zero() || sum.g2_y.is_zero()) {
        return Err(AbeError::DealingsCancel);
    }
    Ok(sums)
}

impl fmt::Debug for ThresholdKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ThresholdKey(..)")
    }
}

/// An officer's share (α_j, y_j) of the authority's secret. Secret; alone it issues nothing.
#[derive(ZeroizeOnDrop)]
pub struct OfficerKey {
    #[zeroize(skip)]
    index: OfficerIndex,
    pub(crate) share: AuthoritySecretKey,
}

impl OfficerKey {
    /// Adds up the shares that were dealt to the officer `index`, one for each of `dealings`, and
    /// computes the key that all officers share.
    ///
    /// # Errors
    /// As [`ThresholdKey::from_dealings`]; [`AbeError::Officer`] names a dealer whose share is wrong,
    /// missing, there twice or for somebody else.
    pub fn assemble(
        ceremony: &Ceremony,
        index: OfficerIndex,
        commitments: &[DealingCommitment],
        dealings: &[Dealing],
        shares: &[DealtShare],
    ) -> Result<(Self, ThresholdKey)> {
        ceremony.quorum.admits(index)?;
        let key = ThresholdKey::from_dealings(ceremony, commitments, dealings)?;
        let share = sum_of_shares(
            index,
            dealings.iter().map(Dealing::dealer).zip(dealings),
            shares,
            Dealing::check_share,
        )?;
        Ok((Self { index, share }, key))
    }

    /// This share of that officer.
    pub(super) fn new(index: OfficerIndex, share: AuthoritySecretKey) -> Self {
        Self { index, share }
    }

    /// Which officer.
    pub fn index(&self) -> OfficerIndex {
        self.index
    }

    /// Index (1 byte), α_j, y_j (32 little-endian bytes each), to be kept encrypted.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 65]> {
        let mut bytes = Zeroizing::new([0u8; 65]);
        let (index, share) = bytes.split_at_mut(1);
        index.copy_from_slice(&[self.index.get()]);
        share.copy_from_slice(self.share.to_bytes().as_slice());
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] if a scalar is zero or not below r, [`AbeError::Officer`] if the index is
    /// out of range.
    pub fn from_bytes(bytes: &[u8; 65]) -> Result<Self> {
        let [index, share @ ..] = bytes;
        let share = AuthoritySecretKey::from_bytes(share).map_err(|_| OFFICER_KEY.error(Flaw::Scalar))?;
        Ok(Self { index: OfficerIndex::new(*index)?, share })
    }
}

impl fmt::Debug for OfficerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OfficerKey(..)")
    }
}
