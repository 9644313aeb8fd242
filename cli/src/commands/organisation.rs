//! `salus organisation`: who runs the consortium, the council's motions, and what an organisation does by itself.

mod call_name;
mod own;
mod proposal;
mod seat;
mod upgrade;

use super::motion;
use crate::{
    context::Context,
    failure::Failure,
    output::{word, Outcome, Table},
};
use clap::Subcommand;
use proposal::Proposal;
use salus_client::AccountId;
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
    /// Move your organisation's seat to another account, as when its key leaked.
    #[command(subcommand)]
    Seat(seat::Command),
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
        Command::Motions => motion::list(context).await,
        Command::Propose(proposal) => proposal.propose(context).await,
        Command::Vote { motion, against } => motion::vote(context, motion, !against).await,
        Command::Close { motion } => motion::close(context, motion).await,
        Command::Upgrade { runtime } => upgrade::hand_in(context, &runtime).await,
        Command::SetGateway { gateway_address, gateway_url, signature } => {
            own::set_gateway(context, gateway_address, &gateway_url, signature).await
        }
        Command::Seat(command) => seat::run(context, command).await,
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

fn signature(text: &str) -> Result<[u8; 64], String> {
    let bytes = ::hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|e| e.to_string())?;
    bytes.try_into().map_err(|_| "a signature is 128 hexadecimal digits, optionally after '0x'".into())
}

pub(super) fn digest(text: &str) -> Result<Digest, String> {
    let bytes = ::hex::decode(text.strip_prefix("0x").unwrap_or(text)).map_err(|e| e.to_string())?;
    bytes.try_into().map_err(|_| "a hash is 64 hexadecimal digits, optionally after '0x'".into())
}
