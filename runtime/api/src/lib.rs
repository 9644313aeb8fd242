//! The runtime APIs through which nodes and clients read the chain.
//!
//! All read logic of Salus lives in the runtime behind these traits; JSON-RPC and the client library
//! are thin adapters over them, so that every reader gets the same answer to the same question.
//!
//! `AccountId` is `AccountId32` on every chain of Salus. Through `state_call` a function is named
//! trait, underscore, function: `EhrApi_record` with the SCALE encoding of its arguments one after
//! the other.

#![cfg_attr(not(feature = "std"), no_std)]
// What the macro generates takes the arguments as they are and repeats the bounds.
#![allow(clippy::too_many_arguments, clippy::multiple_bound_locations)]

extern crate alloc;

use alloc::vec::Vec;
use codec::Codec;
use salus_primitives::{
    authority::{AttributeHolder, AttributeState, AuthorityKeyBytes, HeldAttribute, NamedAuthority},
    consent::{Barred, Decision, Delegation, NamedTicket, Policy, Ticket},
    consortium::{Organisation, Participant, Standing, ValidatorState},
    emergency::{Emergency, EmergencyRule, NamedEmergency},
    erasure::{Erasure, NamedErasure},
    mmr::Trail,
    quota::QuotaState,
    record::{NamedRecord, NamedRewrap, Record, Rewrap},
    Attribute, BlockNumber, EmergencyId, Label, OrganisationId, Page, PolicyId, Purpose, RecordId, TicketId,
};

pub use salus_primitives::page::MAX_PAGE;

sp_api::decl_runtime_apis! {
    /// Who runs the consortium and whom its members enrolled.
    pub trait ConsortiumApi<AccountId: Codec> {
        /// Every organisation ever admitted, in order of admission.
        fn organisations() -> Vec<(OrganisationId, Organisation<AccountId>)>;
        /// The person enrolled as `account`, whether active or not.
        fn participant(account: AccountId) -> Option<Participant>;
        /// In which capacity `account` may speak now.
        fn standing(account: AccountId) -> Option<Standing>;
        /// Every validator, with whose it is and whether it takes part.
        fn validators() -> Vec<ValidatorState<AccountId>>;
        /// What `organisation` may take of the chain and has taken; nothing if it is removed or never was.
        fn quota(organisation: OrganisationId) -> Option<QuotaState>;
    }

    /// Who certifies what of whom.
    pub trait AuthorityApi<AccountId: Codec> {
        /// Every registered authority with the attributes it declared.
        fn authorities() -> Vec<NamedAuthority<AccountId>>;
        /// The authority called `name`.
        fn authority(name: Label) -> Option<NamedAuthority<AccountId>>;
        /// The state of a declared attribute's keys.
        fn attribute(attribute: Attribute) -> Option<AttributeState>;
        /// Every attribute granted to `holder`, with whether it counts now.
        fn holdings(holder: AccountId) -> Vec<HeldAttribute>;
        /// The holders of `attribute`, also those for whom it no longer counts; at most `limit` and never
        /// more than [`MAX_PAGE`].
        ///
        /// `cursor` is the `next` of the page before; none begins at the first.
        fn holders_of(
            attribute: Attribute,
            cursor: Option<AccountId>,
            limit: u32,
        ) -> Page<AttributeHolder<AccountId>, AccountId>;
        /// The public key that the authority `name` had after it was rotated `version` times.
        fn key(name: Label, version: u32) -> Option<AuthorityKeyBytes>;
    }

    /// What patients decided, and what follows from it.
    pub trait ConsentApi<AccountId: Codec> {
        /// A policy in its current version.
        fn policy(policy: PolicyId) -> Option<Policy<AccountId>>;
        /// Every policy of `owner`.
        fn policies_of(owner: AccountId) -> Vec<(PolicyId, Policy<AccountId>)>;
        /// Which organisations `patient` lets add records, and until which block.
        fn contributions_of(patient: AccountId) -> Vec<(OrganisationId, BlockNumber)>;
        /// What asking for access would come to now. Writes nothing down.
        fn decide(accessor: AccountId, record: RecordId, purpose: Purpose) -> Decision;
        /// A ticket that was issued, whether it still counts or not.
        fn ticket(ticket: TicketId) -> Option<Ticket<AccountId>>;
        /// The tickets for records of `patient`, with which were opened and never served.
        ///
        /// At most `limit` and never more than [`MAX_PAGE`]; `cursor` is the `next` of the page before, and
        /// none begins at the first. So it is with all listings that take them.
        fn tickets_of(
            patient: AccountId,
            cursor: Option<TicketId>,
            limit: u32,
        ) -> Page<NamedTicket<AccountId>, TicketId>;
        /// Whom `patient` appointed, to what and until which block; ended ones may be told too.
        fn delegations_of(patient: AccountId) -> Vec<(AccountId, Delegation)>;
        /// Which patients appointed `delegate`.
        fn delegators_of(
            delegate: AccountId,
            cursor: Option<AccountId>,
            limit: u32,
        ) -> Page<(AccountId, Delegation), AccountId>;
        /// Whom `patient` bars from every record.
        fn restrictions_of(patient: AccountId) -> Vec<Barred<AccountId>>;
        /// The consortium's rule for emergencies; without one nobody breaks the glass.
        fn emergency_rule() -> Option<EmergencyRule>;
        /// An emergency, whether it is over or not.
        fn emergency(emergency: EmergencyId) -> Option<Emergency<AccountId>>;
        /// The emergencies in which somebody broke the glass of `patient`.
        fn emergencies_of(
            patient: AccountId,
            cursor: Option<EmergencyId>,
            limit: u32,
        ) -> Page<NamedEmergency<AccountId>, EmergencyId>;
        /// The emergencies whose review is overdue.
        ///
        /// `limit` bounds how many unreviewed ones are looked at: a page may hold fewer, even none, and
        /// still have a next one.
        fn overdue_reviews(
            cursor: Option<EmergencyId>,
            limit: u32,
        ) -> Page<NamedEmergency<AccountId>, EmergencyId>;
    }

    /// Which ciphertext is which record.
    pub trait EhrApi<AccountId: Codec> {
        /// The facts of a record.
        fn record(record: RecordId) -> Option<Record<AccountId>>;
        /// The records of `patient`, at most `limit` and never more than [`MAX_PAGE`].
        ///
        /// `cursor` is the `next` of the page before; none begins at the first.
        fn records_of(
            patient: AccountId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRecord<AccountId>, RecordId>;
        /// The Pending records that `organisation` has not endorsed, paged like `records_of`.
        fn pending_for(
            organisation: OrganisationId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRecord<AccountId>, RecordId>;
        /// The new header that waits for this record's majority.
        fn rewrap(record: RecordId) -> Option<Rewrap>;
        /// The waiting new headers that `organisation` has not endorsed, paged like `records_of`.
        fn rewraps_for(
            organisation: OrganisationId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRewrap, RecordId>;
        /// True if the erasure of `record` was asked for, whether its certificate is still kept or not.
        fn was_erased(record: RecordId) -> bool;
        /// The certificate of a record's erasure, from the block on at which it was asked for.
        fn erasure(record: RecordId) -> Option<Erasure<AccountId>>;
        /// The erasures that `organisation` has not attested, paged like `records_of`.
        fn erasures_for(
            organisation: OrganisationId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedErasure<AccountId>, RecordId>;
    }

    /// What was done with a patient's records.
    pub trait AuditApi<AccountId: Codec> {
        /// The commitment to the trail of `patient`; empty if nothing was ever written down.
        fn trail(patient: AccountId) -> Trail;
    }
}
