//! New headers of one's own records, or of a ward's: `GET /headers/outdated`, `GET` and `PUT /records/{id}/header`.

use super::{caller::Member, error::Problem};
use crate::{
    intake::IntakeError,
    pool::fetch::FetchError,
    rewrapping::{self, Filed, FilingError, NewHeader},
    state::Gateway,
    verification::VerificationError,
};
use axum::{
    extract::{rejection::BytesRejection, Path, Query, State},
    http::{HeaderMap, StatusCode},
    Json,
};
use bytes::Bytes;
use salus_client::{
    account::AccountId,
    content::raw_id,
    gateway::{HeaderFiled, HeaderStatus, OutdatedHeader, OutdatedHeaders, SIGNATURE_HEADER},
};
use salus_primitives::RecordId;
use serde::Deserialize;
use std::sync::Arc;

/// What can stand after the `?`.
#[derive(Deserialize)]
pub struct Options {
    cursor: Option<String>,
    patient: Option<String>,
}

/// Lists the caller's records whose headers the chain has moved on from, or those of `patient`, whose guardian the
/// caller is.
pub async fn outdated(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
    Query(options): Query<Options>,
) -> Result<Json<OutdatedHeaders>, Problem> {
    let cursor = options.cursor.as_deref().map(record).transpose()?;
    let patient = options.patient.as_deref().map(account).transpose()?.unwrap_or(member.account);
    let decides = rewrapping::decides_for(&gateway, member.head, member.account, patient).await;
    if !decides.map_err(VerificationError::from)? {
        return Err(Problem::not_here());
    }
    let (found, next) = rewrapping::outdated(&gateway, member.head, patient, cursor).await?;
    let items = found
        .into_iter()
        .map(|outdated| OutdatedHeader {
            record: outdated.record,
            reason: outdated.reason.into(),
            header: outdated.header.map(|header| header.to_vec()),
        })
        .collect();
    Ok(Json(OutdatedHeaders { items, next }))
}

/// Hands the header of a record out to its patient, or to a guardian: the next one is made from it.
pub async fn current(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
) -> Result<Bytes, Problem> {
    Ok(rewrapping::header_for(&gateway, member.head, member.account, record(&id)?).await?)
}

/// Takes a new header of one of the caller's records.
pub async fn file(
    member: Member,
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<HeaderFiled>, Problem> {
    let id = record(&id)?;
    let signature = signature(&headers)?;
    let bytes = body.map_err(|_| {
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            "the body is longer than any header, or was cut off",
            "send the header's bytes alone",
        )
    })?;
    let header = raw_id(&bytes);
    let new = NewHeader { bytes, signature };
    let Member { account, head, .. } = member;
    let task = {
        let gateway = Arc::clone(&gateway);
        let tracked = Arc::clone(&gateway);
        // Not cut off when the client hangs up: the call may be on its way to the chain.
        tracked.tasks.spawn(async move { rewrapping::file(&gateway, head, account, id, new).await })
    };
    let (status, block) = match task.await.map_err(|_| IntakeError::Interrupted)?? {
        Filed::At(block) => (HeaderStatus::Waiting, Some(block)),
        Filed::Waiting => (HeaderStatus::Waiting, None),
        Filed::InPlace => (HeaderStatus::InPlace, None),
    };
    Ok(Json(HeaderFiled { record: id, header, status, block }))
}

/// The patient's signature over the new header, in its own field: the body is the header and nothing else.
fn signature(headers: &HeaderMap) -> Result<[u8; 64], Problem> {
    let given = headers.get(SIGNATURE_HEADER).and_then(|value| value.to_str().ok());
    let mut signature = [0; 64];
    given
        .is_some_and(|text| hex::decode_to_slice(text, &mut signature).is_ok())
        .then_some(signature)
        .ok_or_else(|| {
            Problem::bad_request(
                format!("the header {SIGNATURE_HEADER} is missing or not 128 hexadecimal digits"),
                "send the patient's signature over the new header in it",
            )
        })
}

fn account(text: &str) -> Result<AccountId, Problem> {
    text.parse().map_err(|_| {
        Problem::bad_request("the patient is not an address", "correct ?patient= in the address")
    })
}

fn record(text: &str) -> Result<RecordId, Problem> {
    text.parse().map_err(|error: salus_primitives::ids::InvalidRecordId| {
        Problem::bad_request(error.to_string(), "correct the record's id")
    })
}

impl From<VerificationError> for Problem {
    fn from(error: VerificationError) -> Self {
        match error {
            VerificationError::Refused(refusal) => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                refusal.name(),
                refusal.to_string(),
                "make the header again from what the chain says now",
            ),
            VerificationError::Fetch(FetchError::NotHere | FetchError::Header) => Self::unavailable(
                "unavailable",
                error.to_string(),
                "ask again when the organisations that keep the record are reachable",
            ),
            VerificationError::Fetch(FetchError::Ledger(error)) => error.into(),
            VerificationError::Fetch(FetchError::Database(error)) => error.into(),
            VerificationError::Fetch(FetchError::Pool(error)) => error.into(),
        }
    }
}

impl From<FilingError> for Problem {
    fn from(error: FilingError) -> Self {
        let message = error.to_string();
        match error {
            FilingError::NotGateway => IntakeError::NotGateway.into(),
            FilingError::NotHere => Self::not_here(),
            FilingError::NotActive => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not_active",
                message,
                "wait until it is; versions that were superseded keep their headers",
            ),
            FilingError::NoContribution => Self::new(
                StatusCode::FORBIDDEN,
                "no_contribution",
                message,
                "hand it in at the gateway of the organisation that filed the record, or allow this one",
            ),
            FilingError::NotOutdated => Self::new(
                StatusCode::CONFLICT,
                "not_outdated",
                message,
                "there is nothing to do; a waiting header replaces it or is dropped by itself",
            ),
            FilingError::NotSigned => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "not_signed",
                message,
                "make and sign the header again: the policy may have changed meanwhile",
            ),
            FilingError::InProgress => Self::new(
                StatusCode::CONFLICT,
                "in_progress",
                message,
                "wait for the other request, then repeat this one to see its outcome",
            ),
            FilingError::Verification(error) => error.into(),
        }
    }
}
