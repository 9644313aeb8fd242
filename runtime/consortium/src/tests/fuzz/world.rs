//! Who there is, and what the state offers to be acted on.

use super::random::Random;
use crate::{
    genesis_config_presets::FOUNDERS,
    tests::scene::{council, gateway, seat, Actor},
    AccountId, AttributeAuthority, Consent, Runtime, RuntimeCall, System,
};
use salus_primitives::{
    authority::UseStatus,
    consent::{PolicyRef, PolicyStatus},
    consortium::{MemberStatus, Participant, Role},
    content::Codec,
    record::{Record, RecordStatus},
    traits::{AttributeHoldings, Membership, Standings},
    Attribute, BlockNumber, ContentId, Expression, Label, OrganisationId, PolicyId, RecordId,
};
use sp_core::{sr25519, Pair};
use std::collections::BTreeMap;

/// Who sends a call.
#[derive(Clone, Debug)]
pub enum Sender {
    /// Whoever holds the account's key.
    Signed(AccountId),
    /// Anybody: a general transaction, which nobody signs.
    Nobody,
    /// The block's author, without a transaction extension.
    Author,
}

/// What is to be done.
#[derive(Clone, Debug)]
pub enum Plan {
    /// One transaction.
    Send(Sender, RuntimeCall),
    /// What the council proposes, votes on and carries out, each in a transaction.
    Motion(RuntimeCall),
}

impl Plan {
    /// Signed by `who`.
    pub fn signed(who: AccountId, call: impl Into<RuntimeCall>) -> Option<Self> {
        Some(Self::Send(Sender::Signed(who), call.into()))
    }

    /// Sent by nobody in particular.
    pub fn unsigned(call: impl Into<RuntimeCall>) -> Option<Self> {
        Some(Self::Send(Sender::Nobody, call.into()))
    }

    /// Decided by the council.
    pub fn motion(call: impl Into<RuntimeCall>) -> Option<Self> {
        Some(Self::Motion(call.into()))
    }
}

/// The people and offices with keys, and chance.
pub struct World {
    /// What is chosen next.
    pub random: Random,
    cast: BTreeMap<AccountId, Actor>,
    /// Who holds which BABE key, by the public one.
    pub babe_keys: BTreeMap<[u8; 32], sr25519::Pair>,
}

impl World {
    /// The founders, and a few strangers.
    pub fn new(seed: u64) -> Self {
        let mut world = Self { random: Random::new(seed), cast: BTreeMap::new(), babe_keys: BTreeMap::new() };
        for founder in 0..FOUNDERS.len() {
            world.join(seat(founder));
            world.join(gateway(founder));
        }
        for validator in ["//Alice", "//Bob", "//Charlie", "//Dave"] {
            let actor = Actor::new(validator);
            world.babe_keys.insert(actor.0.public().0, actor.0.clone());
            world.join(actor);
        }
        world
    }

    fn join(&mut self, actor: Actor) -> AccountId {
        let account = actor.account();
        self.cast.insert(account.clone(), actor);
        account
    }

    /// The holder of the account's key, if there is one.
    pub fn actor(&self, account: &AccountId) -> Option<Actor> {
        self.cast.get(account).cloned()
    }

    /// Anybody with a key.
    pub fn anybody(&mut self) -> AccountId {
        let place = self.random.below(self.cast.len());
        self.cast.keys().nth(place).unwrap().clone()
    }

    /// Somebody who speaks in no capacity: somebody new, or who had one once.
    pub fn outsider(&mut self) -> AccountId {
        let known: Vec<_> =
            self.cast.keys().filter(|account| !crate::Consortium::is_known(account)).cloned().collect();
        match self.random.pick(known) {
            Some(account) if self.random.percent(60) => account,
            _ => self.join(Actor::new(&format!("//Fuzz//{}", self.cast.len()))),
        }
    }

    /// The ids of the organisations with `status`.
    pub fn organisations(&self, status: MemberStatus) -> Vec<OrganisationId> {
        pallet_consortium::Organisations::<Runtime>::iter()
            .filter(|(_, organisation)| organisation.status == status)
            .map(|(id, _)| id)
            .collect()
    }

    /// One of the active organisations.
    pub fn organisation(&mut self) -> OrganisationId {
        let active = self.organisations(MemberStatus::Active);
        self.random.pick(active).unwrap()
    }

    /// The seats that have a key.
    pub fn seats(&self) -> Vec<AccountId> {
        council().into_iter().filter(|seat| self.cast.contains_key(seat)).collect()
    }

    /// The gateways that may speak, each with its organisation.
    pub fn gateways(&self) -> Vec<(AccountId, OrganisationId)> {
        pallet_consortium::Gateways::<Runtime>::iter().filter(|(account, _)| self.speaks(account)).collect()
    }

    /// A gateway that may speak, with its organisation.
    pub fn gateway(&mut self) -> Option<(AccountId, OrganisationId)> {
        let gateways = self.gateways();
        self.random.pick(gateways)
    }

    /// The gateway of `organisation`, if it may speak.
    pub fn gateway_of(&self, organisation: OrganisationId) -> Option<AccountId> {
        self.gateways().into_iter().find(|(_, of)| *of == organisation).map(|(account, _)| account)
    }

    /// The people who may send transactions.
    pub fn people(&self) -> Vec<(AccountId, Participant)> {
        pallet_consortium::Participants::<Runtime>::iter()
            .filter(|(account, _)| self.speaks(account))
            .collect()
    }

    /// One of the people who may send transactions, in `role`.
    pub fn person(&mut self, role: Role) -> Option<AccountId> {
        let people = self.people().into_iter().filter(|(_, person)| person.role == role);
        let people = people.map(|(account, _)| account).collect();
        self.random.pick(people)
    }

    /// Any of the people who may send transactions.
    pub fn participant(&mut self) -> Option<AccountId> {
        let people = self.people().into_iter().map(|(account, _)| account).collect();
        self.random.pick(people)
    }

    /// True if there is a key for `account`, and a capacity that it speaks in.
    pub fn speaks(&self, account: &AccountId) -> bool {
        self.cast.contains_key(account) && crate::Consortium::standing(account).is_some()
    }

    /// An authority that may act, with its account.
    pub fn authority(&mut self) -> Option<(Label, AccountId)> {
        let authorities = pallet_attribute_authority::Authorities::<Runtime>::iter()
            .filter(|(_, authority)| authority.status == UseStatus::Active && self.speaks(&authority.account))
            .map(|(name, authority)| (name, authority.account))
            .collect();
        self.random.pick(authorities)
    }

    /// The names of the attributes of `authority` with `status`.
    pub fn attributes(&self, authority: &Label, status: UseStatus) -> Vec<Label> {
        pallet_attribute_authority::Attributes::<Runtime>::iter_prefix(authority)
            .filter(|(_, state)| state.status == status)
            .map(|(name, _)| name)
            .collect()
    }

    /// An attribute that somebody holds, if anybody holds any, or else one that nobody does.
    fn attribute(&mut self) -> Attribute {
        let now = self.now();
        let held: Vec<_> = pallet_attribute_authority::Holdings::<Runtime>::iter_keys()
            .filter(|(holder, attribute)| AttributeAuthority::holds(holder, attribute, now))
            .map(|(_, attribute)| attribute)
            .collect();
        self.random.pick(held).unwrap_or_else(|| "doctor@nobody".parse().unwrap())
    }

    /// A formula over such attributes.
    pub fn expression(&mut self) -> Expression {
        let [first, second, third] = [self.attribute(), self.attribute(), self.attribute()];
        let text = match self.random.below(6) {
            0 => format!("{first} AND {second}"),
            1 => format!("2 of ({first}, {second}, {third})"),
            2 => first.to_string(),
            _ => format!("{first} OR {second} OR {third}"),
        };
        text.parse().unwrap()
    }

    /// The policies that count, with whose they are.
    pub fn policies(&self) -> Vec<(AccountId, PolicyRef)> {
        pallet_consent::Policies::<Runtime>::iter()
            .filter(|(_, policy)| policy.status == PolicyStatus::Active)
            .map(|(id, policy)| (policy.owner, PolicyRef { id, version: policy.version }))
            .collect()
    }

    /// The ids of every policy of `patient`.
    pub fn policies_of(&self, patient: &AccountId) -> Vec<PolicyId> {
        Consent::policies_of(patient.clone()).into_iter().map(|(id, _)| id).collect()
    }

    /// The records with one of these statuses.
    pub fn records(&self, statuses: &[RecordStatus]) -> Vec<(RecordId, Record<AccountId>)> {
        pallet_ehr_registry::Records::<Runtime>::iter()
            .filter(|(_, record)| statuses.contains(&record.status))
            .collect()
    }

    /// Some block ahead: soon, in an hour, or within `most` blocks.
    pub fn later(&mut self, most: BlockNumber) -> BlockNumber {
        let reach = match self.random.below(4) {
            0 => 40,
            1 => 4_000,
            _ => most as usize,
        };
        self.now() + 1 + self.random.below(reach) as BlockNumber
    }

    /// The number of this block.
    pub fn now(&self) -> BlockNumber {
        System::block_number()
    }

    /// The name of some ciphertext.
    pub fn content(&mut self) -> ContentId {
        ContentId::new(Codec::Raw, self.random.digest())
    }
}
