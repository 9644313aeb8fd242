//! Who certifies what, and who holds what.

use super::certify;
use crate::{
    context::Context,
    failure::Failure,
    output::{value, word, Outcome, Table},
};
use salus_client::AccountId;
use salus_primitives::{
    authority::{AttributeState, UseStatus},
    Attribute,
};

/// Every authority and what it declared.
pub async fn authorities(context: &Context) -> Result<Outcome, Failure> {
    let authorities = context.chain().await?.authorities().await?;
    let mut table = Table::new(["AUTHORITY", "ORGANISATION", "STATUS", "ATTRIBUTES", "ACCOUNT"]);
    for named in &authorities {
        let attributes: Vec<String> =
            named.attributes.iter().map(|(name, state)| shown(name.as_str(), state)).collect();
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

/// What a person holds.
pub async fn holdings(context: &Context, holder: AccountId) -> Result<Outcome, Failure> {
    let holdings = context.chain().await?.holdings(holder).await?;
    let clock = context.clock().await;
    let mut table = Table::new(["ATTRIBUTE", "EPOCH", "UNTIL", "COUNTS"]);
    for held in &holdings {
        table.row([
            held.attribute.to_string(),
            held.holding.epoch.to_string(),
            clock.tell(held.holding.expires),
            if held.counts { "yes" } else { "no" }.into(),
        ]);
    }
    Ok(Outcome::new(table.or("No attributes."))
        .field("holder", holder.to_string())
        .field("holdings", value(&holdings)))
}

fn shown(name: &str, state: &AttributeState) -> String {
    match state.status {
        UseStatus::Active => format!("{name}#{}", state.epoch),
        status => format!("{name}#{} ({})", state.epoch, word(status)),
    }
}

/// Who holds an attribute.
pub async fn holders(context: &Context, attribute: &Attribute) -> Result<Outcome, Failure> {
    let view = context.chain().await?.at_finalized().await?;
    let holders = certify::holders(&view, attribute).await?;
    let clock = context.clock().await;
    let mut table = Table::new(["HOLDER", "EPOCH", "UNTIL", "COUNTS"]);
    for found in &holders {
        table.row([
            found.holder.to_string(),
            found.holding.epoch.to_string(),
            clock.tell(found.holding.expires),
            if found.counts { "yes" } else { "no" }.into(),
        ]);
    }
    Ok(Outcome::new(table.or("Nobody."))
        .field("attribute", attribute.to_string())
        .field("holders", value(&holders)))
}
