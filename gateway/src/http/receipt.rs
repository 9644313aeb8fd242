//! The reader's receipt, in a header of its own.

use super::error::Problem;
use crate::receipt::Signature;
use axum::{extract::FromRequestParts, http::request::Parts};
use salus_client::gateway::RECEIPT_HEADER;

/// The receipt that a request carries, if it carries one.
#[derive(Clone, Copy, Debug)]
pub struct GivenReceipt(pub Option<Signature>);

impl<State: Sync> FromRequestParts<State> for GivenReceipt {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &State) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(RECEIPT_HEADER) else { return Ok(Self(None)) };
        let mut receipt = [0; 64];
        let is_read = value.to_str().is_ok_and(|text| hex::decode_to_slice(text, &mut receipt).is_ok());
        is_read.then_some(Self(Some(receipt))).ok_or_else(|| {
            Problem::bad_request(
                format!("the header {RECEIPT_HEADER} is not 128 hexadecimal digits"),
                "send your signature for the ticket and this gateway's organisation in it",
            )
        })
    }
}
