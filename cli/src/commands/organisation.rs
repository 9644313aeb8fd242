//! `salus organisation`: who runs the consortium, the council's motions, and what an organisation does by itself.

mod call_name;
mod own;
mod proposal;
mod upgrade;

use crate::{
    context::Context,
    failure::Failure,
    output::{hex, value, word, Outcome, Table},
    progress::Progress,
};
use clap::Subcommand;
use proposal::Proposal;
use salus_client::{
    chain::{
        calls::council,
        council::{Majority, Motion, MotionOutcome},
        events, Call, Chain, Included,
    },
    Account, AccountId,
};
use salus_primitives::{Digest, OrganisationId};
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
    /// Hand in the runtime that the council authorised. Anybody may: nobody signs it.
    Upgrade {
        /// The compressed runtime, the same file whose hash was proposed.
        runtime: PathBuf,
    },
    /// Replace your organisation's gateway: its account and where it is reached. For its seat.
    SetGateway {
        /// The account of its gateway.
        #[arg(long, value_name = "ADDRESS")]
        gateway_address: AccountId,
        /// Where its gateway is reached.
        #[arg(long, value_name = "URL")]
        gateway_url: String,
        /// What the account signed with `salus organisation agree-gateway`, if it is another than before.
        #[arg(long, value_name = "HEX", value_parser = signature)]
        signature: Option<[u8; 64]>,
    },
    /// Agree to become the gateway of an organisation. With the new gateway's own keystore: --keystore.
    AgreeGateway {
        /// Of which organisation.
        #[arg(long, value_name = "NUMBER")]
        organisation: OrganisationId,
    },
    /// Suspend somebody whom your organisation enrolled. With the gateway's own keystore: --keystore.
    SuspendParticipant {
        /// Whom.
        account: AccountId,
    },
    /// Reinstate somebody whom your organisation suspended. With the gateway's own keystore: --keystore.
    ReinstateParticipant {
        /// Whom.
        account: AccountId,
    },
    /// Undo the enrolment of somebody whom your organisation enrolled by mistake, and to whom nothing belongs. With the
    /// gateway's own keystore: --keystore.
    WithdrawEnrolment {
        /// Whose.
        account: AccountId,
    },
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::List => list(context).await,
        Command::Motions => motions(context).await,
        Command::Propose(proposal) => proposal.propose(context).await,
        Command::Vote { motion, against } => vote(context, motion, !against).await,
        Command::Close { motion } => close(context, motion).await,
        Command::Upgrade { runtime } => upgrade::hand_in(context, &runtime).await,
        Command::SetGateway { gateway_address, gateway_url, signature } => {
            own::set_gateway(context, gateway_address, &gateway_url, signature).await
        }
        Command::AgreeGateway { organisation } => own::agree_gateway(context, organisation).await,
        Command::SuspendParticipant { account } => own::suspend(context, account).await,
        Command::ReinstateParticipant { account } => own::reinstate(context, account).await,
        Command::WithdrawEnrolment { account } => own::withdraw_enrolment(context, account).await,
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
    let clock = context.clock().await;
    let mut table = Table::new(["MOTION", "CALL", "AYES", "NAYS", "NEEDS", "ENDS"]);
    for motion in &motions {
        table.row([
            hex(&motion.hash),
            motion.call.clone(),
            motion.ayes.len().to_string(),
            motion.nays.len().to_string(),
            motion.threshold.to_string(),
            clock.tell(motion.end),
        ]);
    }
    Ok(Outcome::new(table.or("No motions.")).field("motions", value(&motions)))
}

/// Moves `call` and votes for it.
pub(super) async fn propose(context: &Context, call: Call, majority: Majority) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let (chain, seat) = (context.chain().await?, keystore.account());
    let waiting = Progress::waiting(context.options.json, "Proposing");
    let (included, hash) = chain.propose(seat, call, majority).await?;
    let Some(proposed) = included.find::<events::Proposed>() else {
        // One seat is the majority: it was done at once.
        let told = told(chain.motion_outcome(&included).await?, hash, None)?;
        return Ok(waits(told.included(&included), &included));
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
    let told = told(outcome, hash, Some(&motion))?;
    Ok(waits(told.included(&included), &included))
}

/// Adds from which block on a decision takes effect, if it waits.
fn waits(told: Outcome, included: &Included) -> Outcome {
    let scheduled = included.events.iter().find(|event| event.is("Enactment", "Scheduled"));
    // Fields: the call's hash, then the block.
    let at = scheduled.and_then(|event| event.fields.get(32..)?.first_chunk().copied());
    match at.map(u32::from_le_bytes) {
        Some(block) => {
            told.append(&format!("\nIt takes effect in block {block}.")).field("takes_effect", block)
        }
        None => told,
    }
}

async fn submit_close(chain: &Chain, account: &Account, motion: &Motion) -> Result<Included, Failure> {
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

fn signature(text: &str) -> Result<[u8; 64], String> {
    let bytes = ::hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|e| e.to_string())?;
    bytes.try_into().map_err(|_| "a signature is 128 hexadecimal digits, optionally after '0x'".into())
}

pub(super) fn digest(text: &str) -> Result<Digest, String> {
    let bytes = ::hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|e| e.to_string())?;
    bytes.try_into().map_err(|_| "a hash is 64 hexadecimal digits, optionally after '0x'".into())
}
