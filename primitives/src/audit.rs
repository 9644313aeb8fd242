//! Entries of a patient's trail.

use crate::{
    consent::{Basis, PolicyRef},
    emergency::{EmergencyReason, ReviewOutcome},
    ids::{BlockNumber, Digest, EmergencyId, Moment, OrganisationId, RecordId, TicketId},
    mmr::{self, Hasher},
    purpose::Purpose,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// What was done.
///
/// Indices are part of the hashed form and never change their meaning.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Action {
    /// A record was filed.
    #[codec(index = 0)]
    Submitted,
    /// An organisation endorsed a record.
    #[codec(index = 1)]
    Endorsed,
    /// A record reached its majority.
    #[codec(index = 2)]
    Activated,
    /// A record missed its majority.
    #[codec(index = 3)]
    Lapsed,
    /// Permission to read was given.
    #[codec(index = 4)]
    Opened,
    /// Permission to read was refused.
    #[codec(index = 5)]
    Refused,
    /// The ciphertext was handed out.
    #[codec(index = 6)]
    Served,
    /// A policy was made or changed.
    #[codec(index = 7)]
    PolicySet,
    /// A policy was revoked.
    #[codec(index = 8)]
    PolicyRevoked,
    /// An organisation was allowed to add records.
    #[codec(index = 9)]
    ContributionAllowed,
    /// An organisation may no longer add records.
    #[codec(index = 10)]
    ContributionRevoked,
    /// Somebody was appointed to read or to decide for the patient.
    #[codec(index = 11)]
    Delegated,
    /// An appointment ended before its time.
    #[codec(index = 12)]
    DelegationEnded,
    /// Somebody was barred from every record of the patient.
    #[codec(index = 13)]
    Restricted,
    /// A bar was lifted.
    #[codec(index = 14)]
    RestrictionLifted,
    /// The glass was broken: somebody reads in an emergency for a while.
    #[codec(index = 15)]
    BrokeGlass,
    /// An emergency was looked into and closed.
    #[codec(index = 16)]
    Reviewed,
    /// A new header for the same content was filed.
    #[codec(index = 17)]
    RewrapFiled,
    /// A new header for the same content reached its majority.
    #[codec(index = 18)]
    Rewrapped,
    /// The patient says that a record is wrong.
    #[codec(index = 19)]
    Disputed,
    /// The patient takes that back.
    #[codec(index = 20)]
    DisputeWithdrawn,
    /// The patient asked for a record's erasure.
    #[codec(index = 21)]
    ErasureAsked,
    /// An organisation attested that it deleted a record.
    #[codec(index = 22)]
    ErasureAttested,
    /// More than half of the organisations deleted a record.
    #[codec(index = 23)]
    Erased,
    /// A new header missed its majority and was dropped.
    #[codec(index = 24)]
    RewrapDropped,
    /// A newer version took the record's place.
    #[codec(index = 25)]
    Superseded,
    /// The patient's key card was replaced: new records are sealed to the keys on the new card.
    #[codec(index = 26)]
    KeyCardReplaced,
    /// The patient's organisation suspended the patient's account.
    #[codec(index = 27)]
    ParticipantSuspended,
    /// The patient's organisation reinstated the patient's account.
    #[codec(index = 28)]
    ParticipantReinstated,
    /// A delegate got the patient's reading key, sealed.
    #[codec(index = 29)]
    KeyShared,
}

/// What else is to be said, by kind of action.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Detail {
    /// Nothing.
    #[codec(index = 0)]
    Nothing,
    /// The ticket that was issued, and the hash of the reason given.
    #[codec(index = 1)]
    Ticket {
        /// Which ticket.
        ticket: TicketId,
        /// BLAKE2b-256 of the salted text the accessor gave.
        #[cfg_attr(feature = "serde", serde(with = "crate::text_form::digest"))]
        justification: Digest,
    },
    /// The hash of the reason given.
    #[codec(index = 2)]
    Justification {
        /// BLAKE2b-256 of the salted text the accessor gave.
        #[cfg_attr(feature = "serde", serde(with = "crate::text_form::digest"))]
        justification: Digest,
    },
    /// The ticket that was served.
    #[codec(index = 3)]
    Served {
        /// Which ticket.
        ticket: TicketId,
    },
    /// The policy in question.
    #[codec(index = 4)]
    Policy(PolicyRef),
    /// The organisation in question.
    #[codec(index = 5)]
    Organisation {
        /// Which organisation.
        organisation: OrganisationId,
    },
    /// The account in question: a delegate, or somebody who was barred.
    #[codec(index = 6)]
    Account {
        /// The account's 32 bytes.
        #[cfg_attr(feature = "serde", serde(with = "crate::text_form::digest"))]
        account: Digest,
    },
    /// The emergency that was opened, why, and the hash of the reason given.
    #[codec(index = 7)]
    Emergency {
        /// Which emergency.
        emergency: EmergencyId,
        /// Why the patient was not asked.
        reason: EmergencyReason,
        /// BLAKE2b-256 of the salted text the accessor gave.
        #[cfg_attr(feature = "serde", serde(with = "crate::text_form::digest"))]
        justification: Digest,
    },
    /// The emergency that was looked into, and what came of it.
    #[codec(index = 8)]
    Review {
        /// Which emergency.
        emergency: EmergencyId,
        /// What the reviewer found.
        outcome: ReviewOutcome,
    },
    /// How many more attempts of the same account were refused in one period than the trail lists.
    #[codec(index = 9)]
    Refusals {
        /// The attempts that the trail does not list one by one.
        unlisted: u32,
    },
}

/// One entry of a patient's trail.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Entry<AccountId> {
    /// Its place in the trail, from 0.
    pub index: u64,
    /// The block it was made in.
    pub block: BlockNumber,
    /// That block's time, in milliseconds since the Unix epoch.
    pub time: Moment,
    /// Who did it.
    pub actor: AccountId,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// What was done.
    pub action: Action,
    /// To which record.
    pub record: Option<RecordId>,
    /// For what purpose.
    pub purpose: Option<Purpose>,
    /// On what ground.
    pub basis: Option<Basis>,
    /// What else is to be said.
    pub detail: Detail,
}

/// An entry before it has its place and time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Note<AccountId> {
    /// Who did it.
    pub actor: AccountId,
    /// For which organisation.
    pub organisation: Option<OrganisationId>,
    /// What was done.
    pub action: Action,
    /// To which record.
    pub record: Option<RecordId>,
    /// For what purpose.
    pub purpose: Option<Purpose>,
    /// On what ground.
    pub basis: Option<Basis>,
    /// What else is to be said.
    pub detail: Detail,
}

impl<AccountId> Note<AccountId> {
    /// A note that says only who did what.
    pub fn new(actor: AccountId, action: Action) -> Self {
        Self {
            actor,
            organisation: None,
            action,
            record: None,
            purpose: None,
            basis: None,
            detail: Detail::Nothing,
        }
    }

    /// Gives the note its place and time.
    pub fn at(self, index: u64, block: BlockNumber, time: Moment) -> Entry<AccountId> {
        let Self { actor, organisation, action, record, purpose, basis, detail } = self;
        Entry { index, block, time, actor, organisation, action, record, purpose, basis, detail }
    }
}

impl<AccountId: Encode> Entry<AccountId> {
    /// The entry's hash in the trail of `patient`.
    ///
    /// The patient is hashed in, so that an entry of one trail proves nothing about another.
    pub fn leaf(&self, hash: Hasher, patient: &AccountId) -> Digest {
        mmr::leaf_hash(hash, &(patient, self).encode())
    }
}

/// A node of a trail's tree as the node's database keeps it, found by its hash.
///
/// Because the key is the hash, a fork can leave nodes that no trail points to, but never a wrong one.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode)]
pub enum StoredNode<AccountId> {
    /// An inner node.
    Inner {
        /// Hash of the left child.
        left: Digest,
        /// Hash of the right child.
        right: Digest,
    },
    /// An entry.
    Leaf(Entry<AccountId>),
}

/// Key of a trail's node in the node's off-chain database.
pub fn storage_key(node: &Digest) -> alloc::vec::Vec<u8> {
    [b"salus/audit/".as_slice(), node].concat()
}

#[cfg(test)]
mod tests;
