//! Facts of a record: which ciphertext it is and who endorses it.

use crate::{
    consent::PolicyRef,
    consortium::MAX_ORGANISATIONS,
    ids::{BlockNumber, Digest, OrganisationId, RecordId},
    ContentId,
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most records named in one endorsement.
pub const MAX_ENDORSEMENT_BATCH: u32 = 256;
/// Most new headers named in one endorsement.
pub const MAX_REWRAP_BATCH: u32 = 64;
/// Most records whose remains are discarded in one transaction.
pub const MAX_DISCARDED_RECORDS: u32 = 64;
/// How many organisations keep a record's ciphertext, who filed it included; all of them if they are fewer.
pub const COPIES: u32 = 3;
/// Blocks from a record's deadline until its organisation may file it again: for as long a transaction can still
/// come into a block, so that no endorsement of the first header arrives at the second.
pub const REOPEN_AFTER: BlockNumber = 64;
/// Organisations that hold or have verified a record.
pub type Endorsers = BoundedVec<OrganisationId, ConstU32<MAX_ORGANISATIONS>>;

/// Where a record stands.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum RecordStatus {
    /// Submitted, not yet endorsed by a majority; readable by its patient and nobody else.
    Pending,
    /// More than half of the organisations active at submission hold or have verified it.
    Active,
    /// The majority was not reached in time.
    Lapsed,
    /// A newer version replaced it.
    Superseded,
    /// Its patient asked for its erasure; nobody reads it any more. Once erased it is no record at all,
    /// and an [`Erasure`](crate::erasure::Erasure) stays in its place.
    Erasing,
}

/// A record as the chain knows it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Record<AccountId> {
    /// Whose it is.
    pub patient: AccountId,
    /// Who filed it.
    pub organisation: OrganisationId,
    /// The account that answers for its content, a practitioner or the gateway itself, as the organisation names it.
    ///
    /// The author does not sign: hospitals' systems file what doctors wrote in them. The chain checks that the account
    /// is a practitioner of the organisation at that time, and the organisation answers for the rest.
    pub author: AccountId,
    /// Under which version of which policy it was encrypted.
    pub policy: PolicyRef,
    /// The ciphertext.
    pub content: ContentId,
    /// The header with the wrapped data key.
    pub header: ContentId,
    /// The version before this one.
    pub previous: Option<RecordId>,
    /// Where it stands.
    pub status: RecordStatus,
    /// How many endorsements make it Active.
    pub required: u32,
    /// Who endorsed, in order.
    pub endorsements: Endorsers,
    /// The block of its submission.
    pub submitted_at: BlockNumber,
    /// The first block at which it may lapse.
    pub deadline: BlockNumber,
    /// Hash of the reason for which its patient says that it is wrong; it stays readable.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::optional_digest"))]
    pub disputed: Option<Digest>,
}

/// A new header for a record's same content, until a majority has verified it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rewrap {
    /// Whose gateway filed it.
    pub organisation: OrganisationId,
    /// Under which version of which policy the new header wraps the data key.
    pub policy: PolicyRef,
    /// The new header.
    pub header: ContentId,
    /// How many endorsements put it in the old one's place.
    pub required: u32,
    /// Who endorsed, in order.
    pub endorsements: Endorsers,
    /// The first block at which it may be dropped.
    pub deadline: BlockNumber,
}

/// What a patient, or a guardian, signs over a new header of a record: no one else can tell a sound one from one that
/// no longer holds the record's data key.
///
/// Text that no transaction begins with, the chain's first hash, record, the header it replaces, policy version and
/// new header: 163 bytes. The signature counts on that chain alone, for that record and that version of that policy.
/// It names the header before, so that it counts once: no signature leads back to a header that was replaced.
pub fn rewrap_statement(
    genesis: &Digest,
    record: &RecordId,
    before: &ContentId,
    policy: &PolicyRef,
    header: &ContentId,
) -> alloc::vec::Vec<u8> {
    (b"salus/rewrap/v2", genesis, record, before, policy, header).encode()
}

/// A pending rewrap with its record's id, as the read API tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamedRewrap {
    /// Of which record.
    pub id: RecordId,
    /// Its facts.
    pub rewrap: Rewrap,
}

/// A record with its id, as the read API tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamedRecord<AccountId> {
    /// Its name.
    pub id: RecordId,
    /// Its facts.
    pub record: Record<AccountId>,
}

/// Why an endorsement or an attestation was not taken.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum SkipReason {
    /// There is no such record, no new header of it, or nobody asked for its erasure.
    #[codec(index = 0)]
    Unknown,
    /// The record is no longer Pending.
    #[codec(index = 1)]
    NotPending,
    /// The organisation has given its word already.
    #[codec(index = 2)]
    Duplicate,
    /// The patient changed or revoked the policy since the header was made.
    #[codec(index = 3)]
    PolicyChanged,
    /// The time for endorsements is over.
    #[codec(index = 4)]
    PastDeadline,
    /// The record is no longer Active, so that its header stays as it is.
    #[codec(index = 5)]
    NotActive,
    /// Another header than the named one waits: it was replaced since.
    #[codec(index = 6)]
    OtherHeader,
    /// The organisation was not active when the vote began.
    #[codec(index = 7)]
    NotElector,
}
