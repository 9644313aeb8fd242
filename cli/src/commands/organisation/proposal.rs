//! What a seat proposes, and how many seats it takes.

use super::{call_name::CallName, digest, own, upgrade};
use crate::{
    caret,
    commands::{from_word, motion::propose, registration::register_call},
    context::Context,
    failure::Failure,
    output::{hex, Outcome},
    span::Span,
};
use clap::{Subcommand, ValueEnum};
use salus_client::{
    chain::{
        calls::{attribute_authority, consent, consortium, enactment, governance, safe_mode, tx_pause},
        council::Majority,
    },
    AccountId,
};
use salus_primitives::{consortium::OrganisationKind, BlockNumber, Digest, Label, OrganisationId};
use std::path::PathBuf;

/// What to propose.
#[derive(Debug, Subcommand)]
pub enum Proposal {
    /// Admit an organisation.
    Admit {
        /// Its name as the public knows it.
        #[arg(long)]
        name: String,
        /// hospital, laboratory, insurer, regulator or research.
        #[arg(long, value_parser = from_word::<OrganisationKind>)]
        kind: OrganisationKind,
        /// The account of its seat.
        #[arg(long, value_name = "ADDRESS")]
        seat: AccountId,
        /// The account of its gateway.
        #[arg(long, value_name = "ADDRESS")]
        gateway_address: AccountId,
        /// Where its gateway is reached.
        #[arg(long, value_name = "URL")]
        gateway_url: String,
        /// The number of the removed organisation that returns: whom patients barred then stays barred.
        #[arg(long, value_name = "NUMBER")]
        predecessor: Option<OrganisationId>,
    },
    /// Suspend an organisation.
    Suspend {
        /// Its number.
        organisation: OrganisationId,
    },
    /// Reinstate a suspended organisation.
    Reinstate {
        /// Its number.
        organisation: OrganisationId,
    },
    /// Remove an organisation for good. Two thirds.
    Remove {
        /// Its number.
        organisation: OrganisationId,
    },
    /// Make an account a validator. Two thirds.
    AddValidator {
        /// For which organisation.
        organisation: OrganisationId,
        /// The validator's account.
        account: AccountId,
    },
    /// End a validator. Two thirds.
    RemoveValidator {
        /// The validator's account.
        account: AccountId,
    },
    /// Let a validator take part again that was isolated for signing twice. Two thirds.
    ReadmitValidator {
        /// The validator's account.
        account: AccountId,
    },
    /// Register an attribute authority.
    RegisterAuthority {
        /// The registration, as `salus authority new-keys` writes it.
        registration: PathBuf,
        /// Whose office it is.
        #[arg(long, value_name = "NUMBER")]
        organisation: OrganisationId,
    },
    /// Suspend an attribute authority.
    SuspendAuthority {
        /// Its name.
        name: Label,
    },
    /// Reinstate a suspended attribute authority.
    ReinstateAuthority {
        /// Its name.
        name: Label,
    },
    /// Remove an attribute authority for ever. Two thirds.
    RemoveAuthority {
        /// Its name.
        name: Label,
    },
    /// Set the rule for emergencies.
    EmergencyRule {
        /// Who breaks the glass, such as: emergency@medical-council
        #[arg(long, value_name = "EXPRESSION")]
        accessors: String,
        /// Who reviews it afterwards.
        #[arg(long, value_name = "EXPRESSION")]
        reviewers: String,
        /// How long the glass stays broken, such as 1h.
        #[arg(long, value_name = "SPAN", default_value = "1h")]
        validity: Span,
        /// Within what time somebody must have reviewed it, such as 7d.
        #[arg(long, value_name = "SPAN", default_value = "7d")]
        review_within: Span,
    },
    /// Stop one call until it is resumed.
    Pause {
        /// Which one, such as EhrRegistry.submit.
        #[arg(value_name = "PALLET.CALL")]
        call: CallName,
    },
    /// Allow a stopped call again. Two thirds.
    Resume {
        /// Which one, such as EhrRegistry.submit.
        #[arg(value_name = "PALLET.CALL")]
        call: CallName,
    },
    /// Stop everything but what must never stop, prolong that, or end it.
    SafeMode {
        /// What is to become of it.
        #[arg(value_enum)]
        step: SafeModeStep,
    },
    /// Cancel what was decided and still waits.
    Cancel {
        /// The hash of the decision, as the event Enactment.Scheduled tells it.
        #[arg(value_parser = digest)]
        decision: Digest,
    },
    /// Authorise a runtime by its hash. Two thirds. Then anybody hands it in: `salus organisation upgrade`.
    Upgrade {
        /// The compressed runtime as the build writes it: its name ends in .compact.compressed.wasm.
        runtime: PathBuf,
    },
    /// Restart finality with the validators that are left. Two thirds. Use it with --without-finality.
    NoteStalled {
        /// The highest block that any node knows to be final.
        #[arg(long, value_name = "NUMBER")]
        final_block: BlockNumber,
        /// How many blocks after the next session begins it takes effect: more than any node is behind.
        #[arg(long, value_name = "BLOCKS", default_value_t = 40)]
        delay: BlockNumber,
    },
}

/// What is to become of safe mode.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SafeModeStep {
    /// Begin it, for four hours.
    Enter,
    /// Four hours more.
    Extend,
    /// End it now. Two thirds.
    Leave,
}

impl Proposal {
    /// Proposes it, and votes for it.
    pub async fn propose(self, context: &Context) -> Result<Outcome, Failure> {
        use Majority::{MoreThanHalf, TwoThirds};
        let mut code_hash = None;
        let (call, majority) = match self {
            Self::Admit { name, kind, seat, gateway_address, gateway_url, predecessor } => {
                let name = name
                    .into_bytes()
                    .try_into()
                    .map_err(|_| Failure::new("the name is longer than 64 bytes").remedy("shorten it"))?;
                let gateway = own::gateway(gateway_address, &gateway_url)?;
                (consortium::admit(&name, kind, seat, &gateway, predecessor), TwoThirds)
            }
            Self::Suspend { organisation } => (consortium::suspend(organisation), MoreThanHalf),
            Self::Reinstate { organisation } => (consortium::reinstate(organisation), MoreThanHalf),
            Self::Remove { organisation } => (consortium::remove(organisation), TwoThirds),
            Self::AddValidator { organisation, account } => {
                (consortium::add_validator(organisation, account), TwoThirds)
            }
            Self::RemoveValidator { account } => (consortium::remove_validator(account), TwoThirds),
            Self::ReadmitValidator { account } => (consortium::readmit_validator(account), TwoThirds),
            Self::RegisterAuthority { registration, organisation } => {
                (register_call(&registration, organisation)?, TwoThirds)
            }
            Self::SuspendAuthority { name } => (attribute_authority::suspend(&name), MoreThanHalf),
            Self::ReinstateAuthority { name } => (attribute_authority::reinstate(&name), MoreThanHalf),
            Self::RemoveAuthority { name } => (attribute_authority::remove(&name), TwoThirds),
            Self::EmergencyRule { accessors, reviewers, validity, review_within } => {
                let (accessors, reviewers) = (caret::expression(&accessors)?, caret::expression(&reviewers)?);
                let chain = context.chain().await?;
                let (validity, review) =
                    (chain.blocks_in(validity.0).await?, chain.blocks_in(review_within.0).await?);
                (consent::set_emergency_rule(&accessors, &reviewers, validity, review), TwoThirds)
            }
            Self::Pause { call } => {
                call.known(context).await?;
                (tx_pause::pause(&call.pallet, &call.call), MoreThanHalf)
            }
            Self::Resume { call } => {
                call.known(context).await?;
                (tx_pause::unpause(&call.pallet, &call.call), TwoThirds)
            }
            Self::SafeMode { step: SafeModeStep::Enter } => (safe_mode::force_enter(), MoreThanHalf),
            Self::SafeMode { step: SafeModeStep::Extend } => (safe_mode::force_extend(), MoreThanHalf),
            Self::SafeMode { step: SafeModeStep::Leave } => (safe_mode::force_exit(), TwoThirds),
            Self::Cancel { decision } => (enactment::cancel(decision), MoreThanHalf),
            Self::Upgrade { runtime } => {
                let proposed = upgrade::code_hash(&runtime)?;
                code_hash = Some(proposed);
                (governance::authorize_upgrade(proposed), TwoThirds)
            }
            Self::NoteStalled { final_block, delay } => {
                (governance::note_stalled(delay, final_block), TwoThirds)
            }
        };
        let told = propose(context, call, majority).await?;
        Ok(match code_hash.map(|hash| hex(&hash)) {
            Some(hash) => told.append(&format!("\nThe runtime's hash is {hash}.")).field("code_hash", hash),
            None => told,
        })
    }
}
