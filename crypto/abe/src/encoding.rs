//! Bytes and back.
//!
//! Every encoding begins with the version and the kind of object. Points are compressed only:
//! arkworks accepts uncompressed G1 points that are not on the curve. Each decoder checks curve,
//! prime-order subgroup and that the element is not neutral, refuses trailing bytes, and never
//! allocates more than the bytes at hand justify.

use crate::{
    error::{AbeError, Flaw, Result},
    group::{
        gt,
        types::{Fr, G1Affine, G2Affine, Gt},
    },
};
use alloc::vec::Vec;
use ark_ec::{
    pairing::PairingOutput,
    short_weierstrass::{Affine, SWCurveConfig},
    AffineRepr,
};
use ark_ff::Zero;
use ark_serialize::{CanonicalDeserialize, CanonicalSerialize, Compress, Validate};
use codec::{Decode, DecodeAll, Encode};

/// The version this release writes and reads.
pub(crate) const VERSION: u8 = 1;
/// Bytes of a compressed G1 point.
pub(crate) const G1_BYTES: usize = 48;
/// Bytes of a compressed G2 point.
pub(crate) const G2_BYTES: usize = 96;
/// Bytes of a GT element.
pub(crate) const GT_BYTES: usize = 576;
/// Bytes of a scalar.
pub(crate) const SCALAR_BYTES: usize = 32;
/// Bytes of version and kind.
pub(crate) const PREAMBLE_BYTES: usize = 2;

/// What an encoding is of: its second byte, its name in errors and its largest size.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    pub(crate) tag: u8,
    pub(crate) name: &'static str,
    pub(crate) max_bytes: usize,
}

impl Kind {
    /// The beginning of an encoding.
    pub(crate) fn preamble(&self) -> Vec<u8> {
        alloc::vec![VERSION, self.tag]
    }

    /// This object with this flaw.
    pub(crate) fn error(&self, flaw: Flaw) -> AbeError {
        AbeError::Encoding { object: self.name, flaw }
    }
}

/// Appends a group element or scalar.
pub(crate) fn put(output: &mut Vec<u8>, element: &impl CanonicalSerialize) {
    if element.serialize_compressed(output).is_err() {
        // Writing to a vector has no failure; a shortened encoding would be worse than stopping.
        unreachable!("a vector takes every byte")
    }
}

/// Appends the SCALE encoding of `value` after its length in two little-endian bytes.
pub(crate) fn put_scale(output: &mut Vec<u8>, value: &impl Encode) {
    put_bytes(output, &value.encode());
}

/// Appends `bytes` after their length in two little-endian bytes.
pub(crate) fn put_bytes(output: &mut Vec<u8>, bytes: &[u8]) {
    let Ok(length) = u16::try_from(bytes.len()) else {
        // Policies and attributes are bounded to a few KiB by their types.
        unreachable!("policies and attributes are shorter than 64 KiB")
    };
    output.extend_from_slice(&length.to_le_bytes());
    output.extend_from_slice(bytes);
}

/// The compressed form of one element.
pub(crate) fn bytes_of(element: &impl CanonicalSerialize) -> Vec<u8> {
    let mut output = Vec::with_capacity(element.compressed_size());
    put(&mut output, element);
    output
}

/// Reads an encoding front to back.
pub(crate) struct Reader<'a> {
    kind: Kind,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Checks size, version and kind.
    pub(crate) fn open(kind: Kind, bytes: &'a [u8]) -> Result<Self> {
        if bytes.len() > kind.max_bytes {
            return Err(kind.error(Flaw::TooLong));
        }
        let mut reader = Self { kind, rest: bytes };
        let [version, tag] = reader.array::<PREAMBLE_BYTES>()?;
        if version != VERSION {
            return Err(kind.error(Flaw::Version(version)));
        }
        if tag != kind.tag {
            return Err(kind.error(Flaw::Kind));
        }
        Ok(reader)
    }

    /// Refuses what is left over.
    pub(crate) fn close(self) -> Result<()> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(self.error(Flaw::Trailing))
        }
    }

    /// This object with this flaw.
    pub(crate) fn error(&self, flaw: Flaw) -> AbeError {
        self.kind.error(flaw)
    }

    /// The next `count` bytes.
    pub(crate) fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (head, rest) = self.rest.split_at_checked(count).ok_or_else(|| self.error(Flaw::Truncated))?;
        self.rest = rest;
        Ok(head)
    }

    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (head, rest) = self.rest.split_first_chunk::<N>().ok_or_else(|| self.error(Flaw::Truncated))?;
        self.rest = rest;
        Ok(*head)
    }

    /// A two-byte count.
    pub(crate) fn count(&mut self) -> Result<usize> {
        Ok(usize::from(u16::from_le_bytes(self.array()?)))
    }

    /// Bytes after their two-byte length.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8]> {
        let length = self.count()?;
        self.take(length)
    }

    /// A SCALE value after its two-byte length, filling it exactly and in its only encoding.
    pub(crate) fn scale<T: Decode + Encode>(&mut self) -> Result<T> {
        let bytes = self.bytes()?;
        let mut input = bytes;
        let value = T::decode_all(&mut input).map_err(|_| self.error(Flaw::Structure))?;
        if value.encode() == bytes {
            Ok(value)
        } else {
            Err(self.error(Flaw::NotCanonical))
        }
    }

    /// A point of G1 other than the neutral one.
    pub(crate) fn g1(&mut self) -> Result<G1Affine> {
        self.point::<ark_bls12_381::g1::Config, G1_BYTES>()
    }

    /// A point of G2 other than the neutral one.
    pub(crate) fn g2(&mut self) -> Result<G2Affine> {
        self.point::<ark_bls12_381::g2::Config, G2_BYTES>()
    }

    fn point<C: SWCurveConfig, const N: usize>(&mut self) -> Result<Affine<C>> {
        let bytes = self.array::<N>()?;
        let point = Affine::<C>::deserialize_with_mode(bytes.as_slice(), Compress::Yes, Validate::No)
            .map_err(|_| self.error(Flaw::Point))?;
        // Said outright instead of trusting `Validate::Yes`, which for G1 assumes the first of the two.
        if !point.is_on_curve() || !point.is_in_correct_subgroup_assuming_on_curve() {
            return Err(self.error(Flaw::Point));
        }
        if point.is_zero() {
            return Err(self.error(Flaw::Identity));
        }
        Ok(point)
    }

    /// An element of GT other than the neutral one.
    pub(crate) fn gt(&mut self) -> Result<Gt> {
        let bytes = self.array::<GT_BYTES>()?;
        let element =
            ark_bls12_381::Fq12::deserialize_with_mode(bytes.as_slice(), Compress::Yes, Validate::No)
                .map_err(|_| self.error(Flaw::TargetGroup))?;
        if !gt::is_member(&element) {
            return Err(self.error(Flaw::TargetGroup));
        }
        let element: Gt = PairingOutput(element);
        if element.is_zero() {
            return Err(self.error(Flaw::Identity));
        }
        Ok(element)
    }

    /// A scalar below r, in its only encoding.
    pub(crate) fn scalar(&mut self) -> Result<Fr> {
        let bytes = self.array::<SCALAR_BYTES>()?;
        scalar(&bytes).ok_or_else(|| self.error(Flaw::Scalar))
    }
}

/// The scalar that `bytes`, little-endian, are; none if they are r or more.
pub(crate) fn scalar(bytes: &[u8; SCALAR_BYTES]) -> Option<Fr> {
    Fr::deserialize_compressed(bytes.as_slice()).ok()
}
