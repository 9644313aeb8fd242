//! What the gateway takes on at most.

use super::{between, ConfigError, MAX_HEADER, MAX_RECORD};
use serde::Deserialize;
use std::{num::NonZeroU32, time::Duration};

/// What the gateway takes on at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a record's plaintext.
    pub record: u64,
    /// Bytes of a record's header.
    pub header: usize,
    /// Open connections.
    pub connections: usize,
    /// Of these, those of one address.
    pub connections_per_address: usize,
    /// How long a TLS handshake and the head of a request may take, and so how long a connection may be idle.
    pub head_timeout: Duration,
    /// Requests of members at the same time; more are answered 503. Each may hold a block of 1 MiB.
    pub requests: usize,
    /// Requests of other gateways at the same time.
    pub peer_requests: usize,
    /// Requests at the same time whose answers wait for a block to be final.
    pub filings: usize,
    /// Requests of one account at the same time; more are answered 429.
    pub requests_per_account: usize,
    /// Requests of one organisation's people at the same time, and as many of its gateway.
    pub requests_per_organisation: usize,
    /// Requests of one account in a second.
    pub rate_per_account: NonZeroU32,
    /// Requests of one organisation's people in a second, and as many of its gateway.
    pub rate_per_organisation: NonZeroU32,
    /// Sessions at the same time; the one that ends soonest makes room for a new one.
    pub sessions: usize,
    /// Records that are taken in at the same time.
    pub intakes: usize,
    /// How long a request may take, the transfer of a record not counted.
    pub request_timeout: Duration,
    /// How long a sender or a reader may pause.
    pub idle_timeout: Duration,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub(super) struct Fields {
    record_bytes: Option<u64>,
    header_bytes: Option<usize>,
    connections: Option<usize>,
    connections_per_address: Option<usize>,
    head_timeout_seconds: Option<u64>,
    requests: Option<usize>,
    peer_requests: Option<usize>,
    filings: Option<usize>,
    requests_per_account: Option<usize>,
    requests_per_organisation: Option<usize>,
    rate_per_account: Option<NonZeroU32>,
    rate_per_organisation: Option<NonZeroU32>,
    sessions: Option<usize>,
    intakes: Option<usize>,
    request_timeout_seconds: Option<u64>,
    idle_timeout_seconds: Option<u64>,
}

impl Default for Limits {
    fn default() -> Self {
        let rate = |number| NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN);
        Self {
            record: MAX_RECORD,
            header: MAX_HEADER,
            connections: 1024,
            connections_per_address: 512,
            head_timeout: Duration::from_secs(30),
            requests: 256,
            peer_requests: 128,
            filings: 256,
            requests_per_account: 32,
            requests_per_organisation: 96,
            rate_per_account: rate(500),
            rate_per_organisation: rate(2000),
            sessions: 10_000,
            intakes: 16,
            request_timeout: Duration::from_secs(60),
            idle_timeout: Duration::from_secs(30),
        }
    }
}

/// The configured limits, and the others as they are by default.
///
/// # Errors
/// [`ConfigError::Invalid`] names the first field that is out of its range.
pub(super) fn read(fields: Fields) -> Result<Limits, ConfigError> {
    let default = Limits::default();
    let rate = |field, given: Option<NonZeroU32>, default| {
        between(field, given, default, NonZeroU32::MIN, NonZeroU32::MAX)
    };
    let seconds = |field, given, default: Duration| {
        between(field, given, default.as_secs(), 1, 3600).map(Duration::from_secs)
    };
    Ok(Limits {
        record: between("limits.record_bytes", fields.record_bytes, default.record, 1, MAX_RECORD)?,
        header: between("limits.header_bytes", fields.header_bytes, default.header, 4096, MAX_HEADER)?,
        connections: between("limits.connections", fields.connections, default.connections, 16, 65_536)?,
        connections_per_address: between(
            "limits.connections_per_address",
            fields.connections_per_address,
            default.connections_per_address,
            1,
            65_536,
        )?,
        head_timeout: seconds(
            "limits.head_timeout_seconds",
            fields.head_timeout_seconds,
            default.head_timeout,
        )?,
        requests: between("limits.requests", fields.requests, default.requests, 1, 65_536)?,
        peer_requests: between(
            "limits.peer_requests",
            fields.peer_requests,
            default.peer_requests,
            1,
            65_536,
        )?,
        filings: between("limits.filings", fields.filings, default.filings, 1, 65_536)?,
        requests_per_account: between(
            "limits.requests_per_account",
            fields.requests_per_account,
            default.requests_per_account,
            1,
            65_536,
        )?,
        requests_per_organisation: between(
            "limits.requests_per_organisation",
            fields.requests_per_organisation,
            default.requests_per_organisation,
            1,
            65_536,
        )?,
        rate_per_account: rate("limits.rate_per_account", fields.rate_per_account, default.rate_per_account)?,
        rate_per_organisation: rate(
            "limits.rate_per_organisation",
            fields.rate_per_organisation,
            default.rate_per_organisation,
        )?,
        sessions: between("limits.sessions", fields.sessions, default.sessions, 16, 1_000_000)?,
        intakes: between("limits.intakes", fields.intakes, default.intakes, 1, 1024)?,
        request_timeout: seconds(
            "limits.request_timeout_seconds",
            fields.request_timeout_seconds,
            default.request_timeout,
        )?,
        idle_timeout: seconds(
            "limits.idle_timeout_seconds",
            fields.idle_timeout_seconds,
            default.idle_timeout,
        )?,
    })
}
