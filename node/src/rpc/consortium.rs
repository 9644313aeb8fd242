//! `consortium_*`: who runs the consortium and whom its members vouch for.

use super::{chain::BlockHash, Chain, Error};
use jsonrpsee::proc_macros::rpc;
use salus_primitives::{
    consortium::{Organisation, Participant, Role, Standing, ValidatorState},
    quota::QuotaState,
    OrganisationId,
};
use salus_runtime_api::ConsortiumApi as RuntimeApi;
use salus_runtime_common::AccountId;
use serde::Serialize;
use sp_api::ProvideRuntimeApi;

/// An organisation with its id.
#[derive(Clone, Debug, Serialize)]
pub struct NamedOrganisation {
    /// Its id.
    pub id: OrganisationId,
    /// Its facts.
    #[serde(flatten)]
    pub organisation: Organisation<AccountId>,
}

/// In which capacity an account speaks: `{"capacity": "gateway", "organisation": 0}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "capacity", rename_all = "kebab-case")]
pub enum Capacity {
    /// The seat of an organisation.
    Seat {
        /// Whose.
        organisation: OrganisationId,
    },
    /// The gateway of an organisation.
    Gateway {
        /// Whose.
        organisation: OrganisationId,
    },
    /// A validator of an organisation.
    Validator {
        /// Whose.
        organisation: OrganisationId,
    },
    /// An attribute authority of an organisation.
    Authority {
        /// Whose.
        organisation: OrganisationId,
    },
    /// A person whom an organisation vouches for.
    Participant {
        /// Who vouches.
        organisation: OrganisationId,
        /// What the person does.
        role: Role,
    },
}

impl From<Standing> for Capacity {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Seat(organisation) => Self::Seat { organisation },
            Standing::Gateway(organisation) => Self::Gateway { organisation },
            Standing::Validator(organisation) => Self::Validator { organisation },
            Standing::Authority(organisation) => Self::Authority { organisation },
            Standing::Participant(organisation, role) => Self::Participant { organisation, role },
        }
    }
}

/// The methods. `at` is a block's hash, by default the last final block.
#[rpc(server)]
pub trait ConsortiumApi {
    /// Every organisation ever admitted.
    #[method(name = "consortium_organisations", blocking)]
    fn organisations(&self, at: Option<BlockHash>) -> Result<Vec<NamedOrganisation>, Error>;

    /// The person enrolled as `account`.
    #[method(name = "consortium_participant", blocking)]
    fn participant(&self, account: AccountId, at: Option<BlockHash>) -> Result<Option<Participant>, Error>;

    /// In which capacity `account` may speak.
    #[method(name = "consortium_standing", blocking)]
    fn standing(&self, account: AccountId, at: Option<BlockHash>) -> Result<Option<Capacity>, Error>;

    /// Every validator, with whose it is, whether it has session keys, takes part in this session, or is
    /// isolated.
    #[method(name = "consortium_validators", blocking)]
    fn validators(&self, at: Option<BlockHash>) -> Result<Vec<ValidatorState<AccountId>>, Error>;

    /// What an organisation may take of the chain, and how much of that it has taken: picoseconds of computing
    /// and bytes.
    #[method(name = "consortium_quota", blocking)]
    fn quota(&self, organisation: OrganisationId, at: Option<BlockHash>)
        -> Result<Option<QuotaState>, Error>;
}

/// Answers from the chain.
pub struct Consortium(pub Chain);

impl ConsortiumApiServer for Consortium {
    fn organisations(&self, at: Option<BlockHash>) -> Result<Vec<NamedOrganisation>, Error> {
        let at = self.0.hash(at)?;
        let all = self.0.client.runtime_api().organisations(at)?;
        Ok(all.into_iter().map(|(id, organisation)| NamedOrganisation { id, organisation }).collect())
    }

    fn participant(&self, account: AccountId, at: Option<BlockHash>) -> Result<Option<Participant>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().participant(at, account)?)
    }

    fn standing(&self, account: AccountId, at: Option<BlockHash>) -> Result<Option<Capacity>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().standing(at, account)?.map(Capacity::from))
    }

    fn validators(&self, at: Option<BlockHash>) -> Result<Vec<ValidatorState<AccountId>>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().validators(at)?)
    }

    fn quota(
        &self,
        organisation: OrganisationId,
        at: Option<BlockHash>,
    ) -> Result<Option<QuotaState>, Error> {
        let at = self.0.hash(at)?;
        Ok(self.0.client.runtime_api().quota(at, organisation)?)
    }
}
