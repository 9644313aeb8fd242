//! A chain in memory for tests: one world, seen and changed by several gateways.
#![allow(
    clippy::unwrap_used,
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::new_without_default,
    missing_docs
)]

use super::*;
use futures::FutureExt;
use salus_primitives::{
    authority::UseStatus,
    consent::{Basis, DelegationScope, PolicyStatus, Served},
    consortium::MemberStatus,
    erasure::Erasure,
    record::{rewrap_statement, Endorsers, RecordStatus, REOPEN_AFTER},
    EmergencyId, Expression,
};
use sha2::{Digest as _, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, MutexGuard},
};

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

struct View {
    chain: Chain,
    account: AccountId,
}

impl View {
    fn answer<T: Send + 'static>(&self, read: impl FnOnce(&mut World) -> T) -> Answer<'_, T> {
        let answer = match *self.chain.heads.borrow() {
            Some(_) => Ok(read(&mut self.chain.world())),
            None => Err(LedgerError::Unreachable),
        };
        async move { answer }.boxed()
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

    fn take(&mut self, by: AccountId, call: &Call, now: BlockNumber) -> Result<(), LedgerError> {
        let refused = |name: &str| Err(LedgerError::Refused { reason: name.into(), block: now });
        let Some(Standing::Gateway(organisation)) = self.standing(&by) else {
            return Err(LedgerError::NotTaken("this account speaks in no capacity".into()));
        };
        match call.clone() {
            Call::Enrol { account, key_card, agreement } => {
                let known = self.participants.get(&account).map(|person| person.organisation);
                if known == Some(organisation) || (known.is_none() && self.standing(&account).is_some()) {
                    return refused("Consortium::AccountInUse");
                }
                let (role, status) = (agreement.role, MemberStatus::Active);
                let person = Participant { organisation, role, key_card, status };
                self.participants.insert(account, person);
            }
            Call::Submit { record, patient, author, policy, content, header, previous } => {
                let reopens = |lapsed: &Record<AccountId>| {
                    lapsed.status == RecordStatus::Lapsed
                        && (lapsed.organisation, lapsed.patient, lapsed.content)
                            == (organisation, patient, content)
                        && now >= lapsed.deadline + REOPEN_AFTER
                };
                if self.records.get(&record).is_some_and(|known| !reopens(known))
                    || self.erasures.contains_key(&record)
                    || self.erased_ids.contains(&record)
                {
                    return refused("EhrRegistry::AlreadyExists");
                }
                if self.policies[&policy.id].version != policy.version {
                    return refused("EhrRegistry::PolicyNotCurrent");
                }
                let required = self.organisations.len() as u32 / 2 + 1;
                let endorsements = Endorsers::try_from(vec![organisation]).unwrap();
                let status = RecordStatus::Pending;
                let (submitted_at, deadline) = (now, now + 1800);
                let found = Record {
                    patient,
                    organisation,
                    author,
                    policy,
                    content,
                    header,
                    previous,
                    status,
                    required,
                    endorsements,
                    submitted_at,
                    deadline,
                    disputed: None,
                };
                self.records.insert(record, found);
                self.settle(&record);
            }
            Call::Endorse(records) => {
                for id in records {
                    if let Some(record) = self.records.get_mut(&id) {
                        if record.status == RecordStatus::Pending
                            && !record.endorsements.contains(&organisation)
                        {
                            record.endorsements.try_push(organisation).unwrap();
                        }
                    }
                    self.settle(&id);
                }
            }
            Call::Lapse(record) => self.records.get_mut(&record).unwrap().status = RecordStatus::Lapsed,
            Call::Rewrap { record, policy, header, guardian, signature } => {
                let Some(found) = self.records.get(&record) else {
                    return refused("EhrRegistry::RecordNotFound");
                };
                if self.policies[&policy.id].version != policy.version {
                    return refused("EhrRegistry::PolicyNotCurrent");
                }
                if found.status != RecordStatus::Active || found.header == header {
                    return refused("EhrRegistry::HeaderUnchanged");
                }
                let statement = rewrap_statement(&GENESIS, &record, &found.header, &policy, &header);
                let signer = guardian.unwrap_or(found.patient);
                if !self.decides_for(&signer, &found.patient) || !signer.verifies(&statement, &signature) {
                    return refused("EhrRegistry::NotSignedByPatient");
                }
                let before = self.rewraps.get(&record).filter(|before| now < before.deadline);
                if before.is_some_and(|before| before.organisation != organisation && before.policy == policy)
                {
                    return refused("EhrRegistry::RewrapPending");
                }
                let required = self.organisations.len() as u32 / 2 + 1;
                let deadline = now + 1800;
                let endorsements = Endorsers::new();
                let rewrap = Rewrap { organisation, policy, header, required, endorsements, deadline };
                self.rewraps.insert(record, rewrap);
                self.endorse_rewrap(organisation, &record, &header);
            }
            Call::DropRewrap(record) => {
                if self.rewraps.remove(&record).is_none() {
                    return refused("EhrRegistry::RewrapNotFound");
                }
            }
            Call::EndorseRewraps(rewraps) => {
                for (id, header) in rewraps {
                    self.endorse_rewrap(organisation, &id, &header);
                }
            }
            Call::AttestErasure(records) => {
                for id in records {
                    self.attest(organisation, &id, now);
                }
            }
            Call::Acknowledge(receipts) => {
                for (ticket, _) in receipts {
                    if let Some(ticket) = self.tickets.get_mut(&ticket) {
                        ticket.served = Some(Served { organisation, at: now });
                    }
                }
            }
        }
        Ok(())
    }

    /// The patient asks for the erasure of `id`.
    pub fn erase(&mut self, id: &RecordId) {
        let required = self.organisations.len() as u32 / 2 + 1;
        let record = self.records.get_mut(id).unwrap();
        record.status = RecordStatus::Erasing;
        let erasure = Erasure {
            patient: record.patient,
            organisation: record.organisation,
            asked_at: 0,
            required,
            attestations: Endorsers::new(),
            erased_at: None,
        };
        self.erasures.insert(*id, erasure);
        self.rewraps.remove(id);
    }

    fn attest(&mut self, organisation: OrganisationId, id: &RecordId, now: BlockNumber) {
        let Some(erasure) = self.erasures.get_mut(id) else { return };
        if !erasure.attestations.contains(&organisation) {
            erasure.attestations.try_push(organisation).unwrap();
        }
        if erasure.erased_at.is_none() && erasure.attestations.len() as u32 >= erasure.required {
            erasure.erased_at = Some(now);
            self.records.remove(id);
        }
    }

    fn endorse_rewrap(&mut self, organisation: OrganisationId, id: &RecordId, header: &ContentId) {
        let Some(rewrap) = self.rewraps.get_mut(id).filter(|rewrap| rewrap.header == *header) else { return };
        if !rewrap.endorsements.contains(&organisation) {
            rewrap.endorsements.try_push(organisation).unwrap();
        }
        if rewrap.endorsements.len() as u32 >= rewrap.required {
            let record = self.records.get_mut(id).unwrap();
            (record.header, record.policy) = (rewrap.header, rewrap.policy);
            self.rewraps.remove(id);
        }
    }

    fn settle(&mut self, id: &RecordId) {
        if let Some(record) = self.records.get_mut(id) {
            if record.status == RecordStatus::Pending && record.endorsements.len() as u32 >= record.required {
                record.status = RecordStatus::Active;
            }
        }
    }
}

impl Ledger for View {
    fn heads(&self) -> watch::Receiver<Option<Head>> {
        self.chain.heads.subscribe()
    }

    fn genesis(&self) -> Answer<'_, Digest> {
        self.answer(|_| GENESIS)
    }

    fn copies(&self) -> Answer<'_, u32> {
        self.answer(|world| world.copies)
    }

    fn organisations(&self, _: Head) -> Answer<'_, Vec<(OrganisationId, Organisation<AccountId>)>> {
        self.answer(|world| world.organisations.clone().into_iter().collect())
    }

    fn participant(&self, _: Head, account: AccountId) -> Answer<'_, Option<Participant>> {
        self.answer(|world| world.participants.get(&account).cloned())
    }

    fn standing(&self, _: Head, account: AccountId) -> Answer<'_, Option<Standing>> {
        self.answer(|world| world.standing(&account))
    }

    fn authority(&self, _: Head, name: Label) -> Answer<'_, Option<NamedAuthority<AccountId>>> {
        self.answer(|world| world.authorities.get(&name).cloned())
    }

    fn attribute(&self, _: Head, attribute: Attribute) -> Answer<'_, Option<AttributeState>> {
        self.answer(|world| world.attributes.get(&attribute).copied())
    }

    fn holdings(&self, _: Head, account: AccountId) -> Answer<'_, Vec<HeldAttribute>> {
        self.answer(|world| world.holdings.get(&account).cloned().unwrap_or_default())
    }

    fn policy(&self, _: Head, id: PolicyId) -> Answer<'_, Option<Policy<AccountId>>> {
        self.answer(|world| world.policies.get(&id).cloned())
    }

    fn contributions(&self, _: Head, patient: AccountId) -> Answer<'_, Vec<(OrganisationId, BlockNumber)>> {
        self.answer(|world| world.contributions.get(&patient).cloned().unwrap_or_default())
    }

    fn delegations(&self, _: Head, patient: AccountId) -> Answer<'_, Vec<(AccountId, Delegation)>> {
        self.answer(|world| world.delegations.get(&patient).cloned().unwrap_or_default())
    }

    fn restrictions(&self, _: Head, patient: AccountId) -> Answer<'_, Vec<Barred<AccountId>>> {
        self.answer(|world| world.restrictions.get(&patient).cloned().unwrap_or_default())
    }

    fn emergency_rule(&self, _: Head) -> Answer<'_, Option<EmergencyRule>> {
        self.answer(|world| world.emergency_rule.clone())
    }

    fn decide(
        &self,
        _: Head,
        accessor: AccountId,
        record: RecordId,
        purpose: Purpose,
    ) -> Answer<'_, Decision> {
        self.answer(|world| world.decide(&accessor, &record, purpose))
    }

    fn ticket(&self, _: Head, id: TicketId) -> Answer<'_, Option<Ticket<AccountId>>> {
        self.answer(|world| world.tickets.get(&id).cloned())
    }

    fn record(&self, at: Head, id: RecordId) -> Answer<'_, Option<Record<AccountId>>> {
        // What a later block brought is not there yet.
        self.answer(|world| world.records.get(&id).filter(|record| record.submitted_at <= at.number).cloned())
    }

    fn pending_for(
        &self,
        _: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRecord<AccountId>, RecordId>> {
        self.answer(|world| {
            let pending = world.records.iter().filter(|(_, record)| record.status == RecordStatus::Pending);
            let (seen, next) = cut(pending.map(|(id, _)| *id), cursor, limit);
            let items = seen.into_iter().map(|id| NamedRecord { id, record: world.records[&id].clone() });
            let items = items.filter(|named| !named.record.endorsements.contains(&organisation)).collect();
            Page { items, next }
        })
    }

    fn records_of(
        &self,
        _: Head,
        patient: AccountId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRecord<AccountId>, RecordId>> {
        self.answer(|world| {
            let own = world.records.iter().filter(|(_, record)| record.patient == patient);
            let (seen, next) = cut(own.map(|(id, _)| *id), cursor, limit);
            let items = seen.into_iter().map(|id| NamedRecord { id, record: world.records[&id].clone() });
            Page { items: items.collect(), next }
        })
    }

    fn rewrap(&self, _: Head, id: RecordId) -> Answer<'_, Option<Rewrap>> {
        self.answer(|world| world.rewraps.get(&id).cloned())
    }

    fn rewraps_for(
        &self,
        _: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedRewrap, RecordId>> {
        self.answer(|world| {
            let (seen, next) = cut(world.rewraps.keys().copied(), cursor, limit);
            let items = seen.into_iter().map(|id| NamedRewrap { id, rewrap: world.rewraps[&id].clone() });
            let items = items.filter(|named| !named.rewrap.endorsements.contains(&organisation)).collect();
            Page { items, next }
        })
    }

    fn was_erased(&self, _: Head, id: RecordId) -> Answer<'_, bool> {
        self.answer(|world| world.erasures.contains_key(&id) || world.erased_ids.contains(&id))
    }

    fn erasures_for(
        &self,
        _: Head,
        organisation: OrganisationId,
        cursor: Option<RecordId>,
        limit: u32,
    ) -> Answer<'_, Page<NamedErasure<AccountId>, RecordId>> {
        self.answer(|world| {
            let (seen, next) = cut(world.erasures.keys().copied(), cursor, limit);
            let items = seen.into_iter().map(|id| NamedErasure { id, erasure: world.erasures[&id].clone() });
            let items = items.filter(|named| !named.erasure.attestations.contains(&organisation)).collect();
            Page { items, next }
        })
    }

    fn submit(&self, call: Call) -> Answer<'_, BlockNumber> {
        let by = self.account;
        let taken = self.answer(|world| match world.next_answer.take() {
            Some(error) => Err(error),
            None => {
                let now = self.chain.heads.borrow().map_or(0, |head| head.number) + 1;
                world.take(by, &call, now).map(|()| {
                    world.calls.push((by, call));
                    now
                })
            }
        });
        async move {
            let outcome = taken.await?;
            let block = match &outcome {
                Ok(block) | Err(LedgerError::Refused { block, .. }) => Some(*block),
                Err(_) => None,
            };
            if let Some(block) = block.filter(|_| !self.chain.world().heads_are_late) {
                self.chain.reach(block);
            }
            outcome
        }
        .boxed()
    }
}

/// A page of `ids` and where the next one begins, as `pallets/ehr-registry/src/listing.rs` cuts it: in the order of
/// the ids' hashes, and the cursor is the last id that was seen, which does not come again.
fn cut(
    ids: impl Iterator<Item = RecordId>,
    cursor: Option<RecordId>,
    limit: u32,
) -> (Vec<RecordId>, Option<RecordId>) {
    let place = |id: &RecordId| -> [u8; 32] { Sha256::digest(id.0).into() };
    let mut ids: Vec<_> = ids.collect();
    ids.sort_by_key(place);
    let mut ids = ids.into_iter().filter(|id| cursor.is_none_or(|last| place(id) > place(&last)));
    let seen: Vec<_> = ids.by_ref().take(limit as usize).collect();
    let next = ids.next().and(seen.last().copied());
    (seen, next)
}

/// An attribute in use at `epoch`.
pub fn in_use(epoch: u32) -> AttributeState {
    AttributeState { epoch, status: UseStatus::Active }
}
