//! `salus restriction`: whom a patient bars.

use super::{decision, signable::Signable, whose};
use crate::{
    context::Context,
    failure::Failure,
    output::{value, Outcome, Table},
    progress::Progress,
};
use clap::{Args, Subcommand};
use salus_client::AccountId;
use salus_primitives::{
    consent::{Barred, GuardianDecision},
    OrganisationId,
};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Bar somebody from every record of yours, whatever a policy or an emergency says.
    Bar(Target),
    /// Lift a bar.
    Lift(Target),
    /// List who is barred.
    List {
        /// From whose records; your own if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
}

/// Who is barred.
#[derive(Debug, Args)]
pub struct Target {
    #[command(flatten)]
    who: Who,
    /// In whose name, as the guardian; your own if not given.
    #[arg(long, value_name = "ADDRESS")]
    patient: Option<AccountId>,
}

/// One account or a whole organisation.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Who {
    /// One person.
    #[arg(long, value_name = "ADDRESS")]
    account: Option<AccountId>,
    /// All whom an organisation enrolled; its number, as `salus organisation list` shows it.
    #[arg(long, value_name = "NUMBER")]
    organisation: Option<OrganisationId>,
}

impl Who {
    fn barred(&self) -> Result<Barred<AccountId>, Failure> {
        match (self.account, self.organisation) {
            (Some(account), None) => Ok(Barred::Account(account)),
            (None, Some(organisation)) => Ok(Barred::Organisation(organisation)),
            _ => Err(Failure::new("nobody is named").remedy("name --account or --organisation")),
        }
    }
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Bar(target) => {
            let barred = target.who.barred()?;
            let said = format!("{} reads nothing", words(&barred));
            submit(context, target.patient, GuardianDecision::Restrict { barred }, &barred, &said).await
        }
        Command::Lift(target) => {
            let barred = target.who.barred()?;
            let said = format!("{} is not barred any more", words(&barred));
            submit(context, target.patient, GuardianDecision::LiftRestriction { barred }, &barred, &said)
                .await
        }
        Command::List { patient } => list(context, patient).await,
    }
}

/// What can be signed without a connection.
pub(super) fn signable(command: &Command) -> Result<Signable, Failure> {
    Ok(match command {
        Command::Bar(target) => {
            let barred = target.who.barred()?;
            let told = Outcome::new(format!("{} reads nothing.", words(&barred)));
            Some((decision(target.patient, GuardianDecision::Restrict { barred }), told))
        }
        Command::Lift(target) => {
            let barred = target.who.barred()?;
            let told = Outcome::new(format!("{} is not barred any more.", words(&barred)));
            Some((decision(target.patient, GuardianDecision::LiftRestriction { barred }), told))
        }
        Command::List { .. } => None,
    })
}

async fn submit(
    context: &Context,
    patient: Option<AccountId>,
    decided: GuardianDecision<AccountId>,
    barred: &Barred<AccountId>,
    said: &str,
) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Writing it on the chain");
    let call = decision(patient, decided);
    let included = context.chain().await?.submit(keystore.account(), call).await?;
    drop(waiting);
    let text = format!("{said} (block {}).", included.block_number);
    Ok(Outcome::new(text).included(&included).field("barred", value(barred)))
}

async fn list(context: &Context, patient: Option<AccountId>) -> Result<Outcome, Failure> {
    let patient = whose(context, patient)?;
    let restrictions = context.chain().await?.restrictions_of(patient).await?;
    let mut table = Table::new(["BARRED"]);
    for barred in &restrictions {
        table.row([words(barred)]);
    }
    Ok(Outcome::new(table.or("Nobody is barred."))
        .field("patient", patient.to_string())
        .field("restrictions", value(&restrictions)))
}

fn words(barred: &Barred<AccountId>) -> String {
    match barred {
        Barred::Account(account) => account.to_string(),
        Barred::Organisation(organisation) => format!("organisation {organisation}"),
    }
}
