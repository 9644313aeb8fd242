//! Which algorithms: one byte for the content's cipher, one for a person's key.
//!
//! A new algorithm takes the next free number; numbers are never used again. An id is authenticated
//! wherever it stands and is an input of the keys behind it, so that nobody can have a header, a box or
//! a card read under another suite than its author's.

use crate::error::{EnvelopeError, Flaw, Result};
use core::fmt;

/// How a content is encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum Suite {
    /// XChaCha20-Poly1305 in STREAM, segments of 1 MiB. Fast on every machine, in WebAssembly too.
    #[default]
    XChaCha20Poly1305Stream = 1,
    /// AES-256-GCM-SIV (RFC 8452) in STREAM, segments of 1 MiB. Made of approved primitives; a nonce
    /// that is used twice tells only whether two segments are equal.
    Aes256GcmSivStream = 2,
}

impl Suite {
    /// All suites of this release.
    pub const ALL: [Self; 2] = [Self::XChaCha20Poly1305Stream, Self::Aes256GcmSivStream];

    /// The byte in the header.
    pub const fn id(self) -> u8 {
        self as u8
    }
}

impl TryFrom<u8> for Suite {
    type Error = EnvelopeError;

    fn try_from(id: u8) -> Result<Self> {
        match id {
            1 => Ok(Self::XChaCha20Poly1305Stream),
            2 => Ok(Self::Aes256GcmSivStream),
            other => Err(EnvelopeError::Header(Flaw::Suite(other))),
        }
    }
}

/// How something is sealed to one person: a KEM for HPKE, with HKDF-SHA256 and ChaCha20-Poly1305.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[repr(u8)]
pub enum RecipientSuite {
    /// DHKEM(X25519, HKDF-SHA256), RFC 9180.
    X25519 = 1,
    /// X-Wing: ML-KEM-768 and X25519 together. It holds as long as one of the two does, so that a box
    /// which is collected today stays closed to the quantum computers of later.
    XWing = 2,
}

impl RecipientSuite {
    /// All suites of this release.
    pub const ALL: [Self; 2] = [Self::X25519, Self::XWing];

    /// The byte in boxes and on key cards.
    pub const fn id(self) -> u8 {
        self as u8
    }

    /// Bytes of a public key.
    pub const fn public_key_bytes(self) -> usize {
        match self {
            Self::X25519 => 32,
            Self::XWing => 1216,
        }
    }

    /// Bytes of an encapsulated key.
    pub const fn encapsulated_bytes(self) -> usize {
        match self {
            Self::X25519 => 32,
            Self::XWing => 1120,
        }
    }

    /// What a box is longer than its plaintext: suite, encapsulated key, tag.
    pub const fn overhead(self) -> usize {
        match self {
            Self::X25519 => 1 + 32 + 16,
            Self::XWing => 1 + 1120 + 16,
        }
    }
}

impl TryFrom<u8> for RecipientSuite {
    type Error = EnvelopeError;

    fn try_from(id: u8) -> Result<Self> {
        match id {
            1 => Ok(Self::X25519),
            2 => Ok(Self::XWing),
            other => Err(EnvelopeError::RecipientSuite(other)),
        }
    }
}

impl fmt::Display for RecipientSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::X25519 => "X25519",
            Self::XWing => "X-Wing",
        })
    }
}
