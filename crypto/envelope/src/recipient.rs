//! A person's key pair: what boxes are sealed to and opened with.

use crate::{
    error::{EnvelopeError, Result},
    suite::RecipientSuite,
};
use alloc::{boxed::Box, vec, vec::Vec};
use core::fmt;
use hpke::{
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::{X25519HkdfSha256, XWing},
    setup_receiver, Deserializable, Kem, OpModeR, Serializable,
};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Bytes of a secret key of any suite.
pub const SECRET_BYTES: usize = 32;

/// Bytes of an X25519 public key, alone or at the end of an X-Wing one.
const POINT: usize = 32;

/// The secret keys of the suites. Both wipe themselves when dropped.
#[derive(Clone)]
pub(crate) enum SecretKey {
    X25519(<X25519HkdfSha256 as Kem>::PrivateKey),
    /// Behind a pointer: the crate keeps the expanded public key beside the secret's 32 bytes.
    XWing(Box<<XWing as Kem>::PrivateKey>),
}

/// The public keys of the suites.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum PublicKey {
    X25519(<X25519HkdfSha256 as Kem>::PublicKey),
    XWing(Box<<XWing as Kem>::PublicKey>),
}

/// What a person opens boxes with. Secret, wiped when dropped.
#[derive(Clone)]
pub struct RecipientSecret(pub(crate) SecretKey);

/// What others seal boxes to a person with.
#[derive(Clone, PartialEq, Eq)]
pub struct RecipientPublic(pub(crate) PublicKey);

impl RecipientSecret {
    /// Draws a new secret key of `suite`.
    pub fn generate(suite: RecipientSuite, rng: &mut impl CryptoRng) -> Self {
        Self(match suite {
            RecipientSuite::X25519 => SecretKey::X25519(X25519HkdfSha256::gen_keypair_with_rng(rng).0),
            RecipientSuite::XWing => SecretKey::XWing(Box::new(XWing::gen_keypair_with_rng(rng).0)),
        })
    }

    /// Which suite the key is of.
    pub fn suite(&self) -> RecipientSuite {
        match &self.0 {
            SecretKey::X25519(_) => RecipientSuite::X25519,
            SecretKey::XWing(_) => RecipientSuite::XWing,
        }
    }

    /// The 32 bytes of the key; the suite is not among them.
    pub fn to_bytes(&self) -> Zeroizing<[u8; SECRET_BYTES]> {
        let mut bytes = Zeroizing::new([0; SECRET_BYTES]);
        match &self.0 {
            SecretKey::X25519(key) => key.write_exact(bytes.as_mut_slice()),
            SecretKey::XWing(key) => key.write_exact(bytes.as_mut_slice()),
        }
        bytes
    }

    /// Takes what [`Self::to_bytes`] gave of a key of `suite`.
    ///
    /// # Errors
    /// [`EnvelopeError::SecretKey`] if there are not 32 bytes.
    pub fn from_bytes(suite: RecipientSuite, bytes: &[u8]) -> Result<Self> {
        match suite {
            RecipientSuite::X25519 => Deserializable::from_bytes(bytes).map(SecretKey::X25519),
            RecipientSuite::XWing => {
                Deserializable::from_bytes(bytes).map(|key| SecretKey::XWing(Box::new(key)))
            }
        }
        .map(Self)
        .map_err(|_| EnvelopeError::SecretKey(suite))
    }

    /// The matching public key.
    pub fn public(&self) -> RecipientPublic {
        RecipientPublic(match &self.0 {
            SecretKey::X25519(key) => PublicKey::X25519(X25519HkdfSha256::sk_to_pk(key)),
            SecretKey::XWing(key) => PublicKey::XWing(Box::new(XWing::sk_to_pk(key))),
        })
    }
}

impl ConstantTimeEq for RecipientSecret {
    fn ct_eq(&self, other: &Self) -> subtle::Choice {
        self.to_bytes().ct_eq(other.to_bytes().as_slice()) & self.suite().id().ct_eq(&other.suite().id())
    }
}

impl PartialEq for RecipientSecret {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for RecipientSecret {}

impl fmt::Debug for RecipientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecipientSecret(..)")
    }
}

impl RecipientPublic {
    /// Which suite the key is of.
    pub fn suite(&self) -> RecipientSuite {
        match &self.0 {
            PublicKey::X25519(_) => RecipientSuite::X25519,
            PublicKey::XWing(_) => RecipientSuite::XWing,
        }
    }

    /// The key's bytes: as many as [`RecipientSuite::public_key_bytes`] says.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.suite().public_key_bytes()];
        match &self.0 {
            PublicKey::X25519(key) => key.write_exact(&mut bytes),
            PublicKey::XWing(key) => key.write_exact(&mut bytes),
        }
        bytes
    }

    /// Takes what [`Self::to_bytes`] gave of a key of `suite`.
    ///
    /// # Errors
    /// [`EnvelopeError::PublicKey`] if the length is wrong, if a coefficient of the ML-KEM half is not
    /// reduced (FIPS 203, 7.2), or if the X25519 key or half is a point of low order, with which every
    /// secret agrees on the same key.
    pub fn from_bytes(suite: RecipientSuite, bytes: &[u8]) -> Result<Self> {
        let refused = EnvelopeError::PublicKey(suite);
        let key = match suite {
            RecipientSuite::X25519 => Deserializable::from_bytes(bytes).map(PublicKey::X25519),
            RecipientSuite::XWing => {
                Deserializable::from_bytes(bytes).map(|key| PublicKey::XWing(Box::new(key)))
            }
        };
        let key = key.map_err(|_| refused.clone())?;
        match bytes.last_chunk::<POINT>() {
            Some(point) if contributes(point) => Ok(Self(key)),
            _ => Err(refused),
        }
    }
}

/// True if the point's order is not low.
///
/// An agreement with any secret at all fails exactly for the points of low order (RFC 9180, 7.1.4),
/// and would fail at every later use. Better to hear of it when the card is read.
fn contributes(point: &[u8; POINT]) -> bool {
    let any_secret = <X25519HkdfSha256 as Kem>::PrivateKey::from_bytes(&[1; SECRET_BYTES]);
    let as_sender = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(point);
    any_secret.is_ok_and(|secret| {
        as_sender.is_ok_and(|sender| {
            setup_receiver::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
                &OpModeR::Base,
                &secret,
                &sender,
                b"salus/recipient/v1/check",
            )
            .is_ok()
        })
    })
}

impl fmt::Debug for RecipientPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecipientPublic({}, ", self.suite())?;
        for byte in self.to_bytes() {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}
