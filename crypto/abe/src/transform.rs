//! Outsourced decryption (Green, Hohenberger, Waters, USENIX Security 2011), for RW15.
//!
//! ```text
//! holder:  z ← Z_r*      transform key = { K^(1/z), K'^(1/z) } for each attribute, H(GID)^(1/z)
//! server:  T1 = Π C1^c      T2 = the pairings of decapsulation, with the blinded elements
//! holder:  E = T1 · T2^z      m = C0 ⊕ mask(E)      s = G(m, …)      accept if E = E0^s
//! ```
//!
//! To the server every product with a blinded element carries the unknown 1/z, and E does not: its key
//! adds nothing to what it or anybody it colludes with could compute. The last check makes the server
//! accountable: a false answer passes with probability 2^-256 (GHW11 §4, RCCA).
#![allow(clippy::arithmetic_side_effects, reason = "field and group operations are total")]

use crate::{
    capsule::Capsule,
    encapsulate::{mask, Coins},
    encoding::{
        bytes_of, put, put_scale, scalar, Kind, Reader, G1_BYTES, G2_BYTES, GT_BYTES, PREAMBLE_BYTES,
        SCALAR_BYTES,
    },
    error::{AbeError, Flaw, Result},
    group::{
        blinding,
        gt_power::power,
        multiple::multiple,
        params::{e0_multiple, random_nonzero_scalar},
        types::{Fr, G1Affine, G2Affine, Gt},
    },
    hash::holder_point,
    holder::Gid,
    key::{max_attribute_bytes, AttributeKey},
    opening::{open_rows, select, KPrime},
    shared_key::SharedKey,
};
use alloc::{collections::BTreeMap, vec::Vec};
use ark_ec::CurveGroup;
use ark_ff::Zero;
use core::{cmp::Reverse, fmt};
use rand_core::CryptoRng;
use salus_primitives::EpochAttribute;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

const TRANSFORMED: Kind =
    Kind { tag: 7, name: "transformed capsule", max_bytes: PREAMBLE_BYTES + 2 * GT_BYTES };
const SECRET: Kind = Kind { tag: 0, name: "transform secret", max_bytes: SCALAR_BYTES };

fn key_kind() -> Kind {
    let attribute = G1_BYTES.saturating_add(G2_BYTES).saturating_add(max_attribute_bytes());
    let fixed = PREAMBLE_BYTES.saturating_add(32).saturating_add(G1_BYTES).saturating_add(2);
    let max_bytes = attribute.saturating_mul(TransformKey::MAX_ATTRIBUTES).saturating_add(fixed);
    Kind { tag: 6, name: "transform key", max_bytes }
}

/// A holder's keys, blinded for a server that does the pairings. Opens nothing by itself.
///
/// It tells the server which attributes the holder has. Deleting it ends what the server can do.
#[derive(Clone, PartialEq, Eq)]
pub struct TransformKey {
    pub(crate) gid: Gid,
    /// H(GID)^(1/z).
    pub(crate) holder: G1Affine,
    /// K^(1/z) and K'^(1/z).
    pub(crate) keys: BTreeMap<EpochAttribute, (G1Affine, G2Affine)>,
}

/// z: what turns a transformed capsule into its key. Never kept beside the [`TransformKey`].
#[derive(Zeroize, ZeroizeOnDrop)]
pub struct TransformSecret {
    pub(crate) z: Fr,
}

/// What a server makes of a capsule of any size for one holder: two elements of GT.
#[derive(Clone, PartialEq, Eq)]
pub struct Transformed {
    pub(crate) t1: Gt,
    pub(crate) t2: Gt,
}

/// Blinds `keys` of `gid` with one fresh z for all of them.
pub(crate) fn blind<'a>(
    gid: &Gid,
    keys: impl Iterator<Item = &'a AttributeKey>,
    rng: &mut (impl CryptoRng + ?Sized),
) -> (TransformKey, TransformSecret) {
    let secret = TransformSecret { z: random_nonzero_scalar(rng) };
    let inverse = blinding::inverse_in_fixed_time(&secret.z);
    let mut keys: Vec<&AttributeKey> = keys.collect();
    if keys.len() > TransformKey::MAX_ATTRIBUTES {
        keys.sort_by_key(|key| Reverse(key.attribute.epoch));
        keys.truncate(TransformKey::MAX_ATTRIBUTES);
    }
    let keys = keys
        .into_iter()
        .map(|key| {
            let blinded =
                (multiple(&key.k, &inverse).into_affine(), multiple(&key.k_prime, &inverse).into_affine());
            (key.attribute.clone(), blinded)
        })
        .collect();
    let holder = multiple(&holder_point(gid), &inverse).into_affine();
    (TransformKey { gid: *gid, holder, keys }, secret)
}

impl TransformKey {
    /// Most attributes, epochs counted, in one transform key.
    pub const MAX_ATTRIBUTES: usize = 512;

    /// Whose keys these are.
    pub fn gid(&self) -> &Gid {
        &self.gid
    }

    /// The attributes and epochs it covers, in order.
    pub fn attributes(&self) -> impl Iterator<Item = &EpochAttribute> {
        self.keys.keys()
    }

    /// Version, kind, GID (32 bytes), H(GID)^(1/z) (48 bytes), the number of attributes (two
    /// little-endian bytes), and for each in order: the attribute in SCALE after its length, K^(1/z)
    /// (48 bytes), K'^(1/z) (96 bytes).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = key_kind().preamble();
        output.extend_from_slice(&self.gid.0);
        put(&mut output, &self.holder);
        // Never more than `MAX_ATTRIBUTES`, by construction and decoding.
        let count = u16::try_from(self.keys.len()).unwrap_or(u16::MAX);
        output.extend_from_slice(&count.to_le_bytes());
        for (attribute, (k, k_prime)) in &self.keys {
            put_scale(&mut output, attribute);
            put(&mut output, k);
            put(&mut output, k_prime);
        }
        output
    }

    /// Whose key `bytes` say that they are, and for which attributes. Says nothing of the points, which cost most to
    /// check: a server decides by this whether to look at them.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn outline(bytes: &[u8]) -> Result<(Gid, Vec<EpochAttribute>)> {
        let mut reader = Reader::open(key_kind(), bytes)?;
        let gid = Gid(reader.array()?);
        reader.take(G1_BYTES)?;
        let count = reader.count()?;
        if count > Self::MAX_ATTRIBUTES {
            return Err(reader.error(Flaw::TooLong));
        }
        let mut attributes: Vec<EpochAttribute> = Vec::new();
        for _ in 0..count {
            let attribute: EpochAttribute = reader.scale()?;
            if attributes.last().is_some_and(|last| *last >= attribute) {
                return Err(reader.error(Flaw::NotCanonical));
            }
            attributes.push(attribute);
            reader.take(G1_BYTES)?;
            reader.take(G2_BYTES)?;
        }
        reader.close()?;
        Ok((gid, attributes))
    }

    /// Reads what [`Self::encode`] wrote. Costs up to half a millisecond for each attribute.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw; attributes out of order or repeated are one of them.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(key_kind(), bytes)?;
        let gid = Gid(reader.array()?);
        let holder = reader.g1()?;
        let count = reader.count()?;
        if count > Self::MAX_ATTRIBUTES {
            return Err(reader.error(Flaw::TooLong));
        }
        let mut keys = BTreeMap::new();
        for _ in 0..count {
            let attribute: EpochAttribute = reader.scale()?;
            if keys.last_key_value().is_some_and(|(last, _)| *last >= attribute) {
                return Err(reader.error(Flaw::NotCanonical));
            }
            keys.insert(attribute, (reader.g1()?, reader.g2()?));
        }
        reader.close()?;
        Ok(Self { gid, holder, keys })
    }
}

impl fmt::Debug for TransformKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransformKey(..)")
    }
}

impl TransformSecret {
    /// z, 32 little-endian bytes, to be kept encrypted.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        let mut bytes = Zeroizing::new([0u8; SCALAR_BYTES]);
        bytes.copy_from_slice(&Zeroizing::new(bytes_of(&self.z)));
        bytes
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] if z is zero or not below r.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self> {
        match scalar(bytes) {
            Some(z) if !z.is_zero() => Ok(Self { z }),
            _ => Err(SECRET.error(Flaw::Scalar)),
        }
    }
}

impl fmt::Debug for TransformSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TransformSecret(..)")
    }
}

impl Transformed {
    /// Version, kind, T1, T2 (576 bytes each).
    pub fn encode(&self) -> Vec<u8> {
        let mut output = TRANSFORMED.preamble();
        put(&mut output, &self.t1);
        put(&mut output, &self.t2);
        output
    }

    /// Reads what a server says. Elements outside the target group are refused: raised to the secret
    /// z they would tell z modulo their small orders to whoever sees if the result was accepted.
    ///
    /// # Errors
    /// [`AbeError::Encoding`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        let mut reader = Reader::open(TRANSFORMED, bytes)?;
        let transformed = Self { t1: reader.gt()?, t2: reader.gt()? };
        reader.close()?;
        Ok(transformed)
    }
}

impl fmt::Debug for Transformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transformed(..)")
    }
}

/// The server's part: all pairings, nothing learned.
///
/// # Errors
/// [`AbeError::PolicyNotSatisfied`] if the key's attributes do not satisfy the capsule's policy.
pub fn transform(capsule: &Capsule, key: &TransformKey) -> Result<Transformed> {
    let find =
        |attribute: &EpochAttribute| key.keys.get(attribute).map(|(k, k_prime)| (k, KPrime::Point(k_prime)));
    let parts = select(capsule, find)?;
    let (t1, t2) = open_rows(&parts, key.holder)?;
    Ok(Transformed { t1, t2 })
}

/// The holder's part: one exponentiation, and a check of constant cost that the server told the truth.
///
/// The rows are not re-encrypted here as [`decapsulate`](crate::decapsulate) does; but the key depends
/// on every byte of the capsule, so that of an altered capsule fits nothing.
///
/// # Errors
/// [`AbeError::NotOpened`] if the transformed capsule, the secret, the context or the capsule is not
/// the right one.
pub fn finish(
    capsule: &Capsule,
    transformed: &Transformed,
    secret: &TransformSecret,
    context: &[u8],
) -> Result<SharedKey> {
    let e = Zeroizing::new(transformed.t1 + power(&transformed.t2, &secret.z));
    let seed = mask(&e, &capsule.masked_seed);
    let coins = Coins::derive(&seed, &capsule.policy, &capsule.authority_keys, context);
    let expected = Zeroizing::new(bytes_of(&e0_multiple(&coins.s)));
    if bool::from(expected.ct_eq(&Zeroizing::new(bytes_of(&*e)))) {
        Ok(capsule.shared_key(&seed))
    } else {
        Err(AbeError::NotOpened)
    }
}
