//! Facts of the attribute authorities.

use crate::{
    ids::{BlockNumber, Epoch, OrganisationId},
    ContentId, Label,
};
use bounded_collections::{BoundedVec, ConstU32};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Most attributes one authority declares.
pub const MAX_ATTRIBUTES: u32 = 256;
/// Most grants, renewals or revocations in one call.
///
/// Each may have to make room by looking at all holdings of its holder, whose proof fills a parachain's block with
/// about forty of them.
pub const MAX_GRANT_BATCH: u32 = 32;
/// Most keys an authority has given up and whose capsules can still be opened.
pub const MAX_RETIRED_KEYS: u32 = 64;
/// Most attributes one holder has.
pub const MAX_HOLDINGS: u32 = 64;
/// An authority's public key as `salus-abe` encodes it.
pub type AuthorityKeyBytes = BoundedVec<u8, ConstU32<1024>>;
/// The proof that its owner knows the secret key, as `salus-abe` encodes it.
pub type PossessionProofBytes = BoundedVec<u8, ConstU32<1024>>;

/// Whether an authority or attribute is in use.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum UseStatus {
    /// In use.
    Active,
    /// Satisfies nothing until reinstated.
    Suspended,
    /// Satisfies nothing ever again; kept so that old policies stay readable.
    Removed,
}

/// One attribute for one holder, in a batch of grants or renewals.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Grant<AccountId> {
    /// Who gets it.
    pub holder: AccountId,
    /// Which of the authority's attributes.
    pub attribute: Label,
    /// The first block at which it no longer counts.
    pub expires: BlockNumber,
    /// The key, sealed to the holder's key card, in the data pool.
    pub key_package: ContentId,
}

/// Why one item of a batch had no effect; the others had theirs.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum SkipReason {
    /// The authority has not declared the attribute.
    UnknownAttribute,
    /// The attribute is suspended.
    AttributeSuspended,
    /// The holder is not an active participant of an active organisation.
    NotParticipant,
    /// The expiry is not after the current block.
    ExpiryPassed,
    /// The expiry is further ahead than an attribute is granted at once.
    ExpiryTooFar,
    /// The holder has the attribute at its current epoch.
    AlreadyHeld,
    /// The holder has as many attributes as one may have, none of them expired.
    TooManyHoldings,
    /// The holder does not have the attribute.
    NotHeld,
    /// The attribute has no further epochs.
    EpochsExhausted,
}

/// An office that certifies attributes and issues their decryption keys.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Authority<AccountId> {
    /// Whose office it is.
    pub organisation: OrganisationId,
    /// The account it signs with.
    pub account: AccountId,
    /// Its public key for encryption.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::hex"))]
    pub public_key: AuthorityKeyBytes,
    /// Proof that it knows the matching secrets.
    #[cfg_attr(feature = "serde", serde(with = "crate::text_form::hex"))]
    pub proof_of_possession: PossessionProofBytes,
    /// How often the key was rotated; the first is 0.
    pub key_version: u32,
    /// Whether its attributes count.
    pub status: UseStatus,
}

/// The state of an attribute's keys.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AttributeState {
    /// The current generation of keys.
    pub epoch: Epoch,
    /// Whether it satisfies policies.
    pub status: UseStatus,
}

/// The fact that a holder has an attribute.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Holding {
    /// The generation of keys that was issued.
    pub epoch: Epoch,
    /// The first block at which it no longer counts.
    pub expires: BlockNumber,
    /// The key, sealed to the holder's key card, in the data pool.
    pub key_package: ContentId,
}

/// One attribute of one holder, as the read API tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HeldAttribute {
    /// Which attribute.
    pub attribute: crate::Attribute,
    /// Since when, until when, and where the key is.
    pub holding: Holding,
    /// True if it satisfies a policy now: current epoch, unexpired, authority and organisation active.
    pub counts: bool,
}

/// One holder of an attribute, as the read API tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AttributeHolder<AccountId> {
    /// Who.
    pub holder: AccountId,
    /// Since when, until when, and where the key is.
    pub holding: Holding,
    /// True if it satisfies a policy now.
    pub counts: bool,
}

/// An authority with its name, as the read API tells it.
#[derive(Clone, PartialEq, Eq, Debug, Encode, Decode, TypeInfo)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct NamedAuthority<AccountId> {
    /// Its unique name.
    pub name: Label,
    /// Its facts.
    pub authority: Authority<AccountId>,
    /// What it declared, with epochs.
    pub attributes: alloc::vec::Vec<(Label, AttributeState)>,
}
