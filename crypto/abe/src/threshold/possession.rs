//! The proof of possession of a divided key, made by a quorum without putting the key together.
//!
//! FROST's two rounds (Komlo, Goldberg, eprint 2020/852) for the statement of
//! [`PossessionProof`](crate::PossessionProof), i.e. for both discrete logarithms at once:
//!
//! ```text
//! round 1  officer j: d_j, e_j ← Z_r²      D_j, E_j = their multiples of (E0, g2), published
//! round 2  ρ_j = SHAKE256(name, PK, all (j, D, E), j)      (A, B) = Π D_j · E_j^ρ_j
//!          c = the challenge of an ordinary proof      p_j = d_j + ρ_j·e_j + c·ℓ_j·α_j, q_j alike with y_j
//! anybody  p_j right?  E0^p_j = D_j · E_j^ρ_j · PK_j^(c·ℓ_j), alike in G2      proof = (c, Σ p_j, Σ q_j)
//! ```
//!
//! What it proves: the result satisfies the verification equation of an ordinary proof and no other, so
//! who accepts it is convinced of exactly what it always was; soundness needs no new argument. That the
//! sum of the dealers' own proofs would do instead is true only if every reader of the chain saw and
//! added up all dealings; this way the chain's format stays one.
//!
//! What it reveals: nothing of a share. The ρ_j bind every officer's nonce to the whole list of
//! commitments, so that a corrupt officer who runs many sessions at once cannot combine responses as in
//! Drijvers et al. (IEEE S&P 2019), where c alone depends on the sum. Nonces serve once: answering
//! consumes them.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::{
    deal::read_index,
    key::{OfficerKey, ThresholdKey},
    quorum::{lagrange, OfficerIndex},
};
use crate::{
    authority::{AuthorityPublicKey, AuthoritySecretKey},
    encoding::{put, Kind, Reader, G2_BYTES, GT_BYTES, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{OfficerFault, Result},
    group::{
        params::{e0_multiple, g2_multiple},
        types::{Fr, G2Projective, Gt},
    },
    hash::xof,
    possession::{self, PossessionProof},
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::{AdditiveGroup, PrimeField};
use core::fmt;
use rand_core::CryptoRng;
use salus_primitives::Label;
use zeroize::{ZeroizeOnDrop, Zeroizing};

const COMMITMENT: Kind = Kind {
    tag: 13,
    name: "commitment to a proof of possession",
    max_bytes: PREAMBLE_BYTES + 1 + 2 * (GT_BYTES + G2_BYTES),
};
const SHARE: Kind = Kind {
    tag: 14,
    name: "share of a proof of possession",
    max_bytes: PREAMBLE_BYTES + 1 + 2 * SCALAR_BYTES,
};

/// d_j, e_j: an officer's secret between the rounds. Used once.
#[derive(ZeroizeOnDrop)]
pub struct ProofNonces {
    hiding: AuthoritySecretKey,
    binding: AuthoritySecretKey,
}

/// D_j, E_j: what an officer publishes in the first round.
#[derive(Clone, PartialEq, Eq)]
pub struct ProofCommitment {
    officer: OfficerIndex,
    hiding: AuthorityPublicKey,
    binding: AuthorityPublicKey,
}

/// p_j, q_j: what an officer publishes in the second round.
#[derive(Clone, PartialEq, Eq)]
pub struct ProofShare {
    officer: OfficerIndex,
    alpha_response: Fr,
    y_response: Fr,
}

impl OfficerKey {
    /// The first round.
    pub fn commit_to_proof(&self, rng: &mut (impl CryptoRng + ?Sized)) -> (ProofNonces, ProofCommitment) {
        let nonces = ProofNonces { hiding: self.nonce(b"d", rng), binding: self.nonce(b"e", rng) };
        let commitment = ProofCommitment {
            officer: self.index(),
            hiding: nonces.hiding.public_key(),
            binding: nonces.binding.public_key(),
        };
        (nonces, commitment)
    }

    /// The second round, with the commitments of all who take part, in any order.
    ///
    /// # Errors
    /// [`AbeError::Officer`](crate::AbeError::Officer) names an officer that is there twice, or this one if
    /// its commitment is missing or not the one of `nonces`;
    /// [`AbeError::TooFewOfficers`](crate::AbeError::TooFewOfficers).
    pub fn prove_possession(
        &self,
        nonces: ProofNonces,
        name: &Label,
        key: &ThresholdKey,
        commitments: &[ProofCommitment],
    ) -> Result<ProofShare> {
        let session = Session::open(name, key, commitments)?;
        let own = session.member(self.index())?;
        if own.commitment.hiding != nonces.hiding.public_key()
            || own.commitment.binding != nonces.binding.public_key()
        {
            return Err(self.index().error(OfficerFault::ProofShare));
        }
        let response = |hiding: Fr, binding: Fr, share: Fr| {
            hiding + own.binding_factor * binding + session.challenge * own.weight * share
        };
        Ok(ProofShare {
            officer: self.index(),
            alpha_response: response(nonces.hiding.alpha, nonces.binding.alpha, self.share.alpha),
            y_response: response(nonces.hiding.y, nonces.binding.y, self.share.y),
        })
    }

    /// A nonce pair from the share and fresh randomness, so that a failing generator alone does not
    /// make it predictable.
    fn nonce(&self, role: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> AuthoritySecretKey {
        let mut fresh = Zeroizing::new([0u8; 32]);
        rng.fill_bytes(fresh.as_mut_slice());
        let mut wide = Zeroizing::new([0u8; 128]);
        xof(
            "salus/abe/v1/threshold-possession-nonce",
            &[self.to_bytes().as_slice(), fresh.as_slice(), role],
            wide.as_mut_slice(),
        );
        let (alpha, y) = wide.split_at(64);
        AuthoritySecretKey { alpha: Fr::from_le_bytes_mod_order(alpha), y: Fr::from_le_bytes_mod_order(y) }
    }
}

impl ThresholdKey {
    /// Adds up the officers' parts, checking every one. `commitments` are those of the first round.
    ///
    /// # Errors
    /// [`AbeError::Officer`](crate::AbeError::Officer) names the first officer whose part is wrong, missing
    /// or there twice: start again without it.
    /// [`AbeError::TooFewOfficers`](crate::AbeError::TooFewOfficers).
    pub fn combine_possession(
        &self,
        name: &Label,
        commitments: &[ProofCommitment],
        shares: &[ProofShare],
    ) -> Result<PossessionProof> {
        let session = Session::open(name, self, commitments)?;
        self.quorum().admits_all(shares.iter().map(|share| share.officer))?;
        for share in shares {
            session.member(share.officer)?;
        }
        let mut proof =
            PossessionProof { challenge: session.challenge, alpha_response: Fr::ZERO, y_response: Fr::ZERO };
        for member in &session.members {
            let officer = member.commitment.officer;
            let share = shares.iter().find(|share| share.officer == officer);
            let share = share.ok_or(officer.error(OfficerFault::Missing))?;
            let public = self.officer_public_key(officer)?;
            let factor = session.challenge * member.weight;
            let (gt, g2) = member.nonce();
            if e0_multiple(&share.alpha_response) != gt + public.e0_alpha * factor
                || g2_multiple(&share.y_response) != (g2 + public.g2_y * factor).into_affine()
            {
                return Err(officer.error(OfficerFault::ProofShare));
            }
            proof.alpha_response += share.alpha_response;
            proof.y_response += share.y_response;
        }
        Ok(proof)
    }
}

/// What all who take part compute from the first round.
struct Session<'a> {
    members: Vec<Member<'a>>,
    /// c.
    challenge: Fr,
}

struct Member<'a> {
    commitment: &'a ProofCommitment,
    /// ρ_j.
    binding_factor: Fr,
    /// ℓ_j.
    weight: Fr,
}

impl Member<'_> {
    /// D_j · E_j^ρ_j.
    fn nonce(&self) -> (Gt, G2Projective) {
        let (hiding, binding) = (&self.commitment.hiding, &self.commitment.binding);
        (
            hiding.e0_alpha + binding.e0_alpha * self.binding_factor,
            binding.g2_y * self.binding_factor + hiding.g2_y,
        )
    }
}

impl<'a> Session<'a> {
    fn open(name: &Label, key: &ThresholdKey, commitments: &'a [ProofCommitment]) -> Result<Self> {
        key.quorum().admits_all(commitments.iter().map(|commitment| commitment.officer))?;
        let mut commitments: Vec<&ProofCommitment> = commitments.iter().collect();
        commitments.sort_by_key(|commitment| commitment.officer);
        let public = key.public_key();
        let list: Vec<u8> = commitments.iter().flat_map(|commitment| commitment.encode()).collect();
        let indices: Vec<OfficerIndex> = commitments.iter().map(|commitment| commitment.officer).collect();
        let members: Vec<Member<'a>> = commitments
            .into_iter()
            .zip(lagrange(&indices)?)
            .map(|(commitment, weight)| {
                let mut wide = [0u8; 64];
                xof(
                    "salus/abe/v1/threshold-possession-binding",
                    &[name.as_bytes(), &public.encode(), &list, &[commitment.officer.get()]],
                    &mut wide,
                );
                Member { commitment, binding_factor: Fr::from_le_bytes_mod_order(&wide), weight }
            })
            .collect();
        let (a, b) = members
            .iter()
            .map(Member::nonce)
            .fold((Gt::ZERO, G2Projective::ZERO), |(a, b), (gt, g2)| (a + gt, b + g2));
        let challenge =
            possession::challenge(possession::AUTHORITY, name.as_bytes(), &public, &a, &b.into_affine());
        Ok(Self { members, challenge })
    }

    fn member(&self, officer: OfficerIndex) -> Result<&Member<'a>> {
        let mut members = self.members.iter();
        members
            .find(|member| member.commitment.officer == officer)
            .ok_or_else(|| officer.error(OfficerFault::Missing))
    }
}

impl ProofCommitment {
    /// Whose it is.
    pub fn officer(&self) -> OfficerIndex {
        self.officer
    }

    /// Version, kind, officer (1 byte), D, E (672 bytes each).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = COMMITMENT.preamble();
        output.push(self.officer.get());
        for half in [&self.hiding, &self.binding] {
            put(&mut output, &half.e0_alpha);
            put(&mut output, &half.g2_y);
        }
        output
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`](crate::AbeError::Encoding) names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(COMMITMENT, bytes)?;
        let officer = read_index(&mut reader)?;
        let mut half = || Ok(AuthorityPublicKey::new(reader.gt()?, reader.g2()?));
        let (hiding, binding) = (half()?, half()?);
        reader.close()?;
        Ok(Self { officer, hiding, binding })
    }
}

impl ProofShare {
    /// Whose it is.
    pub fn officer(&self) -> OfficerIndex {
        self.officer
    }

    /// Version, kind, officer (1 byte), p, q (32 little-endian bytes each).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = SHARE.preamble();
        output.push(self.officer.get());
        put(&mut output, &self.alpha_response);
        put(&mut output, &self.y_response);
        output
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`](crate::AbeError::Encoding) names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(SHARE, bytes)?;
        let share = Self {
            officer: read_index(&mut reader)?,
            alpha_response: reader.scalar()?,
            y_response: reader.scalar()?,
        };
        reader.close()?;
        Ok(share)
    }
}

impl fmt::Debug for ProofNonces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofNonces(..)")
    }
}

impl fmt::Debug for ProofCommitment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofCommitment(..)")
    }
}

impl fmt::Debug for ProofShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ProofShare(..)")
    }
}
