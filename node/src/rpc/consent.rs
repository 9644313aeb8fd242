//! `consent_*`: what patients decided, and what follows from it.

use super::{chain::BlockHash, Chain, Error};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::{
    consent::{Decision, Policy, Ticket},
    PolicyId, Purpose, RecordId, TicketId,
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

/// The methods. `at` is a block's hash, by default the last final block.
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
}
