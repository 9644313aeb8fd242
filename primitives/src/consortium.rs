//! Facts of the consortium: its organisations and the people they enrolled.

use crate::{
    ids::{BlockNumber, OrganisationId},
    ContentId,
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most organisations a consortium has, and so most seats of its council.
pub const MAX_ORGANISATIONS: u32 = 64;
/// UTF-8 name of an organisation as the public knows it.
pub type OrganisationName = BoundedVec<u8, ConstU32<64>>;
/// Base URL of a gateway, `http` or `https`, without a trailing slash.
pub type GatewayUrl = BoundedVec<u8, ConstU32<128>>;

/// What an organisation does.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum OrganisationKind {
    /// Treats patients.
    Hospital,
    /// Examines samples.
    Laboratory,
    /// Pays for care.
    Insurer,
    /// Oversees the others.
    Regulator,
    /// Learns from records.
    Research,
}

/// Whether a member may take part.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum MemberStatus {
    /// Takes part.
    Active,
    /// Takes no part until reinstated.
    Suspended,
    /// Takes no part ever again; kept so that its past stays readable.
    Removed,
}

/// An organisation's EHR server.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Gateway<AccountId> {
    /// The account it signs with.
    pub account: AccountId,
    /// Where the other organisations reach it.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::utf8"))]
    pub url: GatewayUrl,
}

/// A member of the consortium.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Organisation<AccountId> {
    /// As the public knows it.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::utf8"))]
    pub name: OrganisationName,
    /// What it does.
    pub kind: OrganisationKind,
    /// The account of its seat on the council.
    pub seat: AccountId,
    /// Its EHR server.
    pub gateway: Gateway<AccountId>,
    /// Whether it takes part.
    pub status: MemberStatus,
}

/// That an organisation takes no part, and for how long.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub struct Suspension {
    /// The block in which it began.
    pub since: BlockNumber,
    /// Two thirds of the seats decided on it: it lasts until it is lifted, and the organisation's validators go.
    pub lasting: bool,
}

/// What a person does in the network.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum Role {
    /// Owns records and decides on them.
    Patient,
    /// Treats patients.
    Practitioner,
    /// Reads for a purpose other than treatment: a claims clerk, a researcher.
    DataUser,
}

/// A person whom an organisation enrolled.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Participant {
    /// The organisation.
    pub organisation: OrganisationId,
    /// What the person does.
    pub role: Role,
    /// The signed card with the person's encryption public keys.
    pub key_card: ContentId,
    /// Whether the person takes part; never `Removed`.
    pub status: MemberStatus,
}

/// In which capacity an account speaks. An account has at most one.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum Standing {
    /// The seat of an active organisation.
    Seat(OrganisationId),
    /// The gateway of an active organisation.
    Gateway(OrganisationId),
    /// A validator of an active organisation.
    Validator(OrganisationId),
    /// An attribute authority of an active organisation.
    Authority(OrganisationId),
    /// An active participant of an active organisation.
    Participant(OrganisationId, Role),
}

/// A validator, as the read API tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ValidatorState<AccountId> {
    /// Its account.
    pub account: AccountId,
    /// Whose it is.
    pub organisation: OrganisationId,
    /// Whether it has session keys.
    pub has_keys: bool,
    /// The block since which it is isolated for having signed two of what there may be one; absent if it
    /// is not.
    pub isolated_since: Option<BlockNumber>,
    /// Whether it makes and finalises blocks in this session.
    pub in_session: bool,
}
