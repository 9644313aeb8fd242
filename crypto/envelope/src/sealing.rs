//! Making headers: of a new record, and of an old one for new readers.

use crate::{
    error::{EnvelopeError, Result},
    header::{content_context, public_context, Binding, Header, Preamble, Version, PATIENT_INFO},
    key_schedule::{DataKey, KEY},
    layout::{assemble, preamble},
    lock::{CapsuleKind, Lock},
    padding::padded_length,
    recipient::RecipientPublic,
    sealed_box::seal_to,
    segment::{SegmentSealer, MAX_CONTENT},
    suite::Suite,
};
use alloc::collections::BTreeMap;
use rand_core::CryptoRng;
use salus_abe::{AuthorityPublicKey, EpochPolicy};
use salus_primitives::{consent::PolicyRef, Label};
use zeroize::Zeroizing;

/// Who is to open a record.
#[derive(Clone, Copy, Debug)]
pub struct Recipients<'a> {
    /// The record's policy at its current epochs.
    pub policy: &'a EpochPolicy,
    /// Whom an emergency admits besides; nobody if the patient's policy does not allow it.
    pub emergency: Option<&'a EpochPolicy>,
    /// The public keys of all authorities in both policies, their proofs of possession verified.
    pub authorities: &'a BTreeMap<Label, AuthorityPublicKey>,
    /// From the patient's verified key card.
    pub patient: &'a RecipientPublic,
}

/// Makes the header of a new record and the sealer of its content, under a fresh data key.
///
/// `content_length` is in bytes.
///
/// # Errors
/// [`EnvelopeError::ContentTooLong`]; [`EnvelopeError::Capsule`] if an authority's key is missing;
/// [`EnvelopeError::NotSealed`] if HPKE refuses the patient's key.
pub fn seal(
    binding: Binding,
    content_length: u64,
    suite: Suite,
    recipients: &Recipients<'_>,
    rng: &mut impl CryptoRng,
) -> Result<(Header, SegmentSealer)> {
    if content_length > MAX_CONTENT {
        return Err(EnvelopeError::ContentTooLong { length: content_length });
    }
    let mut bytes = Zeroizing::new([0; KEY]);
    rng.fill_bytes(bytes.as_mut_slice());
    let key = DataKey::new(*bytes);
    let header = wrap(preamble_of(binding, content_length, suite, &key), &key, recipients, rng)?;
    let sealer = SegmentSealer::new(&header, &key);
    Ok((header, sealer))
}

impl Header {
    /// Makes a new header for the same content, under another policy or other epochs, to other
    /// recipients. No byte of the content changes, nor does what its segments are bound to.
    ///
    /// Whoever could open the old header and kept the data key can still open the content: what was
    /// once decrypted cannot be recalled.
    ///
    /// # Errors
    /// [`EnvelopeError::OtherDataKey`] if `key` is not this header's, and as [`seal`].
    pub fn rewrap(
        &self,
        key: &DataKey,
        policy: PolicyRef,
        recipients: &Recipients<'_>,
        rng: &mut impl CryptoRng,
    ) -> Result<Self> {
        if !self.is_made_with(key) {
            return Err(EnvelopeError::OtherDataKey);
        }
        let mut fields = Preamble { binding: Binding { policy, ..*self.binding() }, ..self.preamble.clone() };
        if fields.version == Version::One {
            fields.version = Version::Two;
            fields.key_commitment = Some(key.key_commitment(&fields.content_context(key)));
        }
        wrap(fields, key, recipients, rng)
    }
}

/// What the header of a new content says before its recipients.
fn preamble_of(binding: Binding, length: u64, suite: Suite, key: &DataKey) -> Preamble {
    let content_length = padded_length(length);
    let public = public_context(suite, &binding, content_length);
    let sealed_length = Some(key.masked_length(&public, length.to_le_bytes()));
    let key_commitment = Some(key.key_commitment(&content_context(public, Some(length))));
    Preamble { version: Version::Three, suite, binding, content_length, key_commitment, sealed_length }
}

/// A header with these fields, to these recipients, that carries `key`.
pub(crate) fn wrap(
    fields: Preamble,
    key: &DataKey,
    recipients: &Recipients<'_>,
    rng: &mut impl CryptoRng,
) -> Result<Header> {
    let bytes = preamble(&fields);
    let mut lock = |kind, policy| Lock::close(kind, policy, recipients.authorities, &bytes, key, rng);
    let policy = lock(CapsuleKind::Policy, recipients.policy)?;
    let emergency = recipients.emergency.map(|policy| lock(CapsuleKind::Emergency, policy)).transpose()?;
    let patient = seal_to(recipients.patient, PATIENT_INFO, &bytes, key.as_bytes(), rng)?;
    assemble(fields, policy, patient, emergency, key)
}
