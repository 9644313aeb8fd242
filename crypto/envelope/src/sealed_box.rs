//! Sealing to one person: HPKE (RFC 9180), base mode, one message.
//!
//! The sender stays anonymous to the box: who sent it is told by a signature elsewhere, for a record by
//! the transaction that filed it, for an attribute key by the check that the key is genuine.

use crate::{
    error::{EnvelopeError, Result},
    recipient::{PublicKey, RecipientPublic, RecipientSecret, SecretKey},
    suite::RecipientSuite,
};
use alloc::vec::Vec;
use hpke::{
    aead::ChaCha20Poly1305,
    kdf::HkdfSha256,
    kem::{X25519HkdfSha256, XWing},
    single_shot_open, single_shot_seal_with_rng, Deserializable, Kem, OpModeR, OpModeS, Serializable,
};
use rand_core::CryptoRng;
use zeroize::Zeroizing;

/// Most bytes of `info`, which HPKE hashes after a 16-bit length.
const MAX_INFO: usize = 1 << 12;

/// Seals `plaintext` to `recipient`: suite, encapsulated key, ciphertext and tag.
///
/// `info` says what the box is for, a constant of the use, and `aad` what it belongs to; the box opens
/// with the same two only.
///
/// # Errors
/// [`EnvelopeError::NotSealed`] if `info` is longer than 4 KiB or HPKE refuses, which it does for no
/// key that [`RecipientPublic::from_bytes`] takes.
pub fn seal_to(
    recipient: &RecipientPublic,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
) -> Result<Vec<u8>> {
    if info.len() > MAX_INFO {
        return Err(EnvelopeError::NotSealed);
    }
    let suite = recipient.suite();
    let mut sealed = Vec::with_capacity(suite.overhead().saturating_add(plaintext.len()));
    sealed.push(suite.id());
    match &recipient.0 {
        PublicKey::X25519(key) => seal::<X25519HkdfSha256>(key, info, aad, plaintext, rng, &mut sealed)?,
        PublicKey::XWing(key) => seal::<XWing>(key, info, aad, plaintext, rng, &mut sealed)?,
    }
    Ok(sealed)
}

fn seal<K: Kem>(
    key: &K::PublicKey,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
    rng: &mut impl CryptoRng,
    sealed: &mut Vec<u8>,
) -> Result<()> {
    let (encapsulated, ciphertext) = single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, K>(
        &OpModeS::Base,
        key,
        info,
        plaintext,
        aad,
        rng,
    )
    .map_err(|_| EnvelopeError::NotSealed)?;
    sealed.extend_from_slice(&encapsulated.to_bytes());
    sealed.extend_from_slice(&ciphertext);
    Ok(())
}

/// Which suite a box is sealed with.
///
/// # Errors
/// [`EnvelopeError::RecipientSuite`] if this release does not know it, [`EnvelopeError::NotOpened`] if
/// there is not a byte.
pub fn suite_of(sealed: &[u8]) -> Result<RecipientSuite> {
    sealed.first().ok_or(EnvelopeError::NotOpened).and_then(|id| RecipientSuite::try_from(*id))
}

/// Opens what [`seal_to`] sealed.
///
/// # Errors
/// [`EnvelopeError::RecipientSuite`] if the box is of a suite that this release does not know,
/// [`EnvelopeError::OtherSuite`] if it is of another than the secret's, [`EnvelopeError::NotOpened`] if
/// it was sealed to another key, under another `info` or `aad`, or was altered.
pub fn open_from(
    secret: &RecipientSecret,
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let suite = suite_of(sealed)?;
    if suite != secret.suite() {
        return Err(EnvelopeError::OtherSuite { sealed: suite, key: secret.suite() });
    }
    if info.len() > MAX_INFO {
        return Err(EnvelopeError::NotOpened);
    }
    let (encapsulated, ciphertext) = sealed
        .get(1..)
        .and_then(|rest| rest.split_at_checked(suite.encapsulated_bytes()))
        .ok_or(EnvelopeError::NotOpened)?;
    match &secret.0 {
        SecretKey::X25519(key) => open::<X25519HkdfSha256>(key, info, aad, encapsulated, ciphertext),
        SecretKey::XWing(key) => open::<XWing>(key, info, aad, encapsulated, ciphertext),
    }
}

fn open<K: Kem>(
    key: &K::PrivateKey,
    info: &[u8],
    aad: &[u8],
    encapsulated: &[u8],
    ciphertext: &[u8],
) -> Result<Zeroizing<Vec<u8>>> {
    let encapsulated = K::EncappedKey::from_bytes(encapsulated).map_err(|_| EnvelopeError::NotOpened)?;
    single_shot_open::<ChaCha20Poly1305, HkdfSha256, K>(
        &OpModeR::Base,
        key,
        &encapsulated,
        info,
        ciphertext,
        aad,
    )
    .map(Zeroizing::new)
    .map_err(|_| EnvelopeError::NotOpened)
}
