//! What can go wrong, said so that the reader knows what to do.

use core::fmt;
use salus_primitives::{Attribute, Label};

/// Why an operation of this crate was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AbeError {
    /// Bytes are not an encoding of what they should be.
    #[error("not a valid {object}: {flaw}")]
    Encoding {
        /// What was to be decoded.
        object: &'static str,
        /// What is wrong with the bytes.
        flaw: Flaw,
    },
    /// The policy names an attribute whose epoch was not given.
    #[error("the epoch of {0} is missing: read it from the chain and add it")]
    MissingEpoch(Attribute),
    /// The policy names an authority whose public key was not given.
    #[error("the public key of authority {0} is missing: read it from the chain and add it")]
    MissingAuthority(Label),
    /// The capsule was made with other public keys of its authorities than those given.
    #[error("the capsule was made for other public keys of its authorities: read those of its time")]
    AuthorityKeysDiffer,
    /// The proof does not show that this authority knows the secrets of this public key.
    #[error("the proof of possession does not belong to this authority name and public key")]
    PossessionNotProven,
    /// The key was not issued by this authority, to this holder, for the attribute it names.
    #[error("the attribute key was not issued to this holder by this authority: ask for a new one")]
    KeyNotGenuine,
    /// The attributes at hand do not satisfy the policy at its epochs.
    #[error("the attributes at hand do not satisfy the policy at its epochs")]
    PolicyNotSatisfied,
    /// The capsule does not open.
    ///
    /// It was altered, belongs to another context, or the keys or the transformed capsule are not
    /// genuine; which of these is deliberately not told.
    #[error("the capsule does not open: it was altered, belongs elsewhere, or a key is not genuine")]
    NotOpened,
}

/// What is wrong with an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// The bytes end too early.
    Truncated,
    /// Bytes follow after the end.
    Trailing,
    /// More bytes than the largest valid encoding has.
    TooLong,
    /// A version this release does not know.
    Version(u8),
    /// An encoding of something else.
    Kind,
    /// Not a compressed point of the prime-order subgroup.
    Point,
    /// The neutral element, where it would disable a protection.
    Identity,
    /// Not an element of the target group of order r.
    TargetGroup,
    /// Not a canonical scalar in the range allowed here.
    Scalar,
    /// A policy, attribute or label that breaks its own rules.
    Structure,
    /// The same content has another, shorter or ordered, encoding.
    NotCanonical,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::Truncated => "it ends too early",
            Self::Trailing => "bytes follow after its end",
            Self::TooLong => "it is longer than any valid one",
            Self::Version(version) => {
                return write!(f, "version {version} is not known to this release, which reads version 1")
            }
            Self::Kind => "it is an encoding of something else",
            Self::Point => "a point is not compressed or not in the prime-order subgroup",
            Self::Identity => "a group element is the neutral one",
            Self::TargetGroup => "an element is not in the target group",
            Self::Scalar => "a scalar is out of range",
            Self::Structure => "a policy, attribute or label is malformed",
            Self::NotCanonical => "it is not the canonical encoding of its content",
        };
        f.write_str(text)
    }
}

/// Result of this crate's operations.
pub(crate) type Result<T, E = AbeError> = core::result::Result<T, E>;
