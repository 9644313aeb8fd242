//! Issuing by a quorum: partial keys, each checked against its officer's public share, combined by
//! Lagrange's coefficients in the exponent.
//!
//! ```text
//! K = Π K_j^ℓ_j = g1^(Σ ℓ_j·α_j) · H(GID)^(Σ ℓ_j·y_j) · F(u)^(Σ ℓ_j·t_j) = g1^α · H(GID)^y · F(u)^t
//! K' = Π K'_j^ℓ_j = g2^t
//! ```
//!
//! t is uniform if one officer's t_j is, so a corrupt minority cannot choose a key's randomness.
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use super::{
    deal::read_index,
    key::{OfficerKey, ThresholdKey},
    quorum::{lagrange, OfficerIndex},
};
use crate::{
    encoding::{put_bytes, Kind, Reader, G1_BYTES, G2_BYTES, PREAMBLE_BYTES},
    error::{AbeError, OfficerFault, Result},
    group::{
        multiple::multiple,
        types::{G1Affine, G1Projective, G2Affine, G2Projective},
    },
    holder::Gid,
    key::{max_attribute_bytes, AttributeKey, OfAuthority},
    mediated::{MediatedKey, MediationRequest},
    transform::TransformKey,
};
use alloc::vec::Vec;
use ark_ec::CurveGroup;
use ark_ff::AdditiveGroup;
use core::fmt;
use rand_core::CryptoRng;
use salus_primitives::{EpochAttribute, Label};
use zeroize::ZeroizeOnDrop;

fn kind() -> Kind {
    let fixed = 2 * PREAMBLE_BYTES + 1 + 2 + G1_BYTES + G2_BYTES;
    Kind { tag: 12, name: "partial key", max_bytes: max_attribute_bytes().saturating_add(fixed) }
}

/// An attribute key under one officer's share. Secret: `threshold` of them are the key.
#[derive(Clone, ZeroizeOnDrop)]
pub struct PartialKey {
    #[zeroize(skip)]
    pub(crate) officer: OfficerIndex,
    pub(crate) key: AttributeKey,
}

/// A [`MediatedKey`] under one officer's share, for the server only.
#[derive(Clone)]
pub struct PartialMediatedKey {
    pub(crate) officer: OfficerIndex,
    pub(crate) key: MediatedKey,
}

impl OfficerKey {
    /// This officer's part of the key of `attribute` for the holder `gid`.
    ///
    /// Every officer makes sure by itself that the holder is who it says and has the attribute: that is
    /// what there are several for.
    pub fn issue(
        &self,
        gid: &Gid,
        attribute: &EpochAttribute,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> PartialKey {
        PartialKey { officer: self.index(), key: self.share.issue(gid, attribute, rng) }
    }

    /// This officer's part of what `request` asks of the authority `name`, for the server only.
    ///
    /// # Errors
    /// As [`AuthoritySecretKey::issue_mediated`](crate::AuthoritySecretKey::issue_mediated).
    pub fn issue_mediated(
        &self,
        name: &Label,
        request: &MediationRequest,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<PartialMediatedKey> {
        let key = self.share.issue_mediated(name, request, rng)?;
        Ok(PartialMediatedKey { officer: self.index(), key })
    }
}

impl ThresholdKey {
    /// Checks that the officer it names issued `partial` with its share of the authority `name`, to `gid`.
    ///
    /// # Errors
    /// [`AbeError::Officer`] names the officer.
    pub fn verify_partial(&self, name: &Label, gid: &Gid, partial: &PartialKey) -> Result<()> {
        let share = self.officer_public_key(partial.officer)?;
        partial.key.verify(gid, name, &share).map_err(|_| partial.officer.error(OfficerFault::PartialKey))
    }

    /// Combines partial keys into the key of `attribute`, of the authority `name`, for `gid`, checking every one.
    ///
    /// # Errors
    /// [`AbeError::OtherAuthority`] if the attribute is not one of `name`.
    /// [`AbeError::Officer`] names the first officer whose part is wrong or there twice: go on without it.
    /// [`AbeError::TooFewOfficers`] if then there are fewer than the threshold.
    pub fn combine(
        &self,
        name: &Label,
        gid: &Gid,
        attribute: &EpochAttribute,
        partials: &[PartialKey],
    ) -> Result<AttributeKey> {
        attribute.must_be_of(name)?;
        self.quorum().admits_all(partials.iter().map(|partial| partial.officer))?;
        for partial in partials {
            if partial.key.attribute != *attribute {
                return Err(partial.officer.error(OfficerFault::PartialKey));
            }
            self.verify_partial(name, gid, partial)?;
        }
        let parts = partials.iter().map(|partial| (partial.officer, &partial.key.k, &partial.key.k_prime));
        let (k, k_prime) = interpolate(parts.collect())?;
        Ok(AttributeKey { attribute: attribute.clone(), k, k_prime })
    }

    /// Combines partial mediated keys of the authority `name` into `transform_key`, checking every one: the server's part.
    ///
    /// # Errors
    /// As [`Self::combine`], and as [`TransformKey::accept`].
    pub fn combine_mediated(
        &self,
        name: &Label,
        transform_key: &mut TransformKey,
        partials: &[PartialMediatedKey],
    ) -> Result<()> {
        self.quorum().admits_all(partials.iter().map(|partial| partial.officer))?;
        // The quorum has at least two officers.
        let Some(attribute) = partials.first().map(|partial| partial.key.attribute().clone()) else {
            return Err(AbeError::TooFewOfficers { needed: self.quorum().threshold(), given: 0 });
        };
        attribute.must_be_of(name)?;
        for PartialMediatedKey { officer, key } in partials {
            transform_key.admits(&key.request)?;
            let share = self.officer_public_key(*officer)?;
            if *key.attribute() != attribute || key.verify(name, &share).is_err() {
                return Err(officer.error(OfficerFault::PartialKey));
            }
        }
        let parts = partials.iter().map(|partial| (partial.officer, &partial.key.k, &partial.key.k_prime));
        transform_key.keys.insert(attribute, interpolate(parts.collect())?);
        Ok(())
    }
}

/// Π K_j^ℓ_j and Π K'_j^ℓ_j.
fn interpolate(parts: Vec<(OfficerIndex, &G1Affine, &G2Affine)>) -> Result<(G1Affine, G2Affine)> {
    let indices: Vec<OfficerIndex> = parts.iter().map(|(index, ..)| *index).collect();
    let (k, k_prime) = lagrange(&indices)?.iter().zip(&parts).fold(
        (G1Projective::ZERO, G2Projective::ZERO),
        |(k, k_prime), (weight, (_, part, part_prime))| {
            (k + multiple(part, weight), k_prime + multiple(part_prime, weight))
        },
    );
    Ok((k.into_affine(), k_prime.into_affine()))
}

impl PartialKey {
    /// Who issued it.
    pub fn officer(&self) -> OfficerIndex {
        self.officer
    }

    /// Version, kind, officer (1 byte), the key under its share as an attribute key after its length.
    /// Secret.
    pub fn encode(&self) -> Vec<u8> {
        let mut output = Vec::with_capacity(kind().max_bytes);
        output.extend_from_slice(&kind().preamble());
        output.push(self.officer.get());
        put_bytes(&mut output, &zeroize::Zeroizing::new(self.key.encode()));
        output
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(kind(), bytes)?;
        let partial = Self { officer: read_index(&mut reader)?, key: AttributeKey::decode(reader.bytes()?)? };
        reader.close()?;
        Ok(partial)
    }
}

impl PartialMediatedKey {
    /// Who issued it.
    pub fn officer(&self) -> OfficerIndex {
        self.officer
    }

    /// The key, blinded, under the officer's share.
    pub fn key(&self) -> &MediatedKey {
        &self.key
    }

    /// Puts together what was sent apart.
    pub fn new(officer: OfficerIndex, key: MediatedKey) -> Self {
        Self { officer, key }
    }
}

impl fmt::Debug for PartialKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartialKey(..)")
    }
}

impl fmt::Debug for PartialMediatedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PartialMediatedKey(..)")
    }
}
