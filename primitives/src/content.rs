//! Content identifiers: names of ciphertext that anybody can check against the bytes.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::{fmt, str::FromStr};
use data_encoding::BASE32_NOPAD;
use scale_info::TypeInfo;

/// Bytes of a content identifier.
pub const CONTENT_ID_LENGTH: usize = 36;

const CID_V1: u8 = 0x01;
const SHA2_256: u8 = 0x12;
const DIGEST_LENGTH: u8 = 0x20;

/// What the bytes behind a content identifier are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Codec {
    /// The bytes themselves, at most 1 MiB.
    Raw = 0x55,
    /// A UnixFS file node linking to its parts.
    DagPb = 0x70,
}

/// A CIDv1 over SHA2-256 with codec raw or dag-pb, as the `unixfs-v1-2025` profile makes them.
///
/// Layout: version 1, codec, multihash code 0x12, length 0x20, then the digest: 36 bytes.
/// Text form: multibase base32 in lower case, beginning with `b`. Decoding refuses any other bytes.
#[derive(
    Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct ContentId([u8; CONTENT_ID_LENGTH]);

/// The bytes or text are not a content identifier of the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidContentId;

impl fmt::Display for InvalidContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "not a content identifier of the data pool: a CIDv1 of a raw or dag-pb block under SHA2-256, written in \
             base32 as 59 small letters and digits that begin with 'b'",
        )
    }
}

impl core::error::Error for InvalidContentId {}

impl ContentId {
    /// The identifier of the block with SHA2-256 digest `digest`.
    pub fn new(codec: Codec, digest: [u8; 32]) -> Self {
        let mut bytes = [0; CONTENT_ID_LENGTH];
        let (head, tail) = bytes.split_at_mut(4);
        head.copy_from_slice(&[CID_V1, codec as u8, SHA2_256, DIGEST_LENGTH]);
        tail.copy_from_slice(&digest);
        Self(bytes)
    }

    /// Takes the binary form.
    ///
    /// # Errors
    /// [`InvalidContentId`] for any other version, codec, hash or length.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidContentId> {
        let bytes: [u8; CONTENT_ID_LENGTH] = bytes.try_into().map_err(|_| InvalidContentId)?;
        match bytes {
            [CID_V1, 0x55 | 0x70, SHA2_256, DIGEST_LENGTH, ..] => Ok(Self(bytes)),
            _ => Err(InvalidContentId),
        }
    }

    /// The 36 bytes of the binary form.
    pub fn as_bytes(&self) -> &[u8; CONTENT_ID_LENGTH] {
        &self.0
    }

    /// What the named bytes are.
    pub fn codec(&self) -> Codec {
        match self.0 {
            [_, 0x70, ..] => Codec::DagPb,
            _ => Codec::Raw,
        }
    }

    /// SHA2-256 of the named bytes.
    pub fn digest(&self) -> [u8; 32] {
        let mut digest = [0; 32];
        let (_, tail) = self.0.split_at(4);
        digest.copy_from_slice(tail);
        digest
    }
}

impl Decode for ContentId {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let bytes = <[u8; CONTENT_ID_LENGTH]>::decode(input)?;
        Self::from_bytes(&bytes).map_err(|_| Error::from("not a content identifier of the profile"))
    }
}

impl fmt::Display for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b{}", BASE32_NOPAD.encode(&self.0).to_ascii_lowercase())
    }
}

impl fmt::Debug for ContentId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for ContentId {
    type Err = InvalidContentId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix('b').ok_or(InvalidContentId)?;
        if digits.bytes().any(|c| c.is_ascii_uppercase()) {
            return Err(InvalidContentId);
        }
        let digits: String = digits.to_ascii_uppercase();
        let bytes = BASE32_NOPAD.decode(digits.as_bytes()).map_err(|_| InvalidContentId)?;
        Self::from_bytes(&bytes)
    }
}

#[cfg(test)]
mod tests;
