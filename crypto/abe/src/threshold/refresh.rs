//! Refreshing: new shares of the same secret, with which the old ones do not combine.
//!
//! ```text
//! dealing    officer i: random δ_i, ε_i of degree t − 1 with δ_i(0) = ε_i(0) = 0, published as
//!            A_ik = E0^δ_ik, B_ik = g2^ε_ik for k from 1; δ_i(j), ε_i(j) to officer j, who checks
//!            E0^δ_i(j) = Π A_ik^(j^k), g2^ε_i(j) = Π B_ik^(j^k)
//! shares     α_j + Σ δ_i(j)    y_j + Σ ε_i(j)    α, y and PK stay as they are
//! ```
//!
//! Herzberg, Jarecki, Krawczyk and Yung (CRYPTO 1995). Shares then lie on another polynomial through the same
//! secret: t − 1 old shares and t − 1 new ones of other officers leave one unknown, as t − 1 alone do. So an
//! attacker must have `threshold` officers between two refreshes, not in the authority's lifetime.
//! There is no commitment for k = 0, so nobody can deal a change of the secret.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::{
    deal::{
        coefficients, evaluate, evaluate_secret, put_commitments, read_commitments, read_index,
        sum_of_shares, DealtShare, MAX_COMMITMENT_BYTES,
    },
    key::{sum_of_commitments, OfficerKey, ThresholdKey},
    quorum::{OfficerIndex, Quorum},
};
use crate::{
    authority::{AuthorityPublicKey, AuthoritySecretKey},
    encoding::{put_bytes, Kind, Reader, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{AbeError, OfficerFault, Result},
    possession::{self, PossessionProof},
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use core::fmt;
use rand_core::CryptoRng;

/// Tag of the proof that a dealer knows what it deals.
const DEALER: &str = "salus/abe/v1/refresh";

const REFRESH: Kind = Kind {
    tag: 15,
    name: "refresh dealing",
    max_bytes: PREAMBLE_BYTES + 2 + MAX_COMMITMENT_BYTES + 2 + PREAMBLE_BYTES + 3 * SCALAR_BYTES,
};

/// What an officer publishes of its contribution to a refresh.
#[derive(Clone, PartialEq, Eq)]
pub struct RefreshDealing {
    dealer: OfficerIndex,
    /// (A_k, B_k) for k from 1 to threshold − 1.
    pub(crate) commitments: Vec<AuthorityPublicKey>,
    /// That it knows the secrets of (A_1, B_1), for this refresh of this key.
    proof: PossessionProof,
}

/// What the dealer's proof is bound to: the refresh, the key, the dealer and all commitments.
fn subject(
    key: &ThresholdKey,
    id: &[u8; 32],
    dealer: OfficerIndex,
    commitments: &[AuthorityPublicKey],
) -> Vec<u8> {
    let mut subject = key.encode();
    subject.extend_from_slice(id);
    subject.push(dealer.get());
    for commitment in commitments {
        subject.extend_from_slice(&commitment.encode());
    }
    subject
}

/// The commitments' polynomials at `index`, in the exponent; their constant is zero.
fn evaluate_at(commitments: &[AuthorityPublicKey], index: OfficerIndex) -> AuthorityPublicKey {
    let reduced = evaluate(commitments, index);
    let point = index.point();
    AuthorityPublicKey::new(reduced.e0_alpha * point, (reduced.g2_y * point).into_affine())
}

impl OfficerKey {
    /// Draws this officer's contribution to the refresh `id` of `key`: the dealing to publish, and a share for
    /// every officer in order, its own included. `id` was never used before and all officers agree on it.
    ///
    /// Who is not to remain an officer is not sent its share: what it has is worth nothing afterwards.
    ///
    /// # Errors
    /// [`AbeError::Officer`] if this officer's share is not of `key`: it missed a refresh.
    pub fn deal_refresh(
        &self,
        key: &ThresholdKey,
        id: &[u8; 32],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<(RefreshDealing, Vec<DealtShare>)> {
        self.belongs_to(key)?;
        let dealer = self.index();
        let coefficients = coefficients(key.quorum().threshold().saturating_sub(1), rng);
        let shares = key
            .quorum()
            .indices()
            .map(|recipient| {
                let mut share = evaluate_secret(&coefficients, recipient);
                share.alpha *= recipient.point();
                share.y *= recipient.point();
                DealtShare::new(dealer, recipient, share)
            })
            .collect();
        Ok((RefreshDealing::of(key, id, dealer, &coefficients, rng)?, shares))
    }

    /// Adds what was dealt to this officer in the refresh `id` of `key`, one share for each of `dealings`, and
    /// computes the refreshed key that all officers share.
    ///
    /// Keep the old share until all who remain officers have the same refreshed key; then destroy it: as
    /// long as `threshold` old shares exist anywhere, so does the old way to the secret.
    ///
    /// # Errors
    /// As [`ThresholdKey::refreshed`]; [`AbeError::Officer`] names this officer if its share is not of
    /// `key`, or a dealer whose share is wrong, missing, there twice or for somebody else.
    pub fn refreshed(
        &self,
        key: &ThresholdKey,
        id: &[u8; 32],
        dealings: &[RefreshDealing],
        shares: &[DealtShare],
    ) -> Result<(Self, ThresholdKey)> {
        self.belongs_to(key)?;
        let refreshed = key.refreshed(id, dealings)?;
        let mut share = sum_of_shares(
            self.index(),
            dealings.iter().map(RefreshDealing::dealer).zip(dealings),
            shares,
            RefreshDealing::check_share,
        )?;
        share.alpha += self.share.alpha;
        share.y += self.share.y;
        Ok((Self::new(self.index(), share), refreshed))
    }

    fn belongs_to(&self, key: &ThresholdKey) -> Result<()> {
        if key.officer_public_key(self.index())? == self.share.public_key() {
            Ok(())
        } else {
            Err(self.index().error(OfficerFault::Stale))
        }
    }
}

impl ThresholdKey {
    /// Adds the dealings of the refresh `id` that all officers found right. All must take the same. The
    /// authority's public key is the same afterwards, its officers' public keys are others.
    ///
    /// # Errors
    /// [`AbeError::Officer`] names a dealer whose dealing is wrong or there twice,
    /// [`AbeError::TooFewOfficers`] if fewer dealt than the threshold: then all who did could be corrupt,
    /// [`AbeError::DealingsCancel`] if a sum is neutral.
    pub fn refreshed(&self, id: &[u8; 32], dealings: &[RefreshDealing]) -> Result<Self> {
        self.quorum().admits_all(dealings.iter().map(RefreshDealing::dealer))?;
        dealings.iter().try_for_each(|dealing| dealing.verify(self, id))?;
        let (constant, others) = self.commitments.split_first().ok_or(AbeError::Quorum)?;
        let lists = core::iter::once(others).chain(dealings.iter().map(|dealing| &*dealing.commitments));
        let mut commitments = alloc::vec![constant.clone()];
        commitments.extend(sum_of_commitments(lists)?);
        Ok(Self { quorum: self.quorum(), commitments })
    }
}

impl RefreshDealing {
    /// The dealing of a polynomial pair given by its coefficients from the linear one on.
    pub(crate) fn of(
        key: &ThresholdKey,
        id: &[u8; 32],
        dealer: OfficerIndex,
        coefficients: &[AuthoritySecretKey],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self> {
        let linear = coefficients.first().ok_or(dealer.error(OfficerFault::Dealing))?;
        let commitments: Vec<AuthorityPublicKey> =
            coefficients.iter().map(AuthoritySecretKey::public_key).collect();
        let subject = subject(key, id, dealer, &commitments);
        let proof = possession::prove_for(DEALER, &subject, linear, rng);
        Ok(Self { dealer, commitments, proof })
    }

    /// Who dealt.
    pub fn dealer(&self) -> OfficerIndex {
        self.dealer
    }

    /// Checks that it is of the refresh `id` of `key`.
    ///
    /// # Errors
    /// [`AbeError::Officer`] names the dealer.
    pub fn verify(&self, key: &ThresholdKey, id: &[u8; 32]) -> Result<()> {
        key.quorum().admits(self.dealer)?;
        let fault = self.dealer.error(OfficerFault::Dealing);
        // One fewer than the threshold: none for the constant.
        if self.commitments.len().saturating_add(1) != usize::from(key.quorum().threshold()) {
            return Err(fault);
        }
        let linear = self.commitments.first().ok_or(fault.clone())?;
        let subject = subject(key, id, self.dealer, &self.commitments);
        possession::verify_for(DEALER, &subject, linear, &self.proof).map_err(|_| fault)
    }

    /// Checks that `share` lies on the polynomials committed to, which are zero at 0: by its recipient when it
    /// arrives, by everybody when it was published after a complaint.
    ///
    /// # Errors
    /// [`AbeError::Officer`] names the dealer.
    pub fn check_share(&self, share: &DealtShare) -> Result<()> {
        if share.dealer() != self.dealer {
            return Err(share.dealer().error(OfficerFault::Share));
        }
        if evaluate_at(&self.commitments, share.recipient()) == share.share.public_key() {
            Ok(())
        } else {
            Err(self.dealer.error(OfficerFault::Share))
        }
    }

    /// Version, kind, dealer, threshold − 1 (1 byte each), A_k, B_k for each coefficient (672 bytes), the
    /// proof after its length.
    pub fn encode(&self) -> Vec<u8> {
        let mut output = REFRESH.preamble();
        output.push(self.dealer.get());
        put_commitments(&mut output, &self.commitments);
        put_bytes(&mut output, &self.proof.encode());
        output
    }

    /// Reads what [`Self::encode`] wrote. Call [`Self::verify`] before relying on it.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(REFRESH, bytes)?;
        let dealer = read_index(&mut reader)?;
        let commitments = read_commitments(&mut reader, 1..=Quorum::MAX_OFFICERS.saturating_sub(1))?;
        let proof = PossessionProof::decode(reader.bytes()?)?;
        reader.close()?;
        Ok(Self { dealer, commitments, proof })
    }
}

impl fmt::Debug for RefreshDealing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshDealing(..)")
    }
}
