//! `consent_*`: what patients decided, and what follows from it.

use salus_primitives::{
    consent::{Barred, Decision, Delegation, NamedTicket, Policy, Ticket},
    emergency::{Emergency, EmergencyRule, NamedEmergency},
    EmergencyId, Page, PolicyId, Purpose, RecordId, TicketId,
};
use salus_runtime_common::AccountId;
use serde::Serialize;

/// A policy with its id.
#[derive(Clone, Debug, Serialize)]
pub struct NamedPolicy {
    /// Its id.
    pub id: PolicyId,
    /// Its facts.
    #[serde(flatten)]
    pub policy: Policy<AccountId>,
}

/// Somebody whom a patient appointed.
#[derive(Clone, Debug, Serialize)]
pub struct NamedDelegate {
    /// Who was appointed.
    pub delegate: AccountId,
    /// To what and until when.
    #[serde(flatten)]
    pub delegation: Delegation,
}

/// A patient who appointed somebody.
#[derive(Clone, Debug, Serialize)]
pub struct NamedDelegator {
    /// Who appointed.
    pub patient: AccountId,
    /// To what and until when.
    #[serde(flatten)]
    pub delegation: Delegation,
}

/// A page of emergencies; `next` is the `cursor` for the page after.
pub type Emergencies = Page<NamedEmergency<AccountId>, EmergencyId>;
/// A page of tickets; `next` is the `cursor` for the page after.
pub type Tickets = Page<NamedTicket<AccountId>, TicketId>;
/// A page of those who appointed somebody; `next` is the `cursor` for the page after.
pub type Delegators = Page<NamedDelegator, AccountId>;

reads! {
    /// The methods. `at` is a block's hash, by default the last final block. `limit` is 100 by default and 256
    /// at most; pages that belong together are asked for at one block.
    pub struct Consent: ConsentApi, ConsentApiServer {
        /// A policy in its current version.
        method "consent_policy" = policy(policy: PolicyId) -> Option<Policy<AccountId>>;
        /// Every policy of `owner`.
        method "consent_policiesOf" = policies_of(owner: AccountId) -> Vec<NamedPolicy> = named;
        /// What asking for access would come to. Writes nothing down and so is for operators only: the
        /// listener on which it is reachable belongs on loopback.
        method "consent_decide" = decide(accessor: AccountId, record: RecordId, purpose: Purpose)
            -> Decision;
        /// A ticket, whether it still counts or not.
        method "consent_ticket" = ticket(ticket: TicketId) -> Option<Ticket<AccountId>>;
        /// The tickets for records of `patient`; `unserved` are those that were opened and never served.
        method "consent_tickets" = tickets_of(patient: AccountId) [cursor: TicketId, limit] -> Tickets;
        /// Whom `patient` appointed; those whose time has ended may be told too.
        method "consent_delegations" = delegations_of(patient: AccountId) -> Vec<NamedDelegate> = delegates;
        /// Which patients appointed `delegate`.
        method "consent_delegators" = delegators_of(delegate: AccountId) [cursor: AccountId, limit]
            -> Delegators = delegators;
        /// Whom `patient` bars from every record.
        method "consent_restrictions" = restrictions_of(patient: AccountId) -> Vec<Barred<AccountId>>;
        /// The consortium's rule for emergencies.
        method "consent_emergencyRule" = emergency_rule() -> Option<EmergencyRule>;
        /// An emergency, whether it is over or not.
        method "consent_emergency" = emergency(emergency: EmergencyId) -> Option<Emergency<AccountId>>;
        /// The emergencies in which somebody broke the glass of `patient`.
        method "consent_emergencies" = emergencies_of(patient: AccountId) [cursor: EmergencyId, limit]
            -> Emergencies;
        /// The emergencies whose review is overdue. A page may hold fewer than `limit`, even none, and still
        /// have a next one.
        method "consent_overdueReviews" = overdue_reviews() [cursor: EmergencyId, limit] -> Emergencies;
    }
}

fn named(all: Vec<(PolicyId, Policy<AccountId>)>) -> Vec<NamedPolicy> {
    all.into_iter().map(|(id, policy)| NamedPolicy { id, policy }).collect()
}

fn delegates(all: Vec<(AccountId, Delegation)>) -> Vec<NamedDelegate> {
    all.into_iter().map(|(delegate, delegation)| NamedDelegate { delegate, delegation }).collect()
}

fn delegators(page: Page<(AccountId, Delegation), AccountId>) -> Delegators {
    let named = |(patient, delegation)| NamedDelegator { patient, delegation };
    Page { items: page.items.into_iter().map(named).collect(), next: page.next }
}
