//! `salus access`: read a record.

mod reader;

use super::{delegation::sharing, keep_salt, reason};
use crate::{
    context::Context,
    failure::Failure,
    gateways::Gateways,
    output::{pairs, value, word, Outcome, NOT_GRANTED},
    plural,
    progress::Progress,
    target::{IfThere, Target},
};
use clap::{Args, Subcommand};
use reader::{Asked, Reader, Renewal};
use salus_client::{
    justification::Justification,
    record::{AuthorityKeys, DataKey, OpenedWith, OpeningError, RecordError, SealedRecord},
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
        #[arg(long, value_name = "TEXT", value_parser = reason)]
        reason: String,
        #[command(flatten)]
        target: Plaintext,
    },
    /// Fetch and decrypt a record under a ticket that still counts, without asking again.
    Fetch {
        /// The ticket, as `open` told it.
        ticket: TicketId,
        #[command(flatten)]
        target: Plaintext,
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
pub struct Plaintext {
    /// Where to write it; readable by you alone. - is standard output.
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
            open(context, Asked { record, purpose }, &reason, &target).await
        }
        Command::Fetch { ticket, target } => {
            let opened = target.open()?;
            fetch(context, &context.keystore()?, ticket, opened, None).await
        }
        Command::Check { record, purpose, accessor } => check(context, record, purpose, accessor).await,
    }
}

impl Plaintext {
    /// Before anything is asked for: an access that cannot be kept should not be on record.
    fn open(&self) -> Result<Target, Failure> {
        Target::open(&self.output, IfThere::forced(self.force))
    }

    /// The command that goes on with a ticket.
    fn command(&self, ticket: TicketId) -> String {
        let force = if self.force { " --force" } else { "" };
        format!("salus access fetch {ticket} -o {}{force}", self.output.display())
    }
}

async fn open(context: &Context, asked: Asked, reason: &str, target: &Plaintext) -> Result<Outcome, Failure> {
    let opened = target.open()?;
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let justification = Justification::new(reason, &mut rand::rng());
    let salt = keep_salt(context, &justification);
    let waiting = Progress::waiting(context.options.json, "Asking for access");
    let (included, ticket) = asked.ask(chain, keystore.account(), justification.digest()).await?;
    drop(waiting);
    let Some(ticket) = ticket else {
        return Ok(Outcome::new(REFUSED)
            .included(&included)
            .field("granted", false)
            .field("salt", salt)
            .exit(NOT_GRANTED));
    };
    context.note("ticket", ticket);
    let again = format!("with the same ticket: {}", target.command(ticket));
    context.resume_with(again.clone());
    let renewal = Renewal { asked, justification: justification.digest() };
    let outcome = fetch(context, &keystore, ticket, opened, Some(renewal))
        .await
        .map_err(|failure| failure.and_remedy(again))?;
    let text =
        pairs([("salt", salt.clone())]) + "Keep the salt: with it you can prove the reason that you gave.";
    Ok(outcome.append(&text).included(&included).field("granted", true).field("salt", salt))
}

async fn fetch(
    context: &Context,
    keystore: &Keystore,
    id: TicketId,
    target: Target,
    renewal: Option<Renewal>,
) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let account = keystore.account();
    let ticket =
        chain.ticket(id).await?.filter(|ticket| ticket.accessor == account.id()).ok_or_else(|| {
            Failure::new(format!("you have no ticket {id}")).remedy("ask with `salus access open`")
        })?;
    let clock = context.clock().await;
    if chain.finalized_number().await? >= ticket.until {
        return Err(Failure::new(format!("ticket {id} has ended ({})", clock.tell(ticket.until)))
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
    let (key, means) = unlock(context, keystore, ticket.basis, &sealed, &facts).await?;
    drop(waiting);

    let progress = Progress::bytes(context.options.json, sealed.header().content_length(), "Reading");
    let reader = Reader::new(chain, account, &gateways, gateway, id, renewal);
    let mut file = tokio::fs::File::from_std(target.handle()?);
    let written = sealed.read_to(key, &reader, &mut file, |bytes| progress.set(bytes)).await?;
    drop(progress);
    let last = reader.ticket().await;
    let (name, aside) = (target.to_string(), target.is_standard_output());
    target.finish()?;

    let text = pairs([
        ("record", record.to_string()),
        ("ticket", format!("{id}, until {}", clock.tell(ticket.until))),
        ("opened with", words(means).into()),
        ("written", format!("{} to {name}", plural::count(written, "byte", "bytes"))),
    ]);
    Ok(Outcome::new(text)
        .aside(aside)
        .field("record", record.to_string())
        .field("ticket", last)
        .field("bytes", written)
        .field("opened_with", words(means))
        .field("file", name))
}

async fn unlock(
    context: &Context,
    keystore: &Keystore,
    basis: Basis,
    sealed: &SealedRecord,
    facts: &Record<AccountId>,
) -> Result<(DataKey, OpenedWith), Failure> {
    if !matches!(basis, Basis::Delegation(_)) {
        return unlock_oneself(context, keystore, sealed, facts).await;
    }
    let shared = sharing::shared_key(context, keystore, facts.patient).await;
    if let Ok(Some(key)) = &shared {
        match sealed.unlock_for_delegate(key) {
            // The patient has taken another key since.
            Err(RecordError::Opening(OpeningError::Unlock(_))) => {}
            opened => return Ok(opened?),
        }
    }
    // The delegate's own attributes may open it as well. If not, that the key could not be had tells more.
    match unlock_oneself(context, keystore, sealed, facts).await {
        Err(refused) => Err(shared.err().unwrap_or(refused)),
        opened => opened,
    }
}

/// Opens a header with what the reader has without anybody's appointment.
async fn unlock_oneself(
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
        OpenedWith::SharedKey => "the reading key that the patient shared with you",
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
