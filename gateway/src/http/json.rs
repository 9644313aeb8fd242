//! JSON bodies, with errors in the gateway's own form.

use super::{error::Problem, media};
use axum::{
    extract::{FromRequest, Request},
    http::StatusCode,
};
use bytes::Bytes;
use serde::de::DeserializeOwned;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        if !media::is_json(request.headers())? {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not_json",
                "the body is not announced as JSON in UTF-8",
                "send Content-Type: application/json",
            ));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|_| too_large())?;
        // Strictly, so that every program reads the same: serde skips what it does not know without a look at it.
        salus_fhir::strict::check(&bytes).map_err(|refusal| {
            Problem::bad_request(refusal.to_string(), "send a JSON object as the README shows it")
        })?;
        // Says which field; the values of these requests are accounts, challenges and cards.
        serde_json::from_slice(&bytes).map(Self).map_err(|error| {
            Problem::bad_request(error.to_string(), "correct the field that the message names")
        })
    }
}

/// More bytes than the route takes, or fewer than were announced.
pub(super) fn too_large() -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "the body is too large or was cut off",
        "send at most what the README states for this route",
    )
}
