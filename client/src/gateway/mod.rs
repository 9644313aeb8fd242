//! The HTTP interface of an organisation's EHR server.

mod error;
mod http;
mod messages;
mod patients;
#[cfg(test)]
mod tests;
mod upload;

pub use error::GatewayError;
pub use messages::{
    session_payload, Admitted, Challenge, ChallengeRequest, EnrolRequest, Enrolled, Fault, Filed,
    HeaderFiled, HeaderStatus, OutdatedHeader, OutdatedHeaders, RecordState, Session, SessionRequest, Stored,
    Submission, FHIR_JSON, RECEIPT_HEADER, SEEN_HEADER, SESSION_DOMAIN, SIGNATURE_HEADER,
};

use crate::{account::AccountId, card::KeyCard, content, enrolment::Agreement, Account};
use bytes::Bytes;
use futures::Stream;
use http::{json, Bound};
use reqwest::{
    header::{HeaderMap, HeaderValue, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE},
    Client, Method, RequestBuilder,
};
use salus_primitives::{
    receipt::receipt_statement, BlockNumber, ContentId, Digest, OrganisationId, RecordId, TicketId,
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;
use upload::Patience;
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
    seen: Option<BlockNumber>,
    receipts: Option<ReceiptsFor>,
    patience: Patience,
    session: Arc<Mutex<Option<ActiveSession>>>,
}

/// On which chain, and for which organisation, receipts are signed.
#[derive(Clone, Copy)]
struct ReceiptsFor {
    genesis: Digest,
    organisation: OrganisationId,
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
        let http = http::client(&base, Some(READ_TIMEOUT))?;
        Ok(Self {
            http,
            base,
            audience: None,
            seen: None,
            receipts: None,
            patience: Patience::STANDARD,
            session: Arc::default(),
        })
    }

    /// This client, telling the gateway that what is asked builds on the chain as it stood at the finalised block
    /// `seen`: a gateway whose node is not as far yet waits a few seconds.
    #[must_use]
    pub fn having_seen(mut self, seen: BlockNumber) -> Self {
        self.seen = Some(seen);
        self
    }

    /// This client, signing in only if the gateway is the one of `audience`.
    ///
    /// Without it, a gateway could pass another gateway's challenge on and sign in there as its guest.
    #[must_use]
    pub fn for_audience(mut self, audience: AccountId) -> Self {
        self.audience = Some(audience);
        self
    }

    /// This client, signing a receipt with whatever it asks for under a ticket.
    ///
    /// The gateway of `organisation` files the receipt on the chain that begins with `genesis`. It hands nothing
    /// out without one.
    #[must_use]
    pub fn with_receipts(mut self, genesis: Digest, organisation: OrganisationId) -> Self {
        self.receipts = Some(ReceiptsFor { genesis, organisation });
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

    /// `request` with the reader's receipt for `ticket`, if this client signs receipts.
    async fn with_receipt(
        &self,
        request: RequestBuilder,
        ticket: TicketId,
    ) -> Result<RequestBuilder, GatewayError> {
        let Some(ReceiptsFor { genesis, organisation }) = self.receipts else { return Ok(request) };
        let held = self.session.lock().await;
        let session = held.as_ref().ok_or(GatewayError::NotSignedIn)?;
        let receipt = session.account.sign(&receipt_statement(&genesis, ticket, organisation));
        Ok(request.header(RECEIPT_HEADER, hex::encode(receipt)))
    }

    /// True if the gateway says that it is well.
    ///
    /// # Errors
    /// [`GatewayError::Unreachable`].
    pub async fn health(&self) -> Result<bool, GatewayError> {
        let response = http::send(self.request(Method::GET, "health")).await?;
        Ok(response.status().is_success())
    }

    /// Enrols the owner of `card`, who agreed. By the organisation's own systems.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn enrol(
        &self,
        intake_token: &str,
        card: &KeyCard,
        agreement: &Agreement,
    ) -> Result<Enrolled, GatewayError> {
        let Agreement { role, until, signature, .. } = *agreement;
        let body = EnrolRequest { account: card.account(), role, card: card.encode(), until, signature };
        let request = self.request(Method::POST, "enrol").bearer_auth(intake_token).json(&body);
        json(request, "enrolment").await
    }

    /// Hands a record in, streaming its content. By the organisation's own systems.
    ///
    /// Repeating it with the same [`Submission::record`] and content is safe and answers the same. The gateway
    /// validates what `media_type` says is [`FHIR_JSON`]; any other is kept as it is.
    ///
    /// # Errors
    /// [`GatewayError::Refused`] among others.
    pub async fn submit_record(
        &self,
        intake_token: &str,
        submission: &Submission,
        media_type: &str,
        content: impl Stream<Item = std::io::Result<Bytes>> + Send + 'static,
    ) -> Result<Filed, GatewayError> {
        let url = self.url_of("records");
        let headers = self.submission_headers(intake_token, submission, media_type)?;
        let answer = if upload::through_proxy(&url) {
            // Without a limit on how long the whole takes, as there is for everything else.
            let client = http::client(&self.base, None)?;
            upload::post_through_proxy(&url, content, self.patience, async |body| {
                http::reply(client.post(url.clone()).headers(headers).body(body)).await
            })
            .await?
        } else {
            upload::post(&url, headers, content, self.patience).await?
        };
        answer.json("submission")
    }

    fn submission_headers(
        &self,
        intake_token: &str,
        submission: &Submission,
        media_type: &str,
    ) -> Result<HeaderMap, GatewayError> {
        let text = |text: &str| {
            HeaderValue::from_str(text)
                .map_err(|_| GatewayError::Setup("a line break cannot be sent in a header".into()))
        };
        let mut bearer = text(&format!("Bearer {intake_token}"))?;
        bearer.set_sensitive(true);
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, bearer);
        headers.insert(CONTENT_TYPE, text(media_type)?);
        headers.insert(CONTENT_LENGTH, submission.length.into());
        headers.insert("X-Salus-Record", text(&hex::encode(submission.record.0))?);
        headers.insert("X-Salus-Patient", text(&submission.patient.to_string())?);
        headers.insert("X-Salus-Policy", text(&submission.policy.to_string())?);
        if let Some(author) = submission.author {
            headers.insert("X-Salus-Author", text(&author.to_string())?);
        }
        if let Some(previous) = submission.previous {
            headers.insert("X-Salus-Previous", text(&hex::encode(previous.0))?);
        }
        if let Some(seen) = self.seen {
            headers.insert(SEEN_HEADER, seen.into());
        }
        Ok(headers)
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
        let request = self.member_request(Method::POST, &path).await?;
        json(self.with_receipt(request, ticket).await?, "access").await
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
        let mut request = self.member_request(Method::GET, &path).await?;
        if let Some(ticket) = ticket {
            request = self.with_receipt(request, ticket).await?;
        }
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
        let request = self.member_request(Method::PUT, "packages").await?.body(package);
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
    /// [`GatewayError::Refused`] among others; with the code `node_behind` if the gateway's node did not
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

    /// A request of the account that is signed in.
    async fn member_request(&self, method: Method, path: &str) -> Result<RequestBuilder, GatewayError> {
        let request = self.request(method, path).bearer_auth(self.token().await?);
        Ok(match self.seen {
            Some(seen) => request.header(SEEN_HEADER, seen),
            None => request,
        })
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, self.url_of(path))
    }

    fn url_of(&self, path: &str) -> Url {
        // `base` ends with a slash and `path` is a constant with digits or a content identifier in
        // it, so joining cannot leave the gateway.
        self.base.join(path).unwrap_or_else(|_| self.base.clone())
    }
}
