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
    /// The attribute belongs to another authority than the one asked for its key.
    #[error("the attribute belongs to authority {0}: ask that one")]
    OtherAuthority(Label),
    /// The request does not show that one blinding was used, for this holder, attribute and epoch.
    #[error("the request's proof does not fit its holder, attribute, epoch and blinding: make it again")]
    RequestNotProven,
    /// The key was blinded for another holder, or with another z, than the transform key it is to join.
    #[error("the key is blinded for another transform key: request all keys of one holder with one secret")]
    BlindingDiffers,
    /// The transform key has all the attributes it can have.
    #[error("the transform key is full: start a new one with the attributes still needed")]
    TransformKeyFull,
    /// No such division of a secret: 2 to 32 officers, of whom at least two must act.
    #[error("an authority is divided among 2 to 32 officers, at least two and at most all of whom must act")]
    Quorum,
    /// Fewer officers took part than the quorum asks for.
    #[error("{given} officers took part and {needed} are needed: ask more of them")]
    TooFewOfficers {
        /// How many the quorum asks for.
        needed: u8,
        /// How many there were.
        given: u8,
    },
    /// What an officer contributed is not right; the others can go on without it.
    #[error("officer {officer}: {fault}")]
    Officer {
        /// The officer's index.
        officer: u8,
        /// What is wrong.
        fault: OfficerFault,
    },
    /// The dealings add up to the neutral key, which guards nothing.
    #[error("the dealings cancel each other: every officer must deal again")]
    DealingsCancel,
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

/// What is wrong with an officer's part in a threshold authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OfficerFault {
    /// There is no officer of this index: they are counted from 1.
    Index,
    /// It appears twice.
    Repeated,
    /// Its contribution is missing.
    Missing,
    /// Its dealing is not of this ceremony, or it does not know what it dealt.
    Dealing,
    /// Its dealing is not the one that it committed to before it saw the others'.
    Uncommitted,
    /// The share it dealt does not lie on the polynomial it committed to.
    Share,
    /// Its own share is not of this key: it is from before a refresh, or from another ceremony.
    Stale,
    /// The partial key it issued is not of its share, this holder and this attribute.
    PartialKey,
    /// Its part of the proof of possession is not of its share and commitment.
    ProofShare,
}

impl fmt::Display for OfficerFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Index => "there is none of this index, they are counted from 1",
            Self::Repeated => "it appears more than once",
            Self::Missing => "its contribution is missing",
            Self::Dealing => "its dealing is not of this ceremony or not proven",
            Self::Uncommitted => "its dealing is not the one that it committed to",
            Self::Share => "the share it dealt does not fit its commitments",
            Self::Stale => "its share is not of this key, it missed a refresh or belongs elsewhere",
            Self::PartialKey => "its partial key is not genuine",
            Self::ProofShare => "its part of the proof of possession is not genuine",
        })
    }
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
