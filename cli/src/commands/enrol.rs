//! `salus enrol`: an organisation enrols a person who agreed.

use super::{from_word, read_file};
use crate::{
    context::Context,
    failure::Failure,
    gateways::intake,
    options::IntakeToken,
    output::{word, Outcome},
    progress::Progress,
};
use clap::Args;
use salus_client::{card::KeyCard, enrolment::Agreement};
use salus_primitives::consortium::Role;
use std::path::PathBuf;

/// What to do.
#[derive(Debug, Args)]
pub struct Arguments {
    /// patient, practitioner or data-user.
    #[arg(long, value_parser = from_word::<Role>)]
    role: Role,
    /// The person's key card and agreement, as `salus keys card --organisation` writes them.
    #[arg(long, value_name = "FILE")]
    card: PathBuf,
    #[command(flatten)]
    intake_token: IntakeToken,
}

/// Does it.
pub async fn run(context: &Context, arguments: Arguments) -> Result<Outcome, Failure> {
    let (card, agreement) = read_card(&arguments.card)?;
    let agreement = agreement.ok_or_else(|| {
        Failure::new(format!("{} holds no agreement to be enrolled", arguments.card.display()))
            .remedy("have it written again with `salus keys card --organisation NUMBER --role ROLE`")
    })?;
    if agreement.role != arguments.role {
        return Err(Failure::new(format!("the person agreed to be enrolled as {}", word(agreement.role)))
            .remedy("name that role, or have the card written again for the other"));
    }
    let gateway = intake(context)?;
    let token = arguments.intake_token.read(context)?;
    let waiting = Progress::waiting(context.options.json, "Enrolling");
    let enrolled = gateway.enrol(&token, &card, &agreement).await?;
    drop(waiting);
    let role = word(arguments.role);
    let text = format!("{} is enrolled as {role} (block {}).", enrolled.account, enrolled.block);
    Ok(Outcome::new(text)
        .field("account", enrolled.account.to_string())
        .field("role", role)
        .field("block", enrolled.block))
}

/// A card file holds the card in hexadecimal digits and, on a second line, the agreement; or the card's bytes alone.
fn read_card(path: &std::path::Path) -> Result<(KeyCard, Option<Agreement>), Failure> {
    let file = read_file(path)?;
    let wrong = |what: String| {
        Failure::new(format!("{}: {what}", path.display()))
            .remedy("have it written again with `salus keys card`")
    };
    let text = std::str::from_utf8(&file).unwrap_or_default();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let card = lines.next().and_then(|digits| hex::decode(digits).ok());
    let (bytes, agreement) = match card {
        Some(card) => (card, lines.next()),
        None => (file.clone(), None),
    };
    let card = KeyCard::decode(&bytes).map_err(|e| wrong(e.to_string()))?;
    let agreement = agreement
        .map(|digits| hex::decode(digits).map_err(|e| wrong(e.to_string())))
        .transpose()?
        .map(|bytes| Agreement::from_bytes(&bytes).map_err(|e| wrong(e.to_string())))
        .transpose()?;
    Ok((card, agreement))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_client::{enrolment::Place, Account, Keystore, RecipientSuite};

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
            assert_eq!(read_card(&path).unwrap(), (card.clone(), None));
        }
        let place = Place { genesis: [7; 32], nonce: 0 };
        let agreement =
            Agreement::sign(keystore.account(), &place, card.content_id(), 3, Role::Patient, 1_000);
        let both = format!("{}\n{}\n", hex::encode(card.encode()), hex::encode(agreement.to_bytes()));
        std::fs::write(&path, both).unwrap();
        assert_eq!(read_card(&path).unwrap(), (card.clone(), Some(agreement)));
        std::fs::write(&path, format!("{}\n00\n", hex::encode(card.encode()))).unwrap();
        assert!(read_card(&path).is_err());
        std::fs::write(&path, b"not a card").unwrap();
        assert!(read_card(&path).is_err());
    }
}
