//! What an organisation decides for itself: where its gateway is, and who of its people takes part.

use crate::{
    context::Context,
    failure::Failure,
    output::{hex, Outcome},
    progress::Progress,
};
use salus_client::{
    chain::{calls::consortium, Call, Included},
    enrolment::{multi_signature, Appointment, Place},
    AccountId,
};
use salus_primitives::{consortium::Gateway, OrganisationId};

/// A gateway as the chain takes it.
pub fn gateway(account: AccountId, url: &str) -> Result<Gateway<AccountId>, Failure> {
    let url = url.trim_end_matches('/').as_bytes().to_vec().try_into().map_err(|_| {
        Failure::new("the gateway's URL is longer than 128 bytes").remedy("use a shorter host name")
    })?;
    Ok(Gateway { account, url })
}

/// Agrees that the account of the keystore becomes the gateway of `organisation`. Counts once, on this chain.
pub async fn agree_gateway(context: &Context, organisation: OrganisationId) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let (chain, account) = (context.chain().await?, keystore.account());
    let nonce = chain.request("system_accountNextIndex", &[account.id().to_string().into()]).await?;
    let place = Place { genesis: chain.genesis_hash(), nonce };
    let signature = hex(&Appointment::sign(account, &place, organisation).signature);
    let text = format!(
        "{signature}\nThe seat of organisation {organisation} hands it in: salus organisation set-gateway \
         --gateway-address {} --gateway-url URL --signature HEX",
        account.id()
    );
    Ok(Outcome::new(text)
        .field("account", account.id().to_string())
        .field("organisation", organisation)
        .field("signature", signature))
}

/// Replaces the gateway of the organisation whose seat the keystore is.
pub async fn set_gateway(
    context: &Context,
    account: AccountId,
    url: &str,
    signature: Option<[u8; 64]>,
) -> Result<Outcome, Failure> {
    let gateway = gateway(account, url)?;
    if signature.is_none() && is_another(context, account).await? {
        return Err(Failure::new(
            "your organisation's gateway has another account, and this one has not agreed",
        )
        .remedy("have it sign with `salus organisation agree-gateway`, and add --signature"));
    }
    let call = consortium::set_gateway(&gateway, signature.as_ref().map(multi_signature));
    let included = submit(context, call, "Setting the gateway").await?;
    let url = String::from_utf8_lossy(&gateway.url).into_owned();
    let text = format!(
        "Your organisation's gateway is {account} at {url} (block {}).\nRun it with that account's keystore.",
        included.block_number
    );
    Ok(Outcome::new(text).included(&included).field("account", account.to_string()).field("url", url))
}

/// True if the organisation whose seat the keystore is has a gateway with another account.
async fn is_another(context: &Context, account: AccountId) -> Result<bool, Failure> {
    let seat = context.keystore()?.account().id();
    let organisations = context.chain().await?.organisations().await?;
    let own = organisations.iter().find(|(_, organisation)| organisation.seat == seat);
    Ok(own.is_some_and(|(_, organisation)| organisation.gateway.account != account))
}

/// Suspends somebody whom the organisation enrolled whose gateway the keystore is.
pub async fn suspend(context: &Context, account: AccountId) -> Result<Outcome, Failure> {
    let included = submit(context, consortium::suspend_participant(account), "Suspending").await?;
    let text = format!(
        "{account} takes no part until it is reinstated (block {}); a patient still takes consent back.",
        included.block_number
    );
    Ok(Outcome::new(text).included(&included).field("account", account.to_string()))
}

/// Ends what [`suspend`] began.
pub async fn reinstate(context: &Context, account: AccountId) -> Result<Outcome, Failure> {
    let included = submit(context, consortium::reinstate_participant(account), "Reinstating").await?;
    let text = format!("{account} takes part again (block {}).", included.block_number);
    Ok(Outcome::new(text).included(&included).field("account", account.to_string()))
}

/// Undoes the enrolment of somebody whom the organisation enrolled whose gateway the keystore is.
pub async fn withdraw_enrolment(context: &Context, account: AccountId) -> Result<Outcome, Failure> {
    let included = submit(context, consortium::withdraw_enrolment(account), "Undoing the enrolment").await?;
    let text = format!(
        "{account} is not enrolled any more (block {}). To be enrolled again it signs again.",
        included.block_number
    );
    Ok(Outcome::new(text).included(&included).field("account", account.to_string()))
}

async fn submit(context: &Context, call: Call, what: &str) -> Result<Included, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, what);
    let included = context.chain().await?.submit(keystore.account(), call).await?;
    drop(waiting);
    Ok(included)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn gateway_should_have_no_slash_at_the_end_when_its_url_was_given_with_one() {
        let made = gateway(AccountId([1; 32]), "https://salus.example/").unwrap();
        assert_eq!(made.url.as_slice(), b"https://salus.example");
    }

    #[test]
    fn gateway_should_be_refused_when_its_url_is_too_long() {
        let url = format!("https://{}", "x".repeat(121));
        assert!(gateway(AccountId([1; 32]), &url).is_err());
    }
}
