//! `salus access`: read a record.

use super::keep_salt;
use crate::{
    context::Context,
    failure::Failure,
    gateways::Gateways,
    output::{pairs, value, word, Outcome, NOT_GRANTED},
    progress::Progress,
};
use clap::{Args, Subcommand};
use salus_client::{
    atomic_file::PendingFile,
    chain::{calls::consent as calls, events},
    justification::Justification,
    record::{AuthorityKeys, DataKey, OpenedWith, RecordError, SealedRecord, UnderTicket},
    AccountId, Keystore,
};
use salus_primitives::{
    consent::{Basis, Decision},
    record::Record,
    Purpose, RecordId, TicketId,
};
use std::path::PathBuf;

/// One sentence for "no such record", "not for you" and "not for this purpose": they look the same.
const REFUSED: &str = "Access was not granted.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Ask for access, fetch the record and decrypt it. Asking is written into the patient's trail.
    Open {
        /// The record's id.
        record: RecordId,
        /// For what: TREAT, ETREAT, HPAYMT, HOPERAT, HRESCH, PUBHLTH or PATRQT.
        #[arg(long, value_name = "CODE")]
        purpose: Purpose,
        /// The reason. Only its salted hash goes on the chain.
        #[arg(long, value_name = "TEXT")]
        reason: String,
        #[command(flatten)]
        target: Target,
    },
    /// Fetch and decrypt a record under a ticket that still counts, without asking anew.
    Fetch {
        /// The ticket, as `open` told it.
        ticket: TicketId,
        #[command(flatten)]
        target: Target,
    },
    /// What asking would come to. Writes nothing down.
    Check {
        /// The record's id.
        record: RecordId,
        /// For what.
        #[arg(long, value_name = "CODE")]
        purpose: Purpose,
        /// For whom; yourself if not given.
        #[arg(long, value_name = "ADDRESS")]
        accessor: Option<AccountId>,
    },
}

/// Where the plaintext goes.
#[derive(Debug, Args)]
pub struct Target {
    /// Where to write it; readable by you alone.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Replace the file if there is one.
    #[arg(long)]
    force: bool,
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Open { record, purpose, reason, target } => {
            open(context, record, purpose, &reason, &target).await
        }
        Command::Fetch { ticket, target } => {
            target.check()?;
            fetch(context, &context.keystore()?, ticket, &target).await
        }
        Command::Check { record, purpose, accessor } => check(context, record, purpose, accessor).await,
    }
}

/// A file that appears complete or not at all, or something that takes bytes as they come.
enum Sink {
    File(PendingFile),
    Stream,
}

impl Target {
    /// Before anything is asked for: an access that cannot be kept should not be on record.
    fn check(&self) -> Result<(), Failure> {
        let output = &self.output;
        if output.is_dir() {
            return Err(Failure::new(format!("{} is a directory", output.display()))
                .remedy("name a file in it with -o"));
        }
        if output.is_file() && !self.force {
            return Err(Failure::new(format!("{} exists", output.display()))
                .remedy("choose another file, or replace it with --force"));
        }
        match output.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            Some(parent) if !parent.is_dir() => {
                Err(Failure::new(format!("there is no directory {}", parent.display()))
                    .remedy("make it, or choose another file"))
            }
            _ => Ok(()),
        }
    }

    /// A pipe or device is written to as it is: there is nothing to put in its place.
    fn create(&self) -> std::io::Result<(Sink, std::fs::File)> {
        if self.output.exists() && !self.output.is_file() {
            return Ok((Sink::Stream, std::fs::OpenOptions::new().write(true).open(&self.output)?));
        }
        let pending = PendingFile::create(&self.output)?;
        let file = pending.handle()?;
        Ok((Sink::File(pending), file))
    }

    fn finish(&self, sink: Sink) -> std::io::Result<()> {
        match sink {
            Sink::Stream => Ok(()),
            Sink::File(pending) if self.force => pending.commit(),
            Sink::File(pending) => pending.commit_new(),
        }
    }
}

async fn open(
    context: &Context,
    record: RecordId,
    purpose: Purpose,
    reason: &str,
    target: &Target,
) -> Result<Outcome, Failure> {
    target.check()?;
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let justification = Justification::new(reason, &mut rand::rng());
    let salt = keep_salt(context, &justification);
    let waiting = Progress::waiting(context.options.json, "Asking for access");
    let call = calls::open_access(record, purpose, justification.digest());
    let included = chain.submit(keystore.account(), call).await?;
    drop(waiting);
    let decided: events::AccessDecided = included.require()?;
    let Some(ticket) = decided.ticket else {
        return Ok(Outcome::new(REFUSED)
            .included(&included)
            .field("granted", false)
            .field("salt", salt)
            .exit(NOT_GRANTED));
    };
    context.note("ticket", ticket);
    let outcome = fetch(context, &keystore, ticket, target).await.map_err(|failure| {
        let again = format!("salus access fetch {ticket} -o {}", target.output.display());
        failure.and_remedy(format!("with the same ticket: {again}"))
    })?;
    let text =
        pairs([("salt", salt.clone())]) + "Keep the salt: with it you can prove the reason that you gave.";
    Ok(outcome.append(&text).included(&included).field("granted", true).field("salt", salt))
}

async fn fetch(
    context: &Context,
    keystore: &Keystore,
    id: TicketId,
    target: &Target,
) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let account = keystore.account();
    let ticket =
        chain.ticket(id).await?.filter(|ticket| ticket.accessor == account.id()).ok_or_else(|| {
            Failure::new(format!("you have no ticket {id}")).remedy("ask with `salus access open`")
        })?;
    if chain.finalized_number().await? >= ticket.until {
        return Err(Failure::new(format!("ticket {id} no longer counts since block {}", ticket.until))
            .remedy("ask again with `salus access open`"));
    }
    let record = ticket.record;
    let facts = chain.record(record).await?.ok_or_else(|| Failure::new("the record is gone"))?;

    let waiting = Progress::waiting(context.options.json, "Fetching the header");
    // One's own gateway has one's transform key; the others may have the record when it does not.
    let own = chain.participant(account.id()).await?.map(|participant| participant.organisation);
    let holders = facts.endorsements.iter().copied();
    let gateways = Gateways::new(context, own.into_iter().chain([facts.organisation]).chain(holders)).await?;
    let (sealed, gateway) = gateways
        .first(account, async |client| SealedRecord::redeem(client, id, &ticket, &facts).await)
        .await?;
    waiting.say("Opening the header");
    let (key, means) = unlock(context, keystore, &sealed, &facts).await?;
    drop(waiting);

    let progress = Progress::bytes(context.options.json, sealed.header().content_length(), "Reading");
    let source = UnderTicket { gateway, ticket: id };
    let io = |e: std::io::Error| Failure::new(format!("{}: {e}", target.output.display()));
    let (sink, file) = target.create().map_err(io)?;
    let mut file = tokio::fs::File::from_std(file);
    let written = sealed.read_to(key, &source, &mut file, |bytes| progress.set(bytes)).await?;
    drop(progress);
    target.finish(sink).map_err(io)?;

    let text = pairs([
        ("record", record.to_string()),
        ("ticket", format!("{id}, until block {}", ticket.until)),
        ("opened with", words(means).into()),
        ("written", format!("{written} bytes to {}", target.output.display())),
    ]);
    Ok(Outcome::new(text)
        .field("record", record.to_string())
        .field("ticket", id)
        .field("bytes", written)
        .field("opened_with", words(means))
        .field("file", target.output.display().to_string()))
}

async fn unlock(
    context: &Context,
    keystore: &Keystore,
    sealed: &SealedRecord,
    facts: &Record<AccountId>,
) -> Result<(DataKey, OpenedWith), Failure> {
    if facts.patient == keystore.account().id() {
        return Ok(sealed.unlock(keystore, &AuthorityKeys::default())?);
    }
    let chain = context.chain().await?;
    let header = sealed.header();
    let emergency = header.emergency_capsule().into_iter().flat_map(|capsule| capsule.policy().authorities());
    let mut named = Vec::new();
    for authority in header.policy().authorities().into_iter().chain(emergency) {
        named.extend(chain.authority(authority).await?);
    }
    let mut keys = AuthorityKeys::current(named.iter().cloned()).map_err(RecordError::from)?;
    match sealed.unlock(keystore, &keys) {
        Err(refused) if refused.needs_older_keys() => {}
        outcome => return Ok(outcome?),
    }
    // An authority was given a new key since the record was sealed.
    for authority in &named {
        for version in (0..authority.authority.key_version).rev() {
            if let Some(key) = chain.authority_key(&authority.name, version).await? {
                keys.add(&authority.name, &key).map_err(RecordError::from)?;
            }
        }
    }
    Ok(sealed.unlock(keystore, &keys)?)
}

fn words(means: OpenedWith) -> &'static str {
    match means {
        OpenedWith::OwnSecret => "your own secret",
        OpenedWith::TransformedCapsule => "the gateway's transformed capsule",
        OpenedWith::AttributeKeys => "your attribute keys",
        OpenedWith::TransformedEmergencyCapsule => "the gateway's transformed emergency capsule",
        OpenedWith::EmergencyKeys => "your attribute keys, in an emergency",
    }
}

async fn check(
    context: &Context,
    record: RecordId,
    purpose: Purpose,
    accessor: Option<AccountId>,
) -> Result<Outcome, Failure> {
    let accessor = match accessor {
        Some(accessor) => accessor,
        None => context.keystore()?.account().id(),
    };
    let decision = context.chain().await?.decide(accessor, record, purpose).await?;
    let (granted, text) = match decision {
        Decision::Granted(basis) => {
            let basis = match basis {
                Basis::OwnRecord => "it is one's own record".to_owned(),
                Basis::Delegation(scope) => format!("the patient made one a {}", word(scope)),
                Basis::Emergency(emergency) => format!("emergency {emergency} opens it"),
                Basis::Policy(policy) => {
                    format!("policy {} version {} admits", policy.id, policy.version)
                }
            };
            (true, format!("Access would be granted: {basis}."))
        }
        Decision::Refused => (false, "Access would not be granted.".to_owned()),
    };
    let outcome = Outcome::new(text)
        .field("granted", granted)
        .field("record", record.to_string())
        .field("purpose", purpose.to_string())
        .field("decision", value(decision));
    Ok(if granted { outcome } else { outcome.exit(NOT_GRANTED) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use std::io::Write;

    fn target(output: PathBuf, force: bool) -> Target {
        Target { output, force }
    }

    #[test]
    fn file_should_appear_only_when_it_is_complete() {
        let home = tempfile::tempdir().unwrap();
        let output = home.path().join("record");
        let target = target(output.clone(), false);
        target.check().unwrap();
        let (sink, mut file) = target.create().unwrap();
        file.write_all(b"content").unwrap();
        assert!(!output.exists());
        target.finish(sink).unwrap();
        assert_eq!(std::fs::read(&output).unwrap(), b"content");
    }

    #[test]
    fn target_should_be_refused_before_asking_when_it_cannot_be_written() {
        let home = tempfile::tempdir().unwrap();
        let existing = home.path().join("record");
        std::fs::write(&existing, b"older").unwrap();
        assert!(target(existing.clone(), false).check().is_err());
        assert!(target(existing, true).check().is_ok());
        assert!(target(home.path().into(), true).check().is_err());
        assert!(target(home.path().join("missing/record"), false).check().is_err());
    }

    #[cfg(unix)]
    #[test]
    fn device_should_be_written_to_when_it_is_the_target() {
        let target = target("/dev/null".into(), false);
        target.check().unwrap();
        let (sink, mut file) = target.create().unwrap();
        file.write_all(b"content").unwrap();
        target.finish(sink).unwrap();
    }
}
