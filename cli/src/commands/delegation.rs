//! `salus delegation`: whom a patient appoints.

pub(super) mod sharing;

use super::{from_word, signable::Signable, whose};
use crate::{
    context::Context,
    failure::Failure,
    output::{word, Outcome, Table},
    progress::Progress,
    span::Span,
};
use clap::Subcommand;
use salus_client::{chain::calls::consent as calls, offline::Preparation, AccountId};
use salus_primitives::{
    consent::{Delegation, DelegationScope},
    Page,
};

/// Patients asked for at a time.
const PAGE: u32 = 100;

/// What a patient still has to do once a delegate with the key is gone.
const KEY_TO_RENEW: &str = "\nThe delegate had your reading key. From this block on no organisation hands a record out \
                            to them.\nTake another key with `salus keys renew`, then make new headers with `salus \
                            record rewrap`.";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Appoint somebody, and share the key that your records are sealed to.
    Appoint {
        /// Whom.
        delegate: AccountId,
        /// caretaker, who reads every record of yours; or guardian, who decides in your name, too.
        #[arg(long = "as", value_name = "SCOPE", value_parser = from_word::<DelegationScope>)]
        scope: DelegationScope,
        /// For how long, such as 365d.
        #[arg(long = "for", value_name = "SPAN", default_value = "365d")]
        span: Span,
        /// Share no key: the delegate opens only what their own attributes open.
        #[arg(long)]
        no_key: bool,
    },
    /// Share your reading key with whom you appointed, again after they changed their key card.
    Share {
        /// Whom.
        delegate: AccountId,
    },
    /// End an appointment.
    End {
        /// Whose.
        delegate: AccountId,
    },
    /// Step down from an appointment.
    Decline {
        /// Which patient made it.
        patient: AccountId,
    },
    /// List whom a patient appointed.
    List {
        /// Which patient; yourself if not given.
        #[arg(long, value_name = "ADDRESS")]
        patient: Option<AccountId>,
    },
    /// List which patients appointed somebody.
    Patients {
        /// Whom; yourself if not given.
        #[arg(long, value_name = "ADDRESS")]
        delegate: Option<AccountId>,
    },
}

/// What can be signed without a connection.
pub(super) fn signable(command: &Command, prepared: &Preparation) -> Signable {
    match *command {
        Command::Appoint { delegate, scope, span, .. } => {
            let until = prepared.block_after(span.0);
            let text = format!(
                "{delegate} is your {} until block {until}.\n\
                 Once it is sent, share your reading key with `salus delegation share {delegate}`.",
                word(scope)
            );
            let told = Outcome::new(text);
            Some((calls::delegate(delegate, scope, until), told))
        }
        Command::End { delegate } => {
            let told = Outcome::new(format!("{delegate} is appointed to nothing any more."));
            Some((calls::end_delegation(delegate), told))
        }
        Command::Decline { patient } => {
            let told = Outcome::new(format!("You step down from what {patient} appointed you to."));
            Some((calls::decline_delegation(patient), told))
        }
        // The package goes into the data pool.
        Command::Share { .. } | Command::List { .. } | Command::Patients { .. } => None,
    }
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Appoint { delegate, scope, span, no_key } => {
            let keystore = context.keystore()?;
            let chain = context.chain().await?;
            let until = chain.block_after(span.0).await?;
            let waiting = Progress::waiting(context.options.json, "Writing it on the chain");
            let call = calls::delegate(delegate, scope, until);
            let included = chain.submit(keystore.account(), call).await?;
            drop(waiting);
            let (scope, block) = (word(scope), included.block_number);
            if !no_key {
                sharing::share(context, &keystore, delegate).await.map_err(|failure| {
                    failure.and_remedy(format!(
                        "the appointment stands; share the key with `salus delegation share {delegate}`"
                    ))
                })?;
            }
            let key = if no_key { "shares no key of yours" } else { "has your reading key" };
            let when = context.clock().await.tell(until);
            let text = format!("{delegate} is your {scope} until {when} (block {block}), and {key}.");
            Ok(Outcome::new(text)
                .included(&included)
                .field("delegate", delegate.to_string())
                .field("scope", scope)
                .field("until", until)
                .field("key_shared", !no_key))
        }
        Command::Share { delegate } => {
            let package = sharing::share(context, &context.keystore()?, delegate).await?;
            let text = format!("{delegate} has your reading key.");
            Ok(Outcome::new(text)
                .field("delegate", delegate.to_string())
                .field("key_package", package.to_string()))
        }
        Command::End { delegate } => {
            let keystore = context.keystore()?;
            let waiting = Progress::waiting(context.options.json, "Ending the appointment");
            let call = calls::end_delegation(delegate);
            let chain = context.chain().await?;
            let appointed = chain.delegations_of(keystore.account().id()).await?;
            let had_key =
                appointed.iter().any(|(who, named)| *who == delegate && named.key_package.is_some());
            let included = chain.submit(keystore.account(), call).await?;
            drop(waiting);
            let mut text = format!("{delegate} acts for you no more (block {}).", included.block_number);
            if had_key {
                text.push_str(KEY_TO_RENEW);
            }
            Ok(Outcome::new(text)
                .included(&included)
                .field("delegate", delegate.to_string())
                .field("had_key", had_key))
        }
        Command::Decline { patient } => {
            let keystore = context.keystore()?;
            let waiting = Progress::waiting(context.options.json, "Stepping down");
            let call = calls::decline_delegation(patient);
            let included = context.chain().await?.submit(keystore.account(), call).await?;
            drop(waiting);
            let text = format!("You act for {patient} no more (block {}).", included.block_number);
            Ok(Outcome::new(text).included(&included).field("patient", patient.to_string()))
        }
        Command::List { patient } => list(context, patient).await,
        Command::Patients { delegate } => patients(context, delegate).await,
    }
}

fn shared(delegation: &Delegation) -> String {
    if delegation.key_package.is_some() { "shared" } else { "none" }.into()
}

async fn list(context: &Context, patient: Option<AccountId>) -> Result<Outcome, Failure> {
    let patient = whose(context, patient)?;
    let chain = context.chain().await?;
    let delegations = chain.delegations_of(patient).await?;
    let clock = context.clock().await;
    let mut table = Table::new(["DELEGATE", "SCOPE", "UNTIL", "KEY"]);
    for (delegate, delegation) in &delegations {
        table.row([
            delegate.to_string(),
            word(delegation.scope),
            clock.tell(delegation.until),
            shared(delegation),
        ]);
    }
    let listed: Vec<_> = delegations
        .iter()
        .map(|(delegate, delegation)| serde_json::json!({ "delegate": delegate, "delegation": delegation }))
        .collect();
    Ok(Outcome::new(table.or("Nobody is appointed."))
        .field("patient", patient.to_string())
        .field("delegations", listed))
}

async fn patients(context: &Context, delegate: Option<AccountId>) -> Result<Outcome, Failure> {
    let delegate = whose(context, delegate)?;
    let chain = context.chain().await?;
    let clock = context.clock().await;
    let mut table = Table::new(["PATIENT", "SCOPE", "UNTIL", "KEY"]);
    let mut listed = Vec::new();
    let mut cursor = None;
    loop {
        let Page { items, next } = chain.delegators_of(delegate, cursor, PAGE).await?;
        for (patient, delegation) in items {
            table.row([
                patient.to_string(),
                word(delegation.scope),
                clock.tell(delegation.until),
                shared(&delegation),
            ]);
            listed.push(serde_json::json!({ "patient": patient, "delegation": delegation }));
        }
        if next.is_none() || next == cursor {
            break;
        }
        cursor = next;
    }
    Ok(Outcome::new(table.or("No patient made an appointment."))
        .field("delegate", delegate.to_string())
        .field("delegations", listed))
}
