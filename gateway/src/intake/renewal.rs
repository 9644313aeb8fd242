//! Another header for a record that no majority has yet, when policy, attributes or keys changed meanwhile.

use super::{authorities, card, obstacles::Obstacle, IntakeError};
use crate::{
    database::submissions::{Particulars, Sealed, Submission},
    ledger::Head,
    pool::discard::discard_header,
    state::Gateway,
    verification::{check_header, ChainFacts, RecordRefusal},
};
use bytes::Bytes;
use salus_client::{account::AccountId, content::raw_id};
use salus_envelope::{Header, Recipients};
use salus_primitives::{
    consent::{Policy, PolicyRef},
    consortium::{MemberStatus, Role},
    record::{Endorsers, Record, RecordStatus},
};
use std::sync::Arc;

/// What a submission was sealed to, or will be filed with: its header fits what the chain says at `head`.
///
/// # Errors
/// If the chain or the disk fails.
pub(super) async fn current(
    gateway: &Gateway,
    head: Head,
    known: &Submission,
    sealed: Sealed,
    policy: &Policy<AccountId>,
) -> Result<Result<Sealed, Obstacle>, IntakeError> {
    let wanted = &known.particulars;
    let Some(outdated) = outdated(gateway, head, wanted, &sealed).await? else { return Ok(Ok(sealed)) };
    let Some(kept) = gateway.store.database.kept_key(&wanted.record).await? else {
        // It was stored by an earlier version of this program, which kept no key.
        return Ok(Err(Obstacle::Final(outdated.into())));
    };
    let bytes = match renew(gateway, head, wanted, policy, &kept).await {
        Ok(bytes) => bytes,
        Err(error) => return passing(error),
    };
    let renewed = Sealed {
        policy: PolicyRef { id: wanted.policy, version: policy.version },
        header: raw_id(&bytes),
        ..sealed
    };
    if let Some(refusal) = refusal(gateway, head, wanted, &renewed, &bytes).await? {
        return Ok(Err(Obstacle::Passing(refusal.name().into())));
    }
    replace(gateway, wanted, &sealed, &renewed, bytes).await?;
    Ok(Ok(renewed))
}

/// Why no organisation would endorse a submission with the header that it has; nothing if they would.
///
/// # Errors
/// If the chain or the disk fails.
pub(super) async fn outdated(
    gateway: &Gateway,
    head: Head,
    wanted: &Particulars,
    sealed: &Sealed,
) -> Result<Option<&'static str>, IntakeError> {
    let Some(bytes) = gateway.store.local_block(&sealed.header).await? else {
        return Ok(Some("header-lost"));
    };
    Ok(refusal(gateway, head, wanted, sealed, &bytes).await?.map(RecordRefusal::name))
}

/// Why the header `bytes` does not fit what the chain says.
async fn refusal(
    gateway: &Gateway,
    head: Head,
    wanted: &Particulars,
    sealed: &Sealed,
    bytes: &[u8],
) -> Result<Option<RecordRefusal>, IntakeError> {
    let record = Record {
        patient: wanted.patient,
        organisation: 0,
        author: wanted.author,
        policy: sealed.policy,
        content: sealed.content,
        header: sealed.header,
        previous: wanted.previous,
        status: RecordStatus::Pending,
        required: 0,
        endorsements: Endorsers::new(),
        submitted_at: 0,
        deadline: 0,
        disputed: None,
    };
    let facts = ChainFacts::read(gateway, head, wanted.record, record).await?;
    Ok(check_header(bytes, &facts, &gateway.config.limits).err())
}

/// Makes a header from the key that was kept, to all whom the chain names now.
async fn renew(
    gateway: &Gateway,
    head: Head,
    wanted: &Particulars,
    policy: &Policy<AccountId>,
    kept: &[u8],
) -> Result<Bytes, IntakeError> {
    let kept = Header::decode(kept)?;
    let patient = gateway
        .ledger
        .participant(head, wanted.patient)
        .await?
        .filter(|person| person.role == Role::Patient && person.status == MemberStatus::Active)
        .ok_or(IntakeError::NotPatient)?;
    let to = authorities::recipients(gateway, head, policy).await?;
    let card = card::card_of(gateway, head, wanted.patient, &patient.key_card).await?;
    let recipient = card.recipient().map_err(|error| IntakeError::Card(error.to_string()))?;
    let policy = PolicyRef { id: wanted.policy, version: policy.version };
    let keeper = Arc::clone(&gateway.intake.keeper);
    let _room = gateway.computing.pairings.acquire().await.map_err(|_| IntakeError::Interrupted)?;
    let header = tokio::task::spawn_blocking(move || {
        let recipients = Recipients {
            policy: &to.policy,
            emergency: to.emergency.as_ref(),
            authorities: &to.authorities,
            patient: &recipient,
        };
        keeper.renew(&kept, policy, &recipients)
    })
    .await
    .map_err(|_| IntakeError::Interrupted)??;
    Ok(header.encode().into())
}

/// Puts a renewed header in the place of the one before. A crash on the way leaves both, and a row that names the one
/// before.
async fn replace(
    gateway: &Gateway,
    wanted: &Particulars,
    before: &Sealed,
    renewed: &Sealed,
    bytes: Bytes,
) -> Result<(), IntakeError> {
    let (record, header) = (&wanted.record, &renewed.header);
    // Until the submission names it, whoever clears headers away would take it for one of no use.
    let _claim = gateway.renewing.claim(*record).ok_or(IntakeError::Waiting)?;
    gateway.store.database.note_header(record, header).await?;
    gateway.store.keep(record, header, bytes).await?;
    gateway.store.database.add_blocks(record, &[*header]).await?;
    gateway.store.database.submission_renewed(record, renewed.policy.version, header).await?;
    discard_header(&gateway.store, record, &before.header).await?;
    tracing::info!(%record, "a record that waits got a header for what the chain says now");
    Ok(())
}

/// What stands in the way of a renewal may pass, unless it is this gateway that fails.
fn passing(error: IntakeError) -> Result<Result<Sealed, Obstacle>, IntakeError> {
    let reason = match &error {
        IntakeError::NotPatient => "patient-not-active",
        IntakeError::Attribute(_) => "attribute-not-in-use",
        IntakeError::Authority(_) => "authority-not-in-use",
        IntakeError::NoCard => "no-card",
        IntakeError::Card(_) => "bad-card",
        _ => return Err(error),
    };
    Ok(Err(Obstacle::Passing(reason.into())))
}
