//! What can go wrong, said so that the reader knows what to do.

use crate::suite::RecipientSuite;
use core::fmt;
use salus_abe::AbeError;

/// Why an operation of this crate was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnvelopeError {
    /// The bytes are not a record header.
    #[error("not a valid record header: {0}")]
    Header(Flaw),
    /// The policy's capsule in the header cannot be made or read.
    #[error("the header's capsule: {0}")]
    Capsule(#[from] AbeError),
    /// The content is longer than any that can be sealed.
    #[error(
        "a content has at most {} bytes, this one {length}: split it into several records",
        crate::MAX_CONTENT
    )]
    ContentTooLong {
        /// How many bytes it has.
        length: u64,
    },
    /// The bytes are not a public key that anything can be sealed to.
    #[error(
        "not a usable {0} public key: it has {len} bytes, is reduced, and has no point of low order",
        len = .0.public_key_bytes()
    )]
    PublicKey(RecipientSuite),
    /// The bytes are not a secret key.
    #[error("a secret key for {0} has 32 bytes")]
    SecretKey(RecipientSuite),
    /// A suite of boxes and key cards that this release does not know.
    #[error("recipient suite {0} is not known to this release, which knows 1 (X25519) and 2 (X-Wing)")]
    RecipientSuite(u8),
    /// The box is of another suite than the key.
    #[error(
        "it is sealed to a key for {sealed}, this one is for {key}: use the keystore that it was sealed to"
    )]
    OtherSuite {
        /// What the box is sealed with.
        sealed: RecipientSuite,
        /// What the key at hand is for.
        key: RecipientSuite,
    },
    /// The data key is another header's.
    #[error("this data key is not the header's: take it out of the header that is to be replaced")]
    OtherDataKey,
    /// Nothing can be sealed to the recipient.
    #[error("sealing to the recipient failed: check the public key on the key card")]
    NotSealed,
    /// The key at hand does not open what was sealed.
    ///
    /// It is not the recipient's, or the bytes were altered or belong elsewhere; which of these cannot
    /// be told apart.
    #[error("this key does not open it: it was sealed to another one, was altered, or belongs elsewhere")]
    NotOpened,
    /// The data key opened, but the header is not as its author made it.
    #[error("the header was altered after it was sealed: fetch it again by its content id")]
    HeaderAltered,
    /// A segment does not have the length that the content's length calls for.
    #[error("segment {index} must have {expected} bytes, not {found}")]
    SegmentLength {
        /// Which segment, from 0.
        index: u64,
        /// How many bytes it must have.
        expected: usize,
        /// How many it has.
        found: usize,
    },
    /// There is no such segment.
    #[error("there is no segment {index}: the content has {segments}, counted from 0")]
    NoSuchSegment {
        /// Which segment, from 0.
        index: u64,
        /// How many the content has.
        segments: u64,
    },
    /// A segment is not as its author sealed it.
    #[error("segment {index} was altered or belongs elsewhere: fetch it again by its content id")]
    SegmentAltered {
        /// Which segment, from 0.
        index: u64,
    },
    /// Not all of the content was sealed.
    #[error("only {sealed} of {segments} segments were sealed: the content ended too early")]
    Unfinished {
        /// How many were sealed.
        sealed: u64,
        /// How many the content has.
        segments: u64,
    },
}

/// What is wrong with a header's bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// The bytes end too early.
    Truncated,
    /// Bytes follow after the end.
    Trailing,
    /// More bytes than any header has.
    TooLong,
    /// A version this release does not know.
    Version(u8),
    /// A cipher suite this release does not know.
    Suite(u8),
    /// Other recipients than the version has, or in another order.
    Recipients,
    /// A recipient's part that is too short or too long for its kind.
    Recipient,
    /// A content longer than any that can be sealed, or of a length that no padding gives.
    ContentLength,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Truncated => f.write_str("it ends too early"),
            Self::Trailing => f.write_str("bytes follow after its end"),
            Self::TooLong => write!(f, "it is longer than {} bytes", crate::MAX_HEADER),
            Self::Version(version) => {
                write!(f, "version {version} is not known to this release, which reads 1 to 3")
            }
            Self::Suite(suite) => {
                write!(f, "cipher suite {suite} is not known to this release, which reads 1 and 2")
            }
            Self::Recipients => {
                f.write_str("its recipients are not a policy, the patient and at most an emergency")
            }
            Self::Recipient => f.write_str("a recipient's part has the wrong length"),
            Self::ContentLength => f.write_str("it states a length that no content has with its padding"),
        }
    }
}

/// Result of this crate's operations.
pub(crate) type Result<T, E = EnvelopeError> = core::result::Result<T, E>;
