//! The HTTP interface.

mod access;
mod auth;
mod blocks;
pub mod caller;
pub mod error;
mod headers;
mod health;
pub(crate) mod held;
mod intake;
mod json;
mod lingering;
mod media;
mod members;
mod peers;
mod receipt;
mod rooms;
mod submissions;

use crate::{config::MAX_HEADER, metrics::RequestLabels, state::Gateway};
use axum::{
    body::{to_bytes, Body},
    extract::{DefaultBodyLimit, MatchedPath, Request, State},
    http::{Method, StatusCode},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post, put},
    Router,
};
use bytes::Bytes;
use caller::Door;
use error::Problem;
use rooms::{Purpose, Rooms};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// Most bytes of a JSON body.
const MAX_JSON: usize = 16 << 10;
/// How long the body of a sign-in may take to come in: it is shorter than a packet.
const SIGN_IN_BODY: Duration = Duration::from_secs(5);

/// All routes.
///
/// Every route has a limit on its body, and all but the intake of records have one on their time. Who asks is let in
/// first and has a place then, in one of several `rooms`; `/health` and `/metrics` alone need none.
pub fn router(gateway: Arc<Gateway>) -> Router {
    let reading = Door {
        gateway: Arc::clone(&gateway),
        rooms: Arc::new(Rooms::new(&gateway.config.limits)),
        purpose: Purpose::Reading,
    };
    let filing = Door { purpose: Purpose::Filing, ..reading.clone() };
    // Waiting for finality alone may take the whole timeout; the answer must still get out.
    let patience = gateway.config.limits.request_timeout.saturating_add(Duration::from_secs(5));
    let timed =
        |router: Router<Arc<Gateway>>| router.layer(middleware::from_fn_with_state(patience, in_time));
    Router::new()
        .merge(
            timed(strangers())
                .layer(middleware::from_fn_with_state(reading.clone(), caller::stranger))
                .layer(middleware::from_fn(gathered)),
        )
        .merge(timed(readers()).layer(middleware::from_fn_with_state(reading.clone(), caller::member)))
        .merge(timed(patients()).layer(middleware::from_fn_with_state(filing.clone(), caller::member)))
        .merge(timed(questions()).layer(middleware::from_fn_with_state(reading, caller::intake)))
        .merge(
            timed(enrolment()).merge(records()).layer(middleware::from_fn_with_state(filing, caller::intake)),
        )
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn(media::unpacked))
        .layer(middleware::from_fn(lingering::read_on))
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), observe))
        .with_state(gateway)
}

/// What anybody can do without an account.
fn strangers() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/auth/challenge", post(auth::challenge))
        .route("/auth/session", post(auth::session))
        .layer(DefaultBodyLimit::max(MAX_JSON))
}

/// What members ask for, and the little that they put here.
fn readers() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/access/{ticket}", post(access::open))
        .route("/ipfs/{cid}", get(blocks::block))
        .route("/headers/outdated", get(headers::outdated))
        .route("/records/{id}/header", get(headers::current))
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .merge(
            Router::new()
                .route("/packages", put(members::put_package))
                .layer(DefaultBodyLimit::max(members::MAX_PACKAGE)),
        )
        .merge(
            Router::new()
                .route(
                    "/transform-key",
                    put(members::put_transform_key).delete(members::delete_transform_key),
                )
                .layer(DefaultBodyLimit::max(members::MAX_TRANSFORM_KEY)),
        )
}

/// What patients file: the answer waits for a block to be final.
fn patients() -> Router<Arc<Gateway>> {
    Router::new().route("/records/{id}/header", put(headers::file)).layer(DefaultBodyLimit::max(MAX_HEADER))
}

/// What the hospital's own systems ask.
fn questions() -> Router<Arc<Gateway>> {
    Router::new()
        .route("/records", get(submissions::list))
        .route("/records/{id}", get(intake::state).delete(submissions::forget))
        .layer(DefaultBodyLimit::max(MAX_JSON))
}

/// Enrolment of people: the answer waits for a block to be final.
fn enrolment() -> Router<Arc<Gateway>> {
    Router::new().route("/enrol", post(intake::enrol)).layer(DefaultBodyLimit::max(MAX_JSON))
}

/// Records. Their bodies stream by: the announced length is held against the limit, and pauses are limited.
fn records() -> Router<Arc<Gateway>> {
    Router::new().route("/records", post(intake::file)).layer(DefaultBodyLimit::disable())
}

/// Has the whole body of a sign-in before it takes anybody's room: whoever sends it slowly holds nobody else up.
async fn gathered(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    match gather(body, SIGN_IN_BODY).await {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(problem) => problem.into_response(),
    }
}

/// A short body that comes in within `patience`.
async fn gather(body: Body, patience: Duration) -> Result<Bytes, Problem> {
    match tokio::time::timeout(patience, to_bytes(body, MAX_JSON)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(json::too_large()),
        Err(_) => Err(Problem::new(
            StatusCode::REQUEST_TIMEOUT,
            "body_stopped",
            "the body did not come in in time",
            "send the request again, all at once",
        )),
    }
}

async fn in_time(State(patience): State<Duration>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(patience, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::unavailable("timeout", "the request took too long", "ask again in a few seconds")
            .into_response(),
    }
}

/// Counts and logs a request by its route's pattern: paths carry identifiers, patterns do not.
async fn observe(State(gateway): State<Arc<Gateway>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = known(request.method());
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let (status, seconds) = (response.status().as_u16(), began.elapsed().as_secs_f64());
    tracing::debug!(method, route, status, seconds, "request");
    gateway.metrics.request_seconds.observe(seconds);
    gateway.metrics.requests.get_or_create(&RequestLabels { route, method, status }).inc();
    response
}

/// Methods by name; anything a client may invent is one, so that labels stay few.
fn known(method: &Method) -> &'static str {
    match *method {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::DELETE => "DELETE",
        _ => "other",
    }
}

async fn no_such_route() -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "no_such_route",
        "there is no such route",
        "see the README for the routes",
    )
}

async fn wrong_method() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "wrong_method",
        "the route does not have this method",
        "see the README for the routes and their methods",
    )
}

#[cfg(test)]
mod tests;
