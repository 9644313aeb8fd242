//! `salus enrol`: an organisation vouches for a person.

use super::{from_word, read_file};
use crate::{
    context::Context,
    failure::Failure,
    gateways::intake,
    output::{word, Outcome},
    progress::Progress,
};
use clap::Args;
use salus_client::card::KeyCard;
use salus_primitives::consortium::Role;
use std::path::PathBuf;

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    /// patient, practitioner or data-user.
    #[arg(long, value_parser = from_word::<Role>)]
    role: Role,
    /// The person's key card, as `salus keys card` writes it.
    #[arg(long, value_name = "FILE")]
    card: PathBuf,
    /// The gateway's intake token.
    #[arg(long, env = "SALUS_INTAKE_TOKEN", hide_env_values = true, value_name = "TOKEN")]
    intake_token: String,
}

/// Does it.
pub async fn run(context: &Context, arguments: Arguments) -> Result<Outcome, Failure> {
    let card = read_card(&arguments.card)?;
    let gateway = intake(context)?;
    let waiting = Progress::waiting(context.options.json, "Enrolling");
    let enrolled = gateway.enrol(&arguments.intake_token, arguments.role, &card).await?;
    drop(waiting);
    let role = word(arguments.role);
    let text = format!("{} is enrolled as {role} (block {}).", enrolled.account, enrolled.block);
    Ok(Outcome::new(text)
        .field("account", enrolled.account.to_string())
        .field("role", role)
        .field("block", enrolled.block))
}

/// A card file holds hexadecimal digits, or the card's bytes themselves.
fn read_card(path: &std::path::Path) -> Result<KeyCard, Failure> {
    let file = read_file(path)?;
    let digits = std::str::from_utf8(&file).ok().map(str::trim);
    let bytes = digits.and_then(|digits| hex::decode(digits).ok()).unwrap_or(file);
    KeyCard::decode(&bytes).map_err(|e| {
        Failure::new(format!("{}: {e}", path.display())).remedy("have it written anew with `salus keys card`")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_client::{Account, Keystore, RecipientSuite};

    const SUITE: RecipientSuite = RecipientSuite::XWing;

    #[test]
    fn card_should_be_read_when_written_as_digits_or_bytes() {
        let home = tempfile::tempdir().unwrap();
        let account = Account::from_uri("//Alice").unwrap();
        let cost = salus_client::keystore::Cost { memory: 64, passes: 1, lanes: 1 };
        let keystore =
            Keystore::create_at_cost(&home.path().join("keystore"), "passphrase", account, SUITE, cost)
                .unwrap();
        let card = keystore.card();
        let path = home.path().join("card");
        let digits = format!("{}\n", hex::encode(card.encode()));
        for file in [digits.into_bytes(), card.encode()] {
            std::fs::write(&path, file).unwrap();
            assert_eq!(read_card(&path).unwrap(), *card);
        }
        std::fs::write(&path, b"not a card").unwrap();
        assert!(read_card(&path).is_err());
    }
}
