//! `salus offline`: a patient decides where there is no connection, and somebody else sends the decision.

use super::{contribution, delegation, policy, read_file, record, restriction};
use crate::{
    context::Context,
    failure::Failure,
    output::Outcome,
    progress::Progress,
    span::Span,
    target::{self, IfThere, Target},
};
use clap::{Args, Subcommand};
use salus_client::{
    offline::{Preparation, RelayedDecision, LONGEST_WAIT},
    AccountId,
};
use serde::{de::DeserializeOwned, Serialize};
use std::path::{Path, PathBuf};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write down what is needed to decide without a connection.
    Prepare {
        /// For whom; yourself if not given.
        #[arg(long, value_name = "ADDRESS")]
        account: Option<AccountId>,
        /// Into this file, - for standard output.
        #[arg(long, value_name = "FILE")]
        out: PathBuf,
        /// Replace the file if there is one. A preparation that was signed with is used up to where it is.
        #[arg(long)]
        force: bool,
    },
    /// Sign a decision. Needs no connection.
    Sign(Sign),
    /// Send somebody's signed decision. Any gateway, patient, practitioner or data user may.
    Send {
        /// The decision, as `salus offline sign` writes it, - for standard input.
        decision: PathBuf,
    },
}

/// A decision about to be signed.
#[derive(Debug, Args)]
pub struct Sign {
    /// What was prepared; the number of the next decision is kept there.
    #[arg(long = "with", value_name = "FILE")]
    preparation: PathBuf,
    /// Into this file, - for standard output. A file that is there stays.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Until when after the preparation it can be sent, such as 3d; a week at most.
    #[arg(long, value_name = "SPAN", default_value = "7d")]
    within: Span,
    #[command(subcommand)]
    decision: Decided,
}

/// What can be decided without a connection: the words are the same as with one.
#[derive(Debug, Subcommand)]
enum Decided {
    /// Set or revoke a policy.
    #[command(subcommand)]
    Policy(policy::Command),
    /// Let an organisation add records, or no longer.
    #[command(subcommand)]
    Contribution(contribution::Command),
    /// Appoint somebody, end it, or step down.
    #[command(subcommand)]
    Delegation(delegation::Command),
    /// Bar somebody, or lift it.
    #[command(subcommand)]
    Restriction(restriction::Command),
    /// Dispute a record, take that back, or have the record erased.
    #[command(subcommand)]
    Record(record::Command),
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Prepare { account, out, force } => {
            prepare(context, account, Target::open(&out, IfThere::forced(force))?).await
        }
        Command::Sign(sign) => self::sign(context, sign),
        Command::Send { decision } => send(context, &decision).await,
    }
}

async fn prepare(context: &Context, account: Option<AccountId>, out: Target) -> Result<Outcome, Failure> {
    let account = super::whose(context, account)?;
    let preparation = context.chain().await?.preparation(account).await?;
    let text = format!(
        "{out} holds what {account} needs to decide without a connection, as of block {}.\n\
         Take it there; what else the account sends meanwhile makes it useless.",
        preparation.block
    );
    let aside = out.is_standard_output();
    out.write(&json(&preparation)?)?;
    Ok(Outcome::new(text)
        .aside(aside)
        .field("account", account.to_string())
        .field("block", preparation.block)
        .field("nonce", preparation.nonce))
}

fn sign(context: &Context, sign: Sign) -> Result<Outcome, Failure> {
    let mut preparation: Preparation = read(&sign.preparation, "prepare it with `salus offline prepare`")?;
    if sign.within.0 > LONGEST_WAIT {
        return Err(Failure::new("a decision can wait for a week at most").remedy("use --within 7d or less"));
    }
    // Before a number is taken: one that is missing holds up all later ones.
    let out = Target::open(&sign.out, IfThere::Refuse)
        .map_err(|failure| failure.remedy("name another file with --out, so that no decision is lost"))?;
    let signable = match &sign.decision {
        Decided::Policy(command) => policy::signable(command, &preparation)?,
        Decided::Contribution(command) => contribution::signable(command, &preparation),
        Decided::Delegation(command) => delegation::signable(command, &preparation),
        Decided::Restriction(command) => restriction::signable(command)?,
        Decided::Record(command) => record::signable(command)?,
    };
    let Some((call, told)) = signable else {
        return Err(Failure::new("that is not a decision about records: it needs a connection")
            .remedy("sign a decision such as `policy revoke 3`"));
    };
    let keystore = context.keystore()?;
    let until = preparation.block_after(sign.within.0);
    let decision = preparation.sign(keystore.account(), &call, until).map_err(|e| {
        Failure::new(e.to_string()).remedy("prepare it again with `salus offline prepare` and this keystore")
    })?;
    // The number first: one that is used twice loses a decision.
    target::replace(&sign.preparation, &json(&preparation)?)?;
    let text = format!(
        "\nSigned into {out}, number {} of this account. Whoever gets it sends it with `salus offline send`,\n\
         up to block {until} and after those with lower numbers.",
        decision.nonce
    );
    let aside = out.is_standard_output();
    out.write(&json(&decision)?)?;
    Ok(told
        .append(&text)
        .aside(aside)
        .field("call", decision.call)
        .field("nonce", decision.nonce)
        .field("until", until))
}

async fn send(context: &Context, path: &Path) -> Result<Outcome, Failure> {
    // The keystore first: its passphrase may be what standard input begins with.
    let keystore = context.keystore()?;
    let decision: RelayedDecision = read(path, "have it signed again with `salus offline sign`")?;
    let waiting = Progress::waiting(context.options.json, "Writing it on the chain");
    let included = context.chain().await?.relay(keystore.account(), &decision).await?;
    drop(waiting);
    let RelayedDecision { account, call, nonce, .. } = decision;
    let text = format!("{account} has made the call {call} (block {}).", included.block_number);
    Ok(Outcome::new(text)
        .included(&included)
        .field("account", account.to_string())
        .field("call", call)
        .field("nonce", nonce))
}

fn read<T: DeserializeOwned>(path: &Path, remedy: &str) -> Result<T, Failure> {
    serde_json::from_slice(&read_file(path)?)
        .map_err(|e| Failure::new(format!("{}: {e}", path.display())).remedy(remedy))
}

fn json(what: &impl Serialize) -> Result<Vec<u8>, Failure> {
    serde_json::to_vec_pretty(what).map_err(|e| Failure::new(e.to_string()))
}
