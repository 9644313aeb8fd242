//! From a record's header to its data key, and to a new header.
//!
//! 1. [`SealedRecord::check`] holds the header that a gateway hands out against the chain: its hash, its record, its
//!    patient, its policy.
//! 2. [`SealedRecord::unlock`] takes the data key out of it: with the patient's own secret, with the gateway's
//!    transformed capsule, or with the reader's own attribute keys.
//! 3. The content's blocks are found with [`Walk`](crate::content::Walk), checked with
//!    [`verify`](crate::content::verify) and opened with [`SegmentOpener`](salus_envelope::SegmentOpener).
//!
//! And for its patient, from an old header to a new one: [`rewrap()`].

mod authorities;
mod rewrap;
mod sealed;
#[cfg(test)]
mod tests;

pub use authorities::AuthorityKeys;
pub use rewrap::{rewrap, ReadingKeys};
pub use sealed::{OpenedWith, ReaderKeys, SealedRecord};

pub use salus_envelope::{CapsuleKind, DataKey, Header};

use crate::{account::AccountId, content};
use salus_abe::AbeError;
use salus_envelope::{Binding, EnvelopeError};
use salus_primitives::{consent::Basis, record::Record, Label, RecordId};

/// Why a record does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpeningError {
    /// The gateway handed out another record, or altered this one.
    #[error("the gateway handed out something else than the chain's record: {0} differs")]
    NotTheRecord(&'static str),
    /// The header is not one.
    #[error("the record's header cannot be read: {0}")]
    Header(EnvelopeError),
    /// The reader's keys do not open it.
    #[error("your keys do not open this record: {0}")]
    Keys(AbeError),
    /// The header does not give its data key.
    #[error("the record's header does not open: {0}")]
    Unlock(EnvelopeError),
    /// A new header cannot be made.
    #[error("the new header cannot be made: {0}")]
    Rewrap(EnvelopeError),
    /// An authority's public key on the chain is not usable.
    #[error("the public key of authority {0} cannot be read: {1}")]
    Authority(Label, AbeError),
}

impl OpeningError {
    /// True if the record was sealed with public keys that an authority may have given up since.
    pub fn needs_older_keys(&self) -> bool {
        matches!(self, Self::Keys(AbeError::AuthorityKeysDiffer))
    }
}

/// Which of the header's capsules a ticket issued on `basis` is for; none for the patient, who has a box instead.
///
/// Gateway and reader both read it off the ticket and the header: which capsule the one transforms and the other
/// finishes is said nowhere else. Headers from before there was a rule for emergencies have one capsule only.
pub fn capsule_for(basis: Basis, header: &Header) -> Option<CapsuleKind> {
    match basis {
        Basis::OwnRecord => None,
        Basis::Emergency(_) if header.emergency_capsule().is_some() => Some(CapsuleKind::Emergency),
        Basis::Emergency(_) | Basis::Delegation(_) | Basis::Policy(_) => Some(CapsuleKind::Policy),
    }
}

/// Reads a header's bytes and holds them against what the chain says of record `id`.
///
/// # Errors
/// [`OpeningError::NotTheRecord`] or [`OpeningError::Header`].
pub fn checked_header(id: RecordId, facts: &Record<AccountId>, bytes: &[u8]) -> Result<Header, OpeningError> {
    if content::verify(&facts.header, bytes).is_err() {
        return Err(OpeningError::NotTheRecord("the header"));
    }
    let header = Header::decode(bytes).map_err(OpeningError::Header)?;
    let bound = Binding { record: id, patient: facts.patient.0, policy: facts.policy };
    if *header.binding() != bound {
        return Err(OpeningError::NotTheRecord("what the header belongs to"));
    }
    Ok(header)
}
