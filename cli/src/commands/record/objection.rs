//! What a patient has against a record: that it is wrong, or that it is there at all.

use crate::{
    commands::{keep_salt, signable::Signable},
    context::Context,
    failure::Failure,
    output::{hex, pairs, value, Outcome},
    progress::Progress,
};
use futures::StreamExt;
use salus_client::{
    chain::{calls::ehr_registry as calls, Call, Included},
    justification::Justification,
    AccountId,
};
use salus_primitives::{erasure::Erasure, RecordId};

/// Says that a record is wrong.
pub async fn dispute(context: &Context, record: RecordId, reason: &str) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let justification = Justification::new(reason, &mut rand::rng());
    let salt = keep_salt(context, &justification);
    let waiting = Progress::waiting(context.options.json, "Writing it on the chain");
    let call = calls::dispute(record, justification.digest());
    let included = chain.submit(keystore.account(), call).await?;
    drop(waiting);
    let block = included.block_number;
    let text = format!("Everybody who reads record {record} now sees that it is disputed (block {block}).\n")
        + &pairs([("salt", salt.clone())])
        + "Keep the salt: with it you can prove the reason that you gave.";
    Ok(Outcome::new(text).included(&included).field("record", record.to_string()).field("salt", salt))
}

/// Takes that back.
pub async fn withdraw_dispute(context: &Context, record: RecordId) -> Result<Outcome, Failure> {
    let included = send(context, calls::withdraw_dispute(record), "Writing it on the chain").await?;
    let text = format!("Record {record} is not disputed any more (block {}).", included.block_number);
    Ok(Outcome::new(text).included(&included).field("record", record.to_string()))
}

/// Has a record deleted everywhere.
pub async fn erase(
    context: &Context,
    record: RecordId,
    yes: bool,
    no_wait: bool,
) -> Result<Outcome, Failure> {
    sure(yes)?;
    let included = send(context, calls::erase(record), "Asking for the erasure").await?;
    let erasure = if no_wait { certificate(context, record).await? } else { wait(context, record).await? };
    let text = format!("Nobody reads record {record} from block {} on.\n", included.block_number)
        + &words(&record, &erasure);
    Ok(Outcome::new(text)
        .included(&included)
        .field("record", record.to_string())
        .field("erasure", value(&erasure)))
}

/// What can be signed without a connection.
pub fn signable(command: &super::Command) -> Result<Signable, Failure> {
    use super::Command;
    Ok(match command {
        Command::Dispute { record, reason } => {
            let justification = Justification::new(reason, &mut rand::rng());
            let salt = hex(&justification.salt);
            let told =
                Outcome::new(format!("Record {record} is disputed. Keep the salt {salt}: with it you can"))
                    .append(" prove the reason that you gave.")
                    .field("salt", salt);
            Some((calls::dispute(*record, justification.digest()), told))
        }
        Command::WithdrawDispute { record } => {
            let told = Outcome::new(format!("Record {record} is not disputed any more."));
            Some((calls::withdraw_dispute(*record), told))
        }
        Command::Erase { record, yes, .. } => {
            sure(*yes)?;
            let told =
                Outcome::new(format!("Nobody reads record {record} any more, and it is deleted everywhere."));
            Some((calls::erase(*record), told))
        }
        _ => None,
    })
}

fn sure(yes: bool) -> Result<(), Failure> {
    if yes {
        return Ok(());
    }
    Err(Failure::new("an erasure cannot be taken back: nobody will ever read the record again")
        .remedy("repeat it with --yes if that is what you want"))
}

/// What is known of an erasure, for people.
pub fn words(record: &RecordId, erasure: &Erasure<AccountId>) -> String {
    let deleted: Vec<String> = erasure.attestations.iter().map(ToString::to_string).collect();
    pairs([
        ("record", record.to_string()),
        ("status", erasure.erased_at.map_or("erasing".into(), |block| format!("erased at block {block}"))),
        ("patient", erasure.patient.to_string()),
        ("filed by", erasure.organisation.to_string()),
        ("asked at block", erasure.asked_at.to_string()),
        ("deleted by", format!("{} (needs {})", deleted.join(", "), erasure.required)),
    ])
}

/// Waits until a majority has deleted the record.
async fn wait(context: &Context, record: RecordId) -> Result<Erasure<AccountId>, Failure> {
    let chain = context.chain().await?;
    let waiting = Progress::waiting(context.options.json, "Waiting for the organisations");
    let mut blocks = chain.finalized();
    loop {
        let erasure = certificate(context, record).await?;
        if erasure.erased_at.is_some() {
            return Ok(erasure);
        }
        let (have, need) = (erasure.attestations.len(), erasure.required);
        waiting.say(format!("Waiting for the organisations to delete it: {have} of {need}"));
        blocks.next().await;
    }
}

async fn certificate(context: &Context, record: RecordId) -> Result<Erasure<AccountId>, Failure> {
    let erasure = context.chain().await?.erasure(record).await?;
    erasure.ok_or_else(|| Failure::new(format!("the node knows nothing of an erasure of record {record}")))
}

async fn send(context: &Context, call: Call, what: &'static str) -> Result<Included, Failure> {
    let keystore = context.keystore()?;
    let _waiting = Progress::waiting(context.options.json, what);
    Ok(context.chain().await?.submit(keystore.account(), call).await?)
}
