//! Events, decoded by hand into types with the pallets' fields in the pallets' order.

use crate::account::AccountId;
use codec::{Decode, DecodeAll};
use salus_primitives::{
    authority,
    consent::{Barred, DelegationScope, PolicyRef},
    consortium::Role,
    emergency::ReviewOutcome,
    receipt::ReceiptFault,
    record::SkipReason,
    Attribute, BlockNumber, ContentId, Digest, EmergencyId, Epoch, Label, OrganisationId, Purpose, RecordId,
    TicketId,
};
use subxt::{events::Phase, SubstrateConfig};

/// An event as the chain tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRecord {
    /// The pallet's name.
    pub pallet: String,
    /// The event's name.
    pub name: String,
    /// The place in the block of the extrinsic that caused it; none if the block itself did.
    pub extrinsic: Option<u32>,
    /// SCALE bytes of its fields.
    pub fields: Vec<u8>,
}

/// An event of a known pallet.
pub trait ChainEvent: Decode {
    /// The pallet's name in the runtime.
    const PALLET: &'static str;
    /// The event's name in the pallet.
    const NAME: &'static str;
}

impl EventRecord {
    pub(super) fn new(event: &subxt::events::Event<'_, SubstrateConfig>) -> Self {
        Self {
            pallet: event.pallet_name().into(),
            name: event.event_name().into(),
            extrinsic: match event.phase() {
                Phase::ApplyExtrinsic(place) => Some(place),
                Phase::Finalization | Phase::Initialization => None,
            },
            fields: event.field_bytes().to_vec(),
        }
    }

    /// True if it is the event `name` of `pallet`.
    pub fn is(&self, pallet: &str, name: &str) -> bool {
        self.pallet == pallet && self.name == name
    }

    /// The event as an `E`, if it is one.
    pub fn decode<E: ChainEvent>(&self) -> Option<E> {
        if !self.is(E::PALLET, E::NAME) {
            return None;
        }
        E::decode_all(&mut self.fields.as_slice()).ok()
    }
}

macro_rules! events {
    ($($(#[$documentation:meta])* $pallet:literal $name:ident {
        $($(#[$field_documentation:meta])* $field:ident: $type:ty),* $(,)?
    })*) => {$(
        $(#[$documentation])*
        #[derive(Clone, Debug, PartialEq, Eq, Decode)]
        pub struct $name {
            $($(#[$field_documentation])* pub $field: $type),*
        }

        impl ChainEvent for $name {
            const PALLET: &'static str = $pallet;
            const NAME: &'static str = stringify!($name);
        }
    )*};
}

events! {
    /// An organisation was admitted.
    "Consortium" OrganisationAdmitted {
        /// Which one.
        organisation: OrganisationId,
    }
    /// A person was enrolled.
    "Consortium" Enrolled {
        /// Who.
        account: AccountId,
        /// The organisation.
        organisation: OrganisationId,
        /// What the person does.
        role: Role,
    }
    /// An authority was registered.
    "AttributeAuthority" AuthorityRegistered {
        /// Its name.
        authority: Label,
    }
    /// An attribute was declared.
    "AttributeAuthority" AttributeDeclared {
        /// Which one.
        attribute: Attribute,
        /// Its first epoch.
        epoch: Epoch,
    }
    /// An attribute was granted.
    "AttributeAuthority" Granted {
        /// To whom.
        holder: AccountId,
        /// Which one.
        attribute: Attribute,
        /// The generation of its keys.
        epoch: Epoch,
        /// The first block at which it no longer counts.
        expires: BlockNumber,
    }
    /// A holding was renewed.
    "AttributeAuthority" Renewed {
        /// Whose.
        holder: AccountId,
        /// Which attribute.
        attribute: Attribute,
        /// The generation of its keys.
        epoch: Epoch,
        /// The first block at which it no longer counts.
        expires: BlockNumber,
    }
    /// A holding was revoked.
    "AttributeAuthority" Revoked {
        /// Whose.
        holder: AccountId,
        /// Which attribute.
        attribute: Attribute,
        /// The generation of keys that begins with it.
        epoch: Epoch,
    }
    /// An authority was removed.
    "AttributeAuthority" AuthorityRemoved {
        /// Its name.
        authority: Label,
    }
    /// An authority has a new public key.
    "AttributeAuthority" KeyRotated {
        /// Its name.
        authority: Label,
        /// How often it was rotated.
        key_version: u32,
    }
    /// An attribute was suspended.
    "AttributeAuthority" AttributeSuspended {
        /// Which one.
        attribute: Attribute,
    }
    /// An attribute was reinstated.
    "AttributeAuthority" AttributeReinstated {
        /// Which one.
        attribute: Attribute,
    }
    /// One item of a batch of grants, renewals or revocations had no effect.
    "AttributeAuthority" Skipped {
        /// Its place in the batch, from 0.
        index: u32,
        /// Why.
        reason: authority::SkipReason,
    }
    /// A holding that had expired long ago was cleared away.
    "AttributeAuthority" Discarded {
        /// Whose.
        holder: AccountId,
        /// Which attribute.
        attribute: Attribute,
    }
    /// A policy was made or changed.
    "Consent" PolicySet {
        /// By whom.
        owner: AccountId,
        /// The policy in its new version.
        policy: PolicyRef,
    }
    /// A policy was revoked.
    "Consent" PolicyRevoked {
        /// By whom.
        owner: AccountId,
        /// The policy in its last version.
        policy: PolicyRef,
    }
    /// An organisation may add records.
    "Consent" ContributionAllowed {
        /// Whose records.
        patient: AccountId,
        /// Which organisation.
        organisation: OrganisationId,
        /// The first block at which it may no longer.
        until: BlockNumber,
    }
    /// An organisation may no longer add records.
    "Consent" ContributionRevoked {
        /// Whose records.
        patient: AccountId,
        /// Which organisation.
        organisation: OrganisationId,
    }
    /// Somebody asked for access.
    "Consent" AccessDecided {
        /// Who asked.
        accessor: AccountId,
        /// For which record.
        record: RecordId,
        /// For what purpose.
        purpose: Purpose,
        /// The ticket; none if refused.
        ticket: Option<TicketId>,
    }
    /// Somebody was appointed.
    "Consent" Delegated {
        /// By whom.
        patient: AccountId,
        /// Who was.
        delegate: AccountId,
        /// To what.
        scope: DelegationScope,
        /// The first block at which it no longer counts.
        until: BlockNumber,
    }
    /// A patient shared the reading key with a delegate.
    "Consent" KeyShared {
        /// The patient.
        patient: AccountId,
        /// The delegate.
        delegate: AccountId,
    }
    /// An appointment ended before its time.
    "Consent" DelegationEnded {
        /// Whose appointment it was.
        patient: AccountId,
        /// Who had been appointed.
        delegate: AccountId,
    }
    /// Somebody was barred.
    "Consent" Restricted {
        /// By whom.
        patient: AccountId,
        /// Who may read nothing.
        barred: Barred<AccountId>,
    }
    /// A bar was lifted.
    "Consent" RestrictionLifted {
        /// By whom.
        patient: AccountId,
        /// Whose.
        barred: Barred<AccountId>,
    }
    /// The rule for emergencies was set.
    "Consent" EmergencyRuleSet {
        /// How often it was changed, from 1.
        version: u32,
    }
    /// An account asked to break the glass.
    "Consent" GlassBroken {
        /// Which account.
        accessor: AccountId,
        /// The emergency; none if refused.
        emergency: Option<EmergencyId>,
    }
    /// An account broke the glass although many of its emergencies wait for a review.
    "Consent" ManyUnreviewed {
        /// Which account.
        accessor: AccountId,
        /// How many wait.
        unreviewed: u32,
    }
    /// An emergency was looked into and closed.
    "Consent" EmergencyReviewed {
        /// Which.
        emergency: EmergencyId,
        /// By whom.
        reviewer: AccountId,
        /// What was found.
        outcome: ReviewOutcome,
    }
    /// Tickets that had ended long ago were forgotten.
    "Consent" TicketsDiscarded {
        /// How many.
        tickets: u32,
    }
    /// A record was filed.
    "EhrRegistry" Submitted {
        /// Which one.
        record: RecordId,
        /// By whom.
        organisation: OrganisationId,
        /// How many endorsements make it Active.
        required: u32,
    }
    /// An organisation endorsed a record.
    "EhrRegistry" Endorsed {
        /// Which record.
        record: RecordId,
        /// Which organisation.
        organisation: OrganisationId,
        /// How many endorsements it has now.
        endorsements: u32,
    }
    /// A record reached its majority.
    "EhrRegistry" Activated {
        /// Which one.
        record: RecordId,
    }
    /// A record missed its majority.
    "EhrRegistry" Lapsed {
        /// Which one.
        record: RecordId,
    }
    /// An endorsement had no effect.
    "EhrRegistry" EndorsementSkipped {
        /// Of which record.
        record: RecordId,
        /// Why.
        reason: SkipReason,
    }
    /// A new header for a record's content was filed.
    "EhrRegistry" RewrapFiled {
        /// Of which record.
        record: RecordId,
        /// By whom.
        organisation: OrganisationId,
        /// Under which version of which policy.
        policy: PolicyRef,
        /// The new header.
        header: ContentId,
        /// How many endorsements put it in the old one's place.
        required: u32,
    }
    /// An organisation endorsed a new header.
    "EhrRegistry" RewrapEndorsed {
        /// Of which record.
        record: RecordId,
        /// Which organisation.
        organisation: OrganisationId,
        /// How many endorsements it has now.
        endorsements: u32,
    }
    /// An endorsement of a new header had no effect.
    "EhrRegistry" RewrapSkipped {
        /// Of which record.
        record: RecordId,
        /// Why.
        reason: SkipReason,
    }
    /// A new header took the old one's place.
    "EhrRegistry" Rewrapped {
        /// Of which record.
        record: RecordId,
        /// Under which version of which policy it now is.
        policy: PolicyRef,
    }
    /// A new header was dropped.
    "EhrRegistry" RewrapDropped {
        /// Of which record.
        record: RecordId,
    }
    /// A record was disputed.
    "EhrRegistry" Disputed {
        /// Which one.
        record: RecordId,
    }
    /// A dispute was taken back.
    "EhrRegistry" DisputeWithdrawn {
        /// Of which record.
        record: RecordId,
    }
    /// A record's erasure was asked for.
    "EhrRegistry" ErasureAsked {
        /// Which one.
        record: RecordId,
        /// How many attestations make it Erased.
        required: u32,
    }
    /// An organisation deleted a record.
    "EhrRegistry" ErasureAttested {
        /// Which one.
        record: RecordId,
        /// Which organisation.
        organisation: OrganisationId,
        /// How many attestations it has now.
        attestations: u32,
    }
    /// An attestation had no effect.
    "EhrRegistry" AttestationSkipped {
        /// Of which record.
        record: RecordId,
        /// Why.
        reason: SkipReason,
    }
    /// A majority deleted a record.
    "EhrRegistry" Erased {
        /// Which one.
        record: RecordId,
    }
    /// A patient's trail grew. Whose it is, and by what, only the trail's reader learns from a node.
    "AuditLog" Recorded {
        /// The entry's hash in the trail.
        leaf: Digest,
    }
    /// An acknowledgement had no effect.
    "AuditLog" TicketSkipped {
        /// Of which ticket.
        ticket: TicketId,
        /// Why.
        reason: ReceiptFault,
    }
    /// A motion was put before the council.
    "Council" Proposed {
        /// By whom.
        account: AccountId,
        /// Its number.
        index: u32,
        /// The hash that names it.
        motion: Digest,
        /// How many ayes it takes.
        threshold: u32,
    }
    /// A motion was voted down.
    "Council" Disapproved {
        /// Which one.
        motion: Digest,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use codec::Encode;

    fn decided() -> EventRecord {
        let fields = (AccountId([1; 32]), RecordId([2; 32]), Purpose::Treatment, Some(7u64)).encode();
        EventRecord { pallet: "Consent".into(), name: "AccessDecided".into(), extrinsic: Some(1), fields }
    }

    #[test]
    fn event_should_decode_when_pallet_name_and_fields_fit() {
        let event = decided().decode::<AccessDecided>().unwrap();
        assert_eq!(event.ticket, Some(7));
        assert_eq!(event.record, RecordId([2; 32]));
    }

    #[test]
    fn event_should_not_decode_when_it_is_another_or_has_bytes_left_over() {
        assert_eq!(decided().decode::<PolicySet>(), None);
        let mut longer = decided();
        longer.fields.push(0);
        assert_eq!(longer.decode::<AccessDecided>(), None);
    }
}
