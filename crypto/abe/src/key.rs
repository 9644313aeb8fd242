//! Keys of attributes, issued to one holder each.

use crate::{
    authority::AuthorityPublicKey,
    encoding::{put, put_scale, Kind, Reader, G1_BYTES, G2_BYTES, PREAMBLE_BYTES},
    error::{AbeError, Result},
    group::{
        pairing,
        params::g2,
        types::{G1Affine, G2Affine},
    },
    hash::{attribute_point, holder_point},
    holder::Gid,
};
use alloc::vec::Vec;
use codec::MaxEncodedLen;
use core::{fmt, ops::Neg};
use salus_primitives::{EpochAttribute, Label};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// Whose an attribute is.
pub(crate) trait OfAuthority {
    /// Checks that it is one of the authority `name`.
    fn must_be_of(&self, name: &Label) -> Result<()>;
}

impl OfAuthority for EpochAttribute {
    fn must_be_of(&self, name: &Label) -> Result<()> {
        let owner = &self.attribute.authority;
        if owner == name {
            Ok(())
        } else {
            Err(AbeError::OtherAuthority(owner.clone()))
        }
    }
}

/// Bytes of an encoded attribute with its length, at most.
pub(crate) fn max_attribute_bytes() -> usize {
    EpochAttribute::max_encoded_len().saturating_add(2)
}

fn kind() -> Kind {
    let points = PREAMBLE_BYTES.saturating_add(G1_BYTES).saturating_add(G2_BYTES);
    Kind { tag: 3, name: "attribute key", max_bytes: points.saturating_add(max_attribute_bytes()) }
}

/// The key of one attribute at one epoch, issued to one holder. Secret.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct AttributeKey {
    /// u.
    #[zeroize(skip)]
    pub(crate) attribute: EpochAttribute,
    /// K = g1^α · H(GID)^y · F(u)^t.
    pub(crate) k: G1Affine,
    /// K' = g2^t.
    pub(crate) k_prime: G2Affine,
}

impl AttributeKey {
    /// The attribute and epoch it is for.
    pub fn attribute(&self) -> &EpochAttribute {
        &self.attribute
    }

    /// Version, kind, the attribute in SCALE after its length, K (48 bytes), K' (96 bytes). Secret:
    /// keep or send it encrypted, and wipe it.
    pub fn encode(&self) -> Vec<u8> {
        let mut output = Vec::with_capacity(kind().max_bytes);
        output.extend_from_slice(&kind().preamble());
        put_scale(&mut output, &self.attribute);
        put(&mut output, &self.k);
        put(&mut output, &self.k_prime);
        output
    }

    /// Reads what [`Self::encode`] wrote. Call [`Self::verify`] on what somebody else sent.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(kind(), bytes)?;
        let key = Self { attribute: reader.scale()?, k: reader.g1()?, k_prime: reader.g2()? };
        reader.close()?;
        Ok(key)
    }

    /// Checks that the authority `name`, whose key is `authority`, issued this key to `gid`:
    ///
    /// ```text
    /// e(K, g2) = PK1 · e(H(GID), PK2) · e(F(u), K')
    /// ```
    ///
    /// # Errors
    /// [`AbeError::OtherAuthority`] if the attribute is not one of `name`: the equation holds for every attribute that
    /// the owner of `authority` cares to put in, those of others too. [`AbeError::KeyNotGenuine`].
    pub fn verify(&self, gid: &Gid, name: &Label, authority: &AuthorityPublicKey) -> Result<()> {
        self.attribute.must_be_of(name)?;
        let product = pairing::product(&[
            (self.k, g2()),
            (holder_point(gid).neg(), authority.g2_y),
            (attribute_point(&self.attribute).neg(), self.k_prime),
        ]);
        if product == Some(authority.e0_alpha) {
            Ok(())
        } else {
            Err(AbeError::KeyNotGenuine)
        }
    }
}

impl fmt::Debug for AttributeKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AttributeKey(..)")
    }
}
