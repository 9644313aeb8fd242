//! Answers that are errors: a stable code, what was wrong, what to do.

use crate::{
    access::AccessError, admission::NotAdmitted, database::DatabaseError, intake::IntakeError,
    ledger::LedgerError, pool::PoolError, session::SignInError,
};
use axum::{
    http::{header, HeaderValue, StatusCode},
    response::{IntoResponse, Response},
    Json,
};
use salus_client::gateway::Fault;

/// Seconds after which a client is to ask again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

/// An answer that is an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The HTTP status.
    pub status: StatusCode,
    /// A code that never changes its meaning.
    pub code: &'static str,
    /// What was wrong.
    pub message: String,
    /// What to do.
    pub help: &'static str,
    /// In how many seconds to ask again, if that is known.
    pub retry_after: Option<HeaderValue>,
}

impl Problem {
    /// An error with `status` and `code`.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        help: &'static str,
    ) -> Self {
        let retry_after = (status == StatusCode::SERVICE_UNAVAILABLE).then_some(RETRY_AFTER);
        Self { status, code, message: message.into(), help, retry_after }
    }

    /// The request itself is wrong.
    pub fn bad_request(message: impl Into<String>, help: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", message, help)
    }

    /// Nothing here, or nothing for the caller: the two look the same.
    pub fn not_here() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not_here",
            "there is nothing here for you under this identifier",
            "check the identifier; records need ?ticket= with a valid ticket of yours for that record",
        )
    }

    /// The caller is not signed in.
    pub fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "not_signed_in",
            "the request carries no valid bearer token",
            "sign in with POST /auth/challenge and POST /auth/session",
        )
    }

    /// The gateway cannot answer now.
    pub fn unavailable(code: &'static str, message: impl Into<String>, help: &'static str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, message, help)
    }

    /// The gateway's disk has no room.
    pub fn disk_full() -> Self {
        Self::new(
            StatusCode::INSUFFICIENT_STORAGE,
            "disk_full",
            "the gateway's disk is full",
            "ask again once the gateway's operator has made room",
        )
    }

    fn internal(what: &dyn std::fmt::Display) -> Self {
        // The cause is for the operator; the caller learns that it was not the caller's fault.
        tracing::error!(cause = %what, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the gateway could not do its part",
            "tell the gateway's operator; its log has the cause",
        )
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let fault = Fault { error: self.code.into(), message: self.message, help: self.help.into() };
        let mut response = (self.status, Json(fault)).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        if self.status == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

impl From<LedgerError> for Problem {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Unreachable => Self::unavailable(
                "node_unreachable",
                error.to_string(),
                "ask again in a few seconds; if it lasts, the operator must look after the node",
            ),
            LedgerError::Behind { .. } => Self::unavailable(
                "node_behind",
                error.to_string(),
                "ask again in a few seconds; if it lasts, the operator must look after the node",
            ),
            LedgerError::NotTaken(_) => Self::unavailable(
                "not_taken",
                error.to_string(),
                "ask again in a few seconds; if it lasts, check that the gateway's organisation is active",
            ),
            LedgerError::Refused { .. } => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "refused_by_chain",
                error.to_string(),
                "change what the reason names",
            ),
            LedgerError::Malformed(_) => Self::internal(&error),
        }
    }
}

impl From<DatabaseError> for Problem {
    fn from(error: DatabaseError) -> Self {
        match error {
            DatabaseError::Range(_) => Self::bad_request(error.to_string(), "use a number below 2^63"),
            DatabaseError::Full => Self::disk_full(),
            other => Self::internal(&other),
        }
    }
}

impl From<PoolError> for Problem {
    fn from(error: PoolError) -> Self {
        match error {
            PoolError::Full => Self::disk_full(),
            other => Self::internal(&other),
        }
    }
}

impl From<SignInError> for Problem {
    fn from(error: SignInError) -> Self {
        let help = "ask for a new challenge and sign it, and this gateway's account, within a minute";
        match error {
            SignInError::Busy => Self::unavailable("busy", error.to_string(), "ask again in a minute"),
            other => Self::new(StatusCode::UNAUTHORIZED, "sign_in_refused", other.to_string(), help),
        }
    }
}

impl From<AccessError> for Problem {
    fn from(error: AccessError) -> Self {
        match error {
            AccessError::NotAdmitted(NotAdmitted::NoSuchTicket) | AccessError::NotHere => Self::not_here(),
            AccessError::NotAdmitted(NotAdmitted::Expired) => Self::new(
                StatusCode::FORBIDDEN,
                "ticket_expired",
                "the ticket has expired",
                "open the record again on the chain and use the new ticket",
            ),
            AccessError::NotAdmitted(NotAdmitted::NoLongerGranted) => Self::new(
                StatusCode::FORBIDDEN,
                "not_granted",
                "what the ticket was issued for is not granted any more",
                "the policy, your attributes or the record changed; ask whoever issues your attributes",
            ),
            AccessError::ReceiptMissing => Self::new(
                StatusCode::PRECONDITION_REQUIRED,
                "receipt_required",
                error.to_string(),
                "sign the ticket for this gateway's organisation and send it in X-Salus-Receipt; update `salus`",
            ),
            AccessError::ReceiptInvalid => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "receipt_invalid",
                error.to_string(),
                "sign this ticket, for the organisation of this gateway, on this chain, with the ticket's account",
            ),
            AccessError::Ledger(error) => error.into(),
            AccessError::Database(error) => error.into(),
            AccessError::Pool(error) => error.into(),
            AccessError::Header => Self::internal(&"a record's header cannot be read"),
            AccessError::Starting => Self::unavailable(
                "starting",
                error.to_string(),
                "ask again in a minute, or ask another organisation's gateway",
            ),
            AccessError::Interrupted => Self::unavailable("stopping", error.to_string(), "ask again later"),
        }
    }
}

impl From<IntakeError> for Problem {
    fn from(error: IntakeError) -> Self {
        let message = error.to_string();
        let unprocessable =
            |code, help| Self::new(StatusCode::UNPROCESSABLE_ENTITY, code, message.clone(), help);
        let conflict = |code, help| Self::new(StatusCode::CONFLICT, code, message.clone(), help);
        match error {
            IntakeError::Ledger(error) => error.into(),
            IntakeError::Database(error) => error.into(),
            IntakeError::Pool(error) => error.into(),
            IntakeError::Envelope(_) | IntakeError::Leaf(_) | IntakeError::Lost => Self::internal(&message),
            IntakeError::NotGateway => Self::unavailable(
                "not_a_gateway",
                message,
                "have the council register this gateway's account, or reinstate the organisation",
            ),
            IntakeError::NotPatient => {
                unprocessable("not_a_patient", "enrol the patient first, or correct X-Salus-Patient")
            }
            IntakeError::NoContribution => Self::new(
                StatusCode::FORBIDDEN,
                "no_contribution",
                message,
                "the patient must allow this organisation to add records",
            ),
            IntakeError::NoPolicy => {
                unprocessable("no_policy", "the patient must set the policy; correct X-Salus-Policy")
            }
            IntakeError::PolicyRevoked => {
                unprocessable("policy_revoked", "name another policy of the patient in X-Salus-Policy")
            }
            IntakeError::PolicyExpired { .. } => unprocessable(
                "policy_expired",
                "the patient must set the policy for longer, or name another one in X-Salus-Policy",
            ),
            IntakeError::PolicyNotYetValid { .. } => {
                unprocessable("policy_not_yet_valid", "file the record from that block on, or under another policy")
            }
            IntakeError::Attribute(_) => unprocessable(
                "attribute_not_in_use",
                "the patient must change the policy, or the authority declare the attribute",
            ),
            IntakeError::Authority(_) => {
                unprocessable("authority_not_in_use", "choose a policy whose authorities are active")
            }
            IntakeError::NoCard => Self::unavailable(
                "no_card",
                message,
                "ask again when the patient's own organisation is reachable",
            ),
            IntakeError::Card(_) => unprocessable(
                "bad_card",
                "the owner must make the key card again, with the account that is enrolled",
            ),
            IntakeError::Author => {
                unprocessable("bad_author", "leave X-Salus-Author out, or name a practitioner enrolled here")
            }
            IntakeError::Previous => unprocessable(
                "bad_previous",
                "X-Salus-Previous names the active record that this one replaces",
            ),
            IntakeError::TooLarge { .. } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                message,
                "split the content into several records",
            ),
            IntakeError::Length => {
                Self::bad_request(message, "Content-Length must be the number of bytes in the body")
            }
            IntakeError::Stopped => Self::new(
                StatusCode::REQUEST_TIMEOUT,
                "body_stopped",
                message,
                "send the request again under the same id",
            ),
            IntakeError::Fhir(_) => unprocessable(
                "not_fhir",
                "correct what the message names, or send another Content-Type for a file that is no FHIR resource",
            ),
            IntakeError::InProgress => {
                conflict("in_progress", "wait for the other request, then repeat this one to see its outcome")
            }
            IntakeError::Conflict(_) => {
                conflict("conflict", "draw a new id; an id stands for one record for ever")
            }
            IntakeError::Enrolled => conflict(
                "enrolled_otherwise",
                "use the role and the card that the chain has, or the account's own organisation",
            ),
            IntakeError::Waiting => Self::unavailable(
                "waiting",
                message,
                "nothing is lost; repeat the request or ask GET /records/{id}",
            ),
            IntakeError::Held(_) => Self::unavailable(
                "waiting",
                message,
                "nothing is lost; change what the reason names, or ask GET /records/{id} later",
            ),
            IntakeError::Refused(_) => {
                unprocessable("refused_by_chain", "change what the reason names, then repeat the request")
            }
            IntakeError::Outdated(_) => {
                unprocessable("outdated", "the policy changed in the meantime; repeat the request")
            }
            IntakeError::Busy => Self::unavailable("busy", message, "ask again in a few seconds"),
            IntakeError::Interrupted => Self::unavailable("stopping", message, "ask again later"),
        }
    }
}
