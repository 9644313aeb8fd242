//! `salus organisation`: who runs the consortium, and the council's motions.

use super::{authority, from_word};
use crate::{
    caret,
    context::Context,
    failure::Failure,
    output::{hex, value, word, Outcome, Table},
    progress::Progress,
    span::Span,
};
use clap::Subcommand;
use salus_client::{
    chain::{
        calls::{attribute_authority, consent, consortium, council},
        council::{Majority, Motion, MotionOutcome},
        events, Call, Chain,
    },
    Account, AccountId,
};
use salus_primitives::{
    consortium::{Gateway, OrganisationKind},
    Digest, Label, OrganisationId,
};
use std::path::PathBuf;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the organisations.
    List,
    /// List the motions before the council.
    Motions,
    /// Propose something to the council and vote for it. For seats.
    #[command(subcommand)]
    Propose(Proposal),
    /// Vote on a motion. For seats.
    Vote {
        /// The motion's hash.
        #[arg(value_parser = digest)]
        motion: Digest,
        /// Vote against it.
        #[arg(long)]
        against: bool,
    },
    /// Close a motion that has its majority or ran out of time.
    Close {
        /// The motion's hash.
        #[arg(value_parser = digest)]
        motion: Digest,
    },
}

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
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::List => list(context).await,
        Command::Motions => motions(context).await,
        Command::Propose(proposal) => {
            let (call, majority) = call(context, proposal).await?;
            propose(context, call, majority).await
        }
        Command::Vote { motion, against } => vote(context, motion, !against).await,
        Command::Close { motion } => close(context, motion).await,
    }
}

async fn list(context: &Context) -> Result<Outcome, Failure> {
    let organisations = context.chain().await?.organisations().await?;
    let mut table = Table::new(["ID", "NAME", "KIND", "STATUS", "GATEWAY", "GATEWAY ACCOUNT", "SEAT"]);
    for (id, organisation) in &organisations {
        table.row([
            id.to_string(),
            String::from_utf8_lossy(&organisation.name).into_owned(),
            word(organisation.kind),
            word(organisation.status),
            String::from_utf8_lossy(&organisation.gateway.url).into_owned(),
            organisation.gateway.account.to_string(),
            organisation.seat.to_string(),
        ]);
    }
    let listed: Vec<_> = organisations
        .iter()
        .map(|(id, organisation)| serde_json::json!({ "id": id, "organisation": organisation }))
        .collect();
    Ok(Outcome::new(table.or("No organisations.")).field("organisations", listed))
}

async fn motions(context: &Context) -> Result<Outcome, Failure> {
    let motions = context.chain().await?.motions().await?;
    let mut table = Table::new(["MOTION", "CALL", "AYES", "NAYS", "NEEDS", "ENDS AT BLOCK"]);
    for motion in &motions {
        table.row([
            hex(&motion.hash),
            motion.call.clone(),
            motion.ayes.len().to_string(),
            motion.nays.len().to_string(),
            motion.threshold.to_string(),
            motion.end.to_string(),
        ]);
    }
    Ok(Outcome::new(table.or("No motions.")).field("motions", value(&motions)))
}

async fn call(context: &Context, proposal: Proposal) -> Result<(Call, Majority), Failure> {
    Ok(match proposal {
        Proposal::Admit { name, kind, seat, gateway_address, gateway_url } => {
            let name = name
                .into_bytes()
                .try_into()
                .map_err(|_| Failure::new("the name is longer than 64 bytes").remedy("shorten it"))?;
            let url = gateway_url.trim_end_matches('/').as_bytes().to_vec().try_into().map_err(|_| {
                Failure::new("the gateway's URL is longer than 128 bytes").remedy("use a shorter host name")
            })?;
            let gateway = Gateway { account: gateway_address, url };
            (consortium::admit(&name, kind, seat, &gateway), Majority::MoreThanHalf)
        }
        Proposal::Suspend { organisation } => (consortium::suspend(organisation), Majority::MoreThanHalf),
        Proposal::Reinstate { organisation } => (consortium::reinstate(organisation), Majority::MoreThanHalf),
        Proposal::Remove { organisation } => (consortium::remove(organisation), Majority::TwoThirds),
        Proposal::AddValidator { organisation, account } => {
            (consortium::add_validator(organisation, account), Majority::TwoThirds)
        }
        Proposal::RemoveValidator { account } => (consortium::remove_validator(account), Majority::TwoThirds),
        Proposal::RegisterAuthority { registration, organisation } => {
            (authority::register_call(&registration, organisation)?, Majority::MoreThanHalf)
        }
        Proposal::SuspendAuthority { name } => (attribute_authority::suspend(&name), Majority::MoreThanHalf),
        Proposal::ReinstateAuthority { name } => {
            (attribute_authority::reinstate(&name), Majority::MoreThanHalf)
        }
        Proposal::RemoveAuthority { name } => (attribute_authority::remove(&name), Majority::TwoThirds),
        Proposal::EmergencyRule { accessors, reviewers, validity, review_within } => {
            let (accessors, reviewers) = (caret::expression(&accessors)?, caret::expression(&reviewers)?);
            let chain = context.chain().await?;
            let (validity, review) =
                (chain.blocks_in(validity.0).await?, chain.blocks_in(review_within.0).await?);
            let rule = consent::set_emergency_rule(&accessors, &reviewers, validity, review);
            (rule, Majority::MoreThanHalf)
        }
    })
}

/// Moves `call` and votes for it.
pub(super) async fn propose(context: &Context, call: Call, majority: Majority) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let (chain, seat) = (context.chain().await?, keystore.account());
    let waiting = Progress::waiting(context.options.json, "Proposing");
    let (included, hash) = chain.propose(seat, call, majority).await?;
    let Some(proposed) = included.find::<events::Proposed>() else {
        // One seat is the majority: it was done at once.
        return told(chain.motion_outcome(&included).await?, hash, None).map(|told| told.included(&included));
    };
    waiting.say("Voting for it");
    let voted = chain.submit(seat, council::vote(hash, proposed.index, true)).await?;
    let motion = chain.motion(hash).await?;
    told(MotionOutcome::Open, hash, motion.as_ref()).map(|told| told.included(&voted))
}

async fn vote(context: &Context, hash: Digest, aye: bool) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let motion = find(chain, hash).await?;
    let waiting = Progress::waiting(context.options.json, "Voting");
    let included = chain.submit(keystore.account(), council::vote(hash, motion.index, aye)).await?;
    drop(waiting);
    let motion = chain.motion(hash).await?;
    told(MotionOutcome::Open, hash, motion.as_ref()).map(|told| told.included(&included))
}

async fn close(context: &Context, hash: Digest) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let motion = find(chain, hash).await?;
    let waiting = Progress::waiting(context.options.json, "Closing");
    let included = submit_close(chain, keystore.account(), &motion).await?;
    drop(waiting);
    let outcome = chain.motion_outcome(&included).await?;
    told(outcome, hash, Some(&motion)).map(|told| told.included(&included))
}

async fn submit_close(
    chain: &Chain,
    account: &Account,
    motion: &Motion,
) -> Result<salus_client::chain::Included, Failure> {
    let call = council::close(motion.hash, motion.index, motion.length);
    Ok(chain.submit(account, call).await?)
}

async fn find(chain: &Chain, hash: Digest) -> Result<Motion, Failure> {
    chain.motion(hash).await?.ok_or_else(|| {
        Failure::new("there is no such motion").remedy("look with `salus organisation motions`")
    })
}

fn told(outcome: MotionOutcome, hash: Digest, motion: Option<&Motion>) -> Result<Outcome, Failure> {
    let state = match &outcome {
        MotionOutcome::Open => "open",
        MotionOutcome::Executed => "executed",
        MotionOutcome::Disapproved => "disapproved",
        MotionOutcome::Failed(failure) => {
            return Err(Failure::new(format!("the motion passed, but what it proposed failed: {failure}")));
        }
    };
    let mut text = format!("Motion {}: {state}.", hex(&hash));
    let mut told = Outcome::new("").field("motion", hex(&hash)).field("state", state);
    if let (MotionOutcome::Open, Some(motion)) = (outcome, motion) {
        let ayes = motion.ayes.len();
        text.push_str(&format!("\n{ayes} of {} ayes. ", motion.threshold));
        text.push_str(if ayes >= motion.threshold as usize {
            "It has its majority: close it with `salus organisation close`."
        } else {
            "The other seats vote with `salus organisation vote`."
        });
        told = told.field("ayes", ayes).field("threshold", motion.threshold);
    }
    Ok(told.text(text))
}

pub(super) fn digest(text: &str) -> Result<Digest, String> {
    let bytes = ::hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|e| e.to_string())?;
    bytes.try_into().map_err(|_| "a hash is 64 hexadecimal digits, optionally after '0x'".into())
}
