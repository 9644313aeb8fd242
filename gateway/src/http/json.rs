//! JSON bodies, with errors in the gateway's own form.

use super::error::Problem;
use axum::{
    extract::{rejection::JsonRejection, FromRequest, Request},
    http::StatusCode,
    Json,
};
use serde::de::DeserializeOwned;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(value)) => Ok(Self(value)),
            Err(rejection) => Err(problem(&rejection)),
        }
    }
}

fn problem(rejection: &JsonRejection) -> Problem {
    match rejection {
        JsonRejection::MissingJsonContentType(_) => Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not_json",
            "the body is not announced as JSON",
            "send Content-Type: application/json",
        ),
        JsonRejection::JsonSyntaxError(_) => {
            Problem::bad_request("the body is not JSON", "send a JSON object as the README shows it")
        }
        // Says which field; the values of these requests are accounts, challenges and cards.
        JsonRejection::JsonDataError(error) => {
            Problem::bad_request(error.body_text(), "correct the field that the message names")
        }
        _ => too_large(),
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
