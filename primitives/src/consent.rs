//! Facts of the patient's will, and of the decisions made under it.

use crate::{
    ids::{BlockNumber, EmergencyId, OrganisationId, PolicyId, RecordId, TicketId},
    policy::Expression,
    purpose::{Purpose, PurposeSet},
    ContentId,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most policies one patient has.
pub const MAX_POLICIES: u32 = 64;
/// Most people one patient appoints.
pub const MAX_DELEGATIONS: u32 = 16;
/// Most accounts and organisations one patient bars.
pub const MAX_RESTRICTIONS: u32 = 64;
/// Most tickets discarded in one transaction.
pub const MAX_DISCARDED: u32 = 64;

/// Which version of a policy a record was encrypted under.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PolicyRef {
    /// Which policy.
    pub id: PolicyId,
    /// Which version of it; the first is 1.
    pub version: u32,
}

/// Whether a policy admits anybody.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum PolicyStatus {
    /// Admits whom its expression names.
    Active,
    /// Admits only its patient, in an emergency too. Runtimes before [`PolicyStatus::Closed`] gave every revoked
    /// policy this status; today those get it whose terms let no emergency in.
    Revoked,
    /// Revoked, and its terms let emergencies in: it admits its patient and, in an emergency, those whom the
    /// consortium's rule names.
    ///
    /// A patient who closes a folder may be unconscious the next day. What an emergency opens is a term of its own:
    /// it ends when the patient changes the term, and not with the rest.
    Closed,
}

/// From when until when, in block numbers: `from <= now < until`.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Window {
    /// The first block inside.
    pub from: BlockNumber,
    /// The first block after.
    pub until: BlockNumber,
}

impl Window {
    /// True if `now` lies inside.
    pub fn contains(&self, now: BlockNumber) -> bool {
        self.from <= now && now < self.until
    }
}

/// What a patient's policy says of emergencies.
///
/// Encoded, `Never` and `Always` are the bytes of `false` and `true`: what was written before there was a third choice
/// reads as it was meant. In JSON: `"never"`, `"always"` or `{"under-rule": 3}`.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum EmergencyAccess {
    /// No emergency opens it.
    #[codec(index = 0)]
    Never,
    /// An emergency opens it, whatever the consortium's rule is at the time.
    #[codec(index = 1)]
    Always,
    /// An emergency opens it while this version of the rule is the current one.
    ///
    /// The patient agreed to the accounts that this version admits. A council that changes the rule opens nothing of
    /// such a policy, until the patient agrees to the new version.
    #[codec(index = 2)]
    UnderRule(u32),
}

impl EmergencyAccess {
    /// True if an emergency opens it while `version` of the rule is the current one.
    pub fn opens_under(self, version: u32) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            Self::UnderRule(agreed) => agreed == version,
        }
    }
}

/// What a patient decides: who may read, for what, how long.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PolicyTerms {
    /// Which attributes admit a reader.
    pub expression: Expression,
    /// For which purposes.
    pub purposes: PurposeSet,
    /// During which blocks.
    pub valid: Window,
    /// Whether an emergency opens it too, and under which rule.
    pub emergency: EmergencyAccess,
}

/// A patient's policy.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Policy<AccountId> {
    /// The patient.
    pub owner: AccountId,
    /// What was decided.
    pub terms: PolicyTerms,
    /// How often it was decided again, from 1.
    pub version: u32,
    /// Whether it admits anybody.
    pub status: PolicyStatus,
}

/// What a patient appoints somebody to.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum DelegationScope {
    /// Admitted to every record, as a caretaker who helps.
    #[codec(index = 0)]
    Caretaker,
    /// As a caretaker, and decides in the patient's name, as a parent or a guardian does.
    #[codec(index = 1)]
    Guardian,
}

/// Somebody whom a patient appointed.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Delegation {
    /// To what.
    pub scope: DelegationScope,
    /// The first block at which it no longer counts.
    pub until: BlockNumber,
    /// The patient's reading key, sealed to the delegate's key card; the data pool keeps it. Without one the delegate
    /// opens what the delegate's own attributes open.
    pub key_package: Option<ContentId>,
}

impl Delegation {
    /// True if it counts at `now`.
    pub fn counts(&self, now: BlockNumber) -> bool {
        now < self.until
    }
}

/// Whom a patient bars from every record, whatever a policy or an emergency says.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Barred<AccountId> {
    /// One account.
    #[codec(index = 0)]
    Account(AccountId),
    /// Every account that an organisation enrolled.
    #[codec(index = 1)]
    Organisation(OrganisationId),
}

/// What a guardian decides in a patient's name.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum GuardianDecision<AccountId> {
    /// Makes a policy, or changes one.
    #[codec(index = 0)]
    SetPolicy {
        /// The policy to change; absent for a new one.
        policy: Option<PolicyId>,
        /// The new terms.
        terms: PolicyTerms,
    },
    /// Revokes a policy.
    #[codec(index = 1)]
    RevokePolicy {
        /// Which.
        policy: PolicyId,
    },
    /// Lets an organisation add records.
    #[codec(index = 2)]
    AllowContribution {
        /// Which organisation.
        organisation: OrganisationId,
        /// The first block at which it may no more.
        until: BlockNumber,
    },
    /// Lets an organisation add no more records.
    #[codec(index = 3)]
    RevokeContribution {
        /// Which organisation.
        organisation: OrganisationId,
    },
    /// Bars somebody.
    #[codec(index = 4)]
    Restrict {
        /// Whom.
        barred: Barred<AccountId>,
    },
    /// Lifts a bar.
    #[codec(index = 5)]
    LiftRestriction {
        /// Whose.
        barred: Barred<AccountId>,
    },
}

/// Why an access is lawful.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Basis {
    /// The record is the reader's own.
    #[codec(index = 0)]
    OwnRecord,
    /// The patient appointed the reader.
    #[codec(index = 1)]
    Delegation(DelegationScope),
    /// The reader's attributes satisfy the patient's policy.
    #[codec(index = 2)]
    Policy(PolicyRef),
    /// The reader broke the glass, and the record's policy lets an emergency open it.
    #[codec(index = 3)]
    Emergency(EmergencyId),
}

/// What asking for access comes to.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Decision {
    /// Admitted, and why.
    Granted(Basis),
    /// Refused, or there is no such record: the asker cannot tell which.
    Refused,
}

/// Leave to see one record for a while.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ticket<AccountId> {
    /// Who may see it.
    pub accessor: AccountId,
    /// Whose record it is.
    pub patient: AccountId,
    /// Which record.
    pub record: RecordId,
    /// For what.
    pub purpose: Purpose,
    /// On what ground.
    pub basis: Basis,
    /// The block at which it was issued.
    pub issued_at: BlockNumber,
    /// The first block at which it no longer counts.
    pub until: BlockNumber,
    /// Who acknowledged having served it, and how late, in blocks after the issue.
    pub served: Option<Served>,
}

impl<AccountId> Ticket<AccountId> {
    /// True if it ended before `now` without anybody having acknowledged that it was served.
    pub fn is_unserved(&self, now: BlockNumber) -> bool {
        self.served.is_none() && now >= self.until
    }
}

/// A ticket with its id, as the read API lists it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamedTicket<AccountId> {
    /// Its number.
    pub id: TicketId,
    /// Its facts.
    pub ticket: Ticket<AccountId>,
    /// True if it has ended and no gateway acknowledged having served it: opened, never served.
    pub unserved: bool,
}

/// A gateway's word that it handed the ciphertext out.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Served {
    /// Whose gateway.
    pub organisation: OrganisationId,
    /// The block of the acknowledgement.
    pub at: BlockNumber,
}

#[cfg(test)]
mod tests;
