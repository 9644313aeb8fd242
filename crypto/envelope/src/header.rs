//! The header: who can open a record, and what the record is.

use crate::{
    error::{EnvelopeError, Result},
    key_schedule::{DataKey, KEY},
    layout,
    lock::{CapsuleKind, Lock},
    padding::padded_length,
    recipient::RecipientSecret,
    sealed_box::open_from,
    segment::{ciphertext_length, segments},
    suite::Suite,
};
use alloc::vec::Vec;
use salus_abe::{Capsule, EpochPolicy, SharedKey};
use salus_primitives::{consent::PolicyRef, RecordId};
use subtle::{Choice, ConstantTimeEq};

/// HPKE's `info` of a header's box to the patient.
pub(crate) const PATIENT_INFO: &[u8] = b"salus/envelope/v1/patient";

/// The version of a header's layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Version {
    /// A policy and an X25519 patient, no key commitment. Read, not written any more.
    One = 1,
    /// A key commitment, an emergency policy where the patient allows one, any recipient suite. Written for contents that
    /// were sealed before version 3 only.
    Two = 2,
    /// As version 2, and the content is padded; its exact length is sealed.
    Three = 3,
}

/// What a header and its content belong to. Nothing of it is secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Which record.
    pub record: RecordId,
    /// Whose record: the patient's account.
    pub patient: [u8; 32],
    /// Under which version of which policy the header was made.
    pub policy: PolicyRef,
}

/// What a header says before its recipients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Preamble {
    pub(crate) version: Version,
    pub(crate) suite: Suite,
    pub(crate) binding: Binding,
    /// With the padding, from version 3 on.
    pub(crate) content_length: u64,
    /// Which data key the content has; version 1 says it in no place that outlives the header.
    pub(crate) key_commitment: Option<[u8; KEY]>,
    /// The exact length, for those who have the data key; versions before 3 have no other length.
    pub(crate) sealed_length: Option<[u8; LENGTH]>,
}

/// Bytes of a length.
pub(crate) const LENGTH: usize = 8;

impl Preamble {
    /// What of the content everybody sees: suite, record, patient and length, and nothing that a new
    /// header for the same content would change.
    pub(crate) fn public_context(&self) -> Vec<u8> {
        public_context(self.suite, &self.binding, self.content_length)
    }

    /// The length without padding, if `key` is the header's. With another key it is any number up to the padded length.
    pub(crate) fn exact_length(&self, key: &DataKey) -> u64 {
        let Some(sealed) = self.sealed_length else { return self.content_length };
        u64::from_le_bytes(key.masked_length(&self.public_context(), sealed)).min(self.content_length)
    }

    /// What the content's keys depend on: from version 3 on the exact length too.
    pub(crate) fn content_context(&self, key: &DataKey) -> Vec<u8> {
        let exact = self.sealed_length.map(|_| self.exact_length(key));
        content_context(self.public_context(), exact)
    }
}

/// [`Preamble::public_context`] of a content that has no header yet.
pub(crate) fn public_context(suite: Suite, binding: &Binding, content_length: u64) -> Vec<u8> {
    [&[suite.id()][..], &binding.record.0, &binding.patient, &content_length.to_le_bytes()].concat()
}

/// [`Preamble::content_context`] of a content that has no header yet.
pub(crate) fn content_context(mut public: Vec<u8>, exact_length: Option<u64>) -> Vec<u8> {
    public.extend(exact_length.map(u64::to_le_bytes).into_iter().flatten());
    public
}

/// The header of a sealed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub(crate) preamble: Preamble,
    pub(crate) policy: Lock,
    pub(crate) patient: Vec<u8>,
    pub(crate) emergency: Option<Lock>,
    /// The encoding up to the commitment, byte by byte as it came.
    pub(crate) authenticated: Vec<u8>,
    pub(crate) commitment: [u8; KEY],
}

impl Header {
    /// The header's bytes, at most [`crate::MAX_HEADER`]; laid out as this crate's `FORMAT.md` says.
    pub fn encode(&self) -> Vec<u8> {
        [self.authenticated.as_slice(), &self.commitment].concat()
    }

    /// Reads what [`Self::encode`] wrote, of this release or an earlier one.
    ///
    /// Says only that the bytes have a header's form. That they are what the author sealed shows when
    /// the data key is taken out of them.
    ///
    /// # Errors
    /// [`EnvelopeError::Header`] or [`EnvelopeError::Capsule`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        layout::decode(bytes)
    }

    /// How the content is encrypted.
    pub fn suite(&self) -> Suite {
        self.preamble.suite
    }

    /// What the header belongs to. Compare it with the record on the chain.
    pub fn binding(&self) -> &Binding {
        &self.preamble.binding
    }

    /// Bytes of the content in plaintext, with its padding. The exact length is for those who open it:
    /// [`SegmentOpener::length`](crate::SegmentOpener::length).
    pub fn content_length(&self) -> u64 {
        self.preamble.content_length
    }

    /// Bytes of the content as it is stored: all sealed segments together.
    pub fn ciphertext_length(&self) -> u64 {
        ciphertext_length(self.content_length())
    }

    /// How many segments the content has, 1 or more.
    pub fn segments(&self) -> u64 {
        segments(self.content_length())
    }

    /// The capsule that carries the data key to whoever satisfies the policy.
    pub fn capsule(&self) -> &Capsule {
        &self.policy.capsule
    }

    /// Whom the capsule admits, at which epochs.
    pub fn policy(&self) -> &EpochPolicy {
        self.policy.capsule.policy()
    }

    /// The capsule that carries the data key to whoever satisfies the emergency policy, if there is one.
    pub fn emergency_capsule(&self) -> Option<&Capsule> {
        self.capsule_of(CapsuleKind::Emergency)
    }

    /// The capsule of this kind, if there is one.
    pub fn capsule_of(&self, kind: CapsuleKind) -> Option<&Capsule> {
        self.lock(kind).map(|lock| &lock.capsule)
    }

    fn lock(&self, kind: CapsuleKind) -> Option<&Lock> {
        match kind {
            CapsuleKind::Policy => Some(&self.policy),
            CapsuleKind::Emergency => self.emergency.as_ref(),
        }
    }

    /// Whom an emergency admits besides, at which epochs, if it admits anybody.
    pub fn emergency_policy(&self) -> Option<&EpochPolicy> {
        self.emergency_capsule().map(Capsule::policy)
    }

    /// The context that the policy's capsule was made in and opens in: all fields before the recipients.
    ///
    /// What `salus_abe::decapsulate` and `salus_abe::finish` want as `context`.
    pub fn kem_context(&self) -> Vec<u8> {
        self.context_of(CapsuleKind::Policy)
    }

    /// The same for the emergency capsule; another context, so that neither stands in for the other.
    pub fn emergency_context(&self) -> Vec<u8> {
        self.context_of(CapsuleKind::Emergency)
    }

    /// The context of the capsule of this kind.
    pub fn context_of(&self, kind: CapsuleKind) -> Vec<u8> {
        kind.kem_context(&layout::preamble(&self.preamble))
    }

    /// The data key, with the key that the policy's capsule carried.
    ///
    /// # Errors
    /// [`EnvelopeError::NotOpened`] if `shared` is not the key of this header's capsule,
    /// [`EnvelopeError::HeaderAltered`] if the header is not as its author made it.
    pub fn data_key_from_policy(&self, shared: &SharedKey) -> Result<DataKey> {
        self.data_key_from(CapsuleKind::Policy, shared)
    }

    /// The data key, with the key that the emergency capsule carried.
    ///
    /// # Errors
    /// [`EnvelopeError::NotOpened`] if there is no emergency capsule or `shared` is not its key,
    /// [`EnvelopeError::HeaderAltered`] if the header is not as its author made it.
    pub fn data_key_from_emergency(&self, shared: &SharedKey) -> Result<DataKey> {
        self.data_key_from(CapsuleKind::Emergency, shared)
    }

    /// The data key, with the key that the capsule of this kind carried.
    ///
    /// # Errors
    /// [`EnvelopeError::NotOpened`] if there is no such capsule or `shared` is not its key,
    /// [`EnvelopeError::HeaderAltered`] if the header is not as its author made it.
    pub fn data_key_from(&self, kind: CapsuleKind, shared: &SharedKey) -> Result<DataKey> {
        let lock = self.lock(kind).ok_or(EnvelopeError::NotOpened)?;
        self.checked(lock.open(kind, shared, &layout::preamble(&self.preamble))?)
    }

    /// The data key, with the patient's own secret.
    ///
    /// # Errors
    /// [`EnvelopeError::OtherSuite`] or [`EnvelopeError::NotOpened`] if the record was sealed to another
    /// patient's key, [`EnvelopeError::HeaderAltered`] if the header is not as its author made it.
    pub fn data_key_for_patient(&self, secret: &RecipientSecret) -> Result<DataKey> {
        let bytes = open_from(secret, PATIENT_INFO, &layout::preamble(&self.preamble), &self.patient)?;
        let bytes = bytes.as_slice().try_into().map_err(|_| EnvelopeError::NotOpened)?;
        self.checked(DataKey::new(bytes))
    }

    /// True if this header is for the same content as `earlier`: the same suite, record, patient and
    /// lengths, and a commitment to the same data key. An organisation that endorses a rewrapped header asks this.
    ///
    /// A header of version 1 has no key commitment, so of it only the rest is compared, and only version 2 continues it. That
    /// the data key is the same shows to those who have it: [`Self::is_made_with`].
    pub fn continues(&self, earlier: &Self) -> bool {
        let keys_agree = match (&self.preamble.key_commitment, &earlier.preamble.key_commitment) {
            (Some(own), Some(other)) => own == other,
            (Some(_), None) | (None, None) => true,
            // A header is never replaced by one of an older version.
            (None, Some(_)) => false,
        };
        // Version 3 seals the content in another way, so it continues no other, and no other continues it.
        keys_agree
            && self.preamble.sealed_length == earlier.preamble.sealed_length
            && self.preamble.public_context() == earlier.preamble.public_context()
    }

    /// A length has one padding. With another key the number that comes out hardly ever has this one.
    fn length_fits(&self, key: &DataKey) -> bool {
        let exact = self.preamble.exact_length(key);
        self.preamble.sealed_length.is_none() || padded_length(exact) == self.preamble.content_length
    }

    /// The data key, if this header was made with it: every byte of the header goes into the commitment.
    fn checked(&self, key: DataKey) -> Result<DataKey> {
        if self.is_made_with(&key) {
            Ok(key)
        } else {
            Err(EnvelopeError::HeaderAltered)
        }
    }

    /// True if this header was made with `key`, whatever its version: what a holder of the data key asks of a header that
    /// takes another's place, before it is signed or believed.
    pub fn is_made_with(&self, key: &DataKey) -> bool {
        if !self.length_fits(key) {
            return false;
        }
        let own = match &self.preamble.key_commitment {
            Some(commitment) => key.key_commitment(&self.preamble.content_context(key)).ct_eq(commitment),
            None => Choice::from(1),
        };
        (key.commitment(&self.authenticated).ct_eq(&self.commitment) & own).into()
    }
}
