//! `consortium_*`: who runs the consortium and whom its members enrolled.

use salus_primitives::{
    consortium::{Organisation, Participant, Role, Standing, ValidatorState},
    quota::QuotaState,
    OrganisationId,
};
use salus_runtime_common::AccountId;
use serde::Serialize;

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
    /// A person whom an organisation enrolled.
    Participant {
        /// The organisation.
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

reads! {
    /// The methods. `at` is a block's hash, by default the last final block.
    pub struct Consortium: ConsortiumApi, ConsortiumApiServer {
        /// Every organisation ever admitted.
        method "consortium_organisations" = organisations() -> Vec<NamedOrganisation> = named;
        /// The person enrolled as `account`.
        method "consortium_participant" = participant(account: AccountId) -> Option<Participant>;
        /// In which capacity `account` may speak.
        method "consortium_standing" = standing(account: AccountId) -> Option<Capacity> = capacity;
        /// Every validator, with whose it is, whether it has session keys, takes part in this session, or is
        /// isolated.
        method "consortium_validators" = validators() -> Vec<ValidatorState<AccountId>>;
        /// What an organisation may take of the chain, and how much of that it has taken: picoseconds of
        /// computing and bytes.
        method "consortium_quota" = quota(organisation: OrganisationId) -> Option<QuotaState>;
    }
}

fn named(all: Vec<(OrganisationId, Organisation<AccountId>)>) -> Vec<NamedOrganisation> {
    all.into_iter().map(|(id, organisation)| NamedOrganisation { id, organisation }).collect()
}

fn capacity(standing: Option<Standing>) -> Option<Capacity> {
    standing.map(Capacity::from)
}
