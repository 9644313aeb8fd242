//! New headers for one's own records, after a policy or an attribute's keys changed.

use crate::{
    context::Context,
    failure::Failure,
    gateways::Gateways,
    output::{value, Outcome, Table},
    progress::Progress,
};
use futures::{stream, StreamExt};
use salus_client::{
    chain::View,
    gateway::{HeaderFiled, HeaderStatus, OutdatedHeader},
    recipients::{recipients, Recipients, RecipientsError},
    record::rewrap as made_anew,
    Chain, Keystore,
};
use salus_primitives::{
    consent::{PolicyRef, PolicyStatus},
    BlockNumber, ContentId, OrganisationId, PolicyId, RecordId,
};
use serde::Serialize;
use std::collections::BTreeMap;

/// Headers that are filed at the same time: each waits for its block to be final.
const AT_ONCE: usize = 8;
/// Why a record is left whose header no gateway hands out.
const NO_HEADER: &str = "no gateway hands out its header at present";

/// A record with a new header.
#[derive(Debug, Serialize)]
struct Rewrapped {
    record: RecordId,
    header: ContentId,
    /// The block in which it was filed; none if that was done before.
    block: Option<BlockNumber>,
    /// True once a majority vouches for it.
    in_place: bool,
}

/// A record that did not get one.
#[derive(Debug, Serialize)]
struct Left {
    record: RecordId,
    reason: String,
}

/// What the new header of a record is made from.
struct Work<'a> {
    keystore: &'a Keystore,
    view: View<'a>,
    seen: BlockNumber,
    own: OrganisationId,
    policies: BTreeMap<PolicyId, Result<(PolicyRef, Recipients), String>>,
}

/// Makes new headers for all records of one's own that need one.
///
/// Cut off at any time, it goes on where it was when it is repeated: what is on the chain is not made again.
pub async fn rewrap(context: &Context, list: bool, no_wait: bool) -> Result<Outcome, Failure> {
    let keystore = context.keystore()?;
    let account = keystore.account().clone();
    let chain = context.chain().await?;
    let own = chain.participant(account.id()).await?.ok_or_else(|| {
        Failure::new("this account is not enrolled").remedy("ask your organisation to enrol it")
    })?;
    let view = chain.at_finalized().await?;
    let seen = view.number().await?;
    let mut work = Work { keystore: &keystore, view, seen, own: own.organisation, policies: BTreeMap::new() };
    let outdated = work.outdated(context).await?;
    if list {
        return Ok(listed(&outdated));
    }

    let progress = Progress::items(context.options.json, outdated.len() as u64, "Making new headers");
    for item in &outdated {
        work.prepare(item.record).await?;
    }
    let work = &work;
    let mut filing = stream::iter(&outdated)
        .map(|item| async move { (item.record, work.file(context, item).await) })
        .buffer_unordered(AT_ONCE);
    let (mut done, mut left) = (Vec::new(), Vec::new());
    while let Some((record, outcome)) = filing.next().await {
        match outcome {
            Ok(filed) => done.push(Rewrapped {
                record,
                header: filed.header,
                block: filed.block,
                in_place: filed.status == HeaderStatus::InPlace,
            }),
            Err(failure) => left.push(Left { record, reason: failure.what().into() }),
        }
        progress.set((done.len() as u64).saturating_add(left.len() as u64));
    }
    drop(progress);
    if !no_wait {
        wait(context, chain, &mut done, &mut left).await?;
    }
    Ok(told(&done, &left, no_wait))
}

impl Work<'_> {
    /// All records of one's own that need a new header, as one's own gateway knows them.
    async fn outdated(&self, context: &Context) -> Result<Vec<OutdatedHeader>, Failure> {
        let _looking = Progress::waiting(context.options.json, "Looking for records");
        let gateways = Gateways::new(context, [self.own]).await?;
        let (mut found, mut cursor) = (Vec::new(), None);
        loop {
            let ask = gateways.first(self.keystore.account(), async |client| {
                client.outdated_headers(cursor, self.seen).await
            });
            let (page, _) = ask.await?;
            found.extend(page.items);
            // The records come in the order of their ids: a gateway that leads in a circle is not followed.
            if page.next.is_none() || page.next <= cursor {
                return Ok(found);
            }
            cursor = page.next;
        }
    }

    /// Finds out to whom the record is to be encrypted; records under one policy share it.
    async fn prepare(&mut self, record: RecordId) -> Result<(), Failure> {
        let Some(facts) = self.view.record(record).await? else { return Ok(()) };
        let id = facts.policy.id;
        if self.policies.contains_key(&id) {
            return Ok(());
        }
        let policy = self.view.policy(id).await?.filter(|policy| policy.status == PolicyStatus::Active);
        let to = match policy {
            Some(policy) => match recipients(&self.view, &policy).await {
                Ok(to) => Ok((PolicyRef { id, version: policy.version }, to.prepared())),
                Err(RecipientsError::Unusable(unusable)) => Err(unusable.to_string()),
                Err(RecipientsError::Facts(error)) => return Err(error.into()),
            },
            None => Err("its policy was revoked".into()),
        };
        self.policies.insert(id, to);
        Ok(())
    }

    async fn file(&self, context: &Context, item: &OutdatedHeader) -> Result<HeaderFiled, Failure> {
        let id = item.record;
        let facts = self.view.record(id).await?.ok_or_else(|| Failure::new("the record is gone"))?;
        let to = self.policies.get(&facts.policy.id).ok_or_else(|| Failure::new("the record is gone"))?;
        let (policy, to) = to.as_ref().map_err(|reason| Failure::new(reason.clone()))?;
        let bytes = item.header.as_deref().ok_or_else(|| Failure::new(NO_HEADER))?;
        let header = made_anew(self.keystore, id, &facts, bytes, *policy, to)?.encode();
        let gateways = Gateways::new(context, [self.own, facts.organisation]).await?;
        let file = gateways.first(self.keystore.account(), async |client| {
            client.put_header(id, header.clone(), self.seen).await
        });
        Ok(file.await?.0)
    }
}

/// Waits until every new header has its majority, or cannot get it any more.
async fn wait(
    context: &Context,
    chain: &Chain,
    done: &mut Vec<Rewrapped>,
    left: &mut Vec<Left>,
) -> Result<(), Failure> {
    let waiting = Progress::waiting(context.options.json, "Waiting for the other organisations");
    let mut blocks = chain.finalized();
    loop {
        let view = chain.at_finalized().await?;
        let now = view.number().await?;
        let mut lost = Vec::new();
        for item in done.iter_mut().filter(|item| !item.in_place) {
            let record = view.record(item.record).await?;
            item.in_place = record.is_some_and(|record| record.header == item.header);
            // The own node may know of the filing a moment later than the gateway's.
            let known = item.block.is_none_or(|block| now >= block);
            if !item.in_place && known {
                let filed = view.rewrap(item.record).await?;
                if !filed.is_some_and(|filed| filed.header == item.header && now < filed.deadline) {
                    lost.push(item.record);
                }
            }
        }
        done.retain(|item| !lost.contains(&item.record));
        left.extend(lost.into_iter().map(|record| Left {
            record,
            reason:
                "too few organisations vouched for its new header in time, or another took its place".into(),
        }));
        let open = done.iter().filter(|item| !item.in_place).count();
        if open == 0 {
            return Ok(());
        }
        waiting.say(format!("Waiting for the other organisations: {open} of {}", done.len()));
        blocks.next().await;
    }
}

fn listed(outdated: &[OutdatedHeader]) -> Outcome {
    let mut table = Table::new(["RECORD", "WHY"]);
    for item in outdated {
        table.row([item.record.to_string(), item.reason.clone()]);
    }
    let items: Vec<_> = outdated
        .iter()
        .map(|item| serde_json::json!({ "record": item.record.to_string(), "reason": item.reason }))
        .collect();
    Outcome::new(table.or("All headers are as the chain has it.")).field("outdated", items)
}

fn told(done: &[Rewrapped], left: &[Left], no_wait: bool) -> Outcome {
    let mut text = match (done.len(), left.is_empty()) {
        (0, true) => "All headers are as the chain has it.\n".to_owned(),
        (count, _) if no_wait => format!("{count} new headers wait for the other organisations.\n"),
        (count, _) => format!("{count} records have new headers.\n"),
    };
    if !left.is_empty() {
        text.push_str("Left as they are; repeat this later:\n");
        for item in left {
            text.push_str(&format!("  {}: {}\n", item.record, item.reason));
        }
    }
    Outcome::new(text).field("rewrapped", value(done)).field("left", value(left))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn outcome_should_name_what_is_left_when_something_is() {
        let left = [Left { record: RecordId([7; 32]), reason: NO_HEADER.into() }];
        let text = told(&[], &left, false).render(false);
        assert!(text.contains(NO_HEADER) && text.contains(&RecordId([7; 32]).to_string()), "{text}");
        assert!(told(&[], &[], false).render(false).starts_with("All headers"));
    }
}
