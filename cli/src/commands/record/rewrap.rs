//! New headers for one's own records, after a policy or an attribute's keys changed.

use crate::{
    commands::delegation::sharing,
    context::Context,
    failure::Failure,
    gateways::Gateways,
    output::{value, Outcome, Table},
    plural,
    progress::Progress,
    terminal,
};
use futures::{stream, StreamExt};
use salus_client::{
    chain::View,
    content::raw_id,
    gateway::{HeaderFiled, HeaderStatus, OutdatedHeader},
    recipients::{recipients, Recipients, RecipientsError},
    record::{rewrap as made_anew, ReadingKeys},
    Account, AccountId, Chain, Keystore, RecipientSecret,
};
use salus_primitives::{
    consent::{Policy, PolicyRef, PolicyStatus},
    record::rewrap_statement,
    BlockNumber, ContentId, Digest, OrganisationId, PolicyId, RecordId,
};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Headers that are filed at the same time: each waits for its block to be final.
const AT_ONCE: usize = 8;
/// Why a record is left whose header no gateway hands out.
const NO_HEADER: &str = "no gateway hands out its header at present";
/// Why a record is left whose policy is somebody else's, which no chain allows.
const NOT_YOURS: &str =
    "your node says that its policy is not yours: use another node, and report this one to its operator";
/// Why a record is left that nobody but its patient may read.
const REVOKED: &str = "its policy was revoked";

/// A record with a new header.
#[derive(Debug, Serialize)]
struct Rewrapped {
    record: RecordId,
    header: ContentId,
    /// The block in which it was filed; none if that was done before.
    block: Option<BlockNumber>,
    /// True once a majority endorses it.
    in_place: bool,
}

/// A record that did not get one.
#[derive(Debug, Serialize)]
struct Left {
    record: RecordId,
    reason: String,
}

/// What new headers of a patient's records are made from.
struct Work<'a> {
    account: &'a Account,
    keys: ReadingKeys<'a>,
    patient: AccountId,
    genesis: Digest,
    view: View<'a>,
    seen: BlockNumber,
    /// The gateways that know the patient's records: one's own organisation's, and the patient's.
    organisations: Vec<OrganisationId>,
    policies: BTreeMap<PolicyId, Result<(PolicyRef, Recipients), String>>,
}

/// Whose records get new headers, and with which key.
struct Patient {
    keystore: Keystore,
    /// Of whose records the owner of the keystore is the guardian, and the key that this patient shared.
    ward: Option<(AccountId, RecipientSecret)>,
}

impl Patient {
    async fn new(context: &Context, patient: Option<AccountId>) -> Result<Self, Failure> {
        let keystore = context.keystore()?;
        let ward = match patient.filter(|patient| *patient != keystore.account().id()) {
            None => None,
            Some(patient) => {
                let key = sharing::shared_key(context, &keystore, patient).await?;
                let key = key.ok_or_else(|| {
                    Failure::new(format!("{patient} shared no reading key with you"))
                        .remedy("have the patient appoint you guardian, or run `salus delegation share`")
                })?;
                Some((patient, key))
            }
        };
        Ok(Self { keystore, ward })
    }

    async fn work<'a>(&'a self, chain: &'a Chain) -> Result<Work<'a>, Failure> {
        let account = self.keystore.account();
        let (patient, keys) = match &self.ward {
            Some((patient, key)) => (*patient, ReadingKeys { current: key, former: &[] }),
            None => (account.id(), self.keystore.reading_keys()),
        };
        let mut organisations = vec![sharing::organisation_of(chain, account.id()).await?];
        organisations.extend(chain.participant(patient).await?.map(|participant| participant.organisation));
        let view = chain.at_finalized().await?;
        let seen = view.number().await?;
        let (genesis, policies) = (chain.genesis_hash(), BTreeMap::new());
        Ok(Work { account, keys, patient, genesis, view, seen, organisations, policies })
    }
}

/// Makes new headers for all records of one's own, or of a ward's, that need one.
///
/// Cut off at any time, it goes on where it was when it is repeated: what is on the chain is not made again.
pub async fn rewrap(
    context: &Context,
    patient: Option<AccountId>,
    list: bool,
    no_wait: bool,
) -> Result<Outcome, Failure> {
    let patient = Patient::new(context, patient).await?;
    let chain = context.chain().await?;
    let mut work = patient.work(chain).await?;
    let outdated = work.outdated(context).await?;
    if list {
        return Ok(listed(&outdated));
    }
    let mut items = Vec::new();
    for item in outdated {
        if let Some(facts) = work.view.record(item.record).await? {
            work.prepare(facts.policy.id).await?;
            items.push((item, facts.policy.id));
        }
    }
    let (done, left) = work.file_all(context, chain, &items, no_wait).await?;
    Ok(told(&done, &left, no_wait))
}

/// Moves records to another policy of their patient: makes new headers under it.
///
/// Cut off at any time, it goes on where it was when it is repeated: a record that is there stays there.
pub async fn move_records(
    context: &Context,
    patient: Option<AccountId>,
    records: Vec<RecordId>,
    policy: PolicyId,
    no_wait: bool,
) -> Result<Outcome, Failure> {
    let patient = Patient::new(context, patient).await?;
    let chain = context.chain().await?;
    let mut work = patient.work(chain).await?;
    work.prepare(policy).await?;
    let (mut items, mut left) = (Vec::new(), Vec::new());
    for record in BTreeSet::from_iter(records) {
        match work.header_of(context, record, policy).await {
            Ok(Some(item)) => items.push((item, policy)),
            Ok(None) => {}
            Err(failure) => left.push(Left { record, reason: failure.what().into() }),
        }
    }
    let (done, rest) = work.file_all(context, chain, &items, no_wait).await?;
    left.extend(rest);
    Ok(moved(policy, &done, &left, no_wait))
}

impl Work<'_> {
    /// All records of the patient that need a new header, as a gateway knows them.
    async fn outdated(&self, context: &Context) -> Result<Vec<OutdatedHeader>, Failure> {
        let _looking = Progress::waiting(context.options.json, "Looking for records");
        let gateways = Gateways::new(context, self.organisations.iter().copied()).await?;
        let (mut found, mut cursor, mut places) = (Vec::new(), None, BTreeSet::new());
        loop {
            let ask = gateways.first(self.account, async |client| match self.patient == self.account.id() {
                true => client.outdated_headers(cursor, self.seen).await,
                false => client.outdated_headers_of(self.patient, cursor, self.seen).await,
            });
            let (page, _) = ask.await?;
            found.extend(page.items);
            cursor = onward(page.next, &mut places)?;
            if cursor.is_none() {
                return Ok(found);
            }
        }
    }

    /// The header of `record`, which is to move to `policy`; nothing if it is there.
    async fn header_of(
        &self,
        context: &Context,
        record: RecordId,
        policy: PolicyId,
    ) -> Result<Option<OutdatedHeader>, Failure> {
        let facts = self.view.record(record).await?.filter(|facts| facts.patient == self.patient);
        let facts = facts.ok_or_else(|| Failure::new("there is no such record of this patient"))?;
        if facts.policy.id == policy {
            return Ok(None);
        }
        let organisations = self.organisations.iter().copied().chain([facts.organisation]);
        let gateways = Gateways::new(context, organisations).await?;
        let ask = gateways.first(self.account, async |client| client.header(record, self.seen).await);
        let (header, _) = ask.await?;
        Ok(Some(OutdatedHeader { record, reason: String::new(), header: Some(header) }))
    }

    /// Finds out to whom records under policy `id` are to be encrypted.
    async fn prepare(&mut self, id: PolicyId) -> Result<(), Failure> {
        if self.policies.contains_key(&id) {
            return Ok(());
        }
        let to = match checked(self.view.policy(id).await?, self.patient) {
            Ok(policy) => match recipients(&self.view, &policy).await {
                Ok(to) => Ok((PolicyRef { id, version: policy.version }, to.prepared())),
                Err(RecipientsError::Unusable(unusable)) => Err(unusable.to_string()),
                Err(RecipientsError::Facts(error)) => return Err(error.into()),
            },
            Err(reason) => Err(reason.into()),
        };
        self.policies.insert(id, to);
        Ok(())
    }

    /// Files a new header for each of `items` under the policy beside it, and waits for the majorities.
    async fn file_all(
        &self,
        context: &Context,
        chain: &Chain,
        items: &[(OutdatedHeader, PolicyId)],
        no_wait: bool,
    ) -> Result<(Vec<Rewrapped>, Vec<Left>), Failure> {
        let progress = Progress::items(context.options.json, items.len() as u64, "Making new headers");
        let mut filing = stream::iter(items)
            .map(|(item, policy)| async move { (item.record, self.file(context, item, *policy).await) })
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
        Ok((done, left))
    }

    async fn file(
        &self,
        context: &Context,
        item: &OutdatedHeader,
        policy: PolicyId,
    ) -> Result<HeaderFiled, Failure> {
        let id = item.record;
        let facts = self.view.record(id).await?.ok_or_else(|| Failure::new("the record is gone"))?;
        let to = self.policies.get(&policy).ok_or_else(|| Failure::new("the record is gone"))?;
        let (policy, to) = to.as_ref().map_err(|reason| Failure::new(reason.clone()))?;
        let bytes = item.header.as_deref().ok_or_else(|| Failure::new(NO_HEADER))?;
        let header = made_anew(self.keys, id, &facts, bytes, *policy, to)?.encode();
        let statement = rewrap_statement(&self.genesis, &id, &facts.header, policy, &raw_id(&header));
        let signature = self.account.sign(&statement);
        let organisations = self.organisations.iter().copied().chain([facts.organisation]);
        let gateways = Gateways::new(context, organisations).await?;
        let file = gateways.first(self.account, async |client| {
            client.put_header(id, header.clone(), &signature, self.seen).await
        });
        Ok(file.await?.0)
    }
}

/// Where a listing goes on after a page that names `next`; at `places` it went on before.
///
/// Records come in the order of their ids' hashes, so one place tells nothing of another. A listing that comes back
/// to a place would never end, and whoever took it for the whole would leave records out.
fn onward(next: Option<RecordId>, places: &mut BTreeSet<RecordId>) -> Result<Option<RecordId>, Failure> {
    match next {
        Some(next) if !places.insert(next) => {
            Err(Failure::new("the gateway lists the same records again and again")
                .remedy("ask another one with --gateway, and report this one to its operator"))
        }
        next => Ok(next),
    }
}

/// The policy that the chain tells of a record of `patient`, if it is one to encrypt to.
///
/// Whoever takes another's policy for the patient's encrypts to whom that other admits.
fn checked(policy: Option<Policy<AccountId>>, patient: AccountId) -> Result<Policy<AccountId>, &'static str> {
    match policy {
        Some(policy) if policy.owner != patient => Err(NOT_YOURS),
        Some(policy) if policy.status == PolicyStatus::Active => Ok(policy),
        _ => Err(REVOKED),
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
            // This node may know of the filing a moment later than the gateway's.
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
                "too few organisations endorsed its new header in time, or another one replaced it".into(),
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
    let text = match (done.len(), left.is_empty()) {
        (0, true) => "All headers are as the chain has it.\n".to_owned(),
        (count, _) if no_wait => {
            let headers = plural::count(count, "new header waits", "new headers wait");
            format!("{headers} for the other organisations.\n")
        }
        (count, _) => {
            format!("{}.\n", plural::count(count, "record has a new header", "records have new headers"))
        }
    };
    outcome(text, done, left)
}

/// What is told of records that were to move to `policy`.
fn moved(policy: PolicyId, done: &[Rewrapped], left: &[Left], no_wait: bool) -> Outcome {
    let records = plural::count(done.len(), "record", "records");
    let text = match (done.len(), left.is_empty()) {
        (0, true) => format!("The records are under policy {policy} already.\n"),
        (_, _) if no_wait => {
            format!(
                "{records} will be under policy {policy} once a majority of the organisations confirms it.\n"
            )
        }
        (1, _) => format!("{records} is under policy {policy} now.\n"),
        (_, _) => format!("{records} are under policy {policy} now.\n"),
    };
    outcome(text, done, left).field("policy", policy)
}

fn outcome(mut text: String, done: &[Rewrapped], left: &[Left]) -> Outcome {
    if !left.is_empty() {
        text.push_str("Left as they are; repeat this later:\n");
        for item in left {
            text.push_str(&format!("  {}: {}\n", item.record, terminal::line(&item.reason)));
        }
    }
    Outcome::new(text).field("rewrapped", value(done)).field("left", value(left)).undone(!left.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_primitives::{
        consent::{PolicyTerms, Window},
        PurposeSet,
    };

    #[test]
    fn policy_should_be_refused_when_it_is_another_s_or_revoked() {
        let patient = AccountId([2; 32]);
        let terms = PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: PurposeSet::EMPTY,
            valid: Window { from: 0, until: 1 },
            emergency: salus_primitives::consent::EmergencyAccess::Never,
        };
        let own = Policy { owner: patient, terms, version: 1, status: PolicyStatus::Active };
        assert_eq!(checked(Some(own.clone()), patient), Ok(own.clone()));
        assert_eq!(checked(Some(own.clone()), AccountId([3; 32])), Err(NOT_YOURS));
        let revoked = Policy { status: PolicyStatus::Revoked, ..own };
        assert_eq!(checked(Some(revoked), patient), Err(REVOKED));
        assert_eq!(checked(None, patient), Err(REVOKED));
    }

    #[test]
    fn outcome_should_speak_of_one_record_when_it_is_one() {
        let rewrapped = |id| Rewrapped {
            record: RecordId([id; 32]),
            header: raw_id(b"header"),
            block: None,
            in_place: true,
        };
        let one = told(&[rewrapped(1)], &[], false);
        assert_eq!(one.render(false), "1 record has a new header.");
        let two = told(&[rewrapped(1), rewrapped(2)], &[], false);
        assert_eq!(two.render(false), "2 records have new headers.");
        assert!(told(&[rewrapped(1)], &[], true).render(false).starts_with("1 new header waits"));
    }

    #[test]
    fn outcome_should_name_what_is_left_when_something_is() {
        let left = [Left { record: RecordId([7; 32]), reason: NO_HEADER.into() }];
        for no_wait in [true, false] {
            let some = told(&[], &left, no_wait);
            let text = some.render(false);
            assert!(text.contains(NO_HEADER) && text.contains(&RecordId([7; 32]).to_string()), "{text}");
            assert_eq!(some.code(), 1);
        }
        let all = told(&[], &[], false);
        assert!(all.render(false).starts_with("All headers"));
        assert_eq!(all.code(), 0);
    }

    #[test]
    fn listing_should_go_on_to_its_end_when_the_next_id_is_a_smaller_one() {
        let mut places = BTreeSet::new();
        for id in [9, 3, 7, 1] {
            let next = Some(RecordId([id; 32]));
            assert_eq!(onward(next, &mut places).unwrap(), next);
        }
        assert_eq!(onward(None, &mut places).unwrap(), None);
    }

    #[test]
    fn listing_should_fail_when_the_gateway_leads_in_a_circle() {
        let mut places = BTreeSet::new();
        for id in [9, 3] {
            onward(Some(RecordId([id; 32])), &mut places).unwrap();
        }
        let circle = onward(Some(RecordId([9; 32])), &mut places).unwrap_err();
        assert!(circle.what().contains("again and again"));
    }

    #[test]
    fn outcome_should_say_where_records_are_when_they_moved() {
        let header = ContentId::new(salus_primitives::content::Codec::Raw, [1; 32]);
        let done = [Rewrapped { record: RecordId([7; 32]), header, block: Some(3), in_place: true }];
        assert!(moved(4, &done, &[], false).render(false).starts_with("1 record is under policy 4 now."));
        assert!(moved(4, &[], &[], false).render(false).contains("already"));
        let left = [Left { record: RecordId([8; 32]), reason: REVOKED.into() }];
        let some = moved(4, &done, &left, true);
        assert!(some.render(false).contains(REVOKED));
        assert_eq!(some.code(), 1);
    }
}
