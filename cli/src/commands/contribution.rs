//! `salus contribution`: which organisations may add records.

use super::{decision, signable::Signable, whose};
use crate::{
    context::Context,
    failure::Failure,
    output::{Outcome, Table},
    progress::Progress,
    span::Span,
};
use clap::Subcommand;
use salus_client::{offline::Preparation, AccountId};
use salus_primitives::{consent::GuardianDecision, OrganisationId};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Let an organisation add records of yours.
    Allow {
        /// Its number, as `salus organisation list` shows it.
        organisation: OrganisationId,
        /// For how long, such as 365d.
        #[arg(long = "for", value_name = "SPAN", default_value = "365d")]
        span: Span,
        /// In whose name, as the guardian; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
    /// Let it no longer.
    Revoke {
        /// Its number.
        organisation: OrganisationId,
        /// In whose name, as the guardian; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
    /// List who may.
    List {
        /// Whose records; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Allow { organisation, span, patient } => {
            let keystore = context.keystore()?;
            let chain = context.chain().await?;
            let until = chain.block_after(span.0).await?;
            let waiting = Progress::waiting(context.options.json, "Writing it on the chain");
            let call = decision(patient, GuardianDecision::AllowContribution { organisation, until });
            let included = chain.submit(keystore.account(), call).await?;
            drop(waiting);
            let block = included.block_number;
            let when = context.clock().await.tell(until);
            let text = format!("Organisation {organisation} may add records until {when} (block {block}).");
            Ok(Outcome::new(text)
                .included(&included)
                .field("organisation", organisation)
                .field("until", until))
        }
        Command::Revoke { organisation, patient } => {
            let keystore = context.keystore()?;
            let waiting = Progress::waiting(context.options.json, "Revoking");
            let call = decision(patient, GuardianDecision::RevokeContribution { organisation });
            let included = context.chain().await?.submit(keystore.account(), call).await?;
            drop(waiting);
            let block = included.block_number;
            let text = format!("Organisation {organisation} may add no more records (block {block}).");
            Ok(Outcome::new(text).included(&included).field("organisation", organisation))
        }
        Command::List { patient } => list(context, patient).await,
    }
}

/// What can be signed without a connection.
pub(super) fn signable(command: &Command, prepared: &Preparation) -> Signable {
    match *command {
        Command::Allow { organisation, span, patient } => {
            let until = prepared.block_after(span.0);
            let told =
                Outcome::new(format!("Organisation {organisation} may add records until block {until}."));
            Some((decision(patient, GuardianDecision::AllowContribution { organisation, until }), told))
        }
        Command::Revoke { organisation, patient } => {
            let told = Outcome::new(format!("Organisation {organisation} may add no more records."));
            Some((decision(patient, GuardianDecision::RevokeContribution { organisation }), told))
        }
        Command::List { .. } => None,
    }
}

async fn list(context: &Context, patient: Option<AccountId>) -> Result<Outcome, Failure> {
    let patient = whose(context, patient)?;
    let contributions = context.chain().await?.contributions_of(patient).await?;
    let clock = context.clock().await;
    let mut table = Table::new(["ORGANISATION", "UNTIL"]);
    for (organisation, until) in &contributions {
        table.row([organisation.to_string(), clock.tell(*until)]);
    }
    let listed: Vec<_> = contributions
        .iter()
        .map(|(organisation, until)| serde_json::json!({ "organisation": organisation, "until": until }))
        .collect();
    Ok(Outcome::new(table.or("Nobody may add records."))
        .field("patient", patient.to_string())
        .field("contributions", listed))
}
