//! A chain in memory for tests: one world, seen and changed by several gateways.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::new_without_default,
    missing_docs
)]

mod calls;
mod view;

use super::*;
use salus_primitives::{
    authority::UseStatus,
    consent::{Basis, DelegationScope, PolicyStatus, Served},
    consortium::MemberStatus,
    erasure::Erasure,
    record::{rewrap_statement, Endorsers, RecordStatus, REOPEN_AFTER},
    EmergencyId, Expression,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

use view::View;

/// The hash of this chain's first block.
pub const GENESIS: Digest = [42; 32];

/// Everything on the chain.
#[derive(Default)]
pub struct World {
    pub organisations: BTreeMap<OrganisationId, Organisation<AccountId>>,
    pub participants: BTreeMap<AccountId, Participant>,
    pub authorities: BTreeMap<Label, NamedAuthority<AccountId>>,
    pub attributes: BTreeMap<Attribute, AttributeState>,
    pub holdings: BTreeMap<AccountId, Vec<HeldAttribute>>,
    pub policies: BTreeMap<PolicyId, Policy<AccountId>>,
    pub emergency_rule: Option<EmergencyRule>,
    /// Whose glass is broken, by whom.
    pub emergencies: BTreeMap<(AccountId, AccountId), EmergencyId>,
    pub contributions: BTreeMap<AccountId, Vec<(OrganisationId, BlockNumber)>>,
    pub tickets: BTreeMap<TicketId, Ticket<AccountId>>,
    pub records: BTreeMap<RecordId, Record<AccountId>>,
    pub rewraps: BTreeMap<RecordId, Rewrap>,
    pub delegations: BTreeMap<AccountId, Vec<(AccountId, Delegation)>>,
    pub restrictions: BTreeMap<AccountId, Vec<Barred<AccountId>>>,
    pub erasures: BTreeMap<RecordId, Erasure<AccountId>>,
    /// Whether the node writes down no trails.
    pub lacks_trails: bool,
    /// The erased records whose certificate is not kept any more.
    pub erased_ids: BTreeSet<RecordId>,
    /// How many organisations keep a record.
    pub copies: u32,
    /// Every call that was taken, with who made it.
    pub calls: Vec<(AccountId, Call)>,
    /// What the next submission answers instead of being taken.
    pub next_answer: Option<LedgerError>,
    /// Whether the head stays where it is when a call becomes final, as it does until the node is next asked for it.
    pub heads_are_late: bool,
}

/// The world, shared by all gateways of a test.
#[derive(Clone)]
pub struct Chain {
    world: Arc<Mutex<World>>,
    heads: Arc<watch::Sender<Option<Head>>>,
}

impl Chain {
    pub fn new() -> Self {
        let chain = Self { world: Arc::default(), heads: Arc::new(watch::Sender::new(None)) };
        chain.set_head(100);
        chain
    }

    pub fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap()
    }

    pub fn set_head(&self, number: BlockNumber) {
        self.heads.send_replace(Some(Head { number, hash: [number as u8; 32] }));
    }

    pub fn next_block(&self) -> BlockNumber {
        let number = self.heads.borrow().map_or(100, |head| head.number + 1);
        self.set_head(number);
        number
    }

    /// The head is at `block`, or where it was if that is further on.
    fn reach(&self, block: BlockNumber) {
        if self.heads.borrow().is_some_and(|head| head.number < block) {
            self.set_head(block);
        }
    }

    pub fn disconnect(&self) {
        self.heads.send_replace(None);
    }

    /// The chain as the gateway with `account` uses it.
    pub fn as_seen_by(&self, account: AccountId) -> Arc<dyn Ledger> {
        Arc::new(View { chain: self.clone(), account })
    }
}

impl World {
    pub fn standing(&self, account: &AccountId) -> Option<Standing> {
        let gateway = self.organisations.iter().find(|(_, o)| o.gateway.account == *account);
        if let Some((id, organisation)) = gateway {
            return (organisation.status == MemberStatus::Active).then_some(Standing::Gateway(*id));
        }
        if let Some(named) = self.authorities.values().find(|named| named.authority.account == *account) {
            return Some(Standing::Authority(named.authority.organisation));
        }
        let person = self.participants.get(account).filter(|p| p.status == MemberStatus::Active)?;
        self.organisations.get(&person.organisation).filter(|o| o.status == MemberStatus::Active)?;
        Some(Standing::Participant(person.organisation, person.role))
    }

    /// True for the patient and the patient's guardians, whatever the block.
    fn decides_for(&self, who: &AccountId, patient: &AccountId) -> bool {
        let appointed = self.delegations.get(patient).into_iter().flatten();
        let mut guardians = appointed.filter(|(_, delegation)| delegation.scope == DelegationScope::Guardian);
        who == patient || guardians.any(|(guardian, _)| guardian == who)
    }

    pub fn decide(&self, accessor: &AccountId, record: &RecordId, purpose: Purpose) -> Decision {
        let Some(record) = self.records.get(record) else { return Decision::Refused };
        if record.patient == *accessor && record.status != RecordStatus::Erasing {
            return Decision::Granted(Basis::OwnRecord);
        }
        let policy = &self.policies[&record.policy.id];
        if record.status != RecordStatus::Active || policy.status != PolicyStatus::Active {
            return Decision::Refused;
        }
        let terms = &policy.terms;
        if terms.purposes.contains(purpose) && self.satisfies(accessor, &terms.expression) {
            return Decision::Granted(Basis::Policy(record.policy));
        }
        match (self.emergencies.get(&(record.patient, *accessor)), &self.emergency_rule) {
            (Some(emergency), Some(rule))
                if purpose == Purpose::EmergencyTreatment
                    && terms.emergency.opens_under(rule.version)
                    && self.satisfies(accessor, &rule.accessors) =>
            {
                Decision::Granted(Basis::Emergency(*emergency))
            }
            _ => Decision::Refused,
        }
    }

    fn satisfies(&self, accessor: &AccountId, expression: &Expression) -> bool {
        let holdings = self.holdings.get(accessor).cloned().unwrap_or_default();
        expression.is_satisfied(|wanted| holdings.iter().any(|held| held.counts && held.attribute == *wanted))
    }

    /// Revokes an attribute: the holding goes, the epoch moves, other holdings wait for renewal.
    pub fn revoke(&mut self, holder: &AccountId, attribute: &Attribute) {
        self.attributes.get_mut(attribute).unwrap().epoch += 1;
        self.holdings.get_mut(holder).unwrap().retain(|held| held.attribute != *attribute);
        for held in self.holdings.values_mut().flatten().filter(|held| held.attribute == *attribute) {
            held.counts = false;
        }
    }
}

/// An attribute in use at `epoch`.
pub fn in_use(epoch: u32) -> AttributeState {
    AttributeState { epoch, status: UseStatus::Active }
}
