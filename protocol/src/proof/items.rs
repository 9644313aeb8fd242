//! Where the chain keeps what: keys of its state, and what is under them.
//!
//! | What | Storage item | Hashers of its keys | Value |
//! |---|---|---|---|
//! | [`record()`] | `EhrRegistry.Records` | Blake2_128Concat | `Record` |
//! | [`rewrap()`] | `EhrRegistry.Rewraps` | Blake2_128Concat | `Rewrap` |
//! | [`erasure()`] | `EhrRegistry.Erasures` | Blake2_128Concat | `Erasure` |
//! | [`policy()`] | `Consent.Policies` | Twox64Concat | `Policy` |
//! | [`contribution()`] | `Consent.Contributions` | Blake2_128Concat, Twox64Concat | `BlockNumber` |
//! | [`delegation()`] | `Consent.Delegations` | Blake2_128Concat, Blake2_128Concat | `Delegation` |
//! | [`restriction()`] | `Consent.Restrictions` | Blake2_128Concat, Blake2_128Concat | `()` |
//! | [`ticket()`] | `Consent.Tickets` | Twox64Concat | `Ticket` |
//! | [`emergency_rule()`] | `Consent.CurrentRule` | none | `EmergencyRule` |
//! | [`attribute()`] | `AttributeAuthority.Attributes` | Blake2_128Concat, Blake2_128Concat | `AttributeState` |
//! | [`authority()`] | `AttributeAuthority.Authorities` | Blake2_128Concat | `Authority` |
//! | [`retired_key()`] | `AttributeAuthority.RetiredKeys` | Blake2_128Concat, Twox64Concat | `AuthorityKeyBytes` |
//! | [`holding()`] | `AttributeAuthority.Holdings` | Blake2_128Concat, Blake2_128Concat | `Holding` |
//! | [`trail()`] | `AuditLog.Trails` | Blake2_128Concat | `Trail` |
//! | [`participant()`] | `Consortium.Participants` | Blake2_128Concat | `Participant` |
//! | [`organisation()`] | `Consortium.Organisations` | Twox64Concat | `Organisation` |
//! | [`validators()`] | `Grandpa.Authorities` | none | list of [`Authority`](super::Authority) |
//! | [`validator_set_id()`] | `Grandpa.CurrentSetId` | none | `u64` |
//! | [`time()`] | `Timestamp.Now` | none | `Moment` |
//!
//! A key is twox128 of the pallet's name, twox128 of the item's name, and then each part hashed, followed by the part
//! itself in SCALE. A test of the runtime reads every one of them out of a real state.

use crate::account::AccountId;
use codec::Encode;
use salus_primitives::{
    authority::{AttributeState, Authority, AuthorityKeyBytes, Holding},
    consent::{Barred, Delegation, Policy, Ticket},
    consortium::{Organisation, Participant},
    emergency::EmergencyRule,
    erasure::Erasure,
    mmr::Trail,
    record::{Record, Rewrap},
    Attribute, BlockNumber, Label, Moment, OrganisationId, PolicyId, RecordId, TicketId,
};
use sp_crypto_hashing::{blake2_128, twox_128, twox_64};
use std::marker::PhantomData;

/// One value of the chain's state: its key, and the type of what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<T> {
    key: Vec<u8>,
    name: &'static str,
    value: PhantomData<fn() -> T>,
}

impl<T> Item<T> {
    /// Its key.
    pub fn key(&self) -> &[u8] {
        &self.key
    }

    /// Its key, for a list of keys of different items.
    pub fn into_key(self) -> Vec<u8> {
        self.key
    }

    /// What it is, such as `Consent.Policies`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The item `name`, a pallet's name and its own with a dot between them, under the hashed `parts`.
    fn new(name: &'static str, parts: &[Vec<u8>]) -> Self {
        let (pallet, item) = name.split_once('.').unwrap_or((name, ""));
        let mut key = [twox_128(pallet.as_bytes()), twox_128(item.as_bytes())].concat();
        parts.iter().for_each(|part| key.extend_from_slice(part));
        Self { key, name, value: PhantomData }
    }
}

/// Blake2_128Concat.
fn blake2(part: &impl Encode) -> Vec<u8> {
    part.using_encoded(|bytes| [&blake2_128(bytes), bytes].concat())
}

/// Twox64Concat.
fn twox(part: &impl Encode) -> Vec<u8> {
    part.using_encoded(|bytes| [&twox_64(bytes), bytes].concat())
}

/// A record.
pub fn record(id: &RecordId) -> Item<Record<AccountId>> {
    Item::new("EhrRegistry.Records", &[blake2(id)])
}

/// A record's new header, while it waits for its majority.
pub fn rewrap(id: &RecordId) -> Item<Rewrap> {
    Item::new("EhrRegistry.Rewraps", &[blake2(id)])
}

/// The certificate of a record's erasure.
pub fn erasure(id: &RecordId) -> Item<Erasure<AccountId>> {
    Item::new("EhrRegistry.Erasures", &[blake2(id)])
}

/// A policy.
pub fn policy(id: PolicyId) -> Item<Policy<AccountId>> {
    Item::new("Consent.Policies", &[twox(&id)])
}

/// Until before which block `patient` lets `organisation` add records.
pub fn contribution(patient: &AccountId, organisation: OrganisationId) -> Item<BlockNumber> {
    Item::new("Consent.Contributions", &[blake2(patient), twox(&organisation)])
}

/// To what `patient` appointed `delegate`.
pub fn delegation(patient: &AccountId, delegate: &AccountId) -> Item<Delegation> {
    Item::new("Consent.Delegations", &[blake2(patient), blake2(delegate)])
}

/// That `patient` bars `barred`.
pub fn restriction(patient: &AccountId, barred: &Barred<AccountId>) -> Item<()> {
    Item::new("Consent.Restrictions", &[blake2(patient), blake2(barred)])
}

/// A ticket.
pub fn ticket(id: TicketId) -> Item<Ticket<AccountId>> {
    Item::new("Consent.Tickets", &[twox(&id)])
}

/// The council's rule for emergencies.
pub fn emergency_rule() -> Item<EmergencyRule> {
    Item::new("Consent.CurrentRule", &[])
}

/// An attribute's epoch, and whether it satisfies policies.
pub fn attribute(attribute: &Attribute) -> Item<AttributeState> {
    let parts = [blake2(&attribute.authority), blake2(&attribute.name)];
    Item::new("AttributeAuthority.Attributes", &parts)
}

/// An authority, with its public key.
pub fn authority(name: &Label) -> Item<Authority<AccountId>> {
    Item::new("AttributeAuthority.Authorities", &[blake2(name)])
}

/// A public key that an authority gave up, by its version.
pub fn retired_key(name: &Label, version: u32) -> Item<AuthorityKeyBytes> {
    Item::new("AttributeAuthority.RetiredKeys", &[blake2(name), twox(&version)])
}

/// That `holder` has `attribute`.
pub fn holding(holder: &AccountId, attribute: &Attribute) -> Item<Holding> {
    Item::new("AttributeAuthority.Holdings", &[blake2(holder), blake2(attribute)])
}

/// The commitment to a patient's trail; a patient without one has the empty trail.
pub fn trail(patient: &AccountId) -> Item<Trail> {
    Item::new("AuditLog.Trails", &[blake2(patient)])
}

/// A participant.
pub fn participant(account: &AccountId) -> Item<Participant> {
    Item::new("Consortium.Participants", &[blake2(account)])
}

/// An organisation.
pub fn organisation(id: OrganisationId) -> Item<Organisation<AccountId>> {
    Item::new("Consortium.Organisations", &[twox(&id)])
}

/// The validators in office.
pub fn validators() -> Item<Vec<super::Authority>> {
    Item::new("Grandpa.Authorities", &[])
}

/// How many sets of validators there were before them.
pub fn validator_set_id() -> Item<u64> {
    Item::new("Grandpa.CurrentSetId", &[])
}

/// When the block was made, in milliseconds since 1970.
pub fn time() -> Item<Moment> {
    Item::new("Timestamp.Now", &[])
}
