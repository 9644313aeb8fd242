//! Keys of attribute authorities: AuthSetup of RW15 §4.
//!
//! ```text
//! α, y ← Z_r        SK = (α, y)        PK = ( PK1 = E0^α ∈ GT , PK2 = g2^y ∈ G2 )
//! ```
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use crate::{
    encoding::{bytes_of, put, scalar, Kind, Reader, G2_BYTES, GT_BYTES, PREAMBLE_BYTES, SCALAR_BYTES},
    error::{Flaw, Result},
    group::{
        curve_table::Base,
        gt_power::GtBase,
        params::{e0_multiple, g2_multiple, random_nonzero_scalar},
        types::{Fr, G2Affine, Gt},
    },
    hash::digest,
    prepared::{AttributeBase, Tables},
};
use alloc::{collections::BTreeMap, sync::Arc, vec::Vec};
use ark_bls12_381::g2::Config;
use ark_ff::Zero;
use core::fmt;
use rand_core::CryptoRng;
use salus_primitives::{EpochAttribute, Label};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const PUBLIC_KEY: Kind =
    Kind { tag: 1, name: "authority public key", max_bytes: PREAMBLE_BYTES + GT_BYTES + G2_BYTES };
const SECRET_KEY: Kind = Kind { tag: 0, name: "authority secret key", max_bytes: 2 * SCALAR_BYTES };

/// What an authority issues attribute keys with. Whoever has it can issue every attribute of that
/// authority to anybody.
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct AuthoritySecretKey {
    /// α: opens what the authority's attributes guard.
    pub(crate) alpha: Fr,
    /// y: ties an issued key to its holder.
    pub(crate) y: Fr,
}

/// What everybody encrypts to an authority's attributes with.
#[derive(Clone)]
pub struct AuthorityPublicKey {
    /// PK1 = E0^α.
    pub(crate) e0_alpha: Gt,
    /// PK2 = g2^y.
    pub(crate) g2_y: G2Affine,
    /// Of these two, shared by all clones.
    tables: Option<Arc<Tables>>,
}

impl AuthoritySecretKey {
    /// Draws a new key.
    pub fn generate(rng: &mut (impl CryptoRng + ?Sized)) -> Self {
        Self { alpha: random_nonzero_scalar(rng), y: random_nonzero_scalar(rng) }
    }

    /// α and y, 32 little-endian bytes each, to be kept encrypted.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut bytes = Zeroizing::new([0u8; 64]);
        let (alpha, y) = bytes.split_at_mut(SCALAR_BYTES);
        alpha.copy_from_slice(&Zeroizing::new(bytes_of(&self.alpha)));
        y.copy_from_slice(&Zeroizing::new(bytes_of(&self.y)));
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`](crate::AbeError::Encoding) if a scalar is zero or not below r.
    pub fn from_bytes(bytes: &[u8; 64]) -> Result<Self> {
        let half = |half: &[u8]| {
            let half = Zeroizing::new(<[u8; SCALAR_BYTES]>::try_from(half).unwrap_or_default());
            scalar(&half).filter(|scalar| !scalar.is_zero()).ok_or(SECRET_KEY.error(Flaw::Scalar))
        };
        let (alpha, y) = bytes.split_at(SCALAR_BYTES);
        Ok(Self { alpha: half(alpha)?, y: half(y)? })
    }

    /// The matching public key.
    pub fn public_key(&self) -> AuthorityPublicKey {
        AuthorityPublicKey::new(e0_multiple(&self.alpha), g2_multiple(&self.y))
    }
}

impl fmt::Debug for AuthoritySecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthoritySecretKey(..)")
    }
}

impl AuthorityPublicKey {
    /// PK1 and PK2, without tables.
    pub(crate) fn new(e0_alpha: Gt, g2_y: G2Affine) -> Self {
        Self { e0_alpha, g2_y, tables: None }
    }

    /// The same key with tables of its powers, for whoever encrypts to it more than a few times.
    ///
    /// Makes [`encapsulate`](crate::encapsulate) and [`decapsulate`](crate::decapsulate) several times as
    /// fast; the results are the same. Takes about as long as encapsulating to ten leaves does without, 0.75 MB, and
    /// with the feature `std` up to 1.6 MB more for the attributes last used (25 KB each, at most 64).
    /// Clones share all of it.
    pub fn prepared(mut self) -> Self {
        if self.tables.is_none() {
            self.tables = Some(Arc::new(Tables::new(&self.e0_alpha, &self.g2_y)));
        }
        self
    }

    /// PK1, to be multiplied.
    pub(crate) fn e0_alpha_base(&self) -> GtBase<'_> {
        self.tables.as_ref().map_or(GtBase::Element(&self.e0_alpha), |tables| tables.e0_alpha())
    }

    /// PK2, to be multiplied.
    pub(crate) fn g2_y_base(&self) -> Base<'_, Config> {
        self.tables.as_ref().map_or(Base::Point(self.g2_y), |tables| tables.g2_y())
    }

    /// F(u) of an attribute of this authority, to be multiplied.
    pub(crate) fn attribute_base(&self, attribute: &EpochAttribute) -> AttributeBase {
        match &self.tables {
            Some(tables) => tables.attribute(attribute),
            None => AttributeBase::hashed(attribute),
        }
    }

    /// Version, kind, PK1 (576 bytes), PK2 (96 bytes).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = PUBLIC_KEY.preamble();
        put(&mut output, &self.e0_alpha);
        put(&mut output, &self.g2_y);
        output
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`](crate::AbeError::Encoding) names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(PUBLIC_KEY, bytes)?;
        let key = Self::new(reader.gt()?, reader.g2()?);
        reader.close()?;
        Ok(key)
    }

    /// A 32-byte name of this key.
    pub fn digest(&self) -> [u8; 32] {
        digest("salus/abe/v1/authority-key", &[&self.encode()])
    }
}

impl PartialEq for AuthorityPublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.e0_alpha == other.e0_alpha && self.g2_y == other.g2_y
    }
}

impl Eq for AuthorityPublicKey {}

impl fmt::Debug for AuthorityPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthorityPublicKey(..)")
    }
}

/// A digest of `keys` with their authorities' names, in the names' order.
pub(crate) fn digest_of_keys(keys: &BTreeMap<&Label, &AuthorityPublicKey>) -> [u8; 32] {
    let digests: Vec<[u8; 32]> = keys.values().map(|key| key.digest()).collect();
    let parts: Vec<&[u8]> =
        keys.keys().zip(&digests).flat_map(|(name, digest)| [name.as_bytes(), digest.as_slice()]).collect();
    digest("salus/abe/v1/authority-keys", &parts)
}
