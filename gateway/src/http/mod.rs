//! The HTTP interface.

mod access;
mod auth;
mod blocks;
pub mod caller;
pub mod error;
mod headers;
mod health;
mod intake;
mod json;
mod members;

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
use error::Problem;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// Most bytes of a JSON body.
const MAX_JSON: usize = 16 << 10;
/// Sign-ins at the same time. Anybody may try: they have their own room, and take none of the members'.
const SIGN_INS: usize = 64;
/// How long the body of a sign-in may take to come in: it is shorter than a packet.
const SIGN_IN_BODY: Duration = Duration::from_secs(5);

/// All routes.
///
/// Every route has a limit on its body; all but the intake of records have one on their time, and all
/// but `/health` and `/metrics` share the limit on requests at the same time. Signing in has its own: it is what
/// anybody can do without an account.
pub fn router(gateway: Arc<Gateway>) -> Router {
    let limits = Limits {
        room: Arc::new(Semaphore::new(gateway.config.limits.requests)),
        // Waiting for finality alone may take the whole timeout; the answer must still get out.
        timeout: gateway.config.limits.request_timeout.saturating_add(Duration::from_secs(5)),
    };
    let for_sign_ins = Limits { room: Arc::new(Semaphore::new(SIGN_INS)), ..limits.clone() };
    let sign_in = Router::new()
        .route("/auth/challenge", post(auth::challenge))
        .route("/auth/session", post(auth::session))
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .layer(middleware::from_fn_with_state(for_sign_ins.clone(), in_time))
        .layer(middleware::from_fn_with_state(for_sign_ins, with_room))
        .layer(middleware::from_fn(gathered));
    let timed = Router::new()
        .route("/enrol", post(intake::enrol))
        .route("/records/{id}", get(intake::state))
        .route("/access/{ticket}", post(access::open))
        .route("/ipfs/{cid}", get(blocks::block))
        .route("/headers/outdated", get(headers::outdated))
        .layer(DefaultBodyLimit::max(MAX_JSON))
        .merge(
            Router::new()
                .route("/records/{id}/header", put(headers::file))
                .layer(DefaultBodyLimit::max(MAX_HEADER)),
        )
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
        .layer(middleware::from_fn_with_state(limits.clone(), in_time));
    // Its body streams by: the announced length is held against the limit, and pauses are limited.
    let streamed = Router::new().route("/records", post(intake::file)).layer(DefaultBodyLimit::disable());
    timed
        .merge(streamed)
        .layer(middleware::from_fn_with_state(limits, with_room))
        .merge(sign_in)
        .route("/health", get(health::health))
        .route("/metrics", get(health::metrics))
        .fallback(no_such_route)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&gateway), observe))
        .with_state(gateway)
}

#[derive(Clone)]
struct Limits {
    room: Arc<Semaphore>,
    timeout: Duration,
}

async fn with_room(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    let Ok(_room) = limits.room.try_acquire() else {
        return Problem::unavailable("busy", "too many requests at the moment", "ask again in a few seconds")
            .into_response();
    };
    next.run(request).await
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

async fn in_time(State(limits): State<Limits>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(limits.timeout, next.run(request)).await {
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
