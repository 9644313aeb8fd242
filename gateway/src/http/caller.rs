//! Who asks.

use super::error::Problem;
use crate::{ledger::Head, state::Gateway};
use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};
use salus_client::{account::AccountId, gateway::SEEN_HEADER};
use salus_primitives::{consortium::Standing, BlockNumber};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a request waits for a block that its sender has seen and this gateway's node has not: three
/// blocks' time. One node learns of finality a block before another, seldom more.
const PATIENCE: Duration = Duration::from_secs(6);

/// A member with a session, at the block at which the standing was looked up.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// Who.
    pub account: AccountId,
    /// In which capacity, at `head`.
    pub standing: Standing,
    /// The block for which all of this request is decided.
    pub head: Head,
}

/// One of the hospital's own systems.
#[derive(Clone, Copy, Debug)]
pub struct Intake;

impl FromRequestParts<Arc<Gateway>> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, Problem> {
        let token = bearer(parts).ok_or_else(Problem::unauthorized)?;
        let account = gateway.sessions.find(token, Instant::now()).ok_or_else(Problem::unauthorized)?;
        let head = match seen(parts)? {
            Some(block) => gateway.ledger.head_from(block, PATIENCE).await?,
            None => gateway.ledger.head()?,
        };
        // Asked with every request: who was suspended since signing in is out.
        let standing = gateway.standing(head, account).await?.ok_or_else(not_a_member)?;
        Ok(Self { account, standing, head })
    }
}

impl FromRequestParts<Arc<Gateway>> for Intake {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, gateway: &Arc<Gateway>) -> Result<Self, Problem> {
        match bearer(parts) {
            Some(token) if gateway.config.intake_token.matches(token) => Ok(Self),
            _ => Err(Problem {
                help: "send the intake token of this gateway as bearer token",
                ..Problem::unauthorized()
            }),
        }
    }
}

/// The account takes no part in the consortium.
pub fn not_a_member() -> Problem {
    Problem::new(
        axum::http::StatusCode::FORBIDDEN,
        "not_a_member",
        "this account takes no active part in the consortium",
        "have an organisation enrol the account, or reinstate it",
    )
}

/// The finalised block that the request says it builds on.
fn seen(parts: &Parts) -> Result<Option<BlockNumber>, Problem> {
    let Some(value) = parts.headers.get(SEEN_HEADER) else { return Ok(None) };
    let block = value.to_str().ok().and_then(|value| value.parse().ok());
    let help = "give the number of the finalised block at which you read the chain, or leave it out";
    block
        .map(Some)
        .ok_or_else(|| Problem::bad_request(format!("{SEEN_HEADER} is not a block's number"), help))
}

fn bearer(parts: &Parts) -> Option<&str> {
    let value = parts.headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
