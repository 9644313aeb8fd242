//! Dealing: an officer's random contribution to the authority's secret, divided among all.
//!
//! A polynomial pair (f, g) is a list of coefficient pairs (f_k, g_k), each of which has the form of an
//! authority's secret key, and its commitment (E0^f_k, g2^g_k) that of a public key.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::quorum::{Ceremony, OfficerIndex, Quorum};
use crate::{
    authority::{AuthorityPublicKey, AuthoritySecretKey},
    encoding::{put, put_bytes, Kind, Reader, G2_BYTES, GT_BYTES, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{Flaw, OfficerFault, Result},
    group::types::{Fr, G2Projective, Gt},
    hash::digest,
    possession::{self, PossessionProof},
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::AdditiveGroup;
use core::{fmt, ops::RangeInclusive};
use rand_core::CryptoRng;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// Tag of the proof that a dealer knows what it dealt.
const DEALER: &str = "salus/abe/v1/dealer";
/// Bytes of the commitments to a polynomial pair of the highest degree.
pub(super) const MAX_COMMITMENT_BYTES: usize = (GT_BYTES + G2_BYTES) * Quorum::MAX_OFFICERS as usize;

const DEALING: Kind = Kind {
    tag: 10,
    name: "dealing",
    max_bytes: PREAMBLE_BYTES + 2 + MAX_COMMITMENT_BYTES + 2 + PREAMBLE_BYTES + 3 * SCALAR_BYTES,
};
const SHARE: Kind = Kind { tag: 0, name: "dealt share", max_bytes: 2 + 2 * SCALAR_BYTES };

/// What an officer publishes of its contribution.
#[derive(Clone, PartialEq, Eq)]
pub struct Dealing {
    dealer: OfficerIndex,
    /// (A_k, B_k) for k from 0 to threshold − 1.
    pub(crate) commitments: Vec<AuthorityPublicKey>,
    /// That it knows the secrets of (A_0, B_0).
    proof: PossessionProof,
}

/// What an officer publishes before it sees any dealing: a digest of its own.
///
/// Whoever dealt last could otherwise deal again and again until the sum with the others' dealings has bits that it
/// likes. A dealing has randomness that nobody can guess, so its digest tells nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DealingCommitment {
    dealer: OfficerIndex,
    digest: [u8; 32],
}

/// (f_i(j), g_i(j)), or (δ_i(j), ε_i(j)): what officer i deals to officer j. Secret; send it sealed to j.
#[derive(ZeroizeOnDrop)]
pub struct DealtShare {
    #[zeroize(skip)]
    dealer: OfficerIndex,
    #[zeroize(skip)]
    recipient: OfficerIndex,
    pub(crate) share: AuthoritySecretKey,
}

/// Draws `dealer`'s contribution: the dealing to publish and a share for every officer in order, its own
/// included.
///
/// The polynomials are forgotten; an answer to a complaint is the share that was sent.
///
/// # Errors
/// [`AbeError::Officer`](crate::AbeError::Officer) if the ceremony has no such officer.
pub fn deal(
    ceremony: &Ceremony,
    dealer: OfficerIndex,
    rng: &mut (impl CryptoRng + ?Sized),
) -> Result<(Dealing, Vec<DealtShare>)> {
    ceremony.quorum.admits(dealer)?;
    let coefficients = coefficients(ceremony.quorum.threshold(), rng);
    let shares = ceremony
        .quorum
        .indices()
        .map(|recipient| DealtShare::new(dealer, recipient, evaluate_secret(&coefficients, recipient)))
        .collect();
    Ok((Dealing::of(ceremony, dealer, &coefficients, rng)?, shares))
}

/// A random polynomial pair, the lowest coefficient first.
pub(super) fn coefficients(count: u8, rng: &mut (impl CryptoRng + ?Sized)) -> Vec<AuthoritySecretKey> {
    (0..count).map(|_| AuthoritySecretKey::generate(rng)).collect()
}

/// The polynomial pair at `index`.
pub(super) fn evaluate_secret(
    coefficients: &[AuthoritySecretKey],
    index: OfficerIndex,
) -> AuthoritySecretKey {
    // Horner's rule from the highest coefficient.
    let mut value = AuthoritySecretKey { alpha: Fr::ZERO, y: Fr::ZERO };
    for coefficient in coefficients.iter().rev() {
        value.alpha = value.alpha * index.point() + coefficient.alpha;
        value.y = value.y * index.point() + coefficient.y;
    }
    value
}

/// The sum of what `dealings`, each with its dealer, dealt to the officer `recipient`; `check` holds a share
/// against its dealing.
pub(super) fn sum_of_shares<'a, D: 'a>(
    recipient: OfficerIndex,
    dealings: impl Iterator<Item = (OfficerIndex, &'a D)>,
    shares: &[DealtShare],
    check: impl Fn(&D, &DealtShare) -> Result<()>,
) -> Result<AuthoritySecretKey> {
    let mut sum = AuthoritySecretKey { alpha: Fr::ZERO, y: Fr::ZERO };
    for (dealer, dealing) in dealings {
        let mut dealt = shares.iter().filter(|dealt| dealt.dealer == dealer);
        let part = dealt.next().ok_or(dealer.error(OfficerFault::Missing))?;
        if dealt.next().is_some() {
            return Err(dealer.error(OfficerFault::Repeated));
        }
        if part.recipient != recipient {
            return Err(dealer.error(OfficerFault::Share));
        }
        check(dealing, part)?;
        sum.alpha += part.share.alpha;
        sum.y += part.share.y;
    }
    Ok(sum)
}

/// What the dealer's proof is bound to: ceremony, dealer and all commitments.
fn subject(ceremony: &Ceremony, dealer: OfficerIndex, commitments: &[AuthorityPublicKey]) -> Vec<u8> {
    let mut subject = ceremony.encode();
    subject.push(dealer.get());
    for commitment in commitments {
        subject.extend_from_slice(&commitment.encode());
    }
    subject
}

/// The commitments' polynomials at `index`, in the exponent: the public key of that officer's share.
pub(super) fn evaluate(commitments: &[AuthorityPublicKey], index: OfficerIndex) -> AuthorityPublicKey {
    let point = index.point();
    let (e0_alpha, g2_y) =
        commitments.iter().rev().fold((Gt::ZERO, G2Projective::ZERO), |(e0_alpha, g2_y), commitment| {
            (e0_alpha * point + commitment.e0_alpha, g2_y * point + commitment.g2_y)
        });
    AuthorityPublicKey::new(e0_alpha, g2_y.into_affine())
}

impl Dealing {
    /// The dealing of a polynomial pair given by its coefficients, the constant one first.
    pub(crate) fn of(
        ceremony: &Ceremony,
        dealer: OfficerIndex,
        coefficients: &[AuthoritySecretKey],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self> {
        let constant = coefficients.first().ok_or(dealer.error(OfficerFault::Dealing))?;
        let commitments: Vec<AuthorityPublicKey> =
            coefficients.iter().map(AuthoritySecretKey::public_key).collect();
        let subject = subject(ceremony, dealer, &commitments);
        let proof = possession::prove_for(DEALER, &subject, constant, rng);
        Ok(Self { dealer, commitments, proof })
    }

    /// Who dealt.
    pub fn dealer(&self) -> OfficerIndex {
        self.dealer
    }

    /// What the dealer publishes before it publishes the dealing.
    pub fn commitment(&self, ceremony: &Ceremony) -> DealingCommitment {
        let digest = digest("salus/abe/v1/dealing", &[&ceremony.encode(), &self.encode()]);
        DealingCommitment { dealer: self.dealer, digest }
    }

    /// Checks that it is the one that its dealer committed to, among the `commitments` of all.
    pub(super) fn was_committed_to(
        &self,
        ceremony: &Ceremony,
        commitments: &[DealingCommitment],
    ) -> Result<()> {
        let mut own = commitments.iter().filter(|commitment| commitment.dealer == self.dealer);
        match (own.next(), own.next()) {
            (Some(commitment), None) if *commitment == self.commitment(ceremony) => Ok(()),
            _ => Err(self.dealer.error(OfficerFault::Uncommitted)),
        }
    }

    /// Checks that it is of this ceremony and that its dealer knows what it contributes. Without the
    /// proof, who deals last could cancel the others' contributions.
    ///
    /// # Errors
    /// [`AbeError::Officer`](crate::AbeError::Officer) names the dealer.
    pub fn verify(&self, ceremony: &Ceremony) -> Result<()> {
        ceremony.quorum.admits(self.dealer)?;
        let fault = self.dealer.error(OfficerFault::Dealing);
        if self.commitments.len() != usize::from(ceremony.quorum.threshold()) {
            return Err(fault);
        }
        let constant = self.commitments.first().ok_or(fault.clone())?;
        let subject = subject(ceremony, self.dealer, &self.commitments);
        possession::verify_for(DEALER, &subject, constant, &self.proof).map_err(|_| fault)
    }

    /// Checks that `share` lies on the polynomials committed to (Feldman 1987): by its recipient when it
    /// arrives, by everybody when it was published after a complaint.
    ///
    /// # Errors
    /// [`AbeError::Officer`](crate::AbeError::Officer) names the dealer.
    pub fn check_share(&self, share: &DealtShare) -> Result<()> {
        if share.dealer != self.dealer {
            return Err(share.dealer.error(OfficerFault::Share));
        }
        if evaluate(&self.commitments, share.recipient) == share.share.public_key() {
            Ok(())
        } else {
            Err(self.dealer.error(OfficerFault::Share))
        }
    }

    /// Version, kind, dealer, threshold (1 byte each), A_k, B_k for each coefficient (672 bytes), the
    /// proof after its length.
    pub fn encode(&self) -> Vec<u8> {
        let mut output = DEALING.preamble();
        output.push(self.dealer.get());
        put_commitments(&mut output, &self.commitments);
        put_bytes(&mut output, &self.proof.encode());
        output
    }

    /// Reads what [`Self::encode`] wrote. Call [`Self::verify`] before relying on it.
    ///
    /// # Errors
    /// [`AbeError::Encoding`](crate::AbeError::Encoding) names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(DEALING, bytes)?;
        let dealer = read_index(&mut reader)?;
        let commitments = read_commitments(&mut reader, 2..=Quorum::MAX_OFFICERS)?;
        let proof = PossessionProof::decode(reader.bytes()?)?;
        reader.close()?;
        Ok(Self { dealer, commitments, proof })
    }
}

impl DealingCommitment {
    /// Puts together what was sent apart.
    pub fn new(dealer: OfficerIndex, digest: [u8; 32]) -> Self {
        Self { dealer, digest }
    }

    /// Who commits itself.
    pub fn dealer(&self) -> OfficerIndex {
        self.dealer
    }

    /// The digest of its dealing in the ceremony.
    pub fn digest(&self) -> [u8; 32] {
        self.digest
    }
}

impl fmt::Debug for Dealing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Dealing(..)")
    }
}

/// Appends the number of commitments in one byte, and the commitments.
pub(super) fn put_commitments(output: &mut Vec<u8>, commitments: &[AuthorityPublicKey]) {
    // At most 32, by construction and decoding.
    output.push(u8::try_from(commitments.len()).unwrap_or(u8::MAX));
    for commitment in commitments {
        put(output, &commitment.e0_alpha);
        put(output, &commitment.g2_y);
    }
}

/// Reads what [`put_commitments`] wrote, if there are `counts` of them.
pub(super) fn read_commitments(
    reader: &mut Reader<'_>,
    counts: RangeInclusive<u8>,
) -> Result<Vec<AuthorityPublicKey>> {
    let [count] = reader.array()?;
    if !counts.contains(&count) {
        return Err(reader.error(Flaw::Structure));
    }
    (0..count).map(|_| Ok(AuthorityPublicKey::new(reader.gt()?, reader.g2()?))).collect()
}

/// Reads an officer's index.
pub(super) fn read_index(reader: &mut Reader<'_>) -> Result<OfficerIndex> {
    let [index] = reader.array()?;
    OfficerIndex::new(index).map_err(|_| reader.error(Flaw::Structure))
}

impl DealtShare {
    /// What `dealer` deals to `recipient`.
    pub(super) fn new(dealer: OfficerIndex, recipient: OfficerIndex, share: AuthoritySecretKey) -> Self {
        Self { dealer, recipient, share }
    }

    /// Who dealt it.
    pub fn dealer(&self) -> OfficerIndex {
        self.dealer
    }

    /// Whom it is for.
    pub fn recipient(&self) -> OfficerIndex {
        self.recipient
    }

    /// Dealer, recipient (1 byte each), f_i(j), g_i(j) (32 little-endian bytes each), to be sent sealed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 66]> {
        let mut bytes = Zeroizing::new([0u8; 66]);
        let (indices, share) = bytes.split_at_mut(2);
        indices.copy_from_slice(&[self.dealer.get(), self.recipient.get()]);
        share.copy_from_slice(self.share.to_bytes().as_slice());
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote. Call [`Dealing::check_share`], or
    /// [`RefreshDealing::check_share`](super::RefreshDealing::check_share), before relying on it.
    ///
    /// # Errors
    /// [`AbeError::Encoding`](crate::AbeError::Encoding) if a scalar is zero or not below r,
    /// [`AbeError::Officer`](crate::AbeError::Officer) if an index is out of range.
    pub fn from_bytes(bytes: &[u8; 66]) -> Result<Self> {
        let [dealer, recipient, share @ ..] = bytes;
        let share = AuthoritySecretKey::from_bytes(share).map_err(|_| SHARE.error(Flaw::Scalar))?;
        Ok(Self { dealer: OfficerIndex::new(*dealer)?, recipient: OfficerIndex::new(*recipient)?, share })
    }
}

impl fmt::Debug for DealtShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DealtShare(..)")
    }
}
