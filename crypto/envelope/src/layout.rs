//! A header as bytes. `FORMAT.md` has the tables.

use crate::{
    error::{EnvelopeError, Flaw, Result},
    header::{Binding, Header, Preamble, Version},
    key_schedule::{DataKey, KEY},
    lock::Lock,
    padding::padded_length,
    sealed_box::suite_of,
    segment::MAX_CONTENT,
    suite::{RecipientSuite, Suite},
    wire::Reader,
};
use alloc::vec::Vec;
use salus_abe::Capsule;
use salus_primitives::{consent::PolicyRef, RecordId};

/// Most bytes of an encoded header.
pub const MAX_HEADER: usize = 256 * 1024;

/// Bytes of a preamble of version 3, the longest one.
const PREAMBLE: usize = 126;

const TO_POLICY: u8 = 1;
const TO_PATIENT: u8 = 2;
const TO_EMERGENCY: u8 = 3;

/// The bytes before the recipients: what capsules, boxes and keys are bound to.
pub(crate) fn preamble(fields: &Preamble) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(PREAMBLE);
    bytes.extend_from_slice(&[fields.version as u8, fields.suite.id()]);
    bytes.extend_from_slice(&fields.binding.record.0);
    bytes.extend_from_slice(&fields.binding.patient);
    bytes.extend_from_slice(&fields.binding.policy.id.to_le_bytes());
    bytes.extend_from_slice(&fields.binding.policy.version.to_le_bytes());
    bytes.extend_from_slice(&fields.content_length.to_le_bytes());
    if let Some(commitment) = &fields.key_commitment {
        bytes.extend_from_slice(commitment);
    }
    if let Some(length) = &fields.sealed_length {
        bytes.extend_from_slice(length);
    }
    bytes
}

/// Joins a header's parts and commits them to `key`.
pub(crate) fn assemble(
    fields: Preamble,
    policy: Lock,
    patient: Vec<u8>,
    emergency: Option<Lock>,
    key: &DataKey,
) -> Result<Header> {
    let mut authenticated = preamble(&fields);
    authenticated.push(if emergency.is_some() { 3 } else { 2 });
    put_recipient(&mut authenticated, TO_POLICY, &[&policy.wrapped, &policy.capsule.encode()])?;
    put_recipient(&mut authenticated, TO_PATIENT, &[&patient])?;
    if let Some(lock) = &emergency {
        put_recipient(&mut authenticated, TO_EMERGENCY, &[&lock.wrapped, &lock.capsule.encode()])?;
    }
    let commitment = key.commitment(&authenticated);
    Ok(Header { preamble: fields, policy, patient, emergency, authenticated, commitment })
}

/// Reads a header of any version.
pub(crate) fn decode(bytes: &[u8]) -> Result<Header> {
    if bytes.len() > MAX_HEADER {
        return Err(EnvelopeError::Header(Flaw::TooLong));
    }
    // An unknown version says nothing about what follows, so it is looked at before all else.
    let version = match bytes.first() {
        Some(1) => Version::One,
        Some(2) => Version::Two,
        Some(3) => Version::Three,
        Some(&other) => return Err(EnvelopeError::Header(Flaw::Version(other))),
        None => return Err(EnvelopeError::Header(Flaw::Truncated)),
    };
    let (authenticated, commitment) =
        bytes.split_last_chunk::<KEY>().ok_or(EnvelopeError::Header(Flaw::Truncated))?;
    let mut reader = Reader::new(authenticated);
    let _version = reader.u8()?;
    let preamble = read_preamble(version, &mut reader)?;
    // One order and no others: a header has one encoding.
    let emergency = match (version, reader.u8()?) {
        (_, 2) => false,
        (Version::Two | Version::Three, 3) => true,
        _ => return Err(EnvelopeError::Header(Flaw::Recipients)),
    };
    let policy = read_lock(recipient_body(&mut reader, TO_POLICY)?)?;
    let patient = recipient_body(&mut reader, TO_PATIENT)?;
    check_patient(version, patient)?;
    let emergency = match emergency {
        true => Some(read_lock(recipient_body(&mut reader, TO_EMERGENCY)?)?),
        false => None,
    };
    reader.close()?;
    Ok(Header {
        preamble,
        policy,
        patient: patient.to_vec(),
        emergency,
        authenticated: authenticated.to_vec(),
        commitment: *commitment,
    })
}

fn read_preamble(version: Version, reader: &mut Reader<'_>) -> Result<Preamble> {
    let suite = Suite::try_from(reader.u8()?)?;
    if version == Version::One && suite != Suite::XChaCha20Poly1305Stream {
        return Err(EnvelopeError::Header(Flaw::Suite(suite.id())));
    }
    let binding = Binding {
        record: RecordId(reader.array()?),
        patient: reader.array()?,
        policy: PolicyRef { id: reader.u64()?, version: reader.u32()? },
    };
    let content_length = reader.u64()?;
    if content_length > MAX_CONTENT {
        return Err(EnvelopeError::Header(Flaw::ContentLength));
    }
    // No other length is a padded one; padding once more tells.
    if version == Version::Three && padded_length(content_length) != content_length {
        return Err(EnvelopeError::Header(Flaw::ContentLength));
    }
    let key_commitment = match version {
        Version::One => None,
        Version::Two | Version::Three => Some(reader.array()?),
    };
    let sealed_length = match version {
        Version::One | Version::Two => None,
        Version::Three => Some(reader.array()?),
    };
    Ok(Preamble { version, suite, binding, content_length, key_commitment, sealed_length })
}

fn read_lock(body: &[u8]) -> Result<Lock> {
    let mut reader = Reader::new(body);
    let wrapped = reader.array().map_err(|_| EnvelopeError::Header(Flaw::Recipient))?;
    let capsule = Capsule::decode(reader.rest())?;
    Ok(Lock { wrapped, capsule })
}

fn check_patient(version: Version, sealed: &[u8]) -> Result<()> {
    let suite = match suite_of(sealed) {
        // Version 1 knew one suite and read the byte only on opening.
        _ if version == Version::One => RecipientSuite::X25519,
        Ok(suite) => suite,
        Err(EnvelopeError::NotOpened) => return Err(EnvelopeError::Header(Flaw::Recipient)),
        Err(unknown) => return Err(unknown),
    };
    if sealed.len() == suite.overhead().saturating_add(KEY) {
        Ok(())
    } else {
        Err(EnvelopeError::Header(Flaw::Recipient))
    }
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
