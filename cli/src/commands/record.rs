//! `salus record`: file, list, look up, dispute, renew, erase.

mod content;
mod objection;
mod rewrap;
mod submit;

pub(super) use objection::signable;

use super::reason;
use crate::{
    context::Context,
    failure::Failure,
    output::{pairs, value, word, Outcome, Table},
};
use clap::Subcommand;
use salus_client::{AccountId, Chain};
use salus_primitives::{record::NamedRecord, OrganisationId, Page, PolicyId, RecordId};
use submit::Submit;

/// Records asked for at a time.
const PAGE: u32 = 100;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Hand a file in as a record. For an organisation's own systems.
    Submit(Box<Submit>),
    /// Show a record's facts; its content stays sealed.
    Show {
        /// Its id.
        record: RecordId,
    },
    /// List a patient's records.
    List {
        /// Whose; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
    /// List the records that an organisation has yet to endorse.
    Pending {
        /// Its number.
        organisation: OrganisationId,
    },
    /// Say that a record of yours, or of whom you are the guardian, is wrong. It stays readable.
    Dispute {
        /// Its id.
        record: RecordId,
        /// Why. Only a salted hash goes on the chain; keep the salt that is printed to prove it later.
        #[arg(long, value_name = "TEXT", value_parser = reason)]
        reason: String,
    },
    /// Take a dispute back.
    WithdrawDispute {
        /// The record's id.
        record: RecordId,
    },
    /// Make new headers for your records after a policy, an attribute's keys or the rule for emergencies
    /// changed: who is admitted now can open them, and who was admitted before finds no new header to open.
    Rewrap {
        /// Those of the patient whose guardian you are; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
        /// Only list which records need one.
        #[arg(long)]
        list: bool,
        /// Do not wait until a majority of the organisations endorses them.
        #[arg(long)]
        no_wait: bool,
    },
    /// Move records to another of your policies: who that one admits reads them from then on, and nobody else does.
    Move {
        /// Their ids.
        #[arg(required = true)]
        records: Vec<RecordId>,
        /// The policy to move them to.
        #[arg(long, value_name = "NUMBER")]
        policy: PolicyId,
        /// Of the patient whose guardian you are; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
        /// Do not wait until a majority of the organisations endorses them.
        #[arg(long)]
        no_wait: bool,
    },
    /// Have a record of yours, or of whom you are the guardian, deleted everywhere. There is no way back.
    Erase {
        /// Its id.
        record: RecordId,
        /// Needed: an erasure cannot be taken back.
        #[arg(long)]
        yes: bool,
        /// Do not wait until a majority of the organisations has deleted it.
        #[arg(long)]
        no_wait: bool,
    },
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Submit(submit) => submit::submit(context, *submit).await,
        Command::Show { record } => show(context, record).await,
        Command::List { patient } => list(context, patient).await,
        Command::Pending { organisation } => pending(context, organisation).await,
        Command::Dispute { record, reason } => objection::dispute(context, record, &reason).await,
        Command::WithdrawDispute { record } => objection::withdraw_dispute(context, record).await,
        Command::Rewrap { patient, list, no_wait } => rewrap::rewrap(context, patient, list, no_wait).await,
        Command::Move { records, policy, patient, no_wait } => {
            rewrap::move_records(context, patient, records, policy, no_wait).await
        }
        Command::Erase { record, yes, no_wait } => objection::erase(context, record, yes, no_wait).await,
    }
}

/// What is known of a record of which the chain has neither facts nor a certificate.
async fn without_certificate(chain: &Chain, id: RecordId) -> Result<Outcome, Failure> {
    if !chain.was_erased(id).await? {
        return Err(Failure::new(format!("there is no record {id}")).remedy("look with `salus record list`"));
    }
    let text = format!("Record {id} was erased. The certificate is not kept any more.");
    Ok(Outcome::new(text).field("id", id.to_string()).field("erased", true))
}

async fn show(context: &Context, id: RecordId) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let Some(record) = chain.record(id).await? else {
        let Some(erasure) = chain.erasure(id).await? else { return without_certificate(chain, id).await };
        return Ok(Outcome::new(objection::words(&id, &erasure))
            .field("id", id.to_string())
            .field("erasure", value(&erasure)));
    };
    let endorsements: Vec<String> = record.endorsements.iter().map(ToString::to_string).collect();
    let text = pairs([
        ("record", id.to_string()),
        ("status", word(record.status)),
        ("disputed", if record.disputed.is_some() { "by its patient" } else { "no" }.into()),
        ("patient", record.patient.to_string()),
        ("organisation", record.organisation.to_string()),
        ("author", format!("{}, as the organisation says", record.author)),
        ("policy", format!("{}, version {}", record.policy.id, record.policy.version)),
        ("previous", record.previous.map_or("none".into(), |previous| previous.to_string())),
        ("endorsed by", format!("{} (needs {})", endorsements.join(", "), record.required)),
        ("filed at block", record.submitted_at.to_string()),
        ("content", record.content.to_string()),
        ("header", record.header.to_string()),
    ]);
    Ok(Outcome::new(text).field("id", id.to_string()).field("record", value(&record)))
}

async fn list(context: &Context, patient: Option<AccountId>) -> Result<Outcome, Failure> {
    let patient = match patient {
        Some(patient) => patient,
        None => context.keystore()?.account().id(),
    };
    let chain = context.chain().await?;
    let records = pages(chain, async |chain, cursor| chain.records_of(patient, cursor, PAGE).await).await?;
    Ok(table(&records, "No records.").field("patient", patient.to_string()))
}

async fn pending(context: &Context, organisation: OrganisationId) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let records =
        pages(chain, async |chain, cursor| chain.pending_for(organisation, cursor, PAGE).await).await?;
    Ok(table(&records, "Nothing is pending.").field("organisation", organisation))
}

async fn pages<E>(
    chain: &Chain,
    page: impl AsyncFn(&Chain, Option<RecordId>) -> Result<Page<NamedRecord<AccountId>, RecordId>, E>,
) -> Result<Vec<NamedRecord<AccountId>>, E> {
    let (mut records, mut cursor) = (Vec::new(), None);
    loop {
        let Page { items, next } = page(chain, cursor).await?;
        records.extend(items);
        // A page without any may still have one after it.
        if next.is_none() || next == cursor {
            return Ok(records);
        }
        cursor = next;
    }
}

fn table(records: &[NamedRecord<AccountId>], none: &str) -> Outcome {
    let mut table = Table::new(["RECORD", "STATUS", "ORGANISATION", "POLICY", "ENDORSED", "BLOCK"]);
    for NamedRecord { id, record } in records {
        table.row([
            id.to_string(),
            word(record.status),
            record.organisation.to_string(),
            format!("{} v{}", record.policy.id, record.policy.version),
            format!("{}/{}", record.endorsements.len(), record.required),
            record.submitted_at.to_string(),
        ]);
    }
    Outcome::new(table.or(none)).field("records", value(records))
}
