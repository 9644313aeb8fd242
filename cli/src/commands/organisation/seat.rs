//! `salus organisation seat`: moving an organisation's seat to another account.
//!
//! Two steps, one for each key, so that the two keys need not be on one machine.

use super::super::read_file;
use crate::{
    context::Context,
    failure::Failure,
    output::{value, Outcome},
    progress::Progress,
    target::{IfThere, Target},
};
use clap::Subcommand;
use salus_client::{chain::calls::consortium, enrolment::Place, seat::SeatAgreement, AccountId, Chain};
use salus_primitives::{consortium::Standing, OrganisationId};
use std::path::{Path, PathBuf};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// First, with the new account's keystore: agree to become the seat.
    Agree {
        /// The organisation's number: see `salus organisation list`.
        #[arg(long, value_name = "NUMBER")]
        organisation: OrganisationId,
        /// Where to write the agreement; standard output if not given, or if it is -.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Replace the file if there is one.
        #[arg(long)]
        force: bool,
    },
    /// Then, with the present seat's keystore: move the seat to the account that agreed.
    Rotate {
        /// What `salus organisation seat agree` wrote, - for standard input.
        #[arg(value_name = "FILE")]
        agreement: PathBuf,
    },
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::Agree { organisation, output, force } => {
            let output = output.map(|path| Target::open(&path, IfThere::forced(force))).transpose()?;
            agree(context, organisation, output).await
        }
        Command::Rotate { agreement } => rotate(context, &agreement).await,
    }
}

async fn agree(
    context: &Context,
    organisation: OrganisationId,
    output: Option<Target>,
) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let account = keystore.account();
    let chain = context.chain().await?;
    if let Some(standing) = chain.at_finalized().await?.standing(account.id()).await? {
        return Err(has_a_role(account.id(), standing));
    }
    let agreement = SeatAgreement::sign(account, &place(chain, account.id()).await?, organisation);
    let digits = hex::encode(agreement.to_bytes());
    let aside = output.as_ref().is_some_and(Target::is_standard_output);
    let text = match output {
        Some(target) => {
            let text = format!(
                "{} agrees to become the seat of organisation {organisation}: {target}.\n\
                 Take it to the machine with the present seat's keystore: `salus organisation seat rotate`.",
                account.id()
            );
            target.write(format!("{digits}\n").as_bytes())?;
            text
        }
        None => digits.clone(),
    };
    Ok(Outcome::new(text)
        .aside(aside)
        .field("account", account.id().to_string())
        .field("organisation", organisation)
        .field("agreement", digits))
}

async fn rotate(context: &Context, path: &Path) -> Result<Outcome, Failure> {
    // The keystore first: its passphrase may be what standard input begins with.
    let keystore = context.keystore()?;
    let agreement = read(path)?;
    let chain = context.chain().await?;
    let standing = chain.at_finalized().await?.standing(keystore.account().id()).await?;
    check_seat(standing, &agreement)?;
    if !agreement.is_signed(&place(chain, agreement.account).await?) {
        return Err(Failure::new(
            "the agreement does not count: it is for another chain, or the account has signed something since",
        )
        .remedy("have it written again with `salus organisation seat agree` and the new account's keystore"));
    }
    let waiting = Progress::waiting(context.options.json, "Moving the seat");
    let call = consortium::rotate_seat(agreement.account, agreement.multi_signature());
    let included = chain.submit(keystore.account(), call).await?;
    drop(waiting);
    let text = format!(
        "The seat of organisation {} is {} (block {}).\n\
         The former account has no role any more, and votes that it cast in open motions are taken out: vote again.",
        agreement.organisation, agreement.account, included.block_number
    );
    Ok(Outcome::new(text)
        .included(&included)
        .field("account", agreement.account.to_string())
        .field("organisation", agreement.organisation))
}

/// Holds the agreement against what the keystore's account is.
fn check_seat(standing: Option<Standing>, agreement: &SeatAgreement) -> Result<(), Failure> {
    match standing {
        Some(Standing::Seat(own)) if own == agreement.organisation => Ok(()),
        Some(Standing::Seat(own)) => Err(Failure::new(format!(
            "the agreement is for organisation {}, and this keystore is the seat of organisation {own}",
            agreement.organisation
        ))
        .remedy(format!("have it written again with `--organisation {own}`"))),
        _ => Err(Failure::new("this keystore's account is not the seat of an active organisation")
            .remedy("name the present seat's keystore with --keystore")),
    }
}

fn has_a_role(account: AccountId, standing: Standing) -> Failure {
    let role = match standing {
        Standing::Seat(organisation) => format!("the seat of organisation {organisation}"),
        Standing::Gateway(organisation) => format!("the gateway of organisation {organisation}"),
        Standing::Validator(organisation) => format!("a validator of organisation {organisation}"),
        Standing::Authority(organisation) => format!("an attribute authority at organisation {organisation}"),
        Standing::Participant(organisation, _) => format!("enrolled by organisation {organisation}"),
    };
    Failure::new(format!("{account} is {role} already: a seat needs an account of its own"))
        .remedy("make one with `salus keys new` and name its keystore with --keystore")
}

/// The chain, and the number of the account's next transaction.
async fn place(chain: &Chain, account: AccountId) -> Result<Place, Failure> {
    let nonce = chain.request("system_accountNextIndex", &[value(account.to_string())]).await?;
    Ok(Place { genesis: chain.genesis_hash(), nonce })
}

/// The file holds the agreement in hexadecimal digits.
fn read(path: &Path) -> Result<SeatAgreement, Failure> {
    let file = read_file(path)?;
    let wrong = |what: String| {
        Failure::new(format!("{}: {what}", path.display()))
            .remedy("have it written again with `salus organisation seat agree`")
    };
    let bytes = hex::decode(file.trim_ascii()).map_err(|e| wrong(e.to_string()))?;
    SeatAgreement::from_bytes(&bytes).map_err(|e| wrong(e.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_client::Account;

    fn agreed() -> SeatAgreement {
        let place = Place { genesis: [7; 32], nonce: 0 };
        SeatAgreement::sign(&Account::from_uri("//Fresh").unwrap(), &place, 3)
    }

    #[test]
    fn seat_agreement_should_be_read_when_written_as_digits() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("agreement");
        let agreement = agreed();
        std::fs::write(&path, format!("{}\n", hex::encode(agreement.to_bytes()))).unwrap();
        assert_eq!(read(&path).unwrap(), agreement);
        for wrong in ["00", "not digits", ""] {
            std::fs::write(&path, wrong).unwrap();
            assert!(read(&path).unwrap_err().render(false).contains("seat agree"), "{wrong}");
        }
    }

    #[test]
    fn rotation_should_be_refused_when_the_keystore_is_not_the_organisation_s_seat() {
        assert!(check_seat(Some(Standing::Seat(3)), &agreed()).is_ok());
        let other = check_seat(Some(Standing::Seat(4)), &agreed()).unwrap_err();
        assert!(other.render(false).contains("--organisation 4"), "{}", other.render(false));
        for standing in [None, Some(Standing::Gateway(3)), Some(Standing::Validator(3))] {
            let refused = check_seat(standing, &agreed()).unwrap_err();
            assert!(refused.render(false).contains("--keystore"), "{}", refused.render(false));
        }
    }
}
