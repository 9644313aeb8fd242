//! The header: who can open a record, and what the record is.

use crate::{
    error::{EnvelopeError, Flaw, Result},
    key_schedule::{policy_kek, DataKey, KEY},
    recipient::{self, open_from, seal_to, RecipientPublic, RecipientSecret},
    segment::{ciphertext_length, segments, SegmentSealer, MAX_CONTENT},
    wire::Reader,
};
use alloc::{collections::BTreeMap, vec::Vec};
use chacha20poly1305::{aead::Aead, KeyInit, XChaCha20Poly1305, XNonce};
use rand_core::CryptoRng;
use salus_abe::{encapsulate, AuthorityPublicKey, Capsule, EpochPolicy, SharedKey};
use salus_primitives::{consent::PolicyRef, Label, RecordId};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Most bytes of an encoded header.
pub const MAX_HEADER: usize = 256 * 1024;

const VERSION: u8 = 1;
/// Bytes before the recipients.
const PREAMBLE: usize = 86;
const COMMITMENT: usize = KEY;
/// A data key under a KEK: the key and the AEAD's tag.
const WRAPPED: usize = KEY + 16;
/// A data key in a box to the patient.
const PATIENT_BOX: usize = KEY + recipient::OVERHEAD;

const TO_POLICY: u8 = 1;
const TO_PATIENT: u8 = 2;

const PATIENT_INFO: &[u8] = b"salus/envelope/v1/patient";
const KEM_CONTEXT: &[u8] = b"salus/envelope/v1/kem";

/// How a content is encrypted. A new one takes the next free number; numbers are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[repr(u8)]
pub enum Suite {
    /// XChaCha20-Poly1305 in STREAM, segments of 1 MiB.
    XChaCha20Poly1305Stream = 1,
}

impl TryFrom<u8> for Suite {
    type Error = EnvelopeError;

    fn try_from(id: u8) -> Result<Self> {
        match id {
            1 => Ok(Self::XChaCha20Poly1305Stream),
            other => Err(EnvelopeError::Header(Flaw::Suite(other))),
        }
    }
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

/// The header of a sealed record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    suite: Suite,
    binding: Binding,
    content_length: u64,
    wrapped: [u8; WRAPPED],
    capsule: Capsule,
    patient: Vec<u8>,
    /// The encoding up to the commitment, byte by byte as it came.
    authenticated: Vec<u8>,
    commitment: [u8; COMMITMENT],
}

/// Makes the header of a new record and the sealer of its content, under a fresh data key.
///
/// `content_length` is in bytes. `authorities` has the public keys of the policy's authorities, their
/// proofs of possession verified; `patient` is from the patient's verified key card.
///
/// # Errors
/// [`EnvelopeError::ContentTooLong`]; [`EnvelopeError::Capsule`] if an authority's key is missing;
/// [`EnvelopeError::NotSealed`] if HPKE refuses the patient's key.
pub fn seal(
    binding: Binding,
    content_length: u64,
    policy: &EpochPolicy,
    authorities: &BTreeMap<Label, AuthorityPublicKey>,
    patient: &RecipientPublic,
    rng: &mut impl CryptoRng,
) -> Result<(Header, SegmentSealer)> {
    if content_length > MAX_CONTENT {
        return Err(EnvelopeError::ContentTooLong { length: content_length });
    }
    let mut bytes = Zeroizing::new([0; KEY]);
    rng.fill_bytes(bytes.as_mut_slice());
    let key = DataKey::new(*bytes);

    let suite = Suite::XChaCha20Poly1305Stream;
    let preamble = preamble(suite, &binding, content_length);
    let (capsule, shared) = encapsulate(policy, authorities, &kem_context(&preamble), rng)?;
    let encoded_capsule = capsule.encode();
    let wrapped = wrap(&shared, &preamble, &encoded_capsule, &key)?;
    let patient = seal_to(patient, PATIENT_INFO, &preamble, key.as_bytes(), rng)?;

    let mut authenticated = preamble;
    authenticated.push(2);
    put_recipient(&mut authenticated, TO_POLICY, &[&wrapped, &encoded_capsule])?;
    put_recipient(&mut authenticated, TO_PATIENT, &[&patient])?;
    let commitment = key.commitment(&authenticated);
    let header =
        Header { suite, binding, content_length, wrapped, capsule, patient, authenticated, commitment };
    let sealer = SegmentSealer::new(&header, &key);
    Ok((header, sealer))
}

impl Header {
    /// The header's bytes, at most [`MAX_HEADER`]; laid out as this crate's README says.
    pub fn encode(&self) -> Vec<u8> {
        [self.authenticated.as_slice(), &self.commitment].concat()
    }

    /// Reads what [`Self::encode`] wrote.
    ///
    /// Says only that the bytes have a header's form. That they are what the author sealed shows when
    /// the data key is taken out of them.
    ///
    /// # Errors
    /// [`EnvelopeError::Header`] or [`EnvelopeError::Capsule`] names the flaw.
    pub fn decode(bytes: &[u8]) -> Result<Self> {
        if bytes.len() > MAX_HEADER {
            return Err(EnvelopeError::Header(Flaw::TooLong));
        }
        // An unknown version says nothing about what follows, so it is looked at before all else.
        match bytes.first() {
            Some(&VERSION) => {}
            Some(&other) => return Err(EnvelopeError::Header(Flaw::Version(other))),
            None => return Err(EnvelopeError::Header(Flaw::Truncated)),
        }
        let (authenticated, commitment) =
            bytes.split_last_chunk::<COMMITMENT>().ok_or(EnvelopeError::Header(Flaw::Truncated))?;
        let mut reader = Reader::new(authenticated);
        let _version = reader.u8()?;
        let suite = Suite::try_from(reader.u8()?)?;
        let binding = Binding {
            record: RecordId(reader.array()?),
            patient: reader.array()?,
            policy: PolicyRef { id: reader.u64()?, version: reader.u32()? },
        };
        let content_length = reader.u64()?;
        if content_length > MAX_CONTENT {
            return Err(EnvelopeError::Header(Flaw::ContentLength));
        }
        // One order and no others: version 1 has these two recipients, and a header has one encoding.
        if reader.u8()? != 2 {
            return Err(EnvelopeError::Header(Flaw::Recipients));
        }
        let mut to_policy = Reader::new(recipient_body(&mut reader, TO_POLICY)?);
        let patient = recipient_body(&mut reader, TO_PATIENT)?;
        reader.close()?;
        if patient.len() != PATIENT_BOX {
            return Err(EnvelopeError::Header(Flaw::Recipient));
        }
        let wrapped = to_policy.array().map_err(|_| EnvelopeError::Header(Flaw::Recipient))?;
        let capsule = Capsule::decode(to_policy.rest())?;
        Ok(Self {
            suite,
            binding,
            content_length,
            wrapped,
            capsule,
            patient: patient.to_vec(),
            authenticated: authenticated.to_vec(),
            commitment: *commitment,
        })
    }

    /// How the content is encrypted.
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// What the header belongs to. Compare it with the record on the chain.
    pub fn binding(&self) -> &Binding {
        &self.binding
    }

    /// Bytes of the content in plaintext.
    pub fn content_length(&self) -> u64 {
        self.content_length
    }

    /// Bytes of the content as it is stored: all sealed segments together.
    pub fn ciphertext_length(&self) -> u64 {
        ciphertext_length(self.content_length)
    }

    /// How many segments the content has, 1 or more.
    pub fn segments(&self) -> u64 {
        segments(self.content_length)
    }

    /// The capsule that carries the data key to whoever satisfies the policy.
    pub fn capsule(&self) -> &Capsule {
        &self.capsule
    }

    /// Whom the capsule admits, at which epochs.
    pub fn policy(&self) -> &EpochPolicy {
        self.capsule.policy()
    }

    /// The context that the capsule was made in and opens in: all of the header's fields.
    ///
    /// What `salus_abe::decapsulate` and `salus_abe::finish` want as `context`.
    pub fn kem_context(&self) -> Vec<u8> {
        kem_context(&self.preamble())
    }

    /// The data key, with the key that the capsule carried.
    ///
    /// # Errors
    /// [`EnvelopeError::NotOpened`] if `shared` is not the key of this header's capsule,
    /// [`EnvelopeError::HeaderAltered`] if the header is not as its author made it.
    pub fn data_key_from_policy(&self, shared: &SharedKey) -> Result<DataKey> {
        let kek = policy_kek(shared.as_bytes(), &self.preamble(), &self.capsule.encode());
        let bytes = XChaCha20Poly1305::new((&*kek).into())
            .decrypt(&XNonce::default(), self.wrapped.as_slice())
            .map_err(|_| EnvelopeError::NotOpened)?;
        self.checked(&Zeroizing::new(bytes))
    }

    /// The data key, with the patient's own secret.
    ///
    /// # Errors
    /// [`EnvelopeError::NotOpened`] if the record was sealed to another patient's key,
    /// [`EnvelopeError::HeaderAltered`] if the header is not as its author made it.
    pub fn data_key_for_patient(&self, secret: &RecipientSecret) -> Result<DataKey> {
        let bytes = open_from(secret, PATIENT_INFO, &self.preamble(), &self.patient)?;
        self.checked(&bytes)
    }

    /// What the content's keys depend on: suite, record, patient and length, and nothing that a new
    /// header for the same content would change.
    pub(crate) fn content_context(&self) -> [u8; 73] {
        let mut context = [0; 73];
        let length = self.content_length.to_le_bytes();
        let parts = [&[self.suite as u8][..], &self.binding.record.0, &self.binding.patient, &length];
        for (place, byte) in context.iter_mut().zip(parts.into_iter().flatten()) {
            *place = *byte;
        }
        context
    }

    fn preamble(&self) -> Vec<u8> {
        preamble(self.suite, &self.binding, self.content_length)
    }

    /// The data key, if this header was made with it: every byte of the header goes into the commitment.
    fn checked(&self, bytes: &[u8]) -> Result<DataKey> {
        let key = DataKey::new(bytes.try_into().map_err(|_| EnvelopeError::NotOpened)?);
        if bool::from(key.commitment(&self.authenticated).ct_eq(&self.commitment)) {
            Ok(key)
        } else {
            Err(EnvelopeError::HeaderAltered)
        }
    }
}

fn preamble(suite: Suite, binding: &Binding, content_length: u64) -> Vec<u8> {
    let mut preamble = Vec::with_capacity(PREAMBLE);
    preamble.extend_from_slice(&[VERSION, suite as u8]);
    preamble.extend_from_slice(&binding.record.0);
    preamble.extend_from_slice(&binding.patient);
    preamble.extend_from_slice(&binding.policy.id.to_le_bytes());
    preamble.extend_from_slice(&binding.policy.version.to_le_bytes());
    preamble.extend_from_slice(&content_length.to_le_bytes());
    preamble
}

fn kem_context(preamble: &[u8]) -> Vec<u8> {
    [KEM_CONTEXT, preamble].concat()
}

/// Encrypts the data key under the KEK of a capsule.
fn wrap(shared: &SharedKey, preamble: &[u8], capsule: &[u8], key: &DataKey) -> Result<[u8; WRAPPED]> {
    let kek = policy_kek(shared.as_bytes(), preamble, capsule);
    // A KEK belongs to one capsule and encrypts once, so its nonce is never used again.
    XChaCha20Poly1305::new((&*kek).into())
        .encrypt(&XNonce::default(), key.as_bytes().as_slice())
        .ok()
        .and_then(|wrapped| wrapped.try_into().ok())
        .ok_or(EnvelopeError::NotSealed)
}

fn put_recipient(header: &mut Vec<u8>, kind: u8, parts: &[&[u8]]) -> Result<()> {
    let body = parts.concat();
    let length = u32::try_from(body.len()).map_err(|_| EnvelopeError::NotSealed)?;
    header.push(kind);
    header.extend_from_slice(&length.to_le_bytes());
    header.extend_from_slice(&body);
    Ok(())
}

fn recipient_body<'a>(reader: &mut Reader<'a>, kind: u8) -> Result<&'a [u8]> {
    if reader.u8()? != kind {
        return Err(EnvelopeError::Header(Flaw::Recipients));
    }
    reader.prefixed()
}
