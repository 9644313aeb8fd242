//! Proof that an authority knows the secrets of its public key.
//!
//! One challenge for both statements (Schnorr's protocol for two discrete logarithms, made
//! non-interactive by Fiat–Shamir with everything hashed):
//!
//! ```text
//! prove:   a, b ← Z_r      A = E0^a      B = g2^b
//!          c = SHAKE256(name, PK1, PK2, A, B) mod r      p = a + c·α      q = b + c·y
//!          proof = (c, p, q)
//! verify:  c = SHAKE256(name, PK1, PK2, E0^p · PK1^-c, g2^q · PK2^-c) mod r
//! ```
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use crate::{
    authority::{AuthorityPublicKey, AuthoritySecretKey},
    encoding::{bytes_of, put, Kind, Reader, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{AbeError, Result},
    group::{
        gt_power::power,
        params::{e0_multiple, g2_multiple},
        types::{Fr, G2Affine, Gt},
    },
    hash::xof,
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::PrimeField;
use rand_core::CryptoRng;
use salus_primitives::Label;
use zeroize::Zeroizing;

const PROOF: Kind =
    Kind { tag: 2, name: "proof of possession", max_bytes: PREAMBLE_BYTES + 3 * SCALAR_BYTES };

/// Tag of an authority's proof; the subject is its name.
pub(crate) const AUTHORITY: &str = "salus/abe/v1/possession";

/// Shows that the authority of one name knows the secrets of one public key; reveals nothing of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PossessionProof {
    /// c.
    pub(crate) challenge: Fr,
    /// p = a + c·α.
    pub(crate) alpha_response: Fr,
    /// q = b + c·y.
    pub(crate) y_response: Fr,
}

impl PossessionProof {
    /// Version, kind, c, p, q (32 little-endian bytes each).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = PROOF.preamble();
        put(&mut output, &self.challenge);
        put(&mut output, &self.alpha_response);
        put(&mut output, &self.y_response);
        output
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(PROOF, bytes)?;
        let proof = Self {
            challenge: reader.scalar()?,
            alpha_response: reader.scalar()?,
            y_response: reader.scalar()?,
        };
        reader.close()?;
        Ok(proof)
    }
}

impl AuthoritySecretKey {
    /// Proves, to whoever reads it, that the authority `name` knows the secrets of its public key.
    pub fn prove_possession(&self, name: &Label, rng: &mut (impl CryptoRng + ?Sized)) -> PossessionProof {
        prove_for(AUTHORITY, name.as_bytes(), self, rng)
    }
}

/// Proves that whoever acts as `subject` knows `secret`. Every use has a tag of its own, so that a proof
/// for one says nothing in another.
pub(crate) fn prove_for(
    tag: &str,
    subject: &[u8],
    secret: &AuthoritySecretKey,
    rng: &mut (impl CryptoRng + ?Sized),
) -> PossessionProof {
    let [a, b] = nonces(secret, tag, subject, rng);
    let challenge = challenge(tag, subject, &secret.public_key(), &e0_multiple(&a), &g2_multiple(&b));
    PossessionProof {
        challenge,
        alpha_response: *a + challenge * secret.alpha,
        y_response: *b + challenge * secret.y,
    }
}

impl AuthorityPublicKey {
    /// Checks that the authority `name` knows the secrets of this key.
    ///
    /// Without this check an authority could register a key computed from those of others and take
    /// part in policies with secrets that cancel theirs.
    ///
    /// # Errors
    /// [`AbeError::PossessionNotProven`].
    pub fn verify_possession(&self, name: &Label, proof: &PossessionProof) -> Result<()> {
        verify_for(AUTHORITY, name.as_bytes(), self, proof)
    }
}

/// Checks what [`prove_for`] made.
pub(crate) fn verify_for(
    tag: &str,
    subject: &[u8],
    key: &AuthorityPublicKey,
    proof: &PossessionProof,
) -> Result<()> {
    let gt_commitment = e0_multiple(&proof.alpha_response) - power(&key.e0_alpha, &proof.challenge);
    let g2_commitment = g2_multiple(&proof.y_response) - key.g2_y * proof.challenge;
    if challenge(tag, subject, key, &gt_commitment, &g2_commitment.into_affine()) == proof.challenge {
        Ok(())
    } else {
        Err(AbeError::PossessionNotProven)
    }
}

/// a and b from the secret and fresh randomness: a repeated nonce would reveal the secret, so a
/// failing generator must not be enough to repeat one for another statement.
fn nonces(
    secret: &AuthoritySecretKey,
    tag: &str,
    subject: &[u8],
    rng: &mut (impl CryptoRng + ?Sized),
) -> [Zeroizing<Fr>; 2] {
    let mut fresh = Zeroizing::new([0u8; 32]);
    rng.fill_bytes(fresh.as_mut_slice());
    let mut wide = Zeroizing::new([0u8; 128]);
    xof(
        "salus/abe/v1/possession-nonce",
        &[secret.to_bytes().as_slice(), fresh.as_slice(), tag.as_bytes(), subject],
        wide.as_mut_slice(),
    );
    let (a, b) = wide.split_at(64);
    [a, b].map(|half| Zeroizing::new(Fr::from_le_bytes_mod_order(half)))
}

/// c of the proof that `subject` knows the secrets of `key`.
pub(crate) fn challenge(tag: &str, subject: &[u8], key: &AuthorityPublicKey, a: &Gt, b: &G2Affine) -> Fr {
    let mut wide = [0u8; 64];
    xof(tag, &[subject, &key.encode(), &bytes_of(a), &bytes_of(b)], &mut wide);
    Fr::from_le_bytes_mod_order(&wide)
}
