//! `salus keys`: account, key card, decryption keys.

use crate::{
    context::Context,
    failure::Failure,
    gateways::Gateways,
    output::{pairs, value, Outcome, Table},
    progress::Progress,
};
use clap::{Subcommand, ValueEnum};
use salus_abe::AuthorityPublicKey;
use salus_client::{atomic_file, issuing, Account, Chain, Keystore, RecipientSuite};
use salus_primitives::{authority::HeldAttribute, BlockNumber, EpochAttribute};
use serde::Serialize;
use std::path::PathBuf;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a keystore with a new account.
    New {
        /// Take the account of this secret URI instead of a new one, such as //Alice. For tests.
        #[arg(long)]
        uri: Option<String>,
        /// What others encrypt to you with. X-Wing withstands quantum computers as well; X25519 is for
        /// programs that do not know X-Wing yet.
        #[arg(long, value_enum, default_value_t = Suite::XWing)]
        suite: Suite,
    },
    /// Show what the keystore has, without secrets.
    Show,
    /// Write the signed key card that others encrypt to.
    Card {
        /// Where to; standard output if not given.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Fetch the decryption keys that authorities issued, and register a transform key.
    Sync {
        /// Register a new transform key even if no key is new.
        #[arg(long)]
        renew: bool,
    },
}

/// The suite of a new key card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Suite {
    /// ML-KEM-768 and X25519 together.
    #[value(name = "x-wing")]
    XWing,
    /// X25519 alone.
    #[value(name = "x25519")]
    X25519,
}

impl From<Suite> for RecipientSuite {
    fn from(suite: Suite) -> Self {
        match suite {
            Suite::XWing => Self::XWing,
            Suite::X25519 => Self::X25519,
        }
    }
}

/// An attribute whose key could not be had.
#[derive(Debug, Serialize)]
struct Left {
    attribute: String,
    reason: String,
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::New { uri, suite } => new(context, uri.as_deref(), suite.into()),
        Command::Show => show(context),
        Command::Card { output } => card(context, output),
        Command::Sync { renew } => sync(context, renew).await,
    }
}

fn new(context: &Context, uri: Option<&str>, suite: RecipientSuite) -> Result<Outcome, Failure> {
    let path = context.options.keystore()?;
    if path.exists() {
        return Err(salus_client::KeystoreError::Exists(path).into());
    }
    let account = match uri {
        Some(uri) => Account::from_uri(uri),
        None => Account::generate(),
    };
    let account = account.map_err(|e| Failure::new(e.to_string()).remedy("check the text after --uri"))?;
    if let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) {
        std::fs::create_dir_all(parent).map_err(|e| Failure::new(format!("{}: {e}", parent.display())))?;
    }
    let passphrase = context.options.passphrase(true)?;
    let keystore = Keystore::create(&path, &passphrase, account, suite)?;
    let text = pairs([
        ("account", keystore.account().address()),
        ("key card", keystore.card().content_id().to_string()),
        ("keystore", path.display().to_string()),
    ]) + "Keep a copy of the keystore: without it your records and keys are lost.";
    Ok(Outcome::new(text)
        .field("account", keystore.account().address())
        .field("keystore", path.display().to_string()))
}

fn show(context: &Context) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let authority = keystore.authority()?.map(|(name, _)| name.to_string());
    let keys: Vec<String> = keystore.attributes().map(ToString::to_string).collect();
    let transform = keystore.has_transform_key();
    let text = pairs([
        ("account", keystore.account().address()),
        ("key card", keystore.card().content_id().to_string()),
        ("encryption", keystore.card().suite().to_string()),
        ("keystore", keystore.path().display().to_string()),
        ("authority", authority.clone().unwrap_or_else(|| "none".into())),
        ("transform key", if transform { "yes" } else { "no" }.into()),
        ("decryption keys", if keys.is_empty() { "none".into() } else { keys.join("\n                 ") }),
    ]);
    Ok(Outcome::new(text)
        .field("account", keystore.account().address())
        .field("encryption", keystore.card().suite().to_string())
        .field("keystore", keystore.path().display().to_string())
        .field("authority", value(authority))
        .field("transform_key", transform)
        .field("keys", keys))
}

fn card(context: &Context, output: Option<PathBuf>) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let card = keystore.card();
    let digits = hex::encode(card.encode());
    let text = match &output {
        Some(path) => {
            atomic_file::replace(path, format!("{digits}\n").as_bytes())
                .map_err(|e| Failure::new(format!("{}: {e}", path.display())))?;
            format!("The key card of {} is in {}.", card.account(), path.display())
        }
        None => digits.clone(),
    };
    Ok(Outcome::new(text)
        .field("account", card.account().to_string())
        .field("cid", card.content_id().to_string())
        .field("card", digits))
}

/// Fetches the keys that are missing.
///
/// A key that cannot be had does not keep the others from being kept; it is told about, and asked for again the
/// next time.
async fn sync(context: &Context, renew: bool) -> Result<Outcome, Failure> {
    let mut keystore = context.keystore_to_change().await?;
    let chain = context.chain().await?;
    let account = keystore.account().clone();
    let participant = chain.participant(account.id()).await?.ok_or_else(|| {
        Failure::new("this account is not enrolled").remedy("ask your organisation to enrol it")
    })?;
    // One block for both: what counts at it is what the gateway is told to have seen.
    let view = chain.at_finalized().await?;
    let seen = view.number().await?;
    let holdings = view.holdings(account.id()).await?;
    let missing = missing(holdings, seen, |attribute| keystore.has_key(attribute));

    let progress = Progress::items(context.options.json, missing.len() as u64, "Fetching keys");
    let (mut new, mut left) = (Vec::new(), Vec::new());
    for (held, done) in missing.iter().zip(1..) {
        let fetched = fetch(context, chain, &keystore, participant.organisation, held).await;
        match fetched {
            Ok(key) => {
                keystore.add_key(&key);
                new.push(key.attribute().clone());
            }
            Err(failure) => left.push(Left {
                attribute: held.attribute.clone().at(held.holding.epoch).to_string(),
                reason: failure.what().into(),
            }),
        }
        progress.set(done);
    }
    drop(progress);

    let ring = keystore.key_ring()?;
    let register = !ring.is_empty() && (renew || !new.is_empty() || !keystore.has_transform_key());
    if register {
        let (transform_key, secret) = ring.transform_key(&mut rand::rng());
        keystore.set_transform_secret(&secret);
        // Kept before it is registered, and marked after: whenever this is cut off, the next sync sees it.
        keystore.save()?;
        let own = Gateways::new(context, [participant.organisation]).await?;
        let bytes = transform_key.encode();
        own.first(&account, async |client| client.put_transform_key(bytes.clone(), seen).await).await?;
        keystore.confirm_transform_key();
        keystore.save()?;
    } else if !new.is_empty() {
        keystore.save()?;
    }
    Ok(told(&new, ring.len(), register, &left))
}

/// Those of `holdings` that are not over at block `now` and whose key is not there yet.
fn missing(
    holdings: Vec<HeldAttribute>,
    now: BlockNumber,
    there: impl Fn(&EpochAttribute) -> bool,
) -> Vec<HeldAttribute> {
    let wanted = |held: &HeldAttribute| {
        held.holding.expires > now && !there(&held.attribute.clone().at(held.holding.epoch))
    };
    holdings.into_iter().filter(wanted).collect()
}

async fn fetch(
    context: &Context,
    chain: &Chain,
    keystore: &Keystore,
    organisation: u32,
    held: &HeldAttribute,
) -> Result<salus_abe::AttributeKey, Failure> {
    let name = &held.attribute.authority;
    let authority = chain
        .authority(name)
        .await?
        .ok_or_else(|| Failure::new(format!("the chain has no authority '{name}'")))?
        .authority;
    let gateways = Gateways::new(context, [organisation, authority.organisation]).await?;
    let package = gateways.block(keystore.account(), &held.holding.key_package).await?;
    let attribute = held.attribute.clone().at(held.holding.epoch);
    let holder = keystore.account().id();
    let open = |key: &[u8]| -> Result<salus_abe::AttributeKey, Failure> {
        let public = AuthorityPublicKey::decode(key)
            .map_err(|e| Failure::new(format!("the public key of '{name}' cannot be read: {e}")))?;
        Ok(issuing::open(&package, keystore.recipient(), &holder, &attribute, &public)?)
    };
    let refused = match open(&authority.public_key) {
        Err(refused) => refused,
        opened => return opened,
    };
    // A key of an earlier epoch may have been issued before its authority's own key was rotated.
    for version in (0..authority.key_version).rev() {
        if let Some(former) = chain.authority_key(name, version).await? {
            if let Ok(key) = open(&former) {
                return Ok(key);
            }
        }
    }
    Err(refused)
}

fn told(new: &[EpochAttribute], total: usize, registered: bool, left: &[Left]) -> Outcome {
    let names: Vec<String> = new.iter().map(ToString::to_string).collect();
    let mut text = match names.as_slice() {
        [] => format!("No new keys; {total} in the keystore."),
        _ => format!("New keys: {}; {total} in the keystore.", names.join(", ")),
    };
    if registered {
        text.push_str("\nA new transform key is registered with the gateway.");
    }
    if !left.is_empty() {
        let mut table = Table::new(["WITHOUT A KEY", "WHY"]);
        for item in left {
            table.row([item.attribute.clone(), item.reason.clone()]);
        }
        text.push('\n');
        text.push_str(&table.or(""));
        text.push_str("Repeat this later; if it stays so, ask the authority to issue the key anew.");
    }
    Outcome::new(text)
        .field("new", names)
        .field("keys", total)
        .field("transform_key", registered)
        .field("left", value(left))
        .undone(!left.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_primitives::{authority::Holding, content::Codec, ContentId};

    fn held(attribute: &str, expires: BlockNumber) -> HeldAttribute {
        let key_package = ContentId::new(Codec::Raw, [1; 32]);
        let holding = Holding { epoch: 3, expires, key_package };
        HeldAttribute { attribute: attribute.parse().unwrap(), holding, counts: true }
    }

    #[test]
    fn key_should_be_fetched_when_its_holding_lasts_and_it_is_not_there() {
        let holdings = vec![
            held("doctor@medical-council", 11),
            held("over@medical-council", 10),
            held("there@medical-council", 11),
        ];
        let there = |attribute: &EpochAttribute| attribute.to_string() == "there@medical-council#3";
        let names: Vec<_> =
            missing(holdings, 10, there).iter().map(|held| held.attribute.to_string()).collect();
        assert_eq!(names, ["doctor@medical-council"]);
    }

    #[test]
    fn outcome_should_name_what_is_left_when_a_key_cannot_be_had() {
        let new = [held("doctor@medical-council", 11).attribute.at(3)];
        let all = told(&new, 1, true, &[]);
        assert_eq!(all.code(), 0);
        let left = [Left { attribute: "nurse@city-hospital#0".into(), reason: "it does not open".into() }];
        let some = told(&new, 1, true, &left);
        assert_eq!(some.code(), 1);
        for json in [true, false] {
            let text = some.render(json);
            assert!(text.contains("doctor@medical-council#3"), "{text}");
            assert!(text.contains("nurse@city-hospital#0") && text.contains("it does not open"), "{text}");
        }
    }
}
