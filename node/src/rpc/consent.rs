//! `consent_*`: what patients decided, and what follows from it.

use super::{
    chain::{BlockHash, DEFAULT_LIMIT},
    Chain, Error,
};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::{
    consent::{Barred, Decision, Delegation, NamedTicket, Policy, Ticket},
    emergency::{Emergency, EmergencyRule, NamedEmergency},
    record::Page,
    EmergencyId, PolicyId, Purpose, RecordId, TicketId,
};
use salus_runtime_api::ConsentApi as RuntimeApi;
use salus_runtime_common::AccountId;
use serde::Serialize;
use sp_api::ProvideRuntimeApi;

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

/// The methods. `at` is a block's hash, by default the last final block. `limit` is 100 by default and 256
/// at most; pages that belong together are asked for at one block.
#[rpc(server)]
pub trait ConsentApi {
    /// A policy in its current version.
    #[method(name = "consent_policy", blocking)]
    fn policy(&self, policy: PolicyId, at: Option<BlockHash>) -> Result<Option<Policy<AccountId>>, Error>;

    /// Every policy of `owner`.
    #[method(name = "consent_policiesOf", blocking)]
    fn policies_of(&self, owner: AccountId, at: Option<BlockHash>) -> Result<Vec<NamedPolicy>, Error>;

    /// What asking for access would come to. Writes nothing down and so is for operators only: the
    /// listener on which it is reachable belongs on loopback.
    #[method(name = "consent_decide", blocking)]
    fn decide(
        &self,
        accessor: AccountId,
        record: RecordId,
        purpose: Purpose,
        at: Option<BlockHash>,
    ) -> Result<Decision, Error>;

    /// A ticket, whether it still counts or not.
    #[method(name = "consent_ticket", blocking)]
    fn ticket(&self, ticket: TicketId, at: Option<BlockHash>) -> Result<Option<Ticket<AccountId>>, Error>;

    /// The tickets for records of `patient`; `unserved` are those that were opened and never served.
    #[method(name = "consent_tickets", blocking)]
    fn tickets(
        &self,
        patient: AccountId,
        cursor: Option<TicketId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Tickets, Error>;

    /// Whom `patient` appointed; those whose time has ended may be told too.
    #[method(name = "consent_delegations", blocking)]
    fn delegations(&self, patient: AccountId, at: Option<BlockHash>) -> Result<Vec<NamedDelegate>, Error>;

    /// Which patients appointed `delegate`.
    #[method(name = "consent_delegators", blocking)]
    fn delegators(
        &self,
        delegate: AccountId,
        cursor: Option<AccountId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Delegators, Error>;

    /// Whom `patient` bars from every record.
    #[method(name = "consent_restrictions", blocking)]
    fn restrictions(
        &self,
        patient: AccountId,
        at: Option<BlockHash>,
    ) -> Result<Vec<Barred<AccountId>>, Error>;

    /// The consortium's rule for emergencies.
    #[method(name = "consent_emergencyRule", blocking)]
    fn emergency_rule(&self, at: Option<BlockHash>) -> Result<Option<EmergencyRule>, Error>;

    /// An emergency, whether it is over or not.
    #[method(name = "consent_emergency", blocking)]
    fn emergency(
        &self,
        emergency: EmergencyId,
        at: Option<BlockHash>,
    ) -> Result<Option<Emergency<AccountId>>, Error>;

    /// The emergencies in which somebody broke the glass of `patient`.
    #[method(name = "consent_emergencies", blocking)]
    fn emergencies(
        &self,
        patient: AccountId,
        cursor: Option<EmergencyId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Emergencies, Error>;

    /// The emergencies whose review is overdue. A page may hold fewer than `limit`, even none, and still
    /// have a next one.
    #[method(name = "consent_overdueReviews", blocking)]
    fn overdue_reviews(
        &self,
        cursor: Option<EmergencyId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Emergencies, Error>;
}

/// Answers from the chain.
pub struct Consent(pub Chain);

impl ConsentApiServer for Consent {
    fn policy(&self, policy: PolicyId, at: Option<BlockHash>) -> Result<Option<Policy<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().policy(at, policy)?)
    }

    fn policies_of(&self, owner: AccountId, at: Option<BlockHash>) -> Result<Vec<NamedPolicy>, Error> {
        let at = self.0.hash(at)?;
        let all = self.0.client.runtime_api().policies_of(at, owner)?;
        Ok(all.into_iter().map(|(id, policy)| NamedPolicy { id, policy }).collect())
    }

    fn decide(
        &self,
        accessor: AccountId,
        record: RecordId,
        purpose: Purpose,
        at: Option<BlockHash>,
    ) -> Result<Decision, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().decide(at, accessor, record, purpose)?)
    }

    fn ticket(&self, ticket: TicketId, at: Option<BlockHash>) -> Result<Option<Ticket<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().ticket(at, ticket)?)
    }
    fn tickets(
        &self,
        patient: AccountId,
        cursor: Option<TicketId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Tickets, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().tickets_of(at, patient, cursor, limit.unwrap_or(DEFAULT_LIMIT))?)
    }

    fn delegations(&self, patient: AccountId, at: Option<BlockHash>) -> Result<Vec<NamedDelegate>, Error> {
        let at = self.0.hash(at)?;
        let all = self.0.client.runtime_api().delegations_of(at, patient)?;
        Ok(all.into_iter().map(|(delegate, delegation)| NamedDelegate { delegate, delegation }).collect())
    }

    fn delegators(
        &self,
        delegate: AccountId,
        cursor: Option<AccountId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Delegators, Error> {
        let at = self.0.hash(at)?;
        let limit = limit.unwrap_or(DEFAULT_LIMIT);
        let Page { items, next } = self.0.client.runtime_api().delegators_of(at, delegate, cursor, limit)?;
        let named = |(patient, delegation)| NamedDelegator { patient, delegation };
        Ok(Page { items: items.into_iter().map(named).collect(), next })
    }

    fn restrictions(
        &self,
        patient: AccountId,
        at: Option<BlockHash>,
    ) -> Result<Vec<Barred<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().restrictions_of(at, patient)?)
    }

    fn emergency_rule(&self, at: Option<BlockHash>) -> Result<Option<EmergencyRule>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().emergency_rule(at)?)
    }

    fn emergency(
        &self,
        emergency: EmergencyId,
        at: Option<BlockHash>,
    ) -> Result<Option<Emergency<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().emergency(at, emergency)?)
    }

    fn emergencies(
        &self,
        patient: AccountId,
        cursor: Option<EmergencyId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Emergencies, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().emergencies_of(at, patient, cursor, limit.unwrap_or(DEFAULT_LIMIT))?)
    }

    fn overdue_reviews(
        &self,
        cursor: Option<EmergencyId>,
        limit: Option<u32>,
        at: Option<BlockHash>,
    ) -> Result<Emergencies, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().overdue_reviews(at, cursor, limit.unwrap_or(DEFAULT_LIMIT))?)
    }
}
