//! `POST /auth/challenge` and `POST /auth/session`.

use super::{caller::not_a_member, error::Problem, json::Body};
use crate::{
    session::{CHALLENGE_LIFETIME, SESSION_LIFETIME},
    state::Gateway,
};
use axum::{extract::State, Json};
use salus_client::gateway::{Challenge, ChallengeRequest, Session, SessionRequest};
use std::{sync::Arc, time::Instant};

/// Gives a challenge. It says nothing about whether the account is a member's.
pub async fn challenge(
    State(gateway): State<Arc<Gateway>>,
    Body(request): Body<ChallengeRequest>,
) -> Json<Challenge> {
    Json(Challenge {
        challenge: gateway.sessions.challenge(&request.account, Instant::now()),
        audience: gateway.account.id(),
        expires_in: CHALLENGE_LIFETIME.as_secs(),
    })
}

/// Takes the answer to a challenge and opens a session for a member, or for a patient who is suspended.
pub async fn session(
    State(gateway): State<Arc<Gateway>>,
    Body(request): Body<SessionRequest>,
) -> Result<Json<Session>, Problem> {
    let SessionRequest { account, challenge, signature } = request;
    let head = gateway.ledger.head()?;
    // The signature comes first: the node is not to be asked about accounts that nobody here holds.
    let answered = gateway.sessions.verify(&account, &challenge, &signature, Instant::now())?;
    gateway.roster.entry(head, account).await?.ok_or_else(not_a_member)?;
    // Only a member's answer is remembered: anybody can make up keys and sign with them.
    gateway.sessions.redeem(answered, Instant::now())?;
    let token = gateway.sessions.open(account, Instant::now());
    gateway.metrics.sessions.set(i64::try_from(gateway.sessions.count()).unwrap_or(i64::MAX));
    Ok(Json(Session { token, expires_in: SESSION_LIFETIME.as_secs() }))
}
