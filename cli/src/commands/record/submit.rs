//! Handing a file in.

use super::content::Content;
use crate::{
    context::Context,
    failure::Failure,
    gateways::intake,
    options::IntakeToken,
    output::{pairs, word, Outcome},
    progress::Progress,
};
use clap::Args;
use futures::StreamExt;
use salus_client::{
    gateway::{Filed, Submission, FHIR_JSON},
    AccountId, Chain, ChainError, GatewayClient, GatewayError,
};
use salus_primitives::{
    consent::{Policy, PolicyStatus},
    record::{Record, RecordStatus},
    BlockNumber, PolicyId, RecordId,
};
use std::{path::PathBuf, time::Duration};

/// Media type of anything.
const ANY: &str = "application/octet-stream";
/// How often it is handed in to a gateway that does not know yet what this program's node knows.
const MOST_ROUNDS: u32 = 5;
/// Pause between two rounds: a block.
const PAUSE: Duration = Duration::from_secs(2);

/// How long a node is waited for that only helps.
const NODE_PATIENCE: Duration = Duration::from_secs(3);

/// What to hand in.
#[derive(Debug, Args)]
pub struct Submit {
    /// Whose record it is.
    #[arg(long, value_name = "ADDRESS")]
    patient: AccountId,
    /// Under which of the patient's policies.
    #[arg(long, value_name = "NUMBER")]
    policy: PolicyId,
    /// The content: a FHIR resource, a PDF, any file or pipe, - for standard input.
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
    #[command(flatten)]
    intake_token: IntakeToken,
    /// Do not wait until a majority of the organisations endorses it.
    #[arg(long)]
    no_wait: bool,
}

/// Hands it in, and waits until it is a record.
pub async fn submit(context: &Context, submit: Submit) -> Result<Outcome, Failure> {
    let gateway = intake(context)?;
    let token = submit.intake_token.read(context)?;
    let content = Content::open(&submit.file)?;
    let chain = if submit.no_wait {
        // Who does not wait needs no node; the gateway has one.
        tokio::time::timeout(NODE_PATIENCE, context.chain()).await.ok().and_then(Result::ok)
    } else {
        Some(context.chain().await?)
    };
    if let Some(chain) = chain {
        usable(context, chain, &submit).await?;
    }
    let submission = Submission {
        record: submit.record.unwrap_or_else(|| RecordId(rand::random())),
        patient: submit.patient,
        policy: submit.policy,
        author: submit.author,
        previous: submit.previous,
        length: content.length(),
    };
    let id = submission.record;
    // Whatever happens to the answer, the same id can be handed in again.
    let again = format!("repeat it with --record {id}: it is never filed twice");
    context.note("record", id.to_string());
    context.resume_with(again.clone());
    let media = if submit.fhir { FHIR_JSON } else { ANY };
    let filed = hand_in(context, chain, gateway, &token, &submission, media, &content).await;
    let filed = filed.map_err(|error| {
        let passes = error.may_pass_later();
        let failure = Failure::from(error).in_words_of(&OPTIONS);
        if passes {
            failure.and_remedy(again)
        } else {
            failure
        }
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

/// A gateway speaks of headers and paths; here they are options and commands.
const OPTIONS: [(&str, &str); 9] = [
    ("the header x-salus-", "the option --"),
    ("X-Salus-Record", "--record"),
    ("X-Salus-Patient", "--patient"),
    ("X-Salus-Policy", "--policy"),
    ("X-Salus-Author", "--author"),
    ("X-Salus-Previous", "--previous"),
    ("GET /records/{id}", "`salus record show`"),
    ("POST /records", "`salus record submit`"),
    ("another Content-Type for other files", "leave --fhir out for other files"),
];

async fn hand_in(
    context: &Context,
    chain: Option<&Chain>,
    gateway: GatewayClient,
    token: &str,
    submission: &Submission,
    media: &str,
    content: &Content,
) -> Result<Filed, GatewayError> {
    let mut rounds = 1u32;
    loop {
        let gateway = match chain {
            Some(chain) => gateway.clone().having_seen(seen(chain).await),
            None => gateway.clone(),
        };
        let progress = Progress::bytes(context.options.json, submission.length, "Handing in");
        let told = progress.clone();
        let stream =
            content.stream(move |read| told.set(read)).map_err(|e| GatewayError::Content(e.to_string()))?;
        let refused = match gateway.submit_record(token, submission, media, stream).await {
            Err(refused) => refused,
            filed => return filed,
        };
        drop(progress);
        let known = match chain {
            Some(chain) => is_known(chain, submission, &refused).await,
            None => false,
        };
        if !known || rounds >= MOST_ROUNDS {
            return Err(refused);
        }
        rounds = rounds.saturating_add(1);
        tokio::time::sleep(PAUSE).await;
    }
}

/// The last final block; none if the node does not tell.
async fn seen(chain: &Chain) -> BlockNumber {
    chain.finalized_number().await.unwrap_or_default()
}

/// True if this program's node knows what the gateway says there is not: it is a moment behind.
async fn is_known(chain: &Chain, submission: &Submission, refused: &GatewayError) -> bool {
    let GatewayError::Refused { fault, .. } = refused else { return false };
    let patient = submission.patient;
    match fault.error.as_str() {
        "no_policy" => match chain.policy(submission.policy).await {
            Ok(Some(policy)) => policy.owner == patient && policy.status == PolicyStatus::Active,
            _ => false,
        },
        "no_contribution" => chain.contributions_of(patient).await.is_ok_and(|allowed| !allowed.is_empty()),
        "not_a_patient" => chain.participant(patient).await.is_ok_and(|known| known.is_some()),
        _ => false,
    }
}

/// Fails if the policy is none to file under. One that the node does not know may have been set a moment ago.
async fn usable(context: &Context, chain: &Chain, submit: &Submit) -> Result<(), Failure> {
    let read =
        async { Ok::<_, ChainError>((chain.policy(submit.policy).await?, chain.finalized_number().await?)) };
    let (Some(policy), now) = read.await? else { return Ok(()) };
    match unusable(&policy, submit.patient, now) {
        None => Ok(()),
        Some(Unusable::Another) => {
            Err(Failure::new(format!("policy {} is another patient's", submit.policy))
                .remedy(format!("look with `salus policy list --patient {}`", submit.patient)))
        }
        Some(Unusable::Revoked) => Err(Failure::new(format!("policy {} is revoked", submit.policy))
            .remedy("choose another policy of the patient's with --policy")),
        Some(Unusable::Expired(until)) => {
            let when = context.clock().await.tell(until);
            Err(Failure::new(format!("policy {} expired ({when})", submit.policy)).remedy(
                "choose another policy with --policy, or have the patient prolong it: salus policy set --id",
            ))
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unusable {
    Another,
    Revoked,
    Expired(BlockNumber),
}

/// Why nothing can be filed under a policy for `patient` at block `now`.
fn unusable(policy: &Policy<AccountId>, patient: AccountId, now: BlockNumber) -> Option<Unusable> {
    let until = policy.terms.valid.until;
    if policy.owner != patient {
        Some(Unusable::Another)
    } else if policy.status != PolicyStatus::Active {
        Some(Unusable::Revoked)
    } else if now >= until {
        Some(Unusable::Expired(until))
    } else {
        None
    }
}

/// Waits until a majority endorses the record that was filed in block `filed`.
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
        // This node may know of the filing a moment later than the gateway's.
        return (now >= filed).then(|| Err(Failure::new(format!("record {id} is gone"))));
    };
    match record.status {
        RecordStatus::Pending if now < record.deadline => None,
        // No organisation can endorse it any more, and the one that would have it lapse may be away.
        RecordStatus::Pending => Some(Err(unendorsed(format!("record {id} is pending past its deadline")))),
        RecordStatus::Lapsed => Some(Err(lapsed(id))),
        status => Some(Ok(status)),
    }
}

fn lapsed(id: RecordId) -> Failure {
    unendorsed(format!("record {id} lapsed"))
}

fn unendorsed(what: String) -> Failure {
    Failure::new(format!("{what}: too few organisations endorsed it"))
        .remedy("check that the other gateways run, and hand it in under a new id")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_primitives::{
        consent::{PolicyRef, PolicyTerms, Window},
        content::Codec,
        ContentId, PurposeSet,
    };

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
    fn record_should_not_be_waited_for_when_no_organisation_can_endorse_it_any_more() {
        for (status, word) in [(RecordStatus::Pending, "pending"), (RecordStatus::Lapsed, "lapsed")] {
            let failure = settled(ID, Some(&record(status)), 10, 20).unwrap().unwrap_err();
            assert!(failure.what().contains(word), "{}", failure.what());
        }
        assert!(settled(ID, None, 10, 10).unwrap().is_err());
    }

    #[test]
    fn record_should_be_settled_when_a_majority_endorses_it() {
        let active = settled(ID, Some(&record(RecordStatus::Active)), 10, 25).unwrap();
        assert_eq!(active.unwrap(), RecordStatus::Active);
    }

    #[test]
    fn policy_should_be_refused_before_anything_is_sent_when_it_is_over() {
        let patient = AccountId([1; 32]);
        let terms = PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: PurposeSet::EMPTY,
            valid: Window { from: 0, until: 10 },
            emergency: salus_primitives::consent::EmergencyAccess::Never,
        };
        let active = Policy { owner: patient, terms, version: 1, status: PolicyStatus::Active };
        assert_eq!(unusable(&active, patient, 9), None);
        assert_eq!(unusable(&active, patient, 10), Some(Unusable::Expired(10)));
        assert_eq!(unusable(&active, AccountId([2; 32]), 9), Some(Unusable::Another));
        let revoked = Policy { status: PolicyStatus::Revoked, ..active };
        assert_eq!(unusable(&revoked, patient, 9), Some(Unusable::Revoked));
    }

    #[test]
    fn refusal_should_speak_of_options_when_the_gateway_speaks_of_headers() {
        let failure = Failure::new("the header x-salus-previous: not plain text")
            .remedy("correct X-Salus-Policy, or see POST /records in the README")
            .in_words_of(&OPTIONS);
        let expected = "error: the option --previous: not plain text\n  \
                        try: correct --policy, or see `salus record submit` in the README";
        assert_eq!(failure.render(false), expected);
    }
}
