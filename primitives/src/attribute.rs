//! Attributes: what an authority certifies of a person.

use crate::{ids::Epoch, label::InvalidLabel, Label};
use alloc::vec::Vec;
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{fmt, str::FromStr};
use scale_info::TypeInfo;

/// `name@authority`, for example `doctor@medical-council`.
#[derive(
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Attribute {
    /// What is certified.
    pub name: Label,
    /// Who certifies it.
    pub authority: Label,
}

/// An attribute at one epoch of its keys: `name@authority#epoch`.
///
/// A revocation moves the attribute to its next epoch; keys of earlier epochs open nothing that is
/// encrypted afterwards.
#[derive(
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Debug,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct EpochAttribute {
    /// Which attribute.
    pub attribute: Attribute,
    /// Which generation of its keys.
    pub epoch: Epoch,
}

/// Why a text is not an [`Attribute`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidAttribute {
    /// There is no `@`.
    NoAuthority,
    /// The part before the `@` is not a label.
    Name(InvalidLabel),
    /// The part after the `@` is not a label.
    Authority(InvalidLabel),
}

impl fmt::Display for InvalidAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAuthority => f.write_str("an attribute is written name@authority"),
            Self::Name(reason) => write!(f, "attribute name: {reason}"),
            Self::Authority(reason) => write!(f, "authority name: {reason}"),
        }
    }
}

impl core::error::Error for InvalidAttribute {}

impl FromStr for Attribute {
    type Err = InvalidAttribute;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (name, authority) = text.split_once('@').ok_or(InvalidAttribute::NoAuthority)?;
        Ok(Self {
            name: name.parse().map_err(InvalidAttribute::Name)?,
            authority: authority.parse().map_err(InvalidAttribute::Authority)?,
        })
    }
}

impl fmt::Display for Attribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.name, self.authority)
    }
}

impl fmt::Display for EpochAttribute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", self.attribute, self.epoch)
    }
}

impl Attribute {
    /// This attribute at `epoch`.
    pub fn at(self, epoch: Epoch) -> EpochAttribute {
        EpochAttribute { attribute: self, epoch }
    }
}

impl EpochAttribute {
    /// The bytes that are hashed to the curve for this attribute.
    ///
    /// SCALE: each label after its length, then the epoch as four little-endian bytes. Length
    /// prefixes keep `(ab, c)` and `(a, bc)` apart, which plain concatenation would not.
    pub fn hash_input(&self) -> Vec<u8> {
        self.encode()
    }
}

#[cfg(test)]
mod tests;
