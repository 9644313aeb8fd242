//! Sealing to one person: HPKE (RFC 9180), base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
//! ChaCha20-Poly1305.
//!
//! The sender stays anonymous to the box: who sent it is told by a signature elsewhere, for a record by
//! the transaction that filed it, for an attribute key by the check that the key is genuine.

use crate::error::{EnvelopeError, Result};
use alloc::vec::Vec;
use core::fmt;
use hpke::{
    aead::ChaCha20Poly1305, kdf::HkdfSha256, kem::X25519HkdfSha256, setup_receiver, single_shot_open,
    single_shot_seal_with_rng, Deserializable, Kem, OpModeR, OpModeS, Serializable,
};
use rand_core::CryptoRng;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

type Encapsulated = <X25519HkdfSha256 as Kem>::EncappedKey;

/// Bytes of a public key, a secret key and an encapsulated key.
pub const KEY_BYTES: usize = 32;
/// What a box is longer than its plaintext: version, encapsulated key, tag.
pub const OVERHEAD: usize = 1 + KEY_BYTES + 16;

/// First byte of a box: which suite it is sealed with.
const VERSION: u8 = 1;

/// What a person opens boxes with. Secret, wiped when dropped.
#[derive(Clone)]
pub struct RecipientSecret(<X25519HkdfSha256 as Kem>::PrivateKey);

/// What others seal boxes to a person with.
#[derive(Clone, PartialEq, Eq)]
pub struct RecipientPublic(<X25519HkdfSha256 as Kem>::PublicKey);

impl RecipientSecret {
    /// Draws a new secret key.
    pub fn generate(rng: &mut impl CryptoRng) -> Self {
        Self(X25519HkdfSha256::gen_keypair_with_rng(rng).0)
    }

    /// The 32 bytes of the key.
    pub fn to_bytes(&self) -> Zeroizing<[u8; KEY_BYTES]> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        self.0.write_exact(bytes.as_mut_slice());
        bytes
    }

    /// Takes what [`Self::to_bytes`] gave.
    ///
    /// # Errors
    /// [`EnvelopeError::SecretKey`] if there are not 32 bytes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Deserializable::from_bytes(bytes).map(Self).map_err(|_| EnvelopeError::SecretKey)
    }

    /// The matching public key.
    pub fn public(&self) -> RecipientPublic {
        RecipientPublic(X25519HkdfSha256::sk_to_pk(&self.0))
    }
}

impl ConstantTimeEq for RecipientSecret {
    fn ct_eq(&self, other: &Self) -> subtle::Choice {
        self.0.ct_eq(&other.0)
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
    /// The 32 bytes of the key.
    pub fn to_bytes(&self) -> [u8; KEY_BYTES] {
        let mut bytes = [0; KEY_BYTES];
        self.0.write_exact(&mut bytes);
        bytes
    }

    /// Takes what [`Self::to_bytes`] gave.
    ///
    /// # Errors
    /// [`EnvelopeError::PublicKey`] if there are not 32 bytes, or if they are a point of low order,
    /// with which every secret agrees on the same key.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let key = Deserializable::from_bytes(bytes).map_err(|_| EnvelopeError::PublicKey)?;
        // An agreement with any secret at all fails exactly for the points of low order (RFC 9180,
        // 7.1.4), and would fail at every later use. Better to hear of it when the card is read.
        let any_secret = RecipientSecret::from_bytes(&[1; KEY_BYTES])?;
        let as_sender = Encapsulated::from_bytes(bytes).map_err(|_| EnvelopeError::PublicKey)?;
        setup_receiver::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeR::Base,
            &any_secret.0,
            &as_sender,
            b"salus/recipient/v1/check",
        )
        .map_err(|_| EnvelopeError::PublicKey)?;
        Ok(Self(key))
    }
}

impl fmt::Debug for RecipientPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecipientPublic(")?;
        for byte in self.to_bytes() {
            write!(f, "{byte:02x}")?;
        }
        f.write_str(")")
    }
}

/// Seals `plaintext` to `recipient`: version 1, encapsulated key (32 bytes), ciphertext and tag.
///
/// `info` says what the box is for, a constant of the use, and `aad` what it belongs to; the box opens
/// with the same two only.
///
/// # Errors
/// [`EnvelopeError::NotSealed`] if HPKE refuses, which it does for no key that
/// [`RecipientPublic::from_bytes`] takes.
pub fn seal_to(
    recipient: &RecipientPublic,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>> {
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<
        ChaCha20Poly1305,
        HkdfSha256,
        X25519HkdfSha256,
    >(&OpModeS::Base, &recipient.0, info, plaintext, aad, rng)
    .map_err(|_| EnvelopeError::NotSealed)?;
    let mut sealed = Vec::with_capacity(OVERHEAD.saturating_add(plaintext.len()));
    sealed.push(VERSION);
    sealed.extend_from_slice(&encapsulated.to_bytes());
    sealed.extend_from_slice(&ciphertext);
    Ok(sealed)
}

/// Opens what [`seal_to`] sealed.
///
/// # Errors
/// [`EnvelopeError::NotOpened`] if the box was sealed to another key, under another `info` or `aad`,
/// or was altered.
pub fn open_from(
    secret: &RecipientSecret,
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let (&version, rest) = sealed.split_first().ok_or(EnvelopeError::NotOpened)?;
    if version != VERSION {
        return Err(EnvelopeError::NotOpened);
    }
    let (encapsulated, ciphertext) = rest.split_at_checked(KEY_BYTES).ok_or(EnvelopeError::NotOpened)?;
    let encapsulated = Encapsulated::from_bytes(encapsulated).map_err(|_| EnvelopeError::NotOpened)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &secret.0,
        &encapsulated,
        info,
        ciphertext,
        aad,
    )
    .map(Zeroizing::new)
    .map_err(|_| EnvelopeError::NotOpened)
}
