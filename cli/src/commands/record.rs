//! `salus record`: file, list, look up, dispute, renew, erase.

mod objection;
mod rewrap;

pub(super) use objection::signable;

use crate::{
    context::Context,
    failure::Failure,
    gateways::intake,
    output::{pairs, value, word, Outcome, Table},
    progress::Progress,
};
use clap::{Args, Subcommand};
use futures::{StreamExt, TryStreamExt};
use salus_client::{
    gateway::{Submission, FHIR_JSON},
    AccountId, Chain,
};
use salus_primitives::{
    record::{NamedRecord, Page, Record, RecordStatus},
    BlockNumber, OrganisationId, PolicyId, RecordId,
};
use std::path::PathBuf;
use tokio_util::io::ReaderStream;

/// Records asked for at a time.
const PAGE: u32 = 100;
/// Bytes read from the file at a time.
const CHUNK: usize = 64 * 1024;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Hand a file in as a record. For an organisation's own systems.
    Submit(Submit),
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
    /// List the records that an organisation has yet to vouch for.
    Pending {
        /// Its number.
        organisation: OrganisationId,
    },
    /// Say that a record of yours, or of whom you are the guardian, is wrong. It stays readable.
    Dispute {
        /// Its id.
        record: RecordId,
        /// Why. Only a salted hash goes on the chain; keep the salt that is printed to prove it later.
        #[arg(long, value_name = "TEXT")]
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
        /// Only list which records need one.
        #[arg(long)]
        list: bool,
        /// Do not wait until a majority of the organisations vouches for them.
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

/// What to hand in.
#[derive(Debug, Args)]
pub struct Submit {
    /// Whose record it is.
    #[arg(long, value_name = "ADDRESS")]
    patient: AccountId,
    /// Under which of the patient's policies.
    #[arg(long, value_name = "NUMBER")]
    policy: PolicyId,
    /// The content: a FHIR resource, a PDF, any file.
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// The content is a FHIR R4 resource: have the gateway check it first.
    #[arg(long)]
    fhir: bool,
    /// The practitioner who answers for it; the organisation itself if not given.
    #[arg(long, value_name = "ADDRESS")]
    author: Option<AccountId>,
    /// The record of the same organisation that this is a new version of.
    #[arg(long, value_name = "RECORD")]
    previous: Option<RecordId>,
    /// Its id; drawn at random if not given. Repeating an id never makes a second record.
    #[arg(long, value_name = "RECORD")]
    record: Option<RecordId>,
    /// The gateway's intake token.
    #[arg(long, env = "SALUS_INTAKE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    intake_token: String,
    /// Do not wait until a majority of the organisations vouches for it.
    #[arg(long)]
    no_wait: bool,
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Submit(submit) => self::submit(context, submit).await,
        Command::Show { record } => show(context, record).await,
        Command::List { patient } => list(context, patient).await,
        Command::Pending { organisation } => pending(context, organisation).await,
        Command::Dispute { record, reason } => objection::dispute(context, record, &reason).await,
        Command::WithdrawDispute { record } => objection::withdraw_dispute(context, record).await,
        Command::Rewrap { list, no_wait } => rewrap::rewrap(context, list, no_wait).await,
        Command::Erase { record, yes, no_wait } => objection::erase(context, record, yes, no_wait).await,
    }
}

async fn submit(context: &Context, submit: Submit) -> Result<Outcome, Failure> {
    let gateway = intake(context)?;
    let unreadable = |e: std::io::Error| {
        Failure::new(format!("{}: {e}", submit.file.display())).remedy("check the file's name")
    };
    let file = tokio::fs::File::open(&submit.file).await.map_err(unreadable)?;
    let metadata = file.metadata().await.map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(Failure::new(format!("{} is not a file", submit.file.display())));
    }
    let submission = Submission {
        record: submit.record.unwrap_or_else(|| RecordId(rand::random())),
        patient: submit.patient,
        policy: submit.policy,
        author: submit.author,
        previous: submit.previous,
        length: metadata.len(),
    };
    let id = submission.record;
    context.note("record", id.to_string());

    let progress = Progress::bytes(context.options.json, submission.length, "Handing in");
    let (sent, told) = (std::sync::atomic::AtomicU64::new(0), progress.clone());
    let content = ReaderStream::with_capacity(file, CHUNK).inspect_ok(move |bytes| {
        let more = bytes.len() as u64;
        let before = sent.fetch_add(more, std::sync::atomic::Ordering::Relaxed);
        told.set(before.saturating_add(more));
    });
    let media = if submit.fhir { FHIR_JSON } else { "application/octet-stream" };
    let filed = gateway.submit_record_as(&submit.intake_token, &submission, media, content).await;
    drop(progress);
    // Whatever happened to the answer, the same id can be handed in again.
    let filed = filed.map_err(|e| {
        Failure::from(e).and_remedy(format!("repeat it with --record {id}: it is never filed twice"))
    })?;

    let status = match filed.status {
        RecordStatus::Pending if !submit.no_wait => wait(context, id, filed.block).await?,
        RecordStatus::Lapsed => return Err(lapsed(id)),
        status => status,
    };
    let text = pairs([
        ("record", id.to_string()),
        ("status", word(status)),
        ("block", filed.block.to_string()),
        ("content", filed.content.to_string()),
        ("header", filed.header.to_string()),
    ]);
    Ok(Outcome::new(text)
        .field("record", id.to_string())
        .field("status", word(status))
        .field("block", filed.block)
        .field("content", filed.content.to_string())
        .field("header", filed.header.to_string()))
}

/// Waits until a majority vouches for the record that was filed in block `filed`.
async fn wait(context: &Context, id: RecordId, filed: BlockNumber) -> Result<RecordStatus, Failure> {
    let chain = context.chain().await?;
    let waiting = Progress::waiting(context.options.json, "Waiting for the other organisations");
    let mut blocks = chain.finalized();
    loop {
        let view = chain.at_finalized().await?;
        let (record, now) = (view.record(id).await?, view.number().await?);
        if let Some(outcome) = settled(id, record.as_ref(), filed, now) {
            return outcome;
        }
        if let Some(record) = record {
            let (have, need) = (record.endorsements.len(), record.required);
            waiting.say(format!("Waiting for the other organisations: {have} of {need}"));
        }
        blocks.next().await;
    }
}

/// What has become, by block `now`, of a record that was filed in block `filed`; nothing while that is open.
fn settled(
    id: RecordId,
    record: Option<&Record<AccountId>>,
    filed: BlockNumber,
    now: BlockNumber,
) -> Option<Result<RecordStatus, Failure>> {
    let Some(record) = record else {
        // The own node may know of the filing a moment later than the gateway's.
        return (now >= filed).then(|| Err(Failure::new(format!("record {id} is gone"))));
    };
    match record.status {
        RecordStatus::Pending if now < record.deadline => None,
        // Nobody can vouch for it any more, and whoever would have it lapse may be away.
        RecordStatus::Pending => Some(Err(unvouched(format!("record {id} is pending past its deadline")))),
        RecordStatus::Lapsed => Some(Err(lapsed(id))),
        status => Some(Ok(status)),
    }
}

fn lapsed(id: RecordId) -> Failure {
    unvouched(format!("record {id} lapsed"))
}

fn unvouched(what: String) -> Failure {
    Failure::new(format!("{what}: too few organisations vouched for it"))
        .remedy("check that the other gateways run, and hand it in under a new id")
}

async fn show(context: &Context, id: RecordId) -> Result<Outcome, Failure> {
    let chain = context.chain().await?;
    let Some(record) = chain.record(id).await? else {
        let erasure = chain.erasure(id).await?.ok_or_else(|| {
            Failure::new(format!("there is no record {id}")).remedy("look with `salus record list`")
        })?;
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
        ("author", record.author.to_string()),
        ("policy", format!("{}, version {}", record.policy.id, record.policy.version)),
        ("previous", record.previous.map_or("none".into(), |previous| previous.to_string())),
        ("vouched for by", format!("{} (needs {})", endorsements.join(", "), record.required)),
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
    let mut table = Table::new(["RECORD", "STATUS", "ORGANISATION", "POLICY", "VOUCHED", "BLOCK"]);
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_primitives::{consent::PolicyRef, content::Codec, ContentId};

    const ID: RecordId = RecordId([7; 32]);

    /// Filed in block 10; it may lapse from block 20 on.
    fn record(status: RecordStatus) -> Record<AccountId> {
        Record {
            patient: AccountId([1; 32]),
            organisation: 0,
            author: AccountId([2; 32]),
            policy: PolicyRef { id: 1, version: 1 },
            content: ContentId::new(Codec::Raw, [3; 32]),
            header: ContentId::new(Codec::Raw, [4; 32]),
            previous: None,
            status,
            required: 3,
            endorsements: Default::default(),
            submitted_at: 10,
            deadline: 20,
            disputed: None,
        }
    }

    #[test]
    fn record_should_be_waited_for_when_its_majority_can_still_come() {
        assert!(settled(ID, Some(&record(RecordStatus::Pending)), 10, 19).is_none());
        assert!(settled(ID, None, 10, 9).is_none());
    }

    #[test]
    fn record_should_not_be_waited_for_when_nobody_can_vouch_for_it_any_more() {
        for (status, word) in [(RecordStatus::Pending, "pending"), (RecordStatus::Lapsed, "lapsed")] {
            let failure = settled(ID, Some(&record(status)), 10, 20).unwrap().unwrap_err();
            assert!(failure.what().contains(word), "{}", failure.what());
        }
        assert!(settled(ID, None, 10, 10).unwrap().is_err());
    }

    #[test]
    fn record_should_be_settled_when_a_majority_vouches_for_it() {
        let active = settled(ID, Some(&record(RecordStatus::Active)), 10, 25).unwrap();
        assert_eq!(active.unwrap(), RecordStatus::Active);
    }
}
