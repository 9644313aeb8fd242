//! `salus authority`: who certifies what of whom.

mod certify;
mod declare;
mod issuer;
mod keys;
mod list;
mod office;
mod withdraw;

use super::{motion, registration::register_call};
use crate::{
    context::Context,
    failure::Failure,
    output::Outcome,
    span::Span,
    target::{IfThere, Target},
};
use certify::Reissue;
use clap::{Args, Subcommand};
use salus_client::{chain::council::Majority, AccountId};
use salus_primitives::{Attribute, Label, OrganisationId};
use std::path::PathBuf;
use withdraw::Revocation;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an authority's keys in the keystore and write its registration; once more for keys that are there.
    NewKeys {
        /// The authority's name: a-z, 0-9 and inner '-'.
        name: Label,
        /// Where to write the registration that a seat proposes, - for standard output.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
        /// Replace the file if there is one.
        #[arg(long)]
        force: bool,
    },
    /// Propose to the council to register an authority. For seats.
    Register {
        /// The registration, as `new-keys` writes it.
        registration: PathBuf,
        /// Whose office it is.
        #[arg(long, value_name = "NUMBER")]
        organisation: OrganisationId,
    },
    /// Declare attributes, several at once.
    Declare {
        /// Their names without the authority: a-z, 0-9 and inner '-'.
        #[arg(required = true, value_name = "ATTRIBUTE")]
        attributes: Vec<Label>,
    },
    /// Grant an attribute to a person and issue the key.
    Grant(Grant),
    /// Renew a person's attribute and issue the key of its current epoch.
    Renew(Grant),
    /// Revoke people's attribute; keys of earlier epochs open nothing new.
    Revoke(Revocation),
    /// Issue keys of the current epoch to all holders who have none, as after a revocation or rotation.
    Reissue(Reissue),
    /// Make a new key for the authority. Everybody needs new keys then.
    Rotate,
    /// Put an attribute out of use until it is reinstated.
    SuspendAttribute {
        /// Its name without the authority.
        attribute: Label,
    },
    /// Put a suspended attribute back into use.
    ReinstateAttribute {
        /// Its name without the authority.
        attribute: Label,
    },
    /// List the authorities, what a person holds, or who holds an attribute.
    List {
        /// Show what this person holds.
        #[arg(long, value_name = "ADDRESS")]
        holder: Option<AccountId>,
        /// Show who holds this attribute.
        #[arg(long, value_name = "NAME@AUTHORITY", conflicts_with = "holder")]
        attribute: Option<Attribute>,
    },
}

/// Whom to grant what, and for how long.
#[derive(Debug, Args)]
pub struct Grant {
    /// To whom.
    holder: AccountId,
    /// Which: its name without the authority.
    attribute: Label,
    /// For how long, such as 30d or 12h.
    #[arg(long = "for", value_name = "SPAN", default_value = "30d")]
    span: Span,
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::NewKeys { name, output, force } => {
            keys::new_keys(context, name, Target::open(&output, IfThere::forced(force))?).await
        }
        Command::Register { registration, organisation } => {
            let call = register_call(&registration, organisation)?;
            motion::propose(context, call, Majority::TwoThirds).await
        }
        Command::Declare { attributes } => declare::declare(context, &attributes).await,
        Command::Grant(grant) => certify::one(context, grant, false).await,
        Command::Renew(grant) => certify::one(context, grant, true).await,
        Command::Revoke(revocation) => withdraw::revoke(context, revocation).await,
        Command::Reissue(wanted) => certify::reissue(context, wanted).await,
        Command::Rotate => keys::rotate(context).await,
        Command::SuspendAttribute { attribute } => withdraw::suspend(context, &attribute).await,
        Command::ReinstateAttribute { attribute } => withdraw::reinstate(context, &attribute).await,
        Command::List { attribute: Some(attribute), .. } => list::holders(context, &attribute).await,
        Command::List { holder: Some(holder), .. } => list::holdings(context, holder).await,
        Command::List { .. } => list::authorities(context).await,
    }
}
