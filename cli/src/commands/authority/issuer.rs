//! Makes keys and brings their packages where their holders look for them.

use super::office::Office;
use crate::{context::Context, failure::Failure, gateways::Gateways};
use salus_client::{card::KeyCard, issuing, AccountId, Keystore};
use salus_primitives::{
    authority::Grant, consortium::Participant, BlockNumber, ContentId, EpochAttribute, OrganisationId,
};
use std::collections::{btree_map::Entry, BTreeMap};

/// An office at work.
pub struct Issuer<'a> {
    context: &'a Context,
    keystore: &'a Keystore,
    office: &'a Office,
    /// The gateways to ask, for holders of each organisation.
    gateways: BTreeMap<OrganisationId, Gateways>,
}

impl<'a> Issuer<'a> {
    /// Nothing is asked yet.
    pub fn new(context: &'a Context, keystore: &'a Keystore, office: &'a Office) -> Self {
        Self { context, keystore, office, gateways: BTreeMap::new() }
    }

    /// Issues the key of `attribute` to `holder` and puts the package into the data pool; what is to be
    /// written on the chain.
    pub async fn issue(
        &mut self,
        holder: AccountId,
        participant: &Participant,
        attribute: &EpochAttribute,
        expires: BlockNumber,
    ) -> Result<Grant<AccountId>, Failure> {
        let gateways = match self.gateways.entry(participant.organisation) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let organisations = [participant.organisation, self.office.organisation];
                new.insert(Gateways::new(self.context, organisations).await?)
            }
        };
        let card = fetch_card(gateways, self.keystore, holder, &participant.key_card).await?;
        let package = issuing::issue(&self.office.secret, &card, attribute)?;
        // Both where the holder will look and where the authority belongs: one may be down later.
        let account = self.keystore.account();
        gateways
            .every(account, async |client| client.put_package(package.bytes.clone()).await.map(drop))
            .await?;
        Ok(Grant { holder, attribute: attribute.attribute.name.clone(), expires, key_package: package.id })
    }
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
