//! `GET /health` and `GET /metrics`.

use crate::state::Gateway;
use axum::{
    extract::State,
    http::{header, StatusCode},
    response::{IntoResponse, Response},
    Json,
};
use salus_client::chain::TrailStatus;
use serde::Serialize;
use std::sync::Arc;

/// How the gateway is.
#[derive(Serialize)]
struct Health {
    /// `ok`, or `degraded` while something that it needs is missing.
    status: &'static str,
    /// `connected` or `unreachable`.
    node: &'static str,
    /// `ok` or `failing`.
    database: &'static str,
    /// `ok`, or `full` while the pool or the database has no room.
    disk: &'static str,
    /// `reconciled` once every record here was held against the chain; before that none is handed out.
    records: &'static str,
    /// Of the patients' trails on the node: `complete`; `incomplete` while it fetches entries from its peers; `not-kept`
    /// if it does not write them down, so that patients of this organisation learn nothing; or `unknown`.
    trails: &'static str,
    /// The last finalised block, while the node answers.
    finalised_block: Option<u32>,
    /// The organisation it serves, while the node answers and the organisation is active.
    organisation: Option<u32>,
    /// Its account.
    account: String,
    /// Where others are told to reach it.
    public_url: String,
    /// The program's version.
    version: &'static str,
}

/// Tells how the gateway is: 200 if it can do its work, 503 if it cannot.
pub async fn health(State(gateway): State<Arc<Gateway>>) -> Response {
    let head = gateway.ledger.head().ok();
    let organisation = match head {
        Some(head) => gateway.roster.organisation(head).await.ok().flatten(),
        None => None,
    };
    let database = gateway.store.database.cursor().await.is_ok();
    let full = gateway.store.database.is_full() || gateway.store.pool.is_full();
    let reconciled = gateway.store.is_reconciled();
    let trails = match gateway.ledger.trails().await {
        Ok(TrailStatus { indexing: false, .. }) => "not-kept",
        Ok(TrailStatus { complete: true, .. }) => "complete",
        Ok(_) => "incomplete",
        Err(_) => "unknown",
    };
    // Gaps are filled from peers while records are read: only a node that never fills them keeps the gateway back.
    let well = head.is_some()
        && organisation.is_some()
        && database
        && !full
        && reconciled
        && matches!(trails, "complete" | "incomplete");
    let health = Health {
        status: if well { "ok" } else { "degraded" },
        node: if head.is_some() { "connected" } else { "unreachable" },
        database: if database { "ok" } else { "failing" },
        disk: if full { "full" } else { "ok" },
        records: if reconciled { "reconciled" } else { "reconciling" },
        trails,
        finalised_block: head.map(|head| head.number),
        organisation,
        account: gateway.account.address(),
        public_url: gateway.config.public_url.clone(),
        version: env!("CARGO_PKG_VERSION"),
    };
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(health)).into_response()
}

/// The metrics, for Prometheus.
pub async fn metrics(State(gateway): State<Arc<Gateway>>) -> Response {
    let media = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, media)], gateway.metrics.text()).into_response()
}
