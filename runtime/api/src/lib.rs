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
    authority::{AttributeState, HeldAttribute, NamedAuthority},
    consent::{Decision, Policy, Ticket},
    consortium::{Organisation, Participant, Standing, ValidatorState},
    mmr::Trail,
    quota::QuotaState,
    record::{NamedRecord, Page, Record},
    Attribute, BlockNumber, Label, OrganisationId, PolicyId, Purpose, RecordId, TicketId,
};

/// Most records one call of a listing returns, whatever limit it was asked for.
pub const MAX_PAGE: u32 = 256;

sp_api::decl_runtime_apis! {
    /// Who runs the consortium and whom its members vouch for.
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
    }

    /// What was done with a patient's records.
    pub trait AuditApi<AccountId: Codec> {
        /// The commitment to the trail of `patient`; empty if nothing was ever written down.
        fn trail(patient: AccountId) -> Trail;
    }
}
