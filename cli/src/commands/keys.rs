//! `salus keys`: account, key card, decryption keys.

mod renew;

use super::from_word;
use crate::{
    context::Context,
    failure::Failure,
    gateways::Gateways,
    input,
    options::{secret_variable, SECRET_URI},
    output::{pairs, value, Outcome, Table},
    progress::Progress,
    span::Span,
    target::{IfThere, Target},
};
use clap::{Subcommand, ValueEnum};
use salus_abe::AuthorityPublicKey;
use salus_client::{
    enrolment::{Agreement, Place},
    issuing, Account, Chain, Keystore, RecipientSuite,
};
use salus_primitives::{
    authority::HeldAttribute, consortium::Role, BlockNumber, ContentId, EpochAttribute, OrganisationId,
};
use serde::Serialize;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make a keystore with a new account.
    New {
        /// Take the account of this secret URI instead of a new one, such as //Alice, which everybody knows. Other
        /// users of this machine can read it here: for a secret rather use --uri-file.
        #[arg(long, conflicts_with = "uri_file")]
        uri: Option<String>,
        /// Take the account of the secret URI in the first line of this file, - for standard input; else
        /// SALUS_SECRET_URI, else a new account.
        #[arg(long, value_name = "FILE")]
        uri_file: Option<PathBuf>,
        /// What others encrypt to you with. X-Wing withstands quantum computers as well; X25519 is for
        /// programs that do not know X-Wing yet.
        #[arg(long, value_enum, default_value_t = Suite::XWing)]
        suite: Suite,
    },
    /// Show what the keystore has, without secrets.
    Show,
    /// Write the signed key card that others encrypt to. With --organisation and --role also agree to be enrolled.
    Card {
        /// Where to; standard output if not given, or if it is -.
        #[arg(short, long, value_name = "FILE")]
        output: Option<PathBuf>,
        /// Replace the file if there is one.
        #[arg(long)]
        force: bool,
        /// The number of the organisation that may enrol you: see `salus organisation list`.
        #[arg(long, requires = "role", value_name = "NUMBER")]
        organisation: Option<OrganisationId>,
        /// What you are enrolled as: patient, practitioner or data-user.
        #[arg(long, requires = "organisation", value_parser = from_word::<Role>)]
        role: Option<Role>,
        /// For how long the agreement counts, up to 30d.
        #[arg(long = "for", value_name = "SPAN", default_value = "7d")]
        span: Span,
    },
    /// Take another key that others encrypt to, as after the end of an appointment: what was sealed to the one before
    /// still opens, and your policies take their next version, so that `salus record rewrap` makes new headers.
    Renew {
        /// The suite of the new key.
        #[arg(long, value_enum, default_value_t = Suite::XWing)]
        suite: Suite,
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
        Command::New { uri, uri_file, suite } => {
            new(context, || secret_uri(context, uri, uri_file.as_deref()), suite.into())
        }
        Command::Show => show(context),
        Command::Card { output, force, organisation, role, span } => {
            let output = output.map(|path| Target::open(&path, IfThere::forced(force))).transpose()?;
            let agreement = match organisation.zip(role) {
                Some((organisation, role)) => Some(agree(context, organisation, role, span).await?),
                None => None,
            };
            card(context, output, agreement)
        }
        Command::Renew { suite } => renew::renew(context, suite.into()).await,
        Command::Sync { renew } => sync(context, renew).await,
    }
}

/// The secret URI that was given, if any.
fn secret_uri(
    context: &Context,
    uri: Option<String>,
    file: Option<&Path>,
) -> Result<Option<Zeroizing<String>>, Failure> {
    if let Some(file) = file {
        return input::secret_line(file, "secret URI").map(Some);
    }
    let Some(uri) = uri else { return secret_variable(SECRET_URI, "secret URI") };
    // What is derived from the development phrase is no secret.
    if !uri.starts_with('/') {
        context.warn("other users of this machine can read --uri: use --uri-file or SALUS_SECRET_URI");
    }
    Ok(Some(Zeroizing::new(uri)))
}

fn new(
    context: &Context,
    uri: impl FnOnce() -> Result<Option<Zeroizing<String>>, Failure>,
    suite: RecipientSuite,
) -> Result<Outcome, Failure> {
    let path = context.options.keystore()?;
    if path.exists() {
        return Err(salus_client::KeystoreError::Exists(path).into());
    }
    let account = match uri()? {
        Some(uri) => Account::from_uri(uri.trim()),
        None => Account::generate(),
    };
    let account = account.map_err(|e| Failure::new(e.to_string()).remedy("check the secret URI"))?;
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
    let mut text = pairs([
        ("account", keystore.account().address()),
        ("key card", keystore.card().content_id().to_string()),
        ("encryption", keystore.card().suite().to_string()),
        ("keystore", keystore.path().display().to_string()),
        ("authority", authority.clone().unwrap_or_else(|| "none".into())),
        ("transform key", if transform { "yes" } else { "no" }.into()),
        ("decryption keys", keys.first().cloned().unwrap_or_else(|| "none".into())),
    ]);
    for key in keys.iter().skip(1) {
        text.push_str(&format!("{:17}{key}\n", ""));
    }
    Ok(Outcome::new(text)
        .field("account", keystore.account().address())
        .field("encryption", keystore.card().suite().to_string())
        .field("keystore", keystore.path().display().to_string())
        .field("authority", value(authority))
        .field("transform_key", transform)
        .field("keys", keys))
}

/// Agrees that `organisation` enrols this account. Counts once, on this chain.
async fn agree(
    context: &Context,
    organisation: OrganisationId,
    role: Role,
    span: Span,
) -> Result<Agreement, Failure> {
    let keystore = context.keystore()?;
    let (chain, account) = (context.chain().await?, keystore.account());
    let nonce = chain.request("system_accountNextIndex", &[account.id().to_string().into()]).await?;
    let place = Place { genesis: chain.genesis_hash(), nonce };
    let until = chain.finalized_number().await?.saturating_add(chain.blocks_in(span.0).await?);
    Ok(Agreement::sign(account, &place, keystore.card().content_id(), organisation, role, until))
}

fn card(context: &Context, output: Option<Target>, agreement: Option<Agreement>) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let card = keystore.card();
    let digits = hex::encode(card.encode());
    let agreed = agreement.map(|agreement| hex::encode(agreement.to_bytes()));
    let lines = match &agreed {
        Some(agreed) => format!("{digits}\n{agreed}"),
        None => digits.clone(),
    };
    let aside = output.as_ref().is_some_and(Target::is_standard_output);
    let text = match output {
        Some(target) => {
            let text = format!("The key card of {} is in {target}.", card.account());
            target.write(format!("{lines}\n").as_bytes())?;
            text
        }
        None => lines,
    };
    Ok(Outcome::new(text)
        .aside(aside)
        .field("account", card.account().to_string())
        .field("cid", card.content_id().to_string())
        .field("agreement", value(agreed))
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
    if let Some(warning) = older_copy(&participant.key_card, &keystore.card().content_id()) {
        context.warn(warning);
    }
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

/// What to say if the chain names another key card than the keystore's.
///
/// Of two copies of a keystore one may have taken another key since: what is sealed to that one the other cannot open.
fn older_copy(on_chain: &ContentId, own: &ContentId) -> Option<&'static str> {
    (on_chain != own).then_some(
        "the chain names another key card of this account: this keystore is an older copy, or `salus keys renew` was \
         cut off. Use the newest copy; without one, `salus keys renew` makes this one the newest",
    )
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
        let keys = keystore.reading_keys();
        let open = |secret| issuing::open(&package, secret, &holder, &attribute, (name, &public));
        // What was issued to a former card opens with the key of that card.
        let opened =
            keys.former.iter().fold(open(keys.current), |opened, former| opened.or_else(|_| open(former)));
        Ok(opened?)
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
        text.push_str("Repeat this later; if it stays so, ask the authority to issue the key again.");
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
    use salus_primitives::{authority::Holding, content::Codec};

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
    fn keystore_should_be_told_as_an_older_copy_when_the_chain_names_another_card() {
        let card = |byte| ContentId::new(Codec::Raw, [byte; 32]);
        assert_eq!(older_copy(&card(1), &card(1)), None);
        assert!(older_copy(&card(2), &card(1)).is_some_and(|warning| warning.contains("keys renew")));
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
