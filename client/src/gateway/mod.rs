//! The HTTP interface of an organisation's EHR server.

mod error;
mod http;
mod messages;
#[cfg(test)]
mod tests;

pub use error::GatewayError;
pub use messages::{
    session_payload, Admitted, Challenge, ChallengeRequest, EnrolRequest, Enrolled, Fault, Filed,
    HeaderFiled, HeaderStatus, OutdatedHeader, OutdatedHeaders, RecordState, Session, SessionRequest, Stored,
    Submission, FHIR_JSON, SEEN_HEADER, SESSION_DOMAIN, SIGNATURE_HEADER,
};

use crate::{account::AccountId, card::KeyCard, content, Account};
use bytes::Bytes;
use futures::Stream;
use http::{json, Bound};
use reqwest::{Body, Client, Method, RequestBuilder};
use salus_primitives::{consortium::Role, BlockNumber, ContentId, RecordId, TicketId};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;
use url::Url;

/// How long to wait for a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long to wait for the next bytes. Filing a record answers when its block is final.
const READ_TIMEOUT: Duration = Duration::from_secs(180);
/// A session is renewed this long before it ends.
const RENEWAL: Duration = Duration::from_secs(60);

/// Makes the process's TLS provider known, once.
pub(crate) fn install_tls() {
    // An error means that the program chose one already.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

/// A client of one gateway. Cheap to clone; clones share the session.
#[derive(Clone)]
pub struct GatewayClient {
    http: Client,
    base: Url,
    audience: Option<AccountId>,
    session: Arc<Mutex<Option<ActiveSession>>>,
}

struct ActiveSession {
    account: Account,
    token: String,
    renew_at: Instant,
}

impl std::fmt::Debug for GatewayClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("GatewayClient").field("url", &self.base.as_str()).finish_non_exhaustive()
    }
}

impl GatewayClient {
    /// A client of the gateway at `url`; connects when first used.
    ///
    /// # Errors
    /// [`GatewayError::Url`] or [`GatewayError::Setup`].
    pub fn new(url: &str) -> Result<Self, GatewayError> {
        install_tls();
        let base = http::base(url)?;
        // A gateway answers itself; whoever redirects would learn the session's secret.
        let mut builder = Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .read_timeout(READ_TIMEOUT);
        if http::is_loopback(&base) {
            // No proxy can reach this machine's own loopback.
            builder = builder.no_proxy();
        }
        let http = builder.build().map_err(|e| GatewayError::Setup(e.to_string()))?;
        Ok(Self { http, base, audience: None, session: Arc::default() })
    }

    /// This client, signing in only if the gateway is the one of `audience`.
    ///
    /// Without it, a gateway could pass another gateway's challenge on and sign in there as its guest.
    #[must_use]
    pub fn for_audience(mut self, audience: AccountId) -> Self {
        self.audience = Some(audience);
        self
    }

    /// Where the gateway is.
    pub fn url(&self) -> &str {
        self.base.as_str().trim_end_matches('/')
    }

    /// Signs `account` in. The session is renewed by itself as long as the client lives.
    ///
    /// # Errors
    /// [`GatewayError::Audience`] if the gateway is another than expected, [`GatewayError::Refused`].
    pub async fn sign_in(&self, account: &Account) -> Result<(), GatewayError> {
        let mut session = self.session.lock().await;
        *session = Some(self.new_session(account).await?);
        Ok(())
    }

    async fn new_session(&self, account: &Account) -> Result<ActiveSession, GatewayError> {
        let asked = ChallengeRequest { account: account.id() };
        let request = self.request(Method::POST, "auth/challenge").json(&asked);
        let challenge: Challenge = json(request, "sign-in").await?;
        if let Some(expected) = self.audience.filter(|expected| *expected != challenge.audience) {
            return Err(GatewayError::Audience { asked: challenge.audience, expected });
        }
        let payload = session_payload(&challenge.audience, &account.id(), &challenge.challenge);
        let answer = SessionRequest {
            account: account.id(),
            challenge: challenge.challenge,
            signature: account.sign(&payload),
        };
        let request = self.request(Method::POST, "auth/session").json(&answer);
        let session: Session = json(request, "sign-in").await?;
        let lifetime = Duration::from_secs(session.expires_in).saturating_sub(RENEWAL);
        let now = Instant::now();
        let renew_at = now.checked_add(lifetime).unwrap_or(now);
        Ok(ActiveSession { account: account.clone(), token: session.token, renew_at })
    }

    async fn token(&self) -> Result<String, GatewayError> {
        let mut held = self.session.lock().await;
        let session = held.as_mut().ok_or(GatewayError::NotSignedIn)?;
        if Instant::now() >= session.renew_at {
            *session = self.new_session(&session.account.clone()).await?;
        }
        Ok(session.token.clone())
    }

    /// True if the gateway says that it is well.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`].
    pub async fn health(&self) -> Result<bool, GatewayError> {
        let response = http::send(self.request(Method::GET, "health")).await?;
        Ok(response.status().is_success())
    }

    /// Enrols the owner of `card`. By the organisation's own systems.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn enrol(
        &self,
        intake_token: &str,
        role: Role,
        card: &KeyCard,
    ) -> Result<Enrolled, GatewayError> {
        let body = EnrolRequest { account: card.account(), role, card: card.encode() };
        let request = self.request(Method::POST, "enrol").bearer_auth(intake_token).json(&body);
        json(request, "enrolment").await
    }

    /// Hands a record in, streaming its content. By the organisation's own systems.
    ///
    /// Repeating it with the same [`Submission::record`] and content is safe and answers the same.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn submit_record(
        &self,
        intake_token: &str,
        submission: &Submission,
        content: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    ) -> Result<Filed, GatewayError> {
        self.submit_record_as(intake_token, submission, "application/octet-stream", content).await
    }

    /// [`GatewayClient::submit_record`] with a media type: the gateway validates what claims to be
    /// [`FHIR_JSON`].
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn submit_record_as(
        &self,
        intake_token: &str,
        submission: &Submission,
        media_type: &str,
        content: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    ) -> Result<Filed, GatewayError> {
        let mut request = self
            .request(Method::POST, "records")
            .bearer_auth(intake_token)
            .header("X-Salus-Record", hex::encode(submission.record.0))
            .header("X-Salus-Patient", submission.patient.to_string())
            .header("X-Salus-Policy", submission.policy)
            .header(reqwest::header::CONTENT_TYPE, media_type)
            .header(reqwest::header::CONTENT_LENGTH, submission.length);
        if let Some(author) = submission.author {
            request = request.header("X-Salus-Author", author.to_string());
        }
        if let Some(previous) = submission.previous {
            request = request.header("X-Salus-Previous", hex::encode(previous.0));
        }
        json(request.body(Body::wrap_stream(content)), "submission").await
    }

    /// Where a record that was handed in stands. By the organisation's own systems.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn record_status(
        &self,
        intake_token: &str,
        record: RecordId,
    ) -> Result<RecordState, GatewayError> {
        let path = format!("records/{}", hex::encode(record.0));
        json(self.request(Method::GET, &path).bearer_auth(intake_token), "record status").await
    }

    /// Redeems a ticket: the record's header, and the capsule transformed for the reader.
    ///
    /// # Errors
    /// [`GatewayError::NotSignedIn`], [`GatewayError::Refused`] among others.
    pub async fn open(&self, ticket: TicketId) -> Result<Admitted, GatewayError> {
        let path = format!("access/{ticket}");
        let request = self.request(Method::POST, &path).bearer_auth(self.token().await?);
        json(request, "access").await
    }

    /// Fetches a block and checks it against its name.
    ///
    /// `ticket` is needed for the header and content of records.
    ///
    /// # Errors
    /// [`GatewayError::WrongBlock`] if the bytes are others, [`GatewayError::Refused`] among others.
    pub async fn block(&self, block: &ContentId, ticket: Option<TicketId>) -> Result<Vec<u8>, GatewayError> {
        let query = ticket.map(|ticket| format!("?ticket={ticket}")).unwrap_or_default();
        let path = format!("ipfs/{block}{query}");
        let request = self.request(Method::GET, &path).bearer_auth(self.token().await?);
        let bytes = http::read(request, Bound::Block).await?;
        content::verify(block, &bytes).map_err(|_| GatewayError::WrongBlock(*block))?;
        Ok(bytes)
    }

    /// Puts a sealed key into the data pool. By an authority.
    ///
    /// # Errors
    /// [`GatewayError::WrongBlock`] if the gateway calls it something else, [`GatewayError::Refused`].
    pub async fn put_package(&self, package: Vec<u8>) -> Result<ContentId, GatewayError> {
        let expected = content::raw_id(&package);
        let request = self.request(Method::PUT, "packages").bearer_auth(self.token().await?).body(package);
        let stored: Stored = json(request, "key package").await?;
        if stored.cid != expected {
            return Err(GatewayError::WrongBlock(expected));
        }
        Ok(stored.cid)
    }

    /// Registers the reader's transform key in place of any before it.
    ///
    /// `seen` is the finalised block at which the reader saw the key's attributes count: the gateway waits
    /// a few seconds until its own node knows of that block.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others; with [`GatewayError::is_behind`] if the gateway's node did not
    /// get as far as `seen` in time.
    pub async fn put_transform_key(&self, key: Vec<u8>, seen: BlockNumber) -> Result<(), GatewayError> {
        let request = self
            .request(Method::PUT, "transform-key")
            .bearer_auth(self.token().await?)
            .header(SEEN_HEADER, seen)
            .body(key);
        http::read(request, Bound::Message).await.map(drop)
    }

    /// Has the gateway forget the reader's transform key.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn delete_transform_key(&self) -> Result<(), GatewayError> {
        let request = self.request(Method::DELETE, "transform-key").bearer_auth(self.token().await?);
        http::read(request, Bound::Message).await.map(drop)
    }

    /// The patient's own records whose headers the chain has moved on from, with those headers; `cursor` is the
    /// `next` of the answer before. `seen` is as for [`GatewayClient::put_transform_key`].
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn outdated_headers(
        &self,
        cursor: Option<RecordId>,
        seen: BlockNumber,
    ) -> Result<OutdatedHeaders, GatewayError> {
        let query = cursor.map(|cursor| format!("?cursor={}", hex::encode(cursor.0))).unwrap_or_default();
        let path = format!("headers/outdated{query}");
        let request =
            self.request(Method::GET, &path).bearer_auth(self.token().await?).header(SEEN_HEADER, seen);
        json(request, "outdated headers").await
    }

    /// Hands a new header of the patient's own record in. The same bytes again are never filed twice.
    ///
    /// `seen` is as for [`GatewayClient::put_transform_key`].
    ///
    /// # Errors
    /// [`GatewayError::WrongBlock`] if the gateway calls it something else, [`GatewayError::Refused`].
    pub async fn put_header(
        &self,
        record: RecordId,
        header: Vec<u8>,
        signature: &[u8; 64],
        seen: BlockNumber,
    ) -> Result<HeaderFiled, GatewayError> {
        let expected = content::raw_id(&header);
        let path = format!("records/{}/header", hex::encode(record.0));
        let request = self
            .request(Method::PUT, &path)
            .bearer_auth(self.token().await?)
            .header(SEEN_HEADER, seen)
            .header(SIGNATURE_HEADER, hex::encode(signature))
            .body(header);
        let filed: HeaderFiled = json(request, "new header").await?;
        if filed.header != expected || filed.record != record {
            return Err(GatewayError::WrongBlock(expected));
        }
        Ok(filed)
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        // `base` ends with a slash and `path` is a constant with digits or a content identifier in
        // it, so joining cannot leave the gateway.
        let url = self.base.join(path).unwrap_or_else(|_| self.base.clone());
        self.http.request(method, url)
    }
}
