//! Facts of a record's erasure.

use crate::{
    ids::{BlockNumber, OrganisationId, RecordId},
    record::Endorsers,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most records named in one attestation.
pub const MAX_ERASURE_BATCH: u32 = 64;

/// What stays of a record that its patient had erased: that it was, and who deleted it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Erasure<AccountId> {
    /// Whose record it was.
    pub patient: AccountId,
    /// Who had filed it.
    pub organisation: OrganisationId,
    /// The block at which the patient asked.
    pub asked_at: BlockNumber,
    /// How many attestations make it Erased: more than half of the organisations active when it was asked.
    pub required: u32,
    /// Who attested that header and content are deleted, in order; those after the majority are kept, too.
    pub attestations: Endorsers,
    /// The block at which the majority was reached.
    pub erased_at: Option<BlockNumber>,
}

/// An erasure with its record's id, as the read API tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamedErasure<AccountId> {
    /// Of which record.
    pub id: RecordId,
    /// Its facts.
    pub erasure: Erasure<AccountId>,
}
