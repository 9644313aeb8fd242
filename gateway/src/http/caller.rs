//! Who asks, and whether there is a place for them.

use super::{
    error::Problem,
    held::Held,
    media::only,
    rooms::{Place, Purpose, Rooms},
};
use crate::{
    ledger::Head,
    serving::connections::site,
    state::{Entry, Gateway},
};
use axum::{
    body::Body,
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{header, request::Parts, HeaderMap, HeaderName},
    middleware::Next,
    response::{IntoResponse, Response},
};
use salus_client::{account::AccountId, gateway::SEEN_HEADER};
use salus_primitives::{consortium::Standing, BlockNumber};
use std::{
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a request waits for a block that its sender has seen and this gateway's node has not: three
/// blocks' time. One node learns of finality a block before another, seldom more.
const PATIENCE: Duration = Duration::from_secs(6);

/// An account with a session that may open something here: a member, or a patient who is none at present.
#[derive(Clone, Copy, Debug)]
pub struct Reader {
    /// Which account.
    pub account: AccountId,
    /// As what it is let in, at `head`.
    pub entry: Entry,
    /// The block for which all of this request is decided.
    pub head: Head,
}

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

/// What a route's callers are let in for.
#[derive(Clone)]
pub struct Door {
    /// The gateway.
    pub gateway: Arc<Gateway>,
    /// Its rooms.
    pub rooms: Arc<Rooms>,
    /// What places are taken for.
    pub purpose: Purpose,
}

impl<S: Sync> FromRequestParts<S> for Reader {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Put there by `member`, behind which every route of members is.
        parts.extensions.get().copied().ok_or_else(Problem::unauthorized)
    }
}

impl<S: Sync> FromRequestParts<S> for Member {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Reader { account, entry, head } = Reader::from_request_parts(parts, state).await?;
        match entry {
            Entry::Member(standing) => Ok(Self { account, standing, head }),
            Entry::OwnRecords(_) => Err(not_a_member()),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Intake {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        // Put there by `intake`, behind which every route of the hospital's systems is.
        parts.extensions.get().copied().ok_or_else(no_token)
    }
}

/// Lets members in who have a session and a place; and patients who are suspended, to their own records. Which of the
/// two a route is for, its extractor says: [`Member`] or [`Reader`].
pub async fn member(State(door): State<Door>, request: Request, next: Next) -> Response {
    match door.let_member_in(request.headers()).await {
        Ok((reader, place)) => answered(reader, place, request, next).await,
        Err(problem) => problem.into_response(),
    }
}

/// Lets the hospital's own systems in.
pub async fn intake(State(door): State<Door>, request: Request, next: Next) -> Response {
    match door.let_intake_in(request.headers()).await {
        Ok(place) => answered(Intake, place, request, next).await,
        Err(problem) => problem.into_response(),
    }
}

/// Lets whoever wants to sign in in.
pub async fn stranger(State(door): State<Door>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| site(info.0.ip()));
    match door.rooms.sign_in(address) {
        Ok(place) => holding(next.run(request).await, place),
        Err(problem) => problem.into_response(),
    }
}

async fn answered<T>(caller: T, place: Place, mut request: Request, next: Next) -> Response
where
    T: Clone + Send + Sync + 'static,
{
    request.extensions_mut().insert(caller);
    holding(next.run(request).await, place)
}

/// The answer, whose body holds the place until it is sent.
fn holding(response: Response, place: Place) -> Response {
    response.map(|body| Body::new(Held::new(body, place)))
}

impl Door {
    async fn let_member_in(&self, headers: &HeaderMap) -> Result<(Reader, Place), Problem> {
        let gateway = &self.gateway;
        let token = bearer(headers)?.ok_or_else(Problem::unauthorized)?;
        let account = gateway.sessions.find(token, Instant::now()).ok_or_else(Problem::unauthorized)?;
        let seen = seen(headers)?;
        // Mostly known from the last request: it only says how many requests this account may have under way.
        let known = gateway.roster.standing(gateway.ledger.head()?, account).await?;
        let door = self.rooms.at_the_door(account, known)?;
        let head = reached(gateway, seen).await?;
        // Asked with every request: a member who was suspended since signing in is out.
        let entry = gateway.roster.entry(head, account).await?.ok_or_else(not_a_member)?;
        let place = self.rooms.member(door, entry.standing(), self.purpose)?;
        Ok((Reader { account, entry, head }, place))
    }

    async fn let_intake_in(&self, headers: &HeaderMap) -> Result<Place, Problem> {
        match bearer(headers)? {
            Some(token) if self.gateway.config.intake_token.matches(token) => {}
            _ => return Err(no_token()),
        }
        let seen = seen(headers)?;
        let place = self.rooms.intake(self.purpose)?;
        if seen.is_some() {
            reached(&self.gateway, seen).await?;
        }
        Ok(place)
    }
}

/// The head once it is as far as the sender has seen.
async fn reached(gateway: &Gateway, seen: Option<BlockNumber>) -> Result<Head, Problem> {
    Ok(match seen {
        Some(block) => gateway.ledger.head_from(block, PATIENCE).await?,
        None => gateway.ledger.head()?,
    })
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

fn no_token() -> Problem {
    Problem { help: "send the intake token of this gateway as bearer token", ..Problem::unauthorized() }
}

/// The finalised block that the request says it builds on.
fn seen(headers: &HeaderMap) -> Result<Option<BlockNumber>, Problem> {
    let Some(text) = only(headers, &HeaderName::from_static("x-salus-block"))? else { return Ok(None) };
    let help = "give the number of the finalised block at which you read the chain, or leave it out";
    text.parse()
        .map(Some)
        .map_err(|_| Problem::bad_request(format!("{SEEN_HEADER} is not a block's number"), help))
}

fn bearer(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = only(headers, &header::AUTHORIZATION)? else { return Ok(None) };
    let token = value.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    Ok(token.map(|(_, token)| token.trim()))
}
