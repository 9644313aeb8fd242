//! One file for each subcommand, and for what several of them share: motions, registrations, decisions to sign.

mod access;
mod audit;
mod authority;
mod clean_up;
mod contribution;
mod delegation;
mod emergency;
mod enrol;
mod keys;
mod motion;
mod offline;
mod organisation;
mod policy;
mod record;
mod registration;
mod restriction;
mod signable;

use crate::{
    context::Context,
    failure::Failure,
    input,
    output::{hex, Outcome},
};
use clap::Subcommand;
use salus_client::{chain::Call, justification::Justification, AccountId};
use salus_primitives::consent::GuardianDecision;
use std::io::Write;

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
    /// Whom you appoint to read, or to decide in your name.
    #[command(subcommand)]
    Delegation(delegation::Command),
    /// Who never reads anything of yours, whatever a policy says.
    #[command(subcommand)]
    Restriction(restriction::Command),
    /// Read in an emergency without having been asked, and answer for it.
    #[command(subcommand)]
    Emergency(emergency::Command),
    /// Decide where there is no connection; somebody else sends the decision.
    #[command(subcommand)]
    Offline(offline::Command),
    /// Health records: file, list, look up.
    #[command(subcommand)]
    Record(record::Command),
    /// Read a record.
    #[command(subcommand)]
    Access(access::Command),
    /// Who did what with a patient's records, provably.
    #[command(subcommand)]
    Audit(audit::Command),
    /// Clear away what ended so long ago that the chain need not keep it. Needs no account.
    CleanUp(clean_up::Arguments),
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
        Command::Delegation(command) => delegation::run(context, command).await,
        Command::Restriction(command) => restriction::run(context, command).await,
        Command::Emergency(command) => emergency::run(context, command).await,
        Command::Offline(command) => offline::run(context, command).await,
        Command::Record(command) => record::run(context, command).await,
        Command::Access(command) => access::run(context, command).await,
        Command::Audit(command) => audit::run(context, command).await,
        Command::CleanUp(arguments) => clean_up::run(context, arguments).await,
    }
}

/// Reads a file that the user named, or standard input.
fn read_file(path: &std::path::Path) -> Result<Vec<u8>, Failure> {
    input::read(path)
}

/// A reason that says something: its hash is all that is left of it, and one of nothing proves nothing.
fn reason(text: &str) -> Result<String, String> {
    let says = |c: char| {
        !c.is_whitespace()
            && !c.is_control()
            && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}')
    };
    if text.chars().any(says) {
        return Ok(text.to_owned());
    }
    Err("a reason must say something: it cannot be empty or white space".into())
}

/// Parses the vocabulary's own words, as in its JSON form.
fn from_word<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(text.into()).map_err(|e| e.to_string())
}

/// The account named, or one's own.
fn whose(context: &Context, account: Option<AccountId>) -> Result<AccountId, Failure> {
    match account {
        Some(account) => Ok(account),
        None => Ok(context.keystore()?.account().id()),
    }
}

/// Tells the salt of a reason before its hash is submitted, and gives it.
///
/// Once submitted the hash is in the patient's trail, whatever goes wrong afterwards, and only whoever has the salt
/// can prove the reason.
fn keep_salt(context: &Context, justification: &Justification) -> String {
    let salt = hex(&justification.salt);
    if !context.options.json {
        let told = format!("salt {salt}: keep it, with it you can prove the reason that you gave");
        let _ = writeln!(std::io::stderr(), "{told}");
    }
    context.note("salt", salt.clone());
    salt
}

/// The patient's own call, or the same decision in the name of `patient`, whose guardian one is.
fn decision(patient: Option<AccountId>, decision: GuardianDecision<AccountId>) -> Call {
    use salus_client::chain::calls::consent as calls;
    match (patient, decision) {
        (Some(patient), decision) => calls::decide_for(patient, &decision),
        (None, GuardianDecision::SetPolicy { policy, terms }) => calls::set_policy(policy, &terms),
        (None, GuardianDecision::RevokePolicy { policy }) => calls::revoke_policy(policy),
        (None, GuardianDecision::AllowContribution { organisation, until }) => {
            calls::allow_contribution(organisation, until)
        }
        (None, GuardianDecision::RevokeContribution { organisation }) => {
            calls::revoke_contribution(organisation)
        }
        (None, GuardianDecision::Restrict { barred }) => calls::restrict(&barred),
        (None, GuardianDecision::LiftRestriction { barred }) => calls::lift_restriction(&barred),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reason_should_be_refused_when_it_says_nothing() {
        for nothing in ["", " ", "\t\n", "\u{a0}\u{3000}", "\u{200b}\u{feff}"] {
            assert!(reason(nothing).is_err(), "{nothing:?}");
        }
        for something in ["ward round", " x ", "回診"] {
            assert_eq!(reason(something).as_deref(), Ok(something));
        }
    }

    #[test]
    fn decision_should_be_the_guardian_s_call_when_a_patient_is_named() {
        let revoke = || GuardianDecision::RevokePolicy { policy: 7 };
        assert_eq!(decision(None, revoke()).name(), "revoke_policy");
        assert_eq!(decision(Some(AccountId([1; 32])), revoke()).name(), "decide_for");
    }
}
