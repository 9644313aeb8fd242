//! The data key, locked by a capsule: only who opens the capsule has the key-encryption key.

use crate::{
    error::{EnvelopeError, Result},
    key_schedule::{kek, DataKey, KEY},
};
use alloc::{collections::BTreeMap, vec::Vec};
use chacha20poly1305::{aead::Aead, KeyInit, XChaCha20Poly1305, XNonce};
use rand_core::CryptoRng;
use salus_abe::{encapsulate, AuthorityPublicKey, Capsule, EpochPolicy, SharedKey};
use salus_primitives::Label;
use zeroize::Zeroizing;

/// A data key under a KEK: the key and the AEAD's tag.
pub(crate) const WRAPPED: usize = KEY + 16;

/// Which of a header's capsules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapsuleKind {
    /// The one for readers who satisfy the policy. Every header has it.
    Policy,
    /// The one for readers who satisfy the council's rule for emergencies. Only some headers have it.
    Emergency,
}

impl CapsuleKind {
    fn label(self) -> &'static str {
        match self {
            Self::Policy => "kek/policy",
            Self::Emergency => "kek/emergency",
        }
    }

    /// What a capsule is made in. The preamble begins with a version below `/`, so no context of one
    /// kind is one of the other.
    pub(crate) fn kem_context(self, preamble: &[u8]) -> Vec<u8> {
        let domain: &[u8] = match self {
            Self::Policy => b"salus/envelope/v1/kem",
            Self::Emergency => b"salus/envelope/v1/kem/emergency",
        };
        [domain, preamble].concat()
    }
}

/// A capsule and the data key under its KEK.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) wrapped: [u8; WRAPPED],
    pub(crate) capsule: Capsule,
}

impl Lock {
    /// Locks `key` for whoever satisfies `policy`.
    pub(crate) fn close(
        kind: CapsuleKind,
        policy: &EpochPolicy,
        authorities: &BTreeMap<Label, AuthorityPublicKey>,
        preamble: &[u8],
        key: &DataKey,
        rng: &mut impl CryptoRng,
    ) -> Result<Self> {
        let (capsule, shared) = encapsulate(policy, authorities, &kind.kem_context(preamble), rng)?;
        let kek = kek(kind.label(), shared.as_bytes(), preamble, &capsule.encode());
        // A KEK belongs to one capsule and encrypts once, so its nonce is never used again.
        let wrapped = XChaCha20Poly1305::new((&*kek).into())
            .encrypt(&XNonce::default(), key.as_bytes().as_slice())
            .ok()
            .and_then(|wrapped| wrapped.try_into().ok())
            .ok_or(EnvelopeError::NotSealed)?;
        Ok(Self { wrapped, capsule })
    }

    /// The data key, not yet held against the header's commitment.
    pub(crate) fn open(&self, kind: CapsuleKind, shared: &SharedKey, preamble: &[u8]) -> Result<DataKey> {
        let kek = kek(kind.label(), shared.as_bytes(), preamble, &self.capsule.encode());
        let bytes = XChaCha20Poly1305::new((&*kek).into())
            .decrypt(&XNonce::default(), self.wrapped.as_slice())
            .map(Zeroizing::new)
            .map_err(|_| EnvelopeError::NotOpened)?;
        bytes.as_slice().try_into().map(DataKey::new).map_err(|_| EnvelopeError::NotOpened)
    }
}
