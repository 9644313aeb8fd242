//! Requests and answers: bounded, and with the gateway's own words when it says no.

use super::{error::GatewayError, messages::Fault};
use crate::content;
use reqwest::{redirect::Policy, Client, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use std::time::Duration;
use url::{Host, Url};

/// How long an answer may be.
#[derive(Clone, Copy)]
pub(super) enum Bound {
    /// JSON: a header of 256 KiB in hexadecimal digits and some.
    Message,
    /// One block.
    Block,
}

impl Bound {
    pub(super) fn bytes(self) -> usize {
        match self {
            Self::Message => 4 * 1024 * 1024,
            Self::Block => content::MAX_BLOCK_SIZE,
        }
    }
}

/// The gateway's URL, ending with a slash so that paths can be joined to it.
pub(super) fn base(text: &str) -> Result<Url, GatewayError> {
    let fault = |reason: String| GatewayError::Url { url: text.into(), reason };
    let url = Url::parse(&format!("{}/", text.trim_end_matches('/'))).map_err(|e| fault(e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(fault("it must begin with http:// or https://".into()));
    }
    if url.host().is_none() || url.query().is_some() || url.fragment().is_some() {
        return Err(fault("it must be a host, optionally with port and path".into()));
    }
    Ok(url)
}

/// An HTTP client for the gateway at `base`. It waits for the next bytes as long as `patience` says.
pub(super) fn client(base: &Url, patience: Option<Duration>) -> Result<Client, GatewayError> {
    // A gateway answers itself; whoever redirects would learn the session's secret.
    let mut builder = Client::builder().redirect(Policy::none()).connect_timeout(super::CONNECT_TIMEOUT);
    #[cfg(target_os = "linux")]
    {
        // Else the library's own limit of 30 s cuts off who does not take the next bytes for a while.
        builder = builder.tcp_user_timeout(super::READ_TIMEOUT);
    }
    if let Some(patience) = patience {
        builder = builder.read_timeout(patience);
    }
    if is_loopback(base) {
        // No proxy can reach this machine's own loopback.
        builder = builder.no_proxy();
    }
    builder.build().map_err(|e| GatewayError::Setup(e.to_string()))
}

/// True if the URL names this machine itself.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    }
}

pub(super) async fn send(request: RequestBuilder) -> Result<Response, GatewayError> {
    let (client, request) = request.build_split();
    let request = request.map_err(|e| GatewayError::Setup(e.to_string()))?;
    let url = request.url().clone();
    client.execute(request).await.map_err(|e| unreachable(&url, &e))
}

/// Sends the request and reads the answer's body, if it is not an error.
pub(super) async fn read(request: RequestBuilder, bound: Bound) -> Result<Vec<u8>, GatewayError> {
    let response = send(request).await?;
    let status = response.status();
    if status.is_success() {
        return body(response, bound).await;
    }
    let body = body(response, Bound::Message).await.unwrap_or_default();
    Reply { status: status.as_u16(), body }.success()
}

/// An answer as it came.
pub(super) struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Reply {
    /// The body, if the answer is not an error.
    pub(super) fn success(self) -> Result<Vec<u8>, GatewayError> {
        let status = self.status;
        if (200..300).contains(&status) {
            return Ok(self.body);
        }
        let fault = serde_json::from_slice(&self.body).unwrap_or_else(|_| Fault {
            error: "http".into(),
            message: format!("the gateway answered with HTTP status {status}"),
            help: String::new(),
        });
        Err(GatewayError::Refused { status, fault })
    }

    /// What the body says. `what` names the request in errors.
    pub(super) fn json<T: DeserializeOwned>(self, what: &str) -> Result<T, GatewayError> {
        parse(&self.success()?, what)
    }
}

/// Sends the request and takes the answer, whatever it is.
pub(super) async fn reply(request: RequestBuilder) -> Result<Reply, GatewayError> {
    let response = send(request).await?;
    let status = response.status().as_u16();
    Ok(Reply { status, body: body(response, Bound::Message).await? })
}

/// Sends the request and reads the answer's JSON. `what` names the request in errors.
pub(super) async fn json<T: DeserializeOwned>(
    request: RequestBuilder,
    what: &str,
) -> Result<T, GatewayError> {
    parse(&read(request, Bound::Message).await?, what)
}

fn parse<T: DeserializeOwned>(bytes: &[u8], what: &str) -> Result<T, GatewayError> {
    serde_json::from_slice(bytes)
        .map_err(|e| GatewayError::Answer { request: what.into(), reason: e.to_string() })
}

async fn body(mut response: Response, bound: Bound) -> Result<Vec<u8>, GatewayError> {
    let url = response.url().clone();
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| unreachable(&url, &e))? {
        if bytes.len().saturating_add(chunk.len()) > bound.bytes() {
            let reason = format!("longer than {} bytes", bound.bytes());
            return Err(GatewayError::Answer { request: url.path().into(), reason });
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn unreachable(url: &Url, error: &reqwest::Error) -> GatewayError {
    // The innermost cause says most: "Connection refused", not "error sending request".
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    unreachable_because(url, cause.to_string())
}

pub(super) fn unreachable_because(url: &Url, reason: String) -> GatewayError {
    GatewayError::Unreachable { url: url.origin().ascii_serialization(), reason }
}
