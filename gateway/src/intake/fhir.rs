//! Telling whether a body that calls itself FHIR is a FHIR R4 resource, while it streams by.
//!
//! What the check finds, and how strict it is, is `salus-fhir`'s. Nothing is kept: the bytes that are encrypted are the
//! ones that came in.

use bytes::Bytes;
use salus_fhir::{FhirRefusal, Validator};
use std::sync::{Mutex, PoisonError};

/// Most bytes of a resource in JSON.
pub const MAX_RESOURCE: u64 = 256 << 20;
/// Bytes that are checked before others get their turn: about a millisecond's.
const TURN: usize = 64 << 10;

/// Why a body is not a FHIR resource in JSON. Never says what stands in the body.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAResource {
    /// What is wrong with it, and where.
    #[error(transparent)]
    Refused(#[from] FhirRefusal),
    /// The resource is larger than is checked.
    #[error("a resource in JSON has at most {MAX_RESOURCE} bytes")]
    TooLarge,
}

/// A check beside the encryption.
#[derive(Default)]
pub struct Check(Mutex<Checking>);

#[derive(Default)]
struct Checking {
    validator: Validator,
    verdict: Option<FhirRefusal>,
}

impl Check {
    /// Begins a check.
    pub fn begin() -> Self {
        Self::default()
    }

    /// Hands on the next bytes. False if the verdict stands already.
    pub async fn push(&self, chunk: Bytes) -> bool {
        for part in chunk.chunks(TURN) {
            if !self.look(part) {
                return false;
            }
            tokio::task::yield_now().await;
        }
        true
    }

    fn look(&self, part: &[u8]) -> bool {
        let mut checking = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if checking.verdict.is_none() {
            checking.verdict = checking.validator.push(part).err();
        }
        checking.verdict.is_none()
    }

    /// Ends the body.
    ///
    /// # Errors
    /// [`NotAResource`] names what was wrong.
    pub async fn finish(self) -> Result<(), NotAResource> {
        let Checking { validator, verdict } = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        verdict.map_or_else(|| validator.finish(), Err).map_err(NotAResource::from)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use salus_fhir::Reason;

    async fn verdict(body: &str, size: usize) -> Result<(), NotAResource> {
        let check = Check::begin();
        for piece in body.as_bytes().chunks(size) {
            check.push(Bytes::copy_from_slice(piece)).await;
        }
        check.finish().await
    }

    #[tokio::test]
    async fn check_should_reach_the_same_verdict_when_the_body_comes_in_pieces() {
        let body = r#"{"resourceType":"Observation","status":"final","code":{"text":"weight"}}"#;
        for size in [1, 3, 7, 100] {
            assert_eq!(verdict(body, size).await, Ok(()));
            let Err(NotAResource::Refused(refusal)) = verdict("[1, 2", size).await else { unreachable!() };
            assert_eq!(refusal.reason, Reason::NotAnObject);
        }
    }

    #[tokio::test]
    async fn verdict_should_stand_when_more_comes_after_it() {
        let check = Check::begin();
        assert!(!check.push(Bytes::from_static(b"[")).await);
        assert!(!check.push(Bytes::from_static(b"{}")).await);
        assert!(check.finish().await.is_err());
    }
}
