//! What members keep here: `PUT /packages`, `PUT` and `DELETE /transform-key`.

use super::{caller::Member, error::Problem};
use crate::{
    database::blocks::Document,
    intake::{card, IntakeError},
    ledger::LedgerError,
    revocation,
    state::Gateway,
};
use axum::{
    extract::{rejection::BytesRejection, State},
    http::StatusCode,
    Json,
};
use bytes::Bytes;
use salus_abe::{AbeError, TransformKey};
use salus_client::{content::raw_id, gateway::Stored};
use salus_primitives::{authority::MAX_HOLDINGS, consortium::Standing, Attribute, ContentId, EpochAttribute};
use std::{collections::BTreeSet, sync::Arc};

/// Most bytes of a package: an attribute key, sealed.
pub const MAX_PACKAGE: usize = 16 << 10;
/// Most bytes of a transform key.
pub const MAX_TRANSFORM_KEY: usize = 1 << 20;
/// Most attributes of a transform key, each epoch counted: of every holding the present one and seven before it.
const MAX_COVERED: usize = 8 * MAX_HOLDINGS as usize;

/// Keeps an authority's package for its holder; and a person's own key card, and the packages in which a patient
/// shares the reading key, once the chain names them.
///
/// What the chain names is bounded, so that nobody fills the disk.
pub async fn put_package(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Stored>, Problem> {
    let package = body.map_err(|_| too_large(MAX_PACKAGE))?;
    if package.is_empty() {
        return Err(Problem::bad_request("the body is empty", "send the sealed key as the body"));
    }
    let cid = raw_id(&package);
    let kind = match member.standing {
        Standing::Authority(_) => Some(Document::Package),
        Standing::Participant(..) => named(&gateway, &member, &cid).await?,
        _ => None,
    };
    let kind = kind.ok_or_else(|| {
        Problem::new(
            StatusCode::FORBIDDEN,
            "not_named",
            "the chain names no key card of yours and no shared key by these bytes",
            "write it on the chain first, and say with X-Salus-Block in which block that was",
        )
    })?;
    card::keep(&gateway, &cid, package, kind).await?;
    Ok(Json(Stored { cid }))
}

/// As what the chain names `id` for the caller: as the own key card, or as a key shared with a delegate.
async fn named(gateway: &Gateway, member: &Member, id: &ContentId) -> Result<Option<Document>, LedgerError> {
    let ledger = gateway.ledger.as_ref();
    let own = ledger.participant(member.head, member.account).await?;
    if own.is_some_and(|participant| participant.key_card == *id) {
        return Ok(Some(Document::Card));
    }
    let mut shared = ledger.delegations(member.head, member.account).await?.into_iter();
    let shared = shared.any(|(_, delegation)| delegation.key_package == Some(*id));
    Ok(shared.then_some(Document::Package))
}

/// Registers the caller's transform key in place of any before it.
pub async fn put_transform_key(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let bytes = body.map_err(|_| too_large(MAX_TRANSFORM_KEY))?;
    // All that is cheap to know comes before the key's points: checking those takes a while, and a place among the
    // pairings that readers and the hospital wait for.
    let malformed = |error: AbeError| Problem::bad_request(error.to_string(), "make the transform key again");
    let (gid, covered) = TransformKey::outline(&bytes).map_err(malformed)?;
    if gid.0 != member.account.0 {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not_your_key",
            "the transform key is another account's",
            "register it with the account it was made for",
        ));
    }
    let counted = counting(&gateway, &member, &covered).await?;
    let interrupted = |_| IntakeError::Interrupted;
    // One at a time: readers then wait for one key at most.
    let _turn = gateway.computing.key_checks.acquire().await.map_err(interrupted)?;
    let _room = gateway.computing.pairings.acquire().await.map_err(interrupted)?;
    let checked = bytes.clone();
    tokio::task::spawn_blocking(move || TransformKey::decode(&checked).map(drop))
        .await
        .map_err(|_| IntakeError::Interrupted)?
        .map_err(malformed)?;
    gateway.store.database.set_transform_key(&member.account, &bytes, &counted).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Those of a key's attributes that count for the caller at present.
async fn counting(
    gateway: &Gateway,
    member: &Member,
    covered: &[EpochAttribute],
) -> Result<BTreeSet<Attribute>, Problem> {
    let named: BTreeSet<&Attribute> = covered.iter().map(|held| &held.attribute).collect();
    if named.len() > MAX_HOLDINGS as usize || covered.len() > MAX_COVERED {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_many_attributes",
            format!(
                "the transform key covers {} attributes in {} epochs; it may cover {MAX_HOLDINGS} in {MAX_COVERED}",
                named.len(),
                covered.len()
            ),
            "make it from the newest keys alone",
        ));
    }
    let counting = revocation::counting(gateway.ledger.as_ref(), member.head, member.account).await?;
    let counted: BTreeSet<Attribute> =
        named.into_iter().filter(|held| counting.contains(held)).cloned().collect();
    if counted.is_empty() {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "no_counting_attribute",
            "none of the key's attributes counts at present",
            "fetch your newest attribute keys and make the transform key from them",
        ));
    }
    Ok(counted)
}

/// Forgets the caller's transform key.
pub async fn delete_transform_key(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
) -> Result<StatusCode, Problem> {
    gateway.store.database.delete_transform_key(&member.account).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        format!("the body has more than {limit} bytes, or was cut off"),
        "send the key alone",
    )
}
