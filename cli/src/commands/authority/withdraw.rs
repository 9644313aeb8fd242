//! Taking attributes back, and putting them out of use for a while.

use crate::{
    context::Context,
    failure::Failure,
    output::{value, word, Outcome, Table},
    plural,
    progress::Progress,
};
use clap::Args;
use salus_client::{
    chain::{
        calls::attribute_authority::{self as calls, Batch},
        events::{self, EventRecord},
    },
    AccountId,
};
use salus_primitives::{authority::MAX_GRANT_BATCH, BlockNumber, Label};
use serde::Serialize;

/// From whom to take what.
#[derive(Debug, Args)]
pub struct Revocation {
    /// Whose.
    holder: AccountId,
    /// Which: its name without the authority.
    attribute: Label,
    /// Also this person's; may be given several times. The epoch moves once for 32 people.
    #[arg(long = "and", value_name = "ADDRESS")]
    others: Vec<AccountId>,
}

/// Somebody who did not lose the attribute.
#[derive(Debug, Serialize)]
struct Kept {
    holder: AccountId,
    reason: String,
}

/// Revokes an attribute of one or several people.
pub async fn revoke(context: &Context, wanted: Revocation) -> Result<Outcome, Failure> {
    if wanted.others.is_empty() {
        return revoke_one(context, wanted.holder, &wanted.attribute).await;
    }
    let keystore = context.keystore()?;
    let chain = context.chain().await?;
    let holders: Vec<_> = [wanted.holder].into_iter().chain(wanted.others).collect();
    let progress = Progress::items(context.options.json, holders.len() as u64, "Revoking");
    let (mut revoked, mut kept, mut blocks) = (Vec::new(), Vec::new(), Vec::new());
    let mut done = 0u64;
    for chunk in holders.chunks(MAX_GRANT_BATCH as usize) {
        let items: Vec<_> = chunk.iter().map(|holder| (*holder, wanted.attribute.clone())).collect();
        let items = Batch::try_from(items).map_err(|_| Failure::new("too many revocations in one call"))?;
        let included = chain.submit(keystore.account(), calls::revoke_batch(&items)).await?;
        revoked.extend(included.events.iter().filter_map(EventRecord::decode::<events::Revoked>));
        kept.extend(included.events.iter().filter_map(EventRecord::decode::<events::Skipped>).filter_map(
            |skip| {
                let holder = *chunk.get(usize::try_from(skip.index).ok()?)?;
                Some(Kept { holder, reason: word(skip.reason) })
            },
        ));
        blocks.push(included.block_number);
        done = done.saturating_add(chunk.len() as u64);
        progress.set(done);
    }
    drop(progress);
    Ok(told(&revoked, &kept, &wanted.attribute, blocks))
}

fn told(revoked: &[events::Revoked], kept: &[Kept], attribute: &Label, blocks: Vec<BlockNumber>) -> Outcome {
    let mut text = match revoked.last() {
        Some(last) => format!(
            "{} is revoked from {}; its keys are at epoch {} now.\n{}\n",
            last.attribute,
            plural::count(revoked.len(), "person", "people"),
            last.epoch,
            advice(attribute)
        ),
        None => "Nothing was revoked.\n".to_owned(),
    };
    if !kept.is_empty() {
        let mut table = Table::new(["NOT REVOKED FROM", "WHY"]);
        for person in kept {
            table.row([person.holder.to_string(), person.reason.clone()]);
        }
        text.push_str(&table.or(""));
    }
    let from: Vec<String> = revoked.iter().map(|event| event.holder.to_string()).collect();
    Outcome::new(text)
        .field("revoked", from)
        .field("epoch", value(revoked.last().map(|event| event.epoch)))
        .field("kept", value(kept))
        .field("blocks", blocks)
        .undone(revoked.is_empty() || !kept.is_empty())
}

async fn revoke_one(context: &Context, holder: AccountId, attribute: &Label) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Revoking");
    let chain = context.chain().await?;
    let included = chain.submit(keystore.account(), calls::revoke(holder, attribute)).await?;
    drop(waiting);
    let revoked: events::Revoked = included.require()?;
    let text = format!(
        "{} is revoked from {holder}; its keys are at epoch {} now (block {}).\n{}",
        revoked.attribute,
        revoked.epoch,
        included.block_number,
        advice(attribute)
    );
    Ok(Outcome::new(text)
        .included(&included)
        .field("holder", holder.to_string())
        .field("attribute", revoked.attribute.to_string())
        .field("epoch", revoked.epoch))
}

fn advice(attribute: &Label) -> String {
    format!("Give the other holders keys of that epoch: salus authority reissue {attribute}")
}

/// Puts one of the authority's attributes out of use.
pub async fn suspend(context: &Context, attribute: &Label) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Suspending the attribute");
    let chain = context.chain().await?;
    let included = chain.submit(keystore.account(), calls::suspend_attribute(attribute)).await?;
    drop(waiting);
    let suspended = included.require::<events::AttributeSuspended>()?.attribute;
    let text = format!(
        "{suspended} satisfies nothing from block {} on, until it is reinstated.",
        included.block_number
    );
    Ok(Outcome::new(text).included(&included).field("attribute", suspended.to_string()))
}

/// Puts one of the authority's attributes back into use.
pub async fn reinstate(context: &Context, attribute: &Label) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let waiting = Progress::waiting(context.options.json, "Reinstating the attribute");
    let chain = context.chain().await?;
    let included = chain.submit(keystore.account(), calls::reinstate_attribute(attribute)).await?;
    drop(waiting);
    let reinstated = included.require::<events::AttributeReinstated>()?.attribute;
    let text = format!("{reinstated} counts again from block {} on.", included.block_number);
    Ok(Outcome::new(text).included(&included).field("attribute", reinstated.to_string()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn revocation_should_fail_when_somebody_keeps_the_attribute() {
        let person = |number| AccountId([number; 32]);
        let attribute = "doctor".parse().unwrap();
        let revoked = |number| events::Revoked {
            holder: person(number),
            attribute: "doctor@medical-council".parse().unwrap(),
            epoch: 4,
        };
        let kept = [Kept { holder: person(9), reason: "not-held".into() }];
        let all = told(&[revoked(1), revoked(2)], &[], &attribute, vec![7]);
        assert_eq!(all.code(), 0);
        let some = told(&[revoked(1)], &kept, &attribute, vec![7]);
        assert_eq!(some.code(), 1);
        for expected in [person(9).to_string().as_str(), "not-held", "doctor@medical-council"] {
            assert!(some.render(false).contains(expected), "{expected}");
        }
        let none = told(&[], &kept, &attribute, vec![7]);
        assert_eq!(none.code(), 1);
        assert!(none.render(false).starts_with("Nothing was revoked."));
    }
}
