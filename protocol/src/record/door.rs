//! Which of a header's recipients a ticket is for.

use super::{DataKey, Header};
use salus_abe::{Capsule, SharedKey};
use salus_envelope::EnvelopeError;
use salus_primitives::consent::Basis;

/// The way by which a reader gets at a record's data key.
///
/// Gateway and reader both read it off the ticket and the header: which capsule the one transformed and the
/// other finishes is said nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// The box for the patient.
    Patient,
    /// The capsule for whoever satisfies the policy.
    Policy,
    /// The capsule for whom an emergency admits.
    Emergency,
}

impl Door {
    /// The way for a ticket that was issued on `basis`.
    ///
    /// Headers from before there was a rule for emergencies have one capsule only.
    pub fn of(basis: Basis, header: &Header) -> Self {
        match basis {
            Basis::OwnRecord => Self::Patient,
            Basis::Emergency(_) if header.emergency_capsule().is_some() => Self::Emergency,
            Basis::Emergency(_) | Basis::Delegation(_) | Basis::Policy(_) => Self::Policy,
        }
    }

    /// The capsule, if there is one.
    pub fn capsule(self, header: &Header) -> Option<&Capsule> {
        match self {
            Self::Patient => None,
            Self::Policy => Some(header.capsule()),
            Self::Emergency => header.emergency_capsule(),
        }
    }

    /// The context that the capsule was made in.
    pub(super) fn context(self, header: &Header) -> Vec<u8> {
        match self {
            Self::Patient | Self::Policy => header.kem_context(),
            Self::Emergency => header.emergency_context(),
        }
    }

    /// The data key, with the key that the capsule carried.
    pub(super) fn data_key(self, header: &Header, shared: &SharedKey) -> Result<DataKey, EnvelopeError> {
        match self {
            Self::Patient => Err(EnvelopeError::NotOpened),
            Self::Policy => header.data_key_from_policy(shared),
            Self::Emergency => header.data_key_from_emergency(shared),
        }
    }
}
