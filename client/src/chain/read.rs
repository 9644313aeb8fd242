//! Reading through the runtime APIs: one method for each, at the finalised head or a given block.

use super::{hash, hex_value, number, Chain, ChainError};
use crate::account::AccountId;
use codec::{DecodeAll, Encode};
use salus_primitives::{
    authority::{AttributeHolder, AttributeState, AuthorityKeyBytes, HeldAttribute, NamedAuthority},
    consent::{Barred, Decision, Delegation, NamedTicket, Policy, Ticket},
    consortium::{Organisation, Participant, Standing, ValidatorState},
    emergency::{Emergency, EmergencyRule, NamedEmergency},
    erasure::{Erasure, NamedErasure},
    mmr::Trail,
    quota::QuotaState,
    record::{NamedRecord, NamedRewrap, Record, Rewrap},
    Attribute, BlockNumber, Digest, EmergencyId, Label, OrganisationId, Page, PolicyId, Purpose, RecordId,
    TicketId,
};
use serde::Deserialize;

/// The chain as it stood at one block.
#[derive(Clone, Copy, Debug)]
pub struct View<'chain> {
    chain: &'chain Chain,
    block: Digest,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Bytes(#[serde(with = "crate::hex_text::bytes")] Vec<u8>);

impl Chain {
    /// The chain as it stood at `block`.
    pub fn at(&self, block: Digest) -> View<'_> {
        View { chain: self, block }
    }

    /// The chain as it stands at the last finalised block.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn at_finalized(&self) -> Result<View<'_>, ChainError> {
        Ok(self.at(self.finalized_head().await?))
    }
}

impl View<'_> {
    /// Which block it is.
    pub fn block(&self) -> Digest {
        self.block
    }

    /// The block's number.
    ///
    /// # Errors
    /// As [`Chain::header`].
    pub async fn number(&self) -> Result<BlockNumber, ChainError> {
        number(&self.chain.header(self.block).await?)
    }

    /// The bytes under a storage key.
    ///
    /// # Errors
    /// As [`Chain::request`].
    pub async fn storage(&self, key: &[u8]) -> Result<Option<Vec<u8>>, ChainError> {
        let arguments = [hex_value(key), hash(self.block)];
        let bytes: Option<Bytes> = self.chain.request("state_getStorage", &arguments).await?;
        Ok(bytes.map(|bytes| bytes.0))
    }

    async fn call<T: DecodeAll>(&self, function: &str, arguments: Vec<u8>) -> Result<T, ChainError> {
        let arguments = [function.into(), hex_value(&arguments), hash(self.block)];
        let bytes: Bytes = self.chain.request("state_call", &arguments).await?;
        T::decode_all(&mut bytes.0.as_slice())
            .map_err(|e| ChainError::Answer { method: function.into(), reason: e.to_string() })
    }
}

macro_rules! views {
    ($($(#[$documentation:meta])* $name:ident($($argument:ident: $type:ty),*) -> $answer:ty = $function:literal;)*) => {
        impl View<'_> {
            $(
                $(#[$documentation])*
                ///
                /// # Errors
                /// As [`Chain::request`].
                pub async fn $name(&self, $($argument: $type),*) -> Result<$answer, ChainError> {
                    self.call($function, ($($argument,)*).encode()).await
                }
            )*
        }

        impl Chain {
            $(
                $(#[$documentation])*
                ///
                /// Answered at the last finalised block.
                ///
                /// # Errors
                /// As [`Chain::request`].
                pub async fn $name(&self, $($argument: $type),*) -> Result<$answer, ChainError> {
                    self.at_finalized().await?.$name($($argument),*).await
                }
            )*
        }
    };
}

views! {
    /// Every organisation ever admitted, in order of admission.
    organisations() -> Vec<(OrganisationId, Organisation<AccountId>)> = "ConsortiumApi_organisations";
    /// The person enrolled as `account`, whether active or not.
    participant(account: AccountId) -> Option<Participant> = "ConsortiumApi_participant";
    /// In which capacity `account` may speak.
    standing(account: AccountId) -> Option<Standing> = "ConsortiumApi_standing";
    /// Every validator, with whose it is and whether it takes part.
    validators() -> Vec<ValidatorState<AccountId>> = "ConsortiumApi_validators";
    /// What an organisation may take of the chain, and how much of that it has taken.
    quota(organisation: OrganisationId) -> Option<QuotaState> = "ConsortiumApi_quota";
    /// Every registered authority with the attributes it declared.
    authorities() -> Vec<NamedAuthority<AccountId>> = "AuthorityApi_authorities";
    /// The authority called `name`.
    authority(name: &Label) -> Option<NamedAuthority<AccountId>> = "AuthorityApi_authority";
    /// The state of a declared attribute's keys.
    attribute(attribute: &Attribute) -> Option<AttributeState> = "AuthorityApi_attribute";
    /// Every attribute granted to `holder`, with whether it counts.
    holdings(holder: AccountId) -> Vec<HeldAttribute> = "AuthorityApi_holdings";
    /// The holders of `attribute`, at most `limit`; `cursor` is the `next` of the page before.
    holders_of(attribute: &Attribute, cursor: Option<AccountId>, limit: u32) -> Page<AttributeHolder<AccountId>, AccountId> = "AuthorityApi_holders_of";
    /// The public key that the authority `name` had after it was rotated `version` times.
    authority_key(name: &Label, version: u32) -> Option<AuthorityKeyBytes> = "AuthorityApi_key";
    /// A policy in its current version.
    policy(policy: PolicyId) -> Option<Policy<AccountId>> = "ConsentApi_policy";
    /// Every policy of `owner`.
    policies_of(owner: AccountId) -> Vec<(PolicyId, Policy<AccountId>)> = "ConsentApi_policies_of";
    /// Which organisations `patient` lets add records, and until which block.
    contributions_of(patient: AccountId) -> Vec<(OrganisationId, BlockNumber)> = "ConsentApi_contributions_of";
    /// What asking for access would come to. Writes nothing down.
    decide(accessor: AccountId, record: RecordId, purpose: Purpose) -> Decision = "ConsentApi_decide";
    /// A ticket that was issued, whether it still counts or not.
    ticket(ticket: TicketId) -> Option<Ticket<AccountId>> = "ConsentApi_ticket";
    /// The tickets for records of `patient`, at most `limit`; `cursor` is the `next` of the page before.
    tickets_of(patient: AccountId, cursor: Option<TicketId>, limit: u32) -> Page<NamedTicket<AccountId>, TicketId> = "ConsentApi_tickets_of";
    /// Whom `patient` appointed; those whose time has ended may be told too.
    delegations_of(patient: AccountId) -> Vec<(AccountId, Delegation)> = "ConsentApi_delegations_of";
    /// Which patients appointed `delegate`, paged like `tickets_of`.
    delegators_of(delegate: AccountId, cursor: Option<AccountId>, limit: u32) -> Page<(AccountId, Delegation), AccountId> = "ConsentApi_delegators_of";
    /// Whom `patient` bars from every record.
    restrictions_of(patient: AccountId) -> Vec<Barred<AccountId>> = "ConsentApi_restrictions_of";
    /// The consortium's rule for emergencies.
    emergency_rule() -> Option<EmergencyRule> = "ConsentApi_emergency_rule";
    /// An emergency, whether it is over or not.
    emergency(emergency: EmergencyId) -> Option<Emergency<AccountId>> = "ConsentApi_emergency";
    /// The emergencies in which somebody broke the glass of `patient`, paged like `tickets_of`.
    emergencies_of(patient: AccountId, cursor: Option<EmergencyId>, limit: u32) -> Page<NamedEmergency<AccountId>, EmergencyId> = "ConsentApi_emergencies_of";
    /// The emergencies whose review is overdue. A page may hold fewer than `limit`, even none, and still have
    /// a next one.
    overdue_reviews(cursor: Option<EmergencyId>, limit: u32) -> Page<NamedEmergency<AccountId>, EmergencyId> = "ConsentApi_overdue_reviews";
    /// The facts of a record.
    record(record: RecordId) -> Option<Record<AccountId>> = "EhrApi_record";
    /// The records of `patient`, at most `limit`; `cursor` is the `next` of the page before.
    records_of(patient: AccountId, cursor: Option<RecordId>, limit: u32) -> Page<NamedRecord<AccountId>, RecordId> = "EhrApi_records_of";
    /// The Pending records that `organisation` has not endorsed, paged like `records_of`.
    pending_for(organisation: OrganisationId, cursor: Option<RecordId>, limit: u32) -> Page<NamedRecord<AccountId>, RecordId> = "EhrApi_pending_for";
    /// The new header that waits for this record's majority.
    rewrap(record: RecordId) -> Option<Rewrap> = "EhrApi_rewrap";
    /// The waiting new headers that `organisation` has not endorsed, paged like `records_of`.
    rewraps_for(organisation: OrganisationId, cursor: Option<RecordId>, limit: u32) -> Page<NamedRewrap, RecordId> = "EhrApi_rewraps_for";
    /// The certificate of a record's erasure, from the block on at which it was asked for, while it is kept.
    erasure(record: RecordId) -> Option<Erasure<AccountId>> = "EhrApi_erasure";
    /// True if a record's erasure was asked for, whether its certificate is still kept or not.
    was_erased(record: RecordId) -> bool = "EhrApi_was_erased";
    /// The erasures that `organisation` has not attested, paged like `records_of`.
    erasures_for(organisation: OrganisationId, cursor: Option<RecordId>, limit: u32) -> Page<NamedErasure<AccountId>, RecordId> = "EhrApi_erasures_for";
    /// The commitment to the trail of `patient`; empty if nothing was ever written down.
    trail(patient: AccountId) -> Trail = "AuditApi_trail";
}
