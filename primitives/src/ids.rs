//! Identifiers and units.

use alloc::string::String;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, str::FromStr};
use data_encoding::HEXLOWER_PERMISSIVE;
use scale_info::TypeInfo;

/// Number of a block; blocks are two seconds apart, on the parachain six.
pub type BlockNumber = u32;
/// Milliseconds since the Unix epoch, as the block's author stated them.
pub type Moment = u64;
/// An organisation of the consortium, numbered in order of admission.
pub type OrganisationId = u32;
/// A patient's policy, numbered over all patients in order of creation.
pub type PolicyId = u64;
/// A decision to let somebody see one record, numbered in order of issue.
pub type TicketId = u64;
/// A time during which somebody may read in an emergency, numbered in order of opening.
pub type EmergencyId = u64;
/// How often the keys of an attribute have been replaced. The first epoch is 0.
pub type Epoch = u32;
/// A 32-byte hash or commitment.
pub type Digest = [u8; 32];

/// Name of a record: 32 bytes that its author drew at random.
///
/// Text form: 64 lower-case hexadecimal digits, optionally after `0x`.
#[derive(
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct RecordId(pub [u8; 32]);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{}", HEXLOWER_PERMISSIVE.encode(&self.0))
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text was not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidRecordId;

impl fmt::Display for InvalidRecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a record id is 64 hexadecimal digits, optionally after '0x'")
    }
}

impl core::error::Error for InvalidRecordId {}

impl FromStr for RecordId {
    type Err = InvalidRecordId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: String = text.strip_prefix("0x").unwrap_or(text).into();
        let bytes = HEXLOWER_PERMISSIVE.decode(digits.as_bytes()).map_err(|_| InvalidRecordId)?;
        Ok(Self(bytes.try_into().map_err(|_| InvalidRecordId)?))
    }
}

#[cfg(test)]
mod tests;
