//! What a holder sends to an authority.
//!
//! The proof is Chaum and Pedersen's (CRYPTO 1992) of equal discrete logarithms, made non-interactive
//! by Fiat–Shamir with everything hashed:
//!
//! ```text
//! prove:   a ← Z_r      A = g1^a      B = H(GID)^a
//!          c = SHAKE256(GID, u, W, U, A, B) mod r       p = a + c·w
//!          proof = (c, p)                               u = name@authority#epoch
//! verify:  c = SHAKE256(GID, u, W, U, g1^p · W^-c, H(GID)^p · U^-c) mod r
//! ```
//!
//! u is in the challenge, so a request for one attribute, epoch or authority serves for no other.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use crate::{
    encoding::{bytes_of, put, put_scale, Kind, Reader, G1_BYTES, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{AbeError, Result},
    group::{
        blinding,
        params::{g1, random_nonzero_scalar},
        types::{Fr, G1Affine},
    },
    hash::{holder_point, xof},
    holder::Gid,
    key::max_attribute_bytes,
    transform::TransformSecret,
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::PrimeField;
use rand_core::CryptoRng;
use salus_primitives::EpochAttribute;
use zeroize::Zeroizing;

pub(super) fn kind() -> Kind {
    let fixed = PREAMBLE_BYTES.saturating_add(32).saturating_add(2 * (G1_BYTES + SCALAR_BYTES));
    Kind { tag: 8, name: "mediation request", max_bytes: fixed.saturating_add(max_attribute_bytes()) }
}

/// A holder's request for one attribute key, blinded, to the server. Public.
///
/// It proves that both blinded bases have one exponent, not that its sender is the holder: that is
/// proven by the account's signature, as for [`AuthoritySecretKey::issue`](crate::AuthoritySecretKey::issue).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MediationRequest {
    pub(crate) gid: Gid,
    /// u.
    pub(crate) attribute: EpochAttribute,
    /// W = g1^(1/z).
    pub(crate) generator: G1Affine,
    /// U = H(GID)^(1/z).
    pub(crate) holder: G1Affine,
    /// c.
    pub(crate) challenge: Fr,
    /// p = a + c/z.
    pub(crate) response: Fr,
}

impl TransformSecret {
    /// Draws a new z, to request keys with.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { z: random_nonzero_scalar(rng) }
    }

    /// Requests the key of `attribute` for the holder `gid`, blinded with this secret.
    ///
    /// Use one secret for all attributes and authorities of one transform key: keys blinded with
    /// different secrets do not work together.
    pub fn request(
        &self,
        gid: &Gid,
        attribute: &EpochAttribute,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> MediationRequest {
        // z is never zero; of a wiped secret this makes a request that everybody refuses.
        let w = blinding::inverse(&self.z, rng);
        let base = holder_point(gid);
        let generator = blinding::blinded_multiple(g1(), &w, rng).into_affine();
        let holder = blinding::blinded_multiple(base, &w, rng).into_affine();
        let Nonce { a, masks: [first, second] } = Nonce::draw(self, gid, attribute, rng);
        let commitments =
            [blinding::multiple_under(&first, g1(), &a), blinding::multiple_under(&second, base, &a)];
        let commitments = commitments.map(CurveGroup::into_affine);
        let challenge = challenge(gid, attribute, [&generator, &holder], commitments);
        let response = *a + challenge * *w;
        MediationRequest { gid: *gid, attribute: attribute.clone(), generator, holder, challenge, response }
    }
}

impl MediationRequest {
    /// Whom the key is for.
    pub fn gid(&self) -> &Gid {
        &self.gid
    }

    /// The attribute and epoch it is for.
    pub fn attribute(&self) -> &EpochAttribute {
        &self.attribute
    }

    /// Checks that one exponent blinds both bases, and that the proof was made for this holder,
    /// authority, attribute and epoch.
    ///
    /// # Errors
    /// [`AbeError::RequestNotProven`].
    pub fn verify(&self) -> Result<()> {
        let commitments = [
            g1() * self.response - self.generator * self.challenge,
            holder_point(&self.gid) * self.response - self.holder * self.challenge,
        ];
        let commitments = commitments.map(CurveGroup::into_affine);
        let expected = challenge(&self.gid, &self.attribute, [&self.generator, &self.holder], commitments);
        if expected == self.challenge {
            Ok(())
        } else {
            Err(AbeError::RequestNotProven)
        }
    }

    /// Version, kind, GID (32 bytes), the attribute in SCALE after its length, W, U (48 bytes each),
    /// c, p (32 little-endian bytes each).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = kind().preamble();
        output.extend_from_slice(&self.gid.0);
        put_scale(&mut output, &self.attribute);
        put(&mut output, &self.generator);
        put(&mut output, &self.holder);
        put(&mut output, &self.challenge);
        put(&mut output, &self.response);
        output
    }

    /// Reads what [`Self::encode`] wrote. Call [`Self::verify`] before relying on it.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(kind(), bytes)?;
        let request = Self {
            gid: Gid(reader.array()?),
            attribute: reader.scale()?,
            generator: reader.g1()?,
            holder: reader.g1()?,
            challenge: reader.scalar()?,
            response: reader.scalar()?,
        };
        reader.close()?;
        Ok(request)
    }
}

/// What the proof's commitments are made with.
struct Nonce {
    a: Zeroizing<Fr>,
    /// What blinds the multiples A and B. They leave no trace in the request.
    masks: [Zeroizing<Fr>; 2],
}

impl Nonce {
    /// All of it from the secret, the statement and fresh randomness: a nonce used for two statements would
    /// reveal z, so a failing generator must not be enough to repeat one.
    fn draw(
        secret: &TransformSecret,
        gid: &Gid,
        attribute: &EpochAttribute,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Self {
        let mut fresh = Zeroizing::new([0u8; 32]);
        rng.fill_bytes(fresh.as_mut_slice());
        let mut wide = Zeroizing::new([0u8; 192]);
        xof(
            "salus/abe/v1/mediation-request-nonce",
            &[secret.to_bytes().as_slice(), fresh.as_slice(), &gid.0, &attribute.hash_input()],
            wide.as_mut_slice(),
        );
        let (a, masks) = wide.split_at(64);
        let (first, second) = masks.split_at(64);
        let scalar = |wide: &[u8]| Zeroizing::new(Fr::from_le_bytes_mod_order(wide));
        Self { a: scalar(a), masks: [scalar(first), scalar(second)] }
    }
}

fn challenge(
    gid: &Gid,
    attribute: &EpochAttribute,
    [generator, holder]: [&G1Affine; 2],
    [a, b]: [G1Affine; 2],
) -> Fr {
    let mut wide = [0u8; 64];
    xof(
        "salus/abe/v1/mediation-request",
        &[
            &gid.0,
            &attribute.hash_input(),
            &bytes_of(generator),
            &bytes_of(holder),
            &bytes_of(&a),
            &bytes_of(&b),
        ],
        &mut wide,
    );
    Fr::from_le_bytes_mod_order(&wide)
}
