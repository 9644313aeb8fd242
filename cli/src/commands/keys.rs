//! `salus keys`: account, key card, decryption keys.

use crate::{
    context::Context,
    failure::Failure,
    gateways::Gateways,
    output::{pairs, value, Outcome},
    progress::Progress,
};
use clap::{Subcommand, ValueEnum};
use salus_abe::AuthorityPublicKey;
use salus_client::{atomic_file, issuing, Account, Chain, Keystore, RecipientSuite};
use salus_primitives::{authority::HeldAttribute, EpochAttribute};
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

async fn sync(context: &Context, renew: bool) -> Result<Outcome, Failure> {
    let mut keystore = context.keystore()?;
    let chain = context.chain().await?;
    let account = keystore.account().clone();
    let participant = chain.participant(account.id()).await?.ok_or_else(|| {
        Failure::new("this account is not enrolled").remedy("ask your organisation to enrol it")
    })?;
    // One block for both: what counts at it is what the gateway is told to have seen.
    let view = chain.at_finalized().await?;
    let seen = view.number().await?;
    let missing: Vec<HeldAttribute> = view
        .holdings(account.id())
        .await?
        .into_iter()
        .filter(|held| !keystore.has_key(&held.attribute.clone().at(held.holding.epoch)))
        .collect();

    let progress = Progress::items(context.options.json, missing.len() as u64, "Fetching keys");
    let mut new = Vec::new();
    for (held, done) in missing.iter().zip(1..) {
        let key = fetch(context, chain, &keystore, participant.organisation, held).await?;
        keystore.add_key(&key);
        new.push(key.attribute().clone());
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
    Ok(told(&new, ring.len(), register))
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

fn told(new: &[EpochAttribute], total: usize, registered: bool) -> Outcome {
    let names: Vec<String> = new.iter().map(ToString::to_string).collect();
    let mut text = match names.as_slice() {
        [] => format!("No new keys; {total} in the keystore."),
        _ => format!("New keys: {}; {total} in the keystore.", names.join(", ")),
    };
    if registered {
        text.push_str("\nA new transform key is registered with the gateway.");
    }
    Outcome::new(text).field("new", names).field("keys", total).field("transform_key", registered)
}
