//! What members keep here: `PUT /packages`, `PUT` and `DELETE /transform-key`.

use super::{caller::Member, error::Problem};
use crate::{database::blocks::Document, intake::card, revocation, state::Gateway};
use axum::{
    extract::{rejection::BytesRejection, State},
    http::StatusCode,
    Json,
};
use bytes::Bytes;
use salus_abe::TransformKey;
use salus_client::{content::raw_id, gateway::Stored};
use salus_primitives::{consortium::Standing, Attribute};
use std::{collections::BTreeSet, sync::Arc};

/// Most bytes of a package: an attribute key, sealed.
pub const MAX_PACKAGE: usize = 16 << 10;
/// Most bytes of a transform key.
pub const MAX_TRANSFORM_KEY: usize = 1 << 20;

/// Keeps an authority's package for its holder.
pub async fn put_package(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Stored>, Problem> {
    if !matches!(member.standing, Standing::Authority(_)) {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not_an_authority",
            "only attribute authorities keep packages here",
            "sign in with the authority's account",
        ));
    }
    let package = body.map_err(|_| too_large(MAX_PACKAGE))?;
    if package.is_empty() {
        return Err(Problem::bad_request("the body is empty", "send the sealed key as the body"));
    }
    let cid = raw_id(&package);
    card::keep(&gateway, &cid, package, Document::Package).await?;
    Ok(Json(Stored { cid }))
}

/// Registers the caller's transform key in place of any before it.
pub async fn put_transform_key(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
    body: Result<Bytes, BytesRejection>,
) -> Result<StatusCode, Problem> {
    let bytes = body.map_err(|_| too_large(MAX_TRANSFORM_KEY))?;
    let _room = gateway.pairings.acquire().await.map_err(|_| crate::intake::IntakeError::Interrupted)?;
    let checked = bytes.clone();
    // Every point of the key is checked, which takes a while for a long one.
    let key = tokio::task::spawn_blocking(move || TransformKey::decode(&checked))
        .await
        .map_err(|_| crate::intake::IntakeError::Interrupted)?
        .map_err(|error| Problem::bad_request(error.to_string(), "make the transform key anew"))?;
    if key.gid().0 != member.account.0 {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "not_your_key",
            "the transform key is another account's",
            "register it with the account it was made for",
        ));
    }
    let counting = revocation::counting(gateway.ledger.as_ref(), member.head, member.account).await?;
    let counted: BTreeSet<Attribute> =
        key.attributes().map(|held| held.attribute.clone()).filter(|held| counting.contains(held)).collect();
    if counted.is_empty() {
        return Err(Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "no_counting_attribute",
            "none of the key's attributes counts at present",
            "fetch your newest attribute keys and make the transform key from them",
        ));
    }
    gateway.database.set_transform_key(&member.account, &bytes, &counted).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Forgets the caller's transform key.
pub async fn delete_transform_key(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
) -> Result<StatusCode, Problem> {
    gateway.database.delete_transform_key(&member.account).await?;
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
