//! The hospital's own side: `POST /enrol`, `POST /records`, `GET /records/{id}`.

use super::{
    caller::Intake,
    error::Problem,
    json::Body,
    media::{self, only, Media},
};
use crate::{
    database::submissions::{Particulars, Stage},
    intake::{enrol as enrolment, filing, IntakeError},
    state::Gateway,
};
use axum::{
    body::Body as RawBody,
    extract::{Path, State},
    http::{HeaderMap, HeaderName, StatusCode},
    Json,
};
use salus_client::{
    account::AccountId,
    gateway::{EnrolRequest, Enrolled, Filed, RecordState},
};
use salus_primitives::{record::RecordStatus, RecordId};
use std::{fmt::Display, str::FromStr, sync::Arc};

/// Enrols a person.
pub async fn enrol(
    _: Intake,
    State(gateway): State<Arc<Gateway>>,
    Body(request): Body<EnrolRequest>,
) -> Result<Json<Enrolled>, Problem> {
    let EnrolRequest { account, role, card, until, signature } = request;
    let agreed = enrolment::Agreed { role, until, signature };
    let task = {
        let gateway = Arc::clone(&gateway);
        let tracked = Arc::clone(&gateway);
        tracked.tasks.spawn(async move { enrolment::enrol(&gateway, account, card.into(), agreed).await })
    };
    let block = task.await.map_err(|_| IntakeError::Interrupted)??;
    Ok(Json(Enrolled { account, block }))
}

/// Takes a record in.
pub async fn file(
    _: Intake,
    State(gateway): State<Arc<Gateway>>,
    headers: HeaderMap,
    body: RawBody,
) -> Result<(StatusCode, Json<Filed>), Problem> {
    let request = request(&headers, gateway.account.id())?;
    let record = request.particulars.record;
    let task = {
        let gateway = Arc::clone(&gateway);
        let tracked = Arc::clone(&gateway);
        // Not cut off when the client hangs up: either it completes, or it cleans up behind itself.
        tracked.tasks.spawn(async move { filing::file(&gateway, request, body.into_data_stream()).await })
    };
    let known = task.await.map_err(|_| IntakeError::Interrupted)??;
    let sealed = known.sealed.ok_or(IntakeError::Lost)?;
    let block = known.block.ok_or(IntakeError::Lost)?;
    let status = match known.stage {
        Stage::Active => RecordStatus::Active,
        Stage::Lapsed => RecordStatus::Lapsed,
        _ => status_on_chain(&gateway, record).await,
    };
    let filed = Filed { record, content: sealed.content, header: sealed.header, status, block };
    Ok((StatusCode::CREATED, Json(filed)))
}

/// The status at the head; Pending if the head is older than the submission or cannot be asked.
async fn status_on_chain(gateway: &Gateway, record: RecordId) -> RecordStatus {
    let Ok(head) = gateway.ledger.head() else { return RecordStatus::Pending };
    let found = gateway.ledger.record(head, record).await;
    found.ok().flatten().map_or(RecordStatus::Pending, |record| record.status)
}

/// Tells where a record stands.
pub async fn state(
    _: Intake,
    State(gateway): State<Arc<Gateway>>,
    Path(id): Path<String>,
) -> Result<Json<RecordState>, Problem> {
    let record: RecordId = id.parse().map_err(|error: salus_primitives::ids::InvalidRecordId| {
        Problem::bad_request(error.to_string(), "correct the id in the path")
    })?;
    let known = gateway.store.database.submission(&record).await?;
    let on_chain = match gateway.ledger.head() {
        Ok(head) => gateway.ledger.record(head, record).await?,
        Err(error) if known.is_none() => return Err(error.into()),
        Err(_) => None,
    };
    let attempts = known.as_ref().map_or(0, |known| known.attempts);
    let reason = known.as_ref().and_then(|known| known.reason.clone());
    let of = |status, endorsements, required| {
        let reason = reason.clone();
        RecordState { record, status, endorsements, required, reason, attempts }
    };
    match (on_chain, known.map(|known| (known.stage, known.reason))) {
        // It missed its majority, and waits to be filed again.
        (Some(found), Some((Stage::Stored, _))) if found.status == RecordStatus::Lapsed => {
            Ok(Json(of(RecordStatus::Pending, 0, found.required)))
        }
        (Some(found), Some((Stage::Failed, reason))) if found.status == RecordStatus::Lapsed => {
            Err(IntakeError::Refused(reason.unwrap_or_default()).into())
        }
        (Some(found), _) => {
            let endorsements = u32::try_from(found.endorsements.len()).unwrap_or(u32::MAX);
            Ok(Json(of(found.status, endorsements, found.required)))
        }
        (None, Some((Stage::Failed, reason))) => Err(IntakeError::Refused(reason.unwrap_or_default()).into()),
        (None, Some((Stage::Active, _))) => Ok(Json(of(RecordStatus::Active, 0, 0))),
        (None, Some((Stage::Lapsed, _))) => Ok(Json(of(RecordStatus::Lapsed, 0, 0))),
        (None, Some((Stage::Stored | Stage::Submitted, _))) => Ok(Json(of(RecordStatus::Pending, 0, 0))),
        (None, Some((Stage::Received, _)) | None) => Err(Problem::new(
            StatusCode::NOT_FOUND,
            "no_such_record",
            "no record with this id was handed in here or is on the chain",
            "hand it in with POST /records",
        )),
    }
}

/// Reads the request's headers.
fn request(headers: &HeaderMap, gateway: AccountId) -> Result<filing::Request, Problem> {
    let length: u64 = optional(headers, "content-length")?.ok_or_else(|| {
        Problem::new(
            StatusCode::LENGTH_REQUIRED,
            "length_required",
            "Content-Length is missing",
            "announce the number of bytes; a record is encrypted under its length",
        )
    })?;
    Ok(filing::Request {
        particulars: Particulars {
            record: required(headers, "x-salus-record")?,
            patient: required(headers, "x-salus-patient")?,
            author: optional(headers, "x-salus-author")?.unwrap_or(gateway),
            policy: required(headers, "x-salus-policy")?,
            previous: optional(headers, "x-salus-previous")?,
            length,
        },
        fhir: media::of_record(headers)? == Media::Fhir,
    })
}

fn required<T: FromStr<Err: Display>>(headers: &HeaderMap, name: &'static str) -> Result<T, Problem> {
    optional(headers, name)?.ok_or_else(|| {
        Problem::bad_request(format!("the header {name} is missing"), "see POST /records in the README")
    })
}

fn optional<T: FromStr<Err: Display>>(headers: &HeaderMap, name: &'static str) -> Result<Option<T>, Problem> {
    let Some(text) = only(headers, &HeaderName::from_static(name))? else { return Ok(None) };
    text.parse().map(Some).map_err(|error: T::Err| {
        Problem::bad_request(format!("the header {name}: {error}"), "see POST /records in the README")
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    const PATIENT: &str = "5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY";

    #[test]
    fn request_should_be_read_when_the_headers_are_complete() {
        let record = "07".repeat(32);
        let headers = headers(&[
            ("content-length", "12"),
            ("x-salus-record", &record),
            ("x-salus-patient", PATIENT),
            ("x-salus-policy", "3"),
            ("content-type", "application/FHIR+json; charset=utf-8"),
        ]);
        let gateway = AccountId([9; 32]);
        let found = request(&headers, gateway).unwrap();
        assert!(found.fhir);
        assert_eq!(found.particulars.record, RecordId([7; 32]));
        assert_eq!(found.particulars.author, gateway, "the gateway answers for it if nobody else does");
        assert_eq!((found.particulars.policy, found.particulars.length), (3, 12));
    }

    #[test]
    fn request_should_name_the_header_when_one_is_missing_or_wrong() {
        let record = "07".repeat(32);
        let good = [
            ("content-length", "12"),
            ("x-salus-record", record.as_str()),
            ("x-salus-patient", PATIENT),
            ("x-salus-policy", "3"),
        ];
        for (at, (name, _)) in good.iter().enumerate() {
            let mut without = good.to_vec();
            without.remove(at);
            let problem = request(&headers(&without), AccountId([9; 32])).unwrap_err();
            assert!(problem.message.to_ascii_lowercase().contains(name), "{name}: {}", problem.message);
            let mut wrong = good.to_vec();
            wrong[at].1 = "x";
            let problem = request(&headers(&wrong), AccountId([9; 32])).unwrap_err();
            assert!(problem.message.contains(name), "{name}: {}", problem.message);
        }
    }
}
