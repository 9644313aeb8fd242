//! `salus emergency`: read without having been asked, and answer for it.

use super::{from_word, keep_salt, reason, whose};
use crate::{
    clock::Clock,
    context::Context,
    failure::Failure,
    output::{hex, pairs, value, word, Outcome, Table, NOT_GRANTED},
    progress::Progress,
};
use clap::Subcommand;
use salus_client::{
    chain::{calls::consent as calls, events, Chain, ChainError},
    justification::Justification,
    AccountId,
};
use salus_primitives::{
    emergency::{Emergency, EmergencyReason, EmergencyRule, NamedEmergency, ReviewOutcome},
    EmergencyId, Page,
};

/// Emergencies asked for at a time.
const PAGE: u32 = 100;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Break the glass: open those records of a patient that an emergency opens. It is in the patient's trail
    /// at once, and somebody of another organisation reviews it.
    Break {
        /// Whose.
        patient: AccountId,
        /// Why the patient is not asked: consent-impossible, imminent-danger, disaster or legal-duty.
        #[arg(long = "because", value_name = "CODE", value_parser = from_word::<EmergencyReason>)]
        code: EmergencyReason,
        /// The reason in words. Only its salted hash goes on the chain.
        #[arg(long, value_name = "TEXT", value_parser = reason)]
        reason: String,
    },
    /// Close an emergency with what you found. For reviewers.
    Review {
        /// Its number.
        emergency: EmergencyId,
        /// justified or unjustified.
        #[arg(value_parser = from_word::<ReviewOutcome>)]
        outcome: ReviewOutcome,
    },
    /// Show an emergency.
    Show {
        /// Its number.
        emergency: EmergencyId,
    },
    /// List in which emergencies somebody broke a patient's glass.
    List {
        /// Whose; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
    /// List the emergencies whose review is overdue, and those of accessors with many unreviewed ones.
    Overdue,
    /// Show the consortium's rule for emergencies.
    Rule,
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Break { patient, code, reason } => break_glass(context, patient, code, &reason).await,
        Command::Review { emergency, outcome } => review(context, emergency, outcome).await,
        Command::Show { emergency } => show(context, emergency).await,
        Command::List { patient } => {
            let patient = whose(context, patient)?;
            let chain = context.chain().await?;
            let listed =
                pages(chain, async |chain, cursor| chain.emergencies_of(patient, cursor, PAGE).await).await?;
            Ok(table(&listed, context.clock().await, "There was no emergency.")
                .field("patient", patient.to_string()))
        }
        Command::Overdue => {
            let chain = context.chain().await?;
            let listed =
                pages(chain, async |chain, cursor| chain.overdue_reviews(cursor, PAGE).await).await?;
            Ok(table(&listed, context.clock().await, "No review is overdue."))
        }
        Command::Rule => rule(context).await,
    }
}

async fn break_glass(
    context: &Context,
    patient: AccountId,
    code: EmergencyReason,
    reason: &str,
) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let justification = Justification::new(reason, &mut rand::rng());
    let salt = keep_salt(context, &justification);
    let waiting = Progress::waiting(context.options.json, "Breaking the glass");
    let call = calls::break_glass(patient, code, justification.digest());
    let included = chain.submit(keystore.account(), call).await?;
    drop(waiting);
    let broken: events::GlassBroken = included.require()?;
    let Some(emergency) = broken.emergency else {
        let rule = chain.emergency_rule().await.ok().flatten();
        return Ok(Outcome::new(refused(rule.as_ref()))
            .included(&included)
            .field("granted", false)
            .field("salt", salt)
            .exit(NOT_GRANTED));
    };
    context.note("emergency", emergency);
    context.resume_with(format!("emergency {emergency} is open: see `salus emergency show {emergency}`"));
    // The glass is broken, whether the node tells until when or not.
    let opened = chain.emergency(emergency).await.ok().flatten();
    let clock = context.clock().await;
    let until = opened.as_ref().map_or_else(|| "-".into(), |opened| clock.tell(opened.until));
    let text = pairs([
        ("emergency", emergency.to_string()),
        ("until", until),
        ("salt", salt.clone()),
    ]) + "Read with `salus access open --purpose ETREAT`. Keep the salt: the reviewer will ask for your reason.";
    Ok(Outcome::new(text)
        .included(&included)
        .field("granted", true)
        .field("emergency", emergency)
        .field("until", opened.map(|opened| opened.until))
        .field("salt", salt))
}

/// What is said of every refusal: "no such patient", "not for you" and "barred" must look the same. The rule is public.
fn refused(rule: Option<&EmergencyRule>) -> String {
    let asks = match rule {
        Some(rule) => format!(
            "The consortium's rule asks whoever opens records in an emergency for: {}\n\
             `salus authority list --holder` shows which of these attributes you hold.",
            rule.accessors
        ),
        None => "The consortium has no rule for emergencies, so nobody opens records in one.".into(),
    };
    format!(
        "No emergency was opened, and no record.\n{asks}\n\
         It is also refused if there is no such patient, or if the patient barred you or your organisation."
    )
}

async fn review(context: &Context, id: EmergencyId, outcome: ReviewOutcome) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Closing the emergency");
    let call = calls::review(id, outcome);
    let included = context.chain().await?.submit(keystore.account(), call).await?;
    drop(waiting);
    let outcome = word(outcome);
    let text = format!("Emergency {id} is closed as {outcome} (block {}).", included.block_number);
    Ok(Outcome::new(text).included(&included).field("emergency", id).field("outcome", outcome))
}

async fn show(context: &Context, id: EmergencyId) -> Result<Outcome, Failure> {
    let emergency = context.chain().await?.emergency(id).await?.ok_or_else(|| {
        Failure::new(format!("there is no emergency {id}")).remedy("look with `salus emergency list`")
    })?;
    let clock = context.clock().await;
    let Emergency { accessor, organisation, patient, reason, opened_at, until, review_by, .. } = &emergency;
    let text = pairs([
        ("emergency", id.to_string()),
        ("accessor", format!("{accessor}, organisation {organisation}")),
        ("patient", patient.to_string()),
        ("because", word(reason)),
        ("reason's hash", hex(&emergency.justification)),
        ("from", clock.tell(*opened_at)),
        ("until", clock.tell(*until)),
        ("review", reviewed(&emergency)),
        ("due by", clock.tell(*review_by)),
    ]);
    Ok(Outcome::new(text).field("id", id).field("emergency", value(emergency)))
}

async fn rule(context: &Context) -> Result<Outcome, Failure> {
    let rule = context.chain().await?.emergency_rule().await?;
    let clock = context.clock().await;
    let text = match &rule {
        Some(rule) => pairs([
            ("version", rule.version.to_string()),
            ("who breaks the glass", rule.accessors.to_string()),
            ("who reviews", rule.reviewers.to_string()),
            ("stays broken", clock.span(rule.validity)),
            ("review within", clock.span(rule.review_within)),
        ]),
        None => "There is no rule, so no account opens records in an emergency.".into(),
    };
    Ok(Outcome::new(text).field("rule", value(&rule)))
}

/// Every item of a listing. A page without any may still have one after it.
async fn pages(
    chain: &Chain,
    page: impl AsyncFn(
        &Chain,
        Option<EmergencyId>,
    ) -> Result<Page<NamedEmergency<AccountId>, EmergencyId>, ChainError>,
) -> Result<Vec<NamedEmergency<AccountId>>, Failure> {
    let (mut listed, mut cursor) = (Vec::new(), None);
    loop {
        let Page { items, next } = page(chain, cursor).await?;
        listed.extend(items);
        if next.is_none() || next == cursor {
            // The chain lists them by hash.
            listed.sort_by_key(|named| named.id);
            return Ok(listed);
        }
        cursor = next;
    }
}

fn table(listed: &[NamedEmergency<AccountId>], clock: Clock, none: &str) -> Outcome {
    let mut table = Table::new([
        "EMERGENCY",
        "ACCESSOR",
        "ORGANISATION",
        "PATIENT",
        "BECAUSE",
        "BLOCKS",
        "DUE BY",
        "REVIEW",
        "UNREVIEWED OF ACCESSOR",
    ]);
    for NamedEmergency { id, emergency, unreviewed } in listed {
        table.row([
            id.to_string(),
            emergency.accessor.to_string(),
            emergency.organisation.to_string(),
            emergency.patient.to_string(),
            word(emergency.reason),
            format!("{} to {}", emergency.opened_at, emergency.until),
            clock.tell(emergency.review_by),
            reviewed(emergency),
            unreviewed.to_string(),
        ]);
    }
    Outcome::new(table.or(none)).field("emergencies", value(listed))
}

fn reviewed(emergency: &Emergency<AccountId>) -> String {
    match &emergency.review {
        Some(review) => format!("{} by {} (block {})", word(review.outcome), review.reviewer, review.at),
        None => "none yet".into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn refusal_should_name_what_the_rule_asks_for_when_there_is_one() {
        let rule = EmergencyRule {
            version: 1,
            accessors: "emergency@medical-council".parse().unwrap(),
            reviewers: "reviewer@regulator".parse().unwrap(),
            validity: 600,
            review_within: 1_000,
        };
        assert!(refused(Some(&rule)).contains("for: emergency@medical-council\n"));
        assert!(refused(None).contains("has no rule for emergencies"));
    }
}
