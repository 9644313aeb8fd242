//! What the hospital's own systems hand in.
//!
//! A record's bytes stream in, are cut into segments, encrypted under the patient's current policy and
//! stored block by block; nothing holds more than a segment in memory, and no plaintext touches the
//! disk. From there on the submission goes its way by itself ([`advance`]).

pub mod advance;
pub mod authorities;
pub mod card;
pub mod enrol;
pub mod fhir;
pub mod filing;
pub mod keeping;
mod obstacles;
mod renewal;

use crate::{
    database::DatabaseError,
    ledger::LedgerError,
    pool::{discard::DiscardError, PoolError},
    state::KeepError,
    verification::RecordRefusal,
};
use salus_client::content::InvalidLeaf;
use salus_envelope::EnvelopeError;
use salus_primitives::{Attribute, BlockNumber, Label};

/// Why something was not taken in.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The chain cannot be asked.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database failed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
    /// The disk failed.
    #[error(transparent)]
    Pool(#[from] PoolError),
    /// Encryption failed.
    #[error(transparent)]
    Envelope(#[from] EnvelopeError),
    /// The ciphertext could not be named.
    #[error(transparent)]
    Leaf(#[from] InvalidLeaf),
    /// The gateway's own account is not the gateway of an active organisation.
    #[error("this gateway's account is not the gateway of an active organisation")]
    NotGateway,
    /// The account is not that of an enrolled, active patient.
    #[error("the account is not that of an active patient")]
    NotPatient,
    /// The patient does not let this organisation add records.
    #[error("the patient does not let this organisation add records")]
    NoContribution,
    /// There is no such policy of this patient.
    #[error("the patient has no such policy")]
    NoPolicy,
    /// The patient revoked the policy.
    #[error("the policy was revoked")]
    PolicyRevoked,
    /// The policy's time is over.
    #[error("the policy expired at block {until}")]
    PolicyExpired {
        /// The first block at which it was not valid any more.
        until: BlockNumber,
    },
    /// The policy's time has not begun.
    #[error("the policy is not valid before block {from}")]
    PolicyNotYetValid {
        /// The first block at which it is valid.
        from: BlockNumber,
    },
    /// An attribute of the policy was suspended or never declared.
    #[error("attribute {0} of the policy is not in use")]
    Attribute(Attribute),
    /// An authority of the policy is suspended, or its key is not proven.
    #[error("authority {0} of the policy is not in use, or its key is not proven")]
    Authority(Label),
    /// The patient's key card could not be had from anybody.
    #[error("the patient's key card is not to be had from any gateway that answers")]
    NoCard,
    /// A key card is not the account's own.
    #[error("the key card is not one of this account: {0}")]
    Card(String),
    /// The author is not an active practitioner of this organisation.
    #[error("the author is not an active practitioner of this organisation")]
    Author,
    /// The previous version is not an active record of this patient that this organisation filed.
    #[error("the previous version is not an active record of this patient that this organisation filed")]
    Previous,
    /// More bytes than a record may have.
    #[error("a record has at most {limit} bytes")]
    TooLarge {
        /// How many it may have.
        limit: u64,
    },
    /// Not as many bytes as were announced.
    #[error("the body has another length than announced")]
    Length,
    /// The sender stopped sending.
    #[error("the body stopped before its end")]
    Stopped,
    /// The body is not what its content type says.
    #[error("the body is not a FHIR resource in JSON: {0}")]
    Fhir(#[from] fhir::NotAResource),
    /// The same record is coming in right now.
    #[error("a record with this id is coming in right now")]
    InProgress,
    /// The id stands for something else.
    #[error("this id stands for a record with another {0}")]
    Conflict(&'static str),
    /// The account is enrolled already, in another role, with another card or elsewhere.
    #[error("the account is enrolled already, otherwise than asked for")]
    Enrolled,
    /// Stored; the chain has not taken it yet.
    #[error("the record is stored and will be submitted")]
    Waiting,
    /// Stored; something that time can heal keeps the chain from taking it.
    #[error("the record is stored and will be submitted once nothing stands in its way: {0}")]
    Held(String),
    /// The chain will not take it.
    #[error("the chain does not take the record: {0}")]
    Refused(String),
    /// Too many records are coming in.
    #[error("too many records are coming in at the moment")]
    Busy,
    /// A task was cut off.
    #[error("the gateway is shutting down")]
    Interrupted,
    /// A stored block could not be read.
    #[error("a stored block cannot be read")]
    Lost,
    /// The header does not fit the chain any more.
    #[error(transparent)]
    Outdated(#[from] RecordRefusal),
}

impl From<KeepError> for IntakeError {
    fn from(error: KeepError) -> Self {
        match error {
            // The id stands for what was erased.
            KeepError::Erased => Self::Conflict("origin"),
            KeepError::Database(error) => error.into(),
            KeepError::Pool(error) => error.into(),
        }
    }
}

impl From<DiscardError> for IntakeError {
    fn from(error: DiscardError) -> Self {
        match error {
            DiscardError::Database(error) => error.into(),
            DiscardError::Pool(error) => error.into(),
        }
    }
}
