//! One file for each subcommand.

mod access;
mod audit;
mod authority;
mod contribution;
mod enrol;
mod keys;
mod organisation;
mod policy;
mod record;

use crate::{context::Context, failure::Failure, output::Outcome};
use clap::Subcommand;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Your secrets: account, key card, decryption keys.
    #[command(subcommand)]
    Keys(keys::Command),
    /// Enrol a person. For an organisation's own systems.
    Enrol(enrol::Arguments),
    /// Who runs the consortium: list, propose, vote.
    #[command(subcommand)]
    Organisation(organisation::Command),
    /// Attribute authorities: register, declare, grant, revoke.
    #[command(subcommand)]
    Authority(authority::Command),
    /// A patient's policies: who may read.
    #[command(subcommand)]
    Policy(policy::Command),
    /// Which organisations may add records.
    #[command(subcommand)]
    Contribution(contribution::Command),
    /// Health records: file, list, look up.
    #[command(subcommand)]
    Record(record::Command),
    /// Read a record.
    #[command(subcommand)]
    Access(access::Command),
    /// Who did what with a patient's records, provably.
    #[command(subcommand)]
    Audit(audit::Command),
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Keys(command) => keys::run(context, command).await,
        Command::Enrol(arguments) => enrol::run(context, arguments).await,
        Command::Organisation(command) => organisation::run(context, command).await,
        Command::Authority(command) => authority::run(context, command).await,
        Command::Policy(command) => policy::run(context, command).await,
        Command::Contribution(command) => contribution::run(context, command).await,
        Command::Record(command) => record::run(context, command).await,
        Command::Access(command) => access::run(context, command).await,
        Command::Audit(command) => audit::run(context, command).await,
    }
}

/// Reads a file that the user named.
fn read_file(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .map_err(|e| Failure::new(format!("{}: {e}", path.display())).remedy("check the file's name"))
}

/// Parses the vocabulary's own words, as in its JSON form.
fn from_word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|e| e.to_string())
}
