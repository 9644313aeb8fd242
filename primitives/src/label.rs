//! Names of authorities and attributes.

use alloc::string::String;
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, Error, Input, MaxEncodedLen};
use core::{
    fmt,
    hash::{Hash, Hasher},
    str::FromStr,
};
use scale_info::TypeInfo;

/// Fewest characters of a label.
pub const MIN_LABEL: usize = 2;
/// Most characters of a label.
pub const MAX_LABEL: u32 = 32;

/// A name of 2 to 32 characters of `a-z`, `0-9` and `-`, not beginning or ending with `-`.
///
/// Names an authority (`medical-council`) or one of its attributes (`doctor`). One spelling only, so
/// that equal names are equal bytes everywhere. Decoding refuses any other bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Encode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
pub struct Label(BoundedVec<u8, ConstU32<MAX_LABEL>>);

/// Why a text is not a [`Label`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidLabel {
    /// Fewer than 2 or more than 32 characters.
    Length,
    /// A character other than `a-z`, `0-9` and `-`, or a `-` at either end; the 0-based position.
    Character(usize),
}

impl fmt::Display for InvalidLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => f.write_str("a name has 2 to 32 characters"),
            Self::Character(at) => write!(
                f,
                "character {} is not allowed: a name has only a-z, 0-9 and inner '-'",
                at.saturating_add(1)
            ),
        }
    }
}

impl core::error::Error for InvalidLabel {}

impl Label {
    /// Takes `bytes` if they are a label.
    ///
    /// # Errors
    /// [`InvalidLabel`] names the rule that was broken.
    pub fn new(bytes: &[u8]) -> Result<Self, InvalidLabel> {
        let last = bytes.len().saturating_sub(1);
        let wrong = bytes.iter().enumerate().find(|&(at, &c)| match c {
            b'a'..=b'z' | b'0'..=b'9' => false,
            b'-' => at == 0 || at == last,
            _ => true,
        });
        if let Some((at, _)) = wrong {
            return Err(InvalidLabel::Character(at));
        }
        if bytes.len() < MIN_LABEL {
            return Err(InvalidLabel::Length);
        }
        bytes.to_vec().try_into().map(Self).map_err(|_| InvalidLabel::Length)
    }

    /// The label's bytes, all of them ASCII.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// The label as text.
    pub fn as_str(&self) -> &str {
        // Every constructor checked that the bytes are ASCII.
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Decode for Label {
    fn decode<I: Input>(input: &mut I) -> Result<Self, Error> {
        let bytes = BoundedVec::<u8, ConstU32<MAX_LABEL>>::decode(input)?;
        Self::new(&bytes).map_err(|_| Error::from("not a label of a-z, 0-9 and '-'"))
    }
}

// Bounded vectors are hashable with std only, labels everywhere.
impl Hash for Label {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl FromStr for Label {
    type Err = InvalidLabel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::new(text.as_bytes())
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Label> for String {
    fn from(label: Label) -> Self {
        label.as_str().into()
    }
}

#[cfg(test)]
mod tests;
