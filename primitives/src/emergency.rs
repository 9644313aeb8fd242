//! Facts of emergencies: reading without having been asked, and answering for it afterwards.

use crate::{
    ids::{BlockNumber, Digest, EmergencyId, OrganisationId},
    policy::Expression,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Unreviewed emergencies of one accessor from which on each further one is flagged and none of them should wait.
pub const MANY_UNREVIEWED: u32 = 16;
/// Most emergencies of one accessor that nobody has looked into.
///
/// Far more than a person treats before a review: it bounds what a stolen key can read and what it can store.
pub const MAX_UNREVIEWED: u32 = 1_024;

/// Why the patient was not asked.
///
/// Says what stood in the way of asking and nothing of the patient's health.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum EmergencyReason {
    /// The patient cannot be asked.
    #[codec(index = 0)]
    ConsentImpossible,
    /// Asking would take longer than the danger leaves.
    #[codec(index = 1)]
    ImminentDanger,
    /// Many are hurt at once.
    #[codec(index = 2)]
    Disaster,
    /// A law or a court demands it.
    #[codec(index = 3)]
    LegalDuty,
}

/// What a reviewer found.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum ReviewOutcome {
    /// It was an emergency.
    #[codec(index = 0)]
    Justified,
    /// It was none; what follows is for the organisations to decide.
    #[codec(index = 1)]
    Unjustified,
}

/// The consortium's rule for emergencies, set by its council.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EmergencyRule {
    /// Which attributes let somebody break the glass. Records that an emergency opens are encrypted to it, too.
    pub accessors: Expression,
    /// Which attributes let somebody look into it afterwards.
    pub reviewers: Expression,
    /// For how many blocks the glass stays broken.
    pub validity: BlockNumber,
    /// Within how many blocks of the opening a reviewer must have closed it.
    pub review_within: BlockNumber,
    /// How often the rule was changed, from 1.
    pub version: u32,
}

/// A reviewer's word.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Review<AccountId> {
    /// Who looked into it.
    pub reviewer: AccountId,
    /// What was found.
    pub outcome: ReviewOutcome,
    /// The block it was closed at.
    pub at: BlockNumber,
}

/// The time during which somebody reads a patient's records in an emergency.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Emergency<AccountId> {
    /// Who broke the glass.
    pub accessor: AccountId,
    /// Which organisation enrolled the accessor then. Nobody of that organisation reviews it.
    pub organisation: OrganisationId,
    /// Whose.
    pub patient: AccountId,
    /// Why the patient was not asked.
    pub reason: EmergencyReason,
    /// BLAKE2b-256 of the salted text the accessor gave.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::digest"))]
    pub justification: Digest,
    /// The block it was opened at.
    pub opened_at: BlockNumber,
    /// The first block at which it opens nothing any more.
    pub until: BlockNumber,
    /// The first block at which its review is overdue.
    pub review_by: BlockNumber,
    /// What came of it; absent until a reviewer has closed it.
    pub review: Option<Review<AccountId>>,
}

impl<AccountId> Emergency<AccountId> {
    /// True if it opens records at `now`.
    pub fn is_open(&self, now: BlockNumber) -> bool {
        self.review.is_none() && now < self.until
    }

    /// True if somebody should have looked into it by `now`, and nobody has.
    pub fn is_overdue(&self, now: BlockNumber) -> bool {
        self.review.is_none() && now >= self.review_by
    }
}

/// An emergency with its id, as the read API tells it.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamedEmergency<AccountId> {
    /// Its number.
    pub id: EmergencyId,
    /// Its facts.
    pub emergency: Emergency<AccountId>,
    /// How many emergencies of its accessor nobody has reviewed.
    pub unreviewed: u32,
}

impl<AccountId> NamedEmergency<AccountId> {
    /// True if reviewers should look into it now: its review is overdue, or its accessor has so many unreviewed ones
    /// ([`MANY_UNREVIEWED`]) that none of them should wait.
    pub fn is_pressing(&self, now: BlockNumber) -> bool {
        let unreviewed = self.emergency.review.is_none();
        unreviewed && (self.emergency.is_overdue(now) || self.unreviewed >= MANY_UNREVIEWED)
    }
}

#[cfg(test)]
mod tests;
