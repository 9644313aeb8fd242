//! What the hospital handed in and how far it has come: `GET /records`, `DELETE /records/{id}`.

use super::{caller::Intake, error::Problem};
use crate::{
    database::submissions::{Stage, Submission},
    intake::advance,
    state::Gateway,
};
use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    Json,
};
use salus_client::account::AccountId;
use salus_primitives::{BlockNumber, ContentId, RecordId};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Submissions of one answer.
const PAGE: u32 = 100;

/// What can stand after the `?`.
#[derive(Deserialize)]
pub struct Options {
    stage: Option<String>,
    cursor: Option<String>,
}

/// A record that was handed in.
#[derive(Serialize)]
pub struct Listed {
    record: RecordId,
    patient: AccountId,
    /// `received`, `stored`, `submitted`, `active`, `failed` or, of earlier versions, `lapsed`.
    stage: &'static str,
    /// Why it failed or waits.
    reason: Option<String>,
    /// How often it was filed again after it missed its majority.
    attempts: u32,
    /// The block of its submission.
    block: Option<BlockNumber>,
    content: Option<ContentId>,
}

/// A page of records that were handed in.
#[derive(Serialize)]
pub struct Page {
    items: Vec<Listed>,
    /// The `cursor` of the next page; absent on the last.
    next: Option<RecordId>,
}

/// Lists what was handed in, in the order of the ids.
pub async fn list(
    _: Intake,
    State(gateway): State<Arc<Gateway>>,
    options: Result<Query<Options>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Page>, Problem> {
    let help = "?stage= names a stage, ?cursor= is the `next` of the answer before; see the README";
    let Query(options) = options.map_err(|error| Problem::bad_request(error.body_text(), help))?;
    let stage = options.stage.as_deref().map(|name| {
        let wrong = || Problem::bad_request(format!("there is no stage \"{name}\""), help);
        Stage::named(name).ok_or_else(wrong)
    });
    let cursor = options.cursor.as_deref().map(record).transpose()?;
    let found = gateway.store.database.list_submissions(stage.transpose()?, cursor, PAGE).await?;
    let more = found.len() == PAGE as usize;
    let next = found.last().map(|last| last.particulars.record).filter(|_| more);
    Ok(Json(Page { items: found.into_iter().map(listed).collect(), next }))
}

fn listed(known: Submission) -> Listed {
    Listed {
        record: known.particulars.record,
        patient: known.particulars.patient,
        stage: known.stage.name(),
        reason: known.reason,
        attempts: known.attempts,
        block: known.block,
        content: known.sealed.map(|sealed| sealed.content),
    }
}

/// Deletes a record that failed: its sender knows that it is not in.
pub async fn forget(
    _: Intake,
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = record(&id)?;
    if advance::forget_failed(&gateway, &id).await? {
        return Ok(StatusCode::NO_CONTENT);
    }
    match gateway.store.database.submission(&id).await? {
        None => Ok(StatusCode::NO_CONTENT),
        Some(_) => Err(Problem::new(
            StatusCode::CONFLICT,
            "not_failed",
            "the record did not fail: it is in, or still on its way",
            "only its patient can have a record erased; see GET /records/{id} for where it stands",
        )),
    }
}

fn record(text: &str) -> Result<RecordId, Problem> {
    text.parse().map_err(|error: salus_primitives::ids::InvalidRecordId| {
        Problem::bad_request(error.to_string(), "correct the record's id")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;
    use crate::{
        database::blocks::Document,
        scene::{Scene, INTAKE_TOKEN},
    };
    use axum::{body::Body, http::Request};
    use serde_json::Value;
    use std::sync::atomic::Ordering;
    use tower::ServiceExt;

    async fn ask(scene: &Scene, method: &str, path: &str) -> (StatusCode, Value) {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Bearer {INTAKE_TOKEN}"))
            .body(Body::empty())
            .unwrap();
        let router = crate::http::router(Arc::clone(&scene.gateways[0]));
        read(router.oneshot(request).await.unwrap()).await
    }

    async fn read(response: axum::response::Response) -> (StatusCode, Value) {
        let status = response.status();
        let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
    }

    /// A record whose sender was told that it is safe, and whose policy the patient revoked before its majority.
    async fn failed(scene: &Scene) -> String {
        scene.filed(1).await;
        let (gateway, id) = (&scene.gateways[0], RecordId([1; 32]));
        scene.chain.world().records.get_mut(&id).unwrap().status =
            salus_primitives::record::RecordStatus::Lapsed;
        gateway.store.database.submission_reopened(&id, "majority-missed").await.unwrap();
        gateway.store.database.submission_failed(&id, "policy-revoked").await.unwrap();
        id.to_string()
    }

    #[tokio::test]
    async fn list_should_tell_stage_and_reason_when_a_record_failed() {
        let scene = Scene::new(1, 1).await;
        let id = failed(&scene).await;
        scene.filed(2).await;
        let (status, all) = ask(&scene, "GET", "/records").await;
        assert_eq!((status, all["items"].as_array().unwrap().len()), (StatusCode::OK, 2));
        let (_, failed) = ask(&scene, "GET", "/records?stage=failed").await;
        assert_eq!(failed["items"].as_array().unwrap().len(), 1);
        let item = &failed["items"][0];
        assert_eq!(
            (item["stage"].as_str(), item["reason"].as_str()),
            (Some("failed"), Some("policy-revoked"))
        );
        assert_eq!(item["attempts"], 1);
        assert!(id.contains(item["record"].as_str().unwrap().trim_start_matches("0x")));
        assert_eq!(ask(&scene, "GET", "/records?stage=lost").await.0, StatusCode::BAD_REQUEST);
    }

    #[tokio::test]
    async fn failed_record_should_stay_until_its_sender_says_that_this_is_known() {
        let scene = Scene::new(1, 1).await;
        let id = failed(&scene).await;
        let gateway = &scene.gateways[0];
        let sealed =
            gateway.store.database.submission(&RecordId([1; 32])).await.unwrap().unwrap().sealed.unwrap();
        assert!(gateway.store.pool.get(&sealed.content).await.unwrap().is_some());
        assert_eq!(ask(&scene, "DELETE", &format!("/records/{id}")).await.0, StatusCode::NO_CONTENT);
        assert!(gateway.store.pool.get(&sealed.content).await.unwrap().is_none());
        assert_eq!(ask(&scene, "DELETE", &format!("/records/{id}")).await.0, StatusCode::NO_CONTENT);
    }

    #[tokio::test]
    async fn record_should_not_be_forgotten_when_it_did_not_fail() {
        let scene = Scene::new(1, 1).await;
        scene.filed(1).await;
        let path = format!("/records/{}", RecordId([1; 32]));
        assert_eq!(ask(&scene, "DELETE", &path).await.0, StatusCode::CONFLICT);
    }

    #[tokio::test]
    async fn record_should_be_refused_as_for_a_full_disk_and_health_say_so_when_there_is_no_room() {
        let scene = Scene::new(1, 1).await;
        let folder = tempfile::tempdir().unwrap();
        let account = scene.gateways[0].account.clone();
        let mut gateway = crate::scene::gateway(&scene.chain, account, 1, folder.path()).await;
        let (full, pool) = crate::pool::full_disk::FakeFullDisk::pool();
        gateway.store.pool = pool;
        full.store(false, Ordering::Relaxed);
        let card = scene.chain.world().participants[&scene.patient.id()].key_card;
        let bytes = scene.gateways[0].store.pool.get(&card).await.unwrap().unwrap();
        crate::intake::card::keep(&gateway, &card, bytes, Document::Card).await.unwrap();
        full.store(true, Ordering::Relaxed);
        let router = crate::http::router(Arc::new(gateway));
        let request = || {
            Request::post("/records")
                .header("authorization", format!("Bearer {INTAKE_TOKEN}"))
                .header("x-salus-record", "01".repeat(32))
                .header("x-salus-patient", scene.patient.id().to_string())
                .header("x-salus-policy", crate::scene::POLICY)
                .header("content-type", "application/octet-stream")
                .header("content-length", 4)
                .body(Body::from("data"))
                .unwrap()
        };
        let health = || Request::get("/health").body(Body::empty()).unwrap();
        let refused = router.clone().oneshot(request()).await.unwrap();
        assert_eq!(refused.status(), StatusCode::INSUFFICIENT_STORAGE);
        let (status, body) = read(router.clone().oneshot(health()).await.unwrap()).await;
        assert_eq!((status, body["disk"].as_str()), (StatusCode::SERVICE_UNAVAILABLE, Some("full")));
        assert_eq!(body["node"], "connected");
        full.store(false, Ordering::Relaxed);
        assert_eq!(router.clone().oneshot(request()).await.unwrap().status(), StatusCode::CREATED);
        assert_eq!(router.oneshot(health()).await.unwrap().status(), StatusCode::OK);
    }
}
