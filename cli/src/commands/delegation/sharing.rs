//! Reading keys: a patient's own, sealed to whom the patient appointed, and taken out again.

use crate::{context::Context, failure::Failure, gateways::Gateways, progress::Progress};
use salus_client::{
    card::KeyCard, chain::calls::consent as calls, reading_key, AccountId, Chain, Keystore, RecipientSecret,
};
use salus_primitives::{ContentId, OrganisationId};

/// Seals the reading key of `keystore` to the card of `delegate`, writes the package's name on the chain and puts the
/// package into the data pool. The same again is another package.
pub async fn share(
    context: &Context,
    keystore: &Keystore,
    delegate: AccountId,
) -> Result<ContentId, Failure> {
    let (chain, account) = (context.chain().await?, keystore.account());
    let _waiting = Progress::waiting(context.options.json, "Sharing the key");
    let own = organisation_of(chain, account.id()).await?;
    let named = chain.participant(delegate).await?.ok_or_else(|| {
        Failure::new(format!("{delegate} is not enrolled")).remedy("ask their organisation to enrol them")
    })?;
    let gateways = Gateways::new(context, [named.organisation, own]).await?;
    let card = gateways.block(account, &named.key_card).await?;
    let card = KeyCard::decode(&card)
        .map_err(|error| Failure::new(format!("the key card of {delegate} cannot be read: {error}")))?;
    let package =
        reading_key::share(keystore.recipient(), &account.id(), &delegate, &card, &mut rand::rng())?;
    let included = chain.submit(account, calls::share_key(delegate, package.id)).await?;
    put_named(context, keystore, own, package.bytes, included.block_number).await?;
    Ok(package.id)
}

/// Puts what the chain names since block `seen` into the data pool of one's own organisation.
pub async fn put_named(
    context: &Context,
    keystore: &Keystore,
    own: OrganisationId,
    bytes: Vec<u8>,
    seen: u32,
) -> Result<(), Failure> {
    let gateways = Gateways::new(context, [own]).await?;
    let put = async |client: &salus_client::GatewayClient| client.put_named(bytes.clone(), seen).await;
    gateways.first(keystore.account(), put).await?;
    Ok(())
}

/// The organisation that enrolled `account`.
pub async fn organisation_of(chain: &Chain, account: AccountId) -> Result<OrganisationId, Failure> {
    let participant = chain.participant(account).await?.ok_or_else(|| {
        Failure::new("this account is not enrolled").remedy("ask your organisation to enrol it")
    })?;
    Ok(participant.organisation)
}

/// The reading key that `patient` shared with the owner of `keystore`; nothing if none was shared.
pub async fn shared_key(
    context: &Context,
    keystore: &Keystore,
    patient: AccountId,
) -> Result<Option<RecipientSecret>, Failure> {
    let (chain, account) = (context.chain().await?, keystore.account());
    let appointed = chain.delegations_of(patient).await?;
    let named = appointed.into_iter().find(|(delegate, _)| *delegate == account.id());
    let Some(package) = named.and_then(|(_, delegation)| delegation.key_package) else { return Ok(None) };
    let mut organisations = vec![organisation_of(chain, account.id()).await?];
    organisations.extend(chain.participant(patient).await?.map(|participant| participant.organisation));
    let package = Gateways::new(context, organisations).await?.block(account, &package).await?;
    let keys = keystore.reading_keys();
    let mut taken = reading_key::take(&package, keys.current, &patient, &account.id());
    for former in keys.former {
        taken = taken.or_else(|_| reading_key::take(&package, former, &patient, &account.id()));
    }
    Ok(Some(taken?))
}
