//! `salus authority`: who certifies what of whom.

use super::{organisation, read_file};
use crate::{
    context::Context,
    failure::Failure,
    gateways::Gateways,
    output::{value, word, Outcome, Table},
    progress::Progress,
    span::Span,
};
use clap::{Args, Subcommand};
use salus_abe::{AuthorityPublicKey, AuthoritySecretKey, PossessionProof};
use salus_client::{
    atomic_file,
    card::KeyCard,
    chain::{calls::attribute_authority as calls, council::Majority, events, Call, Included},
    issuing, AccountId, Keystore,
};
use salus_primitives::{Attribute, ContentId, Label, OrganisationId};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an authority's keys in the keystore and write its registration.
    NewKeys {
        /// The authority's name: a-z, 0-9 and inner '-'.
        name: Label,
        /// Where to write the registration that a seat proposes.
        #[arg(short, long, value_name = "FILE")]
        output: PathBuf,
    },
    /// Propose to the council to register an authority. For seats.
    Register {
        /// The registration, as `new-keys` writes it.
        registration: PathBuf,
        /// Whose office it is.
        #[arg(long, value_name = "NUMBER")]
        organisation: OrganisationId,
    },
    /// Declare an attribute.
    Declare {
        /// Its name without the authority: a-z, 0-9 and inner '-'.
        attribute: Label,
    },
    /// Grant an attribute to a person and issue the key.
    Grant(Grant),
    /// Renew a person's attribute and issue the key of its current epoch.
    Renew(Grant),
    /// Revoke a person's attribute; keys of earlier epochs open nothing new.
    Revoke {
        /// Whose.
        holder: AccountId,
        /// Which: its name without the authority.
        attribute: Label,
    },
    /// List the authorities, or what a person holds.
    List {
        /// Show what this person holds.
        #[arg(long, value_name = "ADDRESS")]
        holder: Option<AccountId>,
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

/// What a seat proposes to register.
#[derive(Debug, Serialize, Deserialize)]
struct Registration {
    name: Label,
    account: AccountId,
    public_key: String,
    proof_of_possession: String,
}

/// Does it.
pub async fn run(context: &Context, command: Command) -> Result<Outcome, Failure> {
    match command {
        Command::NewKeys { name, output } => new_keys(context, name, &output),
        Command::Register { registration, organisation } => {
            let call = register_call(&registration, organisation)?;
            organisation::propose(context, call, Majority::MoreThanHalf).await
        }
        Command::Declare { attribute } => declare(context, &attribute).await,
        Command::Grant(grant) => issue(context, grant, false).await,
        Command::Renew(grant) => issue(context, grant, true).await,
        Command::Revoke { holder, attribute } => revoke(context, holder, &attribute).await,
        Command::List { holder: None } => list(context).await,
        Command::List { holder: Some(holder) } => holdings(context, holder).await,
    }
}

fn new_keys(context: &Context, name: Label, output: &Path) -> Result<Outcome, Failure> {
    let mut keystore = context.keystore()?;
    if let Some((other, _)) = keystore.authority()? {
        return Err(Failure::new(format!("the keystore already has the keys of authority '{other}'"))
            .remedy("use another keystore for another authority; keys are never overwritten"));
    }
    let secret = AuthoritySecretKey::generate(&mut rand::rng());
    let proof = secret.prove_possession(&name, &mut rand::rng());
    let registration = Registration {
        name: name.clone(),
        account: keystore.account().id(),
        public_key: hex::encode(secret.public_key().encode()),
        proof_of_possession: hex::encode(proof.encode()),
    };
    keystore.set_authority(name.clone(), &secret);
    keystore.save()?;
    let text = format!("{:#}\n", value(&registration));
    atomic_file::replace(output, text.as_bytes())
        .map_err(|e| Failure::new(format!("{}: {e}", output.display())))?;
    let text = format!(
        "The keys of '{name}' are in the keystore.\nHave a seat propose it: salus authority register {} --organisation NUMBER",
        output.display()
    );
    Ok(Outcome::new(text)
        .field("name", name.to_string())
        .field("account", registration.account.to_string())
        .field("public_key", registration.public_key))
}

/// The call that registers what a registration file says, after checking its proof of possession.
pub(super) fn register_call(path: &Path, organisation: OrganisationId) -> Result<Call, Failure> {
    let fault = |reason: String| {
        Failure::new(format!("{} is not a registration: {reason}", path.display()))
            .remedy("have it written anew with `salus authority new-keys`")
    };
    let registration: Registration =
        serde_json::from_slice(&read_file(path)?).map_err(|e| fault(e.to_string()))?;
    let key = hex::decode(&registration.public_key).map_err(|e| fault(e.to_string()))?;
    let proof = hex::decode(&registration.proof_of_possession).map_err(|e| fault(e.to_string()))?;
    let (public, possession) = AuthorityPublicKey::decode(&key)
        .and_then(|public| Ok((public, PossessionProof::decode(&proof)?)))
        .map_err(|e| fault(e.to_string()))?;
    // A rogue key is one whose secret nobody knows; the proof says that somebody does.
    public.verify_possession(&registration.name, &possession).map_err(|e| fault(e.to_string()))?;
    let key = key.try_into().map_err(|_| fault("the public key is too long".into()))?;
    let proof = proof.try_into().map_err(|_| fault("the proof is too long".into()))?;
    Ok(calls::register(&registration.name, organisation, registration.account, &key, &proof))
}

/// The authority that this keystore issues for.
fn own(keystore: &Keystore) -> Result<(Label, AuthoritySecretKey), Failure> {
    keystore.authority()?.ok_or_else(|| {
        Failure::new("this keystore has no authority's keys")
            .remedy("make some with `salus authority new-keys`, or name the authority's keystore")
    })
}

async fn declare(context: &Context, attribute: &Label) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Declaring");
    let chain = context.chain().await?;
    let included = chain.submit(keystore.account(), calls::declare(attribute)).await?;
    drop(waiting);
    let declared: events::AttributeDeclared = included.require()?;
    let text = format!("Attribute {} is declared (block {}).", declared.attribute, included.block_number);
    Ok(Outcome::new(text)
        .included(&included)
        .field("attribute", declared.attribute.to_string())
        .field("epoch", declared.epoch))
}

async fn issue(context: &Context, grant: Grant, renew: bool) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let (name, secret) = own(&keystore)?;
    let chain = context.chain().await?;
    let attribute = Attribute { name: grant.attribute.clone(), authority: name };
    let state = chain.attribute(&attribute).await?.ok_or_else(|| {
        Failure::new(format!("attribute {attribute} is not declared"))
            .remedy(format!("declare it with `salus authority declare {}`", attribute.name))
    })?;
    let attribute = attribute.at(state.epoch);

    let waiting = Progress::waiting(context.options.json, "Fetching the holder's key card");
    let holder = chain.participant(grant.holder).await?.ok_or_else(|| {
        Failure::new(format!("{} is not enrolled", grant.holder))
            .remedy("have the person enrolled by an organisation first")
    })?;
    let own_organisation =
        chain.authority(&attribute.attribute.authority).await?.map(|named| named.authority.organisation);
    let gateways = Gateways::new(context, [holder.organisation].into_iter().chain(own_organisation)).await?;
    let card = fetch_card(&gateways, &keystore, grant.holder, &holder.key_card).await?;

    waiting.say("Issuing the key");
    let package = issuing::issue(&secret, &card, &attribute)?;
    // Both where the holder will look and where the authority belongs: one may be down later.
    gateways
        .every(keystore.account(), async |client| client.put_package(package.bytes.clone()).await.map(drop))
        .await?;

    waiting.say("Writing it on the chain");
    let expires = grant.span.after(chain.finalized_number().await?);
    let call = if renew { calls::renew } else { calls::grant };
    let call = call(grant.holder, &grant.attribute, expires, package.id);
    let included = chain.submit(keystore.account(), call).await?;
    drop(waiting);
    let done = if renew { "renewed for" } else { "granted to" };
    let text = format!(
        "{attribute} is {done} {} until block {expires} (block {}).\nThe holder fetches the key with `salus keys sync`.",
        grant.holder, included.block_number
    );
    Ok(Outcome::new(text)
        .included(&included)
        .field("holder", grant.holder.to_string())
        .field("attribute", attribute.to_string())
        .field("expires", expires)
        .field("key_package", package.id.to_string()))
}

/// The holder's card as the chain names it.
async fn fetch_card(
    gateways: &Gateways,
    keystore: &Keystore,
    holder: AccountId,
    id: &ContentId,
) -> Result<KeyCard, Failure> {
    // The block was checked against the chain's identifier when it came.
    let bytes = gateways.block(keystore.account(), id).await?;
    let card = KeyCard::decode(&bytes).map_err(|e| Failure::new(e.to_string()))?;
    if card.account() != holder {
        return Err(Failure::new(format!("the key card of {holder} is another account's"))
            .remedy("have the person's organisation enrol the right card"));
    }
    Ok(card)
}

async fn revoke(context: &Context, holder: AccountId, attribute: &Label) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Revoking");
    let chain = context.chain().await?;
    let included: Included = chain.submit(keystore.account(), calls::revoke(holder, attribute)).await?;
    drop(waiting);
    let revoked: events::Revoked = included.require()?;
    let text = format!(
        "{} is revoked from {holder}; its keys are at epoch {} now (block {}).\n\
         Renew the other holders: their keys of earlier epochs do not open new records.",
        revoked.attribute, revoked.epoch, included.block_number
    );
    Ok(Outcome::new(text)
        .included(&included)
        .field("holder", holder.to_string())
        .field("attribute", revoked.attribute.to_string())
        .field("epoch", revoked.epoch))
}

async fn list(context: &Context) -> Result<Outcome, Failure> {
    let authorities = context.chain().await?.authorities().await?;
    let mut table = Table::new(["AUTHORITY", "ORGANISATION", "STATUS", "ATTRIBUTES", "ACCOUNT"]);
    for named in &authorities {
        let attributes: Vec<String> =
            named.attributes.iter().map(|(name, state)| format!("{name}#{}", state.epoch)).collect();
        table.row([
            named.name.to_string(),
            named.authority.organisation.to_string(),
            word(named.authority.status),
            if attributes.is_empty() { "-".into() } else { attributes.join(" ") },
            named.authority.account.to_string(),
        ]);
    }
    Ok(Outcome::new(table.or("No authorities.")).field("authorities", value(&authorities)))
}

async fn holdings(context: &Context, holder: AccountId) -> Result<Outcome, Failure> {
    let holdings = context.chain().await?.holdings(holder).await?;
    let mut table = Table::new(["ATTRIBUTE", "EPOCH", "UNTIL BLOCK", "COUNTS"]);
    for held in &holdings {
        table.row([
            held.attribute.to_string(),
            held.holding.epoch.to_string(),
            held.holding.expires.to_string(),
            if held.counts { "yes" } else { "no" }.into(),
        ]);
    }
    Ok(Outcome::new(table.or("No attributes."))
        .field("holder", holder.to_string())
        .field("holdings", value(&holdings)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_client::Account;

    fn registration(name: &str, proven: &str) -> Registration {
        let secret = AuthoritySecretKey::generate(&mut rand::rng());
        let proof = secret.prove_possession(&proven.parse().unwrap(), &mut rand::rng());
        Registration {
            name: name.parse().unwrap(),
            account: Account::from_uri("//Council").unwrap().id(),
            public_key: hex::encode(secret.public_key().encode()),
            proof_of_possession: hex::encode(proof.encode()),
        }
    }

    fn read(registration: &Registration) -> Result<Call, Failure> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("registration");
        std::fs::write(&path, value(registration).to_string()).unwrap();
        register_call(&path, 1)
    }

    #[test]
    fn registration_should_become_a_call_when_its_proof_holds() {
        let call = read(&registration("medical-council", "medical-council")).unwrap();
        assert_eq!((call.pallet(), call.name()), ("AttributeAuthority", "register"));
    }

    #[test]
    fn registration_should_be_refused_when_its_proof_is_for_another_name() {
        let refused = read(&registration("medical-council", "city-hospital")).unwrap_err();
        assert!(refused.render(false).contains("is not a registration"));
    }
}
