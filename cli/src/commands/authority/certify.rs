//! Granting and renewing: one person at a time, or everybody whose key is out of date.

use super::{issuer::Issuer, office::Office, Grant};
use crate::{
    context::Context,
    failure::Failure,
    output::{value, word, Outcome, Table},
    plural,
    progress::Progress,
    span::Span,
};
use clap::Args;
use salus_client::{
    chain::{
        calls::attribute_authority::{self as calls, Batch},
        events::{self, EventRecord},
        Chain, Included, View,
    },
    AccountId, Keystore,
};
use salus_primitives::{
    authority::{AttributeHolder, Grant as Item, UseStatus, MAX_GRANT_BATCH},
    consortium::{MemberStatus, Participant},
    Attribute, BlockNumber, EpochAttribute, Label,
};
use serde::Serialize;

/// How many holders are listed at a time.
const PAGE: u32 = 256;

/// Whom to give new keys.
#[derive(Debug, Args)]
pub struct Reissue {
    /// Which attribute: its name without the authority; all of them if not given.
    attribute: Option<Label>,
    /// Prolong for this span, such as 30d; the holdings' own expiry if not given.
    #[arg(long = "for", value_name = "SPAN")]
    span: Option<Span>,
    /// Also to those who have the key of the current epoch.
    #[arg(long)]
    all: bool,
}

/// Somebody who did not get a new key.
#[derive(Debug, Serialize)]
struct Left {
    holder: AccountId,
    attribute: String,
    reason: String,
}

/// Grants or renews one attribute of one person.
pub async fn one(context: &Context, grant: Grant, renew: bool) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let office = Office::open(context, &keystore).await?;
    office.finish_rotation(context).await?;
    let chain = context.chain().await?;
    let state = office.attribute(&grant.attribute)?;
    let attribute =
        Attribute { name: grant.attribute.clone(), authority: office.name.clone() }.at(state.epoch);

    let waiting = Progress::waiting(context.options.json, "Issuing the key");
    let participant = chain.participant(grant.holder).await?.ok_or_else(|| {
        Failure::new(format!("{} is not enrolled", grant.holder))
            .remedy("have the person enrolled by an organisation first")
    })?;
    let expires = chain.block_after(grant.span.0).await?;
    let mut issuer = Issuer::new(context, &keystore, &office);
    let item = issuer.issue(grant.holder, &participant, &attribute, expires).await?;

    waiting.say("Writing it on the chain");
    let call = if renew { calls::renew } else { calls::grant };
    let call = call(item.holder, &item.attribute, item.expires, item.key_package);
    let included = chain.submit(keystore.account(), call).await?;
    drop(waiting);
    let certified = if renew {
        included.require::<events::Renewed>()?.epoch
    } else {
        included.require::<events::Granted>()?.epoch
    };
    if certified != attribute.epoch {
        return Err(Failure::new(format!(
            "the epoch of {} moved while its key was made",
            attribute.attribute
        ))
        .remedy(format!("issue it once more: salus authority renew {} {}", grant.holder, grant.attribute)));
    }
    let done = if renew { "renewed for" } else { "granted to" };
    let until = context.clock().await.tell(expires);
    let text = format!(
        "{attribute} is {done} {} until {until} (block {}).\nThe holder fetches the key with `salus keys sync`.",
        grant.holder, included.block_number
    );
    Ok(Outcome::new(text)
        .included(&included)
        .field("holder", grant.holder.to_string())
        .field("attribute", attribute.to_string())
        .field("expires", expires)
        .field("key_package", item.key_package.to_string()))
}

/// Gives a key of the current epoch to every holder who has none, 32 in a transaction.
///
/// Whoever cannot be served is left and told about; what was done for the others stays done, and the same
/// command goes on with the rest.
pub async fn reissue(context: &Context, wanted: Reissue) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let office = Office::open(context, &keystore).await?;
    office.finish_rotation(context).await?;
    if let Some(name) = &wanted.attribute {
        office.attribute(name)?;
    }
    let chain = context.chain().await?;
    let now = chain.finalized_number().await?;
    let waiting = Progress::waiting(context.options.json, "Listing the holders");
    let (due, mut left) = due(chain, &office, &wanted, now).await?;
    drop(waiting);

    let progress = Progress::items(context.options.json, due.len() as u64, "Issuing keys");
    let mut issuer = Issuer::new(context, &keystore, &office);
    let (mut done, mut issued, mut blocks) = (0u64, 0u64, Vec::new());
    for chunk in due.chunks(MAX_GRANT_BATCH as usize) {
        let mut batch = Vec::new();
        for person in chunk {
            let key = issuer.issue(person.holder, &person.participant, &person.attribute, person.expires);
            match key.await {
                Ok(item) => batch.push((item, person.attribute.clone())),
                Err(failure) => left.push(person.left(failure.what())),
            }
            done = done.saturating_add(1);
            progress.set(done);
        }
        if batch.is_empty() {
            continue;
        }
        let (included, refused) = renew(chain, &keystore, &batch).await.map_err(|failure| {
            failure.and_remedy("go on with `salus authority reissue`: whoever has a new key is passed over")
        })?;
        issued = issued.saturating_add(batch.len().saturating_sub(refused.len()) as u64);
        left.extend(refused);
        blocks.push(included.block_number);
    }
    drop(progress);
    Ok(told(issued, &left, blocks))
}

/// Somebody who needs a new key.
struct Due {
    holder: AccountId,
    participant: Participant,
    attribute: EpochAttribute,
    expires: BlockNumber,
}

impl Due {
    fn left(&self, reason: &str) -> Left {
        Left { holder: self.holder, attribute: self.attribute.to_string(), reason: reason.into() }
    }
}

/// Who needs a new key, and who needs one and gets none.
async fn due(
    chain: &Chain,
    office: &Office,
    wanted: &Reissue,
    now: BlockNumber,
) -> Result<(Vec<Due>, Vec<Left>), Failure> {
    let (mut due, mut left) = (Vec::new(), Vec::new());
    let longer = match wanted.span {
        Some(span) => Some(now.saturating_add(chain.blocks_in(span.0).await?)),
        None => None,
    };
    // All pages of one block: a listing that changes between two of them could miss somebody.
    let view = chain.at_finalized().await?;
    for (name, state) in &office.attributes {
        let skipped = wanted.attribute.as_ref().is_some_and(|only| only != name);
        if skipped || state.status != UseStatus::Active {
            continue;
        }
        let attribute = Attribute { name: name.clone(), authority: office.name.clone() };
        for found in holders(&view, &attribute).await? {
            let stale = wanted.all || found.holding.epoch != state.epoch;
            if !stale || found.holding.expires <= now {
                continue;
            }
            let expires = longer.unwrap_or(found.holding.expires);
            let attribute = attribute.clone().at(state.epoch);
            match view.participant(found.holder).await? {
                Some(participant) if participant.status == MemberStatus::Active => {
                    due.push(Due { holder: found.holder, participant, attribute, expires });
                }
                _ => left.push(Left {
                    holder: found.holder,
                    attribute: attribute.to_string(),
                    reason: "not an active participant".into(),
                }),
            }
        }
    }
    Ok((due, left))
}

/// Everybody who holds `attribute`.
pub async fn holders(
    view: &View<'_>,
    attribute: &Attribute,
) -> Result<Vec<AttributeHolder<AccountId>>, Failure> {
    let (mut all, mut cursor) = (Vec::new(), None);
    loop {
        let page = view.holders_of(attribute, cursor, PAGE).await?;
        all.extend(page.items);
        cursor = page.next;
        if cursor.is_none() {
            return Ok(all);
        }
    }
}

/// Writes one batch of renewals on the chain; who of it was passed over.
async fn renew(
    chain: &Chain,
    keystore: &Keystore,
    batch: &[(Item<AccountId>, EpochAttribute)],
) -> Result<(Included, Vec<Left>), Failure> {
    let items: Vec<_> = batch.iter().map(|(item, _)| item.clone()).collect();
    let items = Batch::try_from(items).map_err(|_| Failure::new("too many renewals in one call"))?;
    let included = chain.submit(keystore.account(), calls::renew_batch(&items)).await?;
    let skipped: Vec<_> = included.events.iter().filter_map(EventRecord::decode).collect();
    let renewed: Vec<_> = included.events.iter().filter_map(EventRecord::decode).collect();
    let refused = passed_over(&skipped, &renewed, batch);
    Ok((included, refused))
}

/// Who of `batch` has no usable new key after the call that caused these events.
fn passed_over(
    skipped: &[events::Skipped],
    renewed: &[events::Renewed],
    batch: &[(Item<AccountId>, EpochAttribute)],
) -> Vec<Left> {
    let left = |(item, attribute): &(Item<AccountId>, EpochAttribute), reason: String| Left {
        holder: item.holder,
        attribute: attribute.to_string(),
        reason,
    };
    let skipped = skipped.iter().filter_map(|skip| {
        let item = batch.get(usize::try_from(skip.index).ok()?)?;
        Some(left(item, word(skip.reason)))
    });
    let moved = renewed.iter().filter_map(|renewed| {
        let item = batch.iter().find(|(item, attribute)| {
            item.holder == renewed.holder && attribute.attribute == renewed.attribute
        })?;
        let stale = item.1.epoch != renewed.epoch;
        stale.then(|| left(item, "the epoch moved meanwhile: use --all".into()))
    });
    skipped.chain(moved).collect()
}

fn told(issued: u64, left: &[Left], blocks: Vec<BlockNumber>) -> Outcome {
    let mut text = match (issued, left) {
        (0, []) => "Everybody has the key of the current epoch.".to_owned(),
        _ => format!(
            "New keys issued: {issued}, in {}.\n",
            plural::count(blocks.len(), "transaction", "transactions")
        ),
    };
    if issued > 0 {
        text.push_str("The holders fetch them with `salus keys sync`.\n");
    }
    if !left.is_empty() {
        let mut table = Table::new(["WITHOUT A NEW KEY", "ATTRIBUTE", "WHY"]);
        for person in left {
            table.row([person.holder.to_string(), person.attribute.clone(), person.reason.clone()]);
        }
        text.push_str(&table.or(""));
    }
    Outcome::new(text)
        .field("issued", issued)
        .field("left", value(left))
        .field("blocks", blocks)
        .undone(!left.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_primitives::{authority::SkipReason, content::Codec, ContentId};

    fn person(number: u8) -> AccountId {
        AccountId([number; 32])
    }

    fn item(number: u8) -> (Item<AccountId>, EpochAttribute) {
        let attribute: Attribute = "doctor@medical-council".parse().unwrap();
        let key_package = ContentId::new(Codec::Raw, [number; 32]);
        let item =
            Item { holder: person(number), attribute: attribute.name.clone(), expires: 9, key_package };
        (item, attribute.at(4))
    }

    fn renewed(number: u8, epoch: u32) -> events::Renewed {
        let (item, attribute) = item(number);
        events::Renewed { holder: item.holder, attribute: attribute.attribute, epoch, expires: item.expires }
    }

    #[test]
    fn holder_should_be_named_with_the_reason_when_passed_over() {
        let batch = [item(1), item(2), item(3)];
        let skipped = [events::Skipped { index: 1, reason: SkipReason::NotParticipant }];
        let left = passed_over(&skipped, &[renewed(1, 4), renewed(3, 5)], &batch);
        let told: Vec<_> = left.iter().map(|left| (left.holder, left.reason.as_str())).collect();
        assert_eq!(
            told,
            [(person(2), "not-participant"), (person(3), "the epoch moved meanwhile: use --all")]
        );
    }

    #[test]
    fn outcome_should_tell_who_is_left_when_somebody_is() {
        let none = told(0, &[], vec![]);
        assert_eq!(none.render(false), "Everybody has the key of the current epoch.");
        assert_eq!(none.code(), 0);
        let left =
            [Left { holder: person(1), attribute: "doctor@medical-council#4".into(), reason: "x".into() }];
        let some = told(2, &left, vec![7]);
        assert!(some.render(false).contains(&person(1).to_string()));
        assert!(some.render(true).contains(r#""issued":2"#));
        assert_eq!(some.code(), 1);
    }
}
