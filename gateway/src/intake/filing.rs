//! Filing a record: from the bytes that come in to ciphertext that is safe on this gateway.

use super::{advance, authorities, card, fhir, keeping::Prepared, obstacles::may_author, IntakeError};
use crate::{
    database::submissions::{Particulars, Sealed, Stage, Submission},
    ledger::Head,
    pool::discard::discard,
    state::{Gateway, Intake, Store},
};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use hmac::{Hmac, KeyInit, Mac};
use salus_client::{
    account::AccountId,
    content::{raw_id, DagBuilder},
};
use salus_envelope::{Binding, Header, SegmentSealer, SEGMENT_PLAINTEXT};
use salus_primitives::{
    consent::{Policy, PolicyRef, PolicyStatus, Window},
    consortium::{MemberStatus, Role},
    record::RecordStatus,
    ContentId, OrganisationId, RecordId,
};
use sha2::Sha256;
use std::{sync::Arc, time::Duration};
use zeroize::Zeroizing;

/// What a fingerprint begins with, so that it can stand for nothing else.
const FINGERPRINT: &[u8] = b"salus/fingerprint/v1";

/// What is handed in, apart from the bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What the record is to be.
    pub particulars: Particulars,
    /// True if the body says that it is FHIR in JSON.
    pub fhir: bool,
}

/// Takes a record in and brings it onto the chain.
///
/// Repeating it with the same bytes continues or repeats the answer, and never makes a second record.
///
/// # Errors
/// [`IntakeError::Waiting`] if the record is stored and the chain has not taken it yet; anything else
/// as its name says.
pub async fn file<B, E>(gateway: &Arc<Gateway>, request: Request, body: B) -> Result<Submission, IntakeError>
where
    B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let limit = gateway.config.limits.record;
    if request.particulars.length > limit {
        return Err(IntakeError::TooLarge { limit });
    }
    if request.fhir && request.particulars.length > fhir::MAX_RESOURCE {
        return Err(fhir::NotAResource::TooLarge.into());
    }
    let record = request.particulars.record;
    let claim = gateway.intake.receiving.claim(record).ok_or(IntakeError::InProgress)?;
    let mut known = gateway.store.database.submission(&record).await?;
    if known.as_ref().is_some_and(|known| known.stage == Stage::Received) {
        // Nobody else is at it, so an earlier attempt was cut off and could not clean up.
        abandon(gateway, &record).await?;
        known = None;
    }
    match known {
        Some(known) if known.stage != Stage::Failed => compare(gateway, &request, known, body).await?,
        _ => take_in(gateway, &request, body).await?,
    }
    drop(claim);
    let outcome = advance::until_submitted(gateway, record).await;
    if matches!(outcome, Err(IntakeError::Waiting | IntakeError::Held(_))) {
        // The answer says that nothing is lost: from here on nothing is.
        gateway.store.database.promise_submission(&record).await?;
    }
    outcome
}

/// Holds a repeated request against what came in the first time.
async fn compare<B, E>(
    gateway: &Gateway,
    request: &Request,
    known: Submission,
    body: B,
) -> Result<(), IntakeError>
where
    B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let (wanted, first) = (&request.particulars, &known.particulars);
    let differs = [
        ("patient", wanted.patient != first.patient),
        ("author", wanted.author != first.author),
        ("policy", wanted.policy != first.policy),
        ("previous version", wanted.previous != first.previous),
        ("length", wanted.length != first.length),
    ];
    if let Some((what, _)) = differs.into_iter().find(|(_, differs)| *differs) {
        return Err(IntakeError::Conflict(what));
    }
    let Some(sealed) = known.sealed else { return Err(IntakeError::Lost) };
    let mut fingerprint = Fingerprint::new(&gateway.intake, &wanted.record);
    let mut incoming = Incoming::new(body, wanted.length, gateway.config.limits.idle_timeout);
    while let Some(chunk) = incoming.next().await? {
        fingerprint.update(&chunk);
    }
    if fingerprint.finish() == sealed.fingerprint {
        Ok(())
    } else {
        Err(IntakeError::Conflict("content"))
    }
}

/// Takes the bytes of a new record in.
async fn take_in<B, E>(gateway: &Gateway, request: &Request, body: B) -> Result<(), IntakeError>
where
    B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let _room = gateway.intake.rooms.try_acquire().map_err(|_| IntakeError::Busy)?;
    let record = request.particulars.record;
    let prepared = prepare(gateway, &request.particulars).await?;
    if !gateway.store.database.begin_submission(&request.particulars).await? {
        return Err(IntakeError::InProgress);
    }
    // What a failed attempt under the same id left behind.
    discard(&gateway.store, &record).await?;
    let outcome = seal_and_store(gateway, request, prepared, body).await;
    if outcome.is_err() {
        abandon(gateway, &record).await?;
    }
    outcome
}

/// From the plaintext that comes in to a submission that goes on by itself.
async fn seal_and_store<B, E>(
    gateway: &Gateway,
    request: &Request,
    (policy, prepared): (PolicyRef, Prepared),
    body: B,
) -> Result<(), IntakeError>
where
    B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let Prepared { header, kept, sealer } = prepared;
    let sealed = encrypt(gateway, request, (policy, header, sealer), body).await?;
    let record = &request.particulars.record;
    if gateway.store.database.submission_stored(record, &sealed, &kept.encode()).await? {
        Ok(())
    } else {
        // Its row is gone: its patient had the record erased, say. Then it is not stored, and nobody is told so.
        Err(IntakeError::Conflict("origin"))
    }
}

/// Forgets a record whose bytes did not come in whole.
pub(super) async fn abandon(gateway: &Gateway, record: &RecordId) -> Result<(), IntakeError> {
    discard(&gateway.store, record).await?;
    gateway.store.database.abandon_submission(record).await?;
    Ok(())
}

/// Asks the chain everything that could speak against the record, and makes its header.
async fn prepare(gateway: &Gateway, wanted: &Particulars) -> Result<(PolicyRef, Prepared), IntakeError> {
    let ledger = gateway.ledger.as_ref();
    let head = ledger.head()?;
    let own = gateway.roster.organisation(head).await?.ok_or(IntakeError::NotGateway)?;
    let taken =
        ledger.record(head, wanted.record).await?.is_some() || ledger.was_erased(head, wanted.record).await?;
    if taken {
        // On the chain, and not by this gateway's doing; or erased, and the id stays taken.
        return Err(IntakeError::Conflict("origin"));
    }
    let patient = ledger
        .participant(head, wanted.patient)
        .await?
        .filter(|person| person.role == Role::Patient && person.status == MemberStatus::Active)
        .ok_or(IntakeError::NotPatient)?;
    let contributions = ledger.contributions(head, wanted.patient).await?;
    if !contributions.iter().any(|(organisation, until)| *organisation == own && head.number < *until) {
        return Err(IntakeError::NoContribution);
    }
    if !may_author(gateway, head, own, wanted).await? {
        return Err(IntakeError::Author);
    }
    check_previous(gateway, head, own, wanted).await?;
    let policy = ledger
        .policy(head, wanted.policy)
        .await?
        .filter(|policy| policy.owner == wanted.patient)
        .ok_or(IntakeError::NoPolicy)?;
    check_policy(&policy, head)?;
    let to = authorities::recipients(gateway, head, &policy).await?;
    let card = card::card_of(gateway, head, wanted.patient, &patient.key_card).await?;
    let recipient = card.recipient().map_err(|error| IntakeError::Card(error.to_string()))?;

    let policy = PolicyRef { id: wanted.policy, version: policy.version };
    let binding = Binding { record: wanted.record, patient: wanted.patient.0, policy };
    let length = wanted.length;
    let keeper = Arc::clone(&gateway.intake.keeper);
    let _room = gateway.computing.pairings.acquire().await.map_err(|_| IntakeError::Interrupted)?;
    let prepared = tokio::task::spawn_blocking(move || {
        let recipients = salus_envelope::Recipients {
            policy: &to.policy,
            emergency: to.emergency.as_ref(),
            authorities: &to.authorities,
            patient: &recipient,
        };
        keeper.prepare(binding, length, &recipients)
    })
    .await
    .map_err(|_| IntakeError::Interrupted)??;
    Ok((policy, prepared))
}

/// Nobody could open a record under a policy that is not in force; who files it must know at once.
fn check_policy(policy: &Policy<AccountId>, head: Head) -> Result<(), IntakeError> {
    let Window { from, until } = policy.terms.valid;
    if policy.status != PolicyStatus::Active {
        return Err(IntakeError::PolicyRevoked);
    }
    if head.number >= until {
        return Err(IntakeError::PolicyExpired { until });
    }
    if head.number < from {
        return Err(IntakeError::PolicyNotYetValid { from });
    }
    Ok(())
}

async fn check_previous(
    gateway: &Gateway,
    head: Head,
    own: OrganisationId,
    wanted: &Particulars,
) -> Result<(), IntakeError> {
    let Some(previous) = wanted.previous else { return Ok(()) };
    let previous = gateway.ledger.record(head, previous).await?;
    let fits = previous.is_some_and(|record| {
        record.patient == wanted.patient
            && record.organisation == own
            && record.status == RecordStatus::Active
    });
    if fits {
        Ok(())
    } else {
        Err(IntakeError::Previous)
    }
}

/// Encrypts and stores the body, one segment in memory at a time.
async fn encrypt<B, E>(
    gateway: &Gateway,
    request: &Request,
    (policy, header, sealer): (PolicyRef, Header, SegmentSealer),
    body: B,
) -> Result<Sealed, IntakeError>
where
    B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    let Particulars { record, length, .. } = request.particulars;
    let mut fingerprint = Fingerprint::new(&gateway.intake, &record);
    let mut incoming = Incoming::new(body, length, gateway.config.limits.idle_timeout);
    let check = request.fhir.then(fhir::Check::begin);
    let mut content = Content { store: &gateway.store, record, sealer, dag: DagBuilder::new() };
    let mut segment = Zeroizing::new(Vec::with_capacity(SEGMENT_PLAINTEXT));
    let mut sealed_any = false;
    let mut checking = true;
    while let Some(mut chunk) = incoming.next().await? {
        fingerprint.update(&chunk);
        if let Some(check) = &check {
            // The verdict can stand before the end; it is asked for below.
            checking = check.push(chunk.clone()).await;
        }
        if !checking {
            break;
        }
        while !chunk.is_empty() {
            let room = SEGMENT_PLAINTEXT.saturating_sub(segment.len());
            let part = chunk.split_to(room.min(chunk.len()));
            segment.extend_from_slice(&part);
            if segment.len() == SEGMENT_PLAINTEXT {
                content.add(&segment).await?;
                sealed_any = true;
                segment.clear();
            }
        }
    }
    if let Some(check) = check {
        check.finish().await?;
    }
    if !segment.is_empty() || !sealed_any {
        content.add(&segment).await?;
    }
    let root = content.finish().await?;

    let bytes = Bytes::from(header.encode());
    let header = raw_id(&bytes);
    gateway.store.database.note_header(&record, &header).await?;
    gateway.store.keep(&record, &header, bytes).await?;
    // The header's row among the blocks comes last: where it is, all the others are.
    gateway.store.database.add_blocks(&record, &[header]).await?;
    Ok(Sealed { fingerprint: fingerprint.finish(), policy, content: root, header })
}

/// Ciphertext on its way into the pool.
struct Content<'a> {
    store: &'a Store,
    record: RecordId,
    sealer: SegmentSealer,
    dag: DagBuilder,
}

impl Content<'_> {
    async fn add(&mut self, segment: &[u8]) -> Result<(), IntakeError> {
        let leaf = self.sealer.seal(segment)?;
        let id = self.dag.push_leaf(&leaf)?;
        Ok(self.store.keep_listed(&self.record, &id, leaf.into()).await?)
    }

    async fn finish(mut self) -> Result<ContentId, IntakeError> {
        // Segments of nothing but padding.
        while self.sealer.next_length() == Some(0) {
            self.add(&[]).await?;
        }
        let Self { store, record, sealer, dag } = self;
        sealer.finish()?;
        let (root, nodes) = dag.finish();
        for (id, node) in nodes {
            store.keep_listed(&record, &id, node.into()).await?;
        }
        Ok(root)
    }
}

/// Keyed hash of a plaintext: without the gateway's key nobody can check a guess against it.
struct Fingerprint(Hmac<Sha256>);

impl Fingerprint {
    fn new(intake: &Intake, record: &RecordId) -> Self {
        let key = &intake.fingerprint_key;
        Self(Hmac::<Sha256>::new(key.into()).chain_update(FINGERPRINT).chain_update(record.0))
    }

    fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize().into_bytes().into()
    }
}

/// A body of an announced length whose sender may not fall silent.
struct Incoming<B> {
    body: B,
    left: u64,
    idle: Duration,
}

impl<B, E> Incoming<B>
where
    B: Stream<Item = Result<Bytes, E>> + Send + Unpin,
{
    fn new(body: B, length: u64, idle: Duration) -> Self {
        Self { body, left: length, idle }
    }

    async fn next(&mut self) -> Result<Option<Bytes>, IntakeError> {
        let next = tokio::time::timeout(self.idle, self.body.next());
        match next.await.map_err(|_| IntakeError::Stopped)? {
            Some(Ok(chunk)) => {
                self.left = self.left.checked_sub(chunk.len() as u64).ok_or(IntakeError::Length)?;
                Ok(Some(chunk))
            }
            Some(Err(_)) => Err(IntakeError::Stopped),
            None if self.left > 0 => Err(IntakeError::Length),
            None => Ok(None),
        }
    }
}

#[cfg(test)]
mod tests;
