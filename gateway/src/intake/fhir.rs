//! Telling whether a body that calls itself FHIR is a FHIR resource, while it streams by.
//!
//! The JSON is read to its end, so that what is cut off or mistyped is noticed before it is filed for
//! good. Values are skipped, not kept. The bytes that are encrypted are the ones that came in.

use bytes::{Buf, Bytes};
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use std::{
    fmt,
    io::{self, BufReader, Read},
};
use tokio::{sync::mpsc, task::JoinHandle};

/// Most bytes of a resource in JSON: what a single name or text in it can make the check hold.
pub const MAX_RESOURCE: u64 = 256 << 20;
/// Chunks on their way to the check.
const CHUNKS_AHEAD: usize = 4;

/// Why a body is not a FHIR resource in JSON. Never says what stands in the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAResource {
    /// The text is not JSON.
    #[error("not JSON at line {line}, column {column}")]
    Syntax {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// The JSON ends too early.
    #[error("the JSON ends in the middle")]
    Truncated,
    /// The JSON is not an object.
    #[error("not a JSON object")]
    NotAnObject,
    /// The object has no `resourceType`.
    #[error("the object has no \"resourceType\"")]
    NoResourceType,
    /// `resourceType` is not the name of a resource.
    #[error("\"resourceType\" is not a resource's name, such as \"Observation\"")]
    ResourceType,
    /// `resourceType` stands there twice.
    #[error("the object has \"resourceType\" twice")]
    Twice,
    /// The resource is larger than can be checked.
    #[error("a resource in JSON has at most {MAX_RESOURCE} bytes")]
    TooLarge,
    /// The check was cut off.
    #[error("the check was cut off")]
    Interrupted,
}

/// A check that runs beside the encryption.
pub struct Check {
    chunks: mpsc::Sender<Bytes>,
    verdict: JoinHandle<Result<(), NotAResource>>,
}

impl Check {
    /// Begins a check.
    pub fn begin() -> Self {
        let (chunks, receiver) = mpsc::channel(CHUNKS_AHEAD);
        let reader = Chunks { receiver, current: Bytes::new() };
        let verdict = tokio::task::spawn_blocking(move || read(BufReader::with_capacity(64 << 10, reader)));
        Self { chunks, verdict }
    }

    /// Hands on the next bytes. False if the verdict stands already.
    pub async fn push(&self, chunk: Bytes) -> bool {
        self.chunks.send(chunk).await.is_ok()
    }

    /// Ends the body and waits for the verdict.
    ///
    /// # Errors
    /// [`NotAResource`] names what was wrong.
    pub async fn finish(self) -> Result<(), NotAResource> {
        drop(self.chunks);
        self.verdict.await.unwrap_or(Err(NotAResource::Interrupted))
    }
}

/// Reads one resource to the end of `reader`.
fn read(reader: impl Read) -> Result<(), NotAResource> {
    let mut found = Found::default();
    let mut json = serde_json::Deserializer::from_reader(reader);
    let outcome = Resource(&mut found).deserialize(&mut json).and_then(|()| json.end());
    match outcome {
        Ok(()) => match (found.types, found.named) {
            (0, _) => Err(NotAResource::NoResourceType),
            (1, true) => Ok(()),
            (1, false) => Err(NotAResource::ResourceType),
            _ => Err(NotAResource::Twice),
        },
        Err(error) if error.is_eof() => Err(NotAResource::Truncated),
        Err(error) if error.is_data() && !found.object => Err(NotAResource::NotAnObject),
        Err(error) if error.is_data() => Err(NotAResource::ResourceType),
        Err(error) => Err(NotAResource::Syntax { line: error.line(), column: error.column() }),
    }
}

#[derive(Default)]
struct Found {
    object: bool,
    types: u32,
    named: bool,
}

struct Resource<'a>(&'a mut Found);

impl<'de> DeserializeSeed<'de> for Resource<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Resource<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        self.0.object = true;
        while let Some(name) = map.next_key::<String>()? {
            if name == "resourceType" {
                let value: String = map.next_value()?;
                self.0.types = self.0.types.saturating_add(1);
                self.0.named = is_resource_name(&value);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// Names of resources are upper camel case: letters only, the first one a capital.
fn is_resource_name(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|c| c.is_ascii_alphabetic())
}

struct Chunks {
    receiver: mpsc::Receiver<Bytes>,
    current: Bytes,
}

impl Read for Chunks {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.current.is_empty() {
            match self.receiver.blocking_recv() {
                Some(chunk) => self.current = chunk,
                None => return Ok(0),
            }
        }
        let count = self.current.len().min(buffer.len());
        if let Some(part) = buffer.get_mut(..count) {
            self.current.copy_to_slice(part);
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn check(text: &str) -> Result<(), NotAResource> {
        read(text.as_bytes())
    }

    #[test]
    fn resource_should_be_accepted_when_it_is_an_object_with_a_type() {
        assert_eq!(
            check(r#"{"resourceType":"Observation","status":"final","value":[1,{"a":null}]}"#),
            Ok(())
        );
        assert_eq!(check(" {\"id\": \"x\",\n \"resourceType\" : \"Bundle\" }\n"), Ok(()));
    }

    #[test]
    fn resource_should_be_refused_when_it_is_something_else() {
        assert_eq!(check("[]"), Err(NotAResource::NotAnObject));
        assert_eq!(check("\"Observation\""), Err(NotAResource::NotAnObject));
        assert_eq!(check("{}"), Err(NotAResource::NoResourceType));
        assert_eq!(check(r#"{"entry":{"resourceType":"Patient"}}"#), Err(NotAResource::NoResourceType));
        assert_eq!(check(r#"{"resourceType":7}"#), Err(NotAResource::ResourceType));
        assert_eq!(check(r#"{"resourceType":"observation"}"#), Err(NotAResource::ResourceType));
        assert_eq!(check(r#"{"resourceType":"A","resourceType":"A"}"#), Err(NotAResource::Twice));
        assert_eq!(check(r#"{"resourceType":"Patient""#), Err(NotAResource::Truncated));
        assert_eq!(check(""), Err(NotAResource::Truncated));
        assert_eq!(check("{\n\"resourceType\" \"x\"}"), Err(NotAResource::Syntax { line: 2, column: 16 }));
        assert!(matches!(check(r#"{"resourceType":"Patient"} {}"#), Err(NotAResource::Syntax { .. })));
        assert!(matches!(check("%PDF-1.7"), Err(NotAResource::Syntax { .. })));
    }

    #[test]
    fn refusal_should_not_repeat_the_body_when_shown() {
        for body in [
            r#""Jane Roe""#,
            r#"{"resourceType":["Jane Roe"]}"#,
            r#"{"resourceType":"Jane Roe"}"#,
            "Jane Roe",
        ] {
            assert!(!check(body).unwrap_err().to_string().contains("Jane"));
        }
    }

    #[test]
    fn resource_should_not_exhaust_the_stack_when_nested_deeply() {
        let deep =
            format!("{{\"resourceType\":\"Bundle\",\"x\":{}{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert_eq!(check(&deep), Ok(()));
    }

    #[test]
    fn resource_should_be_judged_without_panic_when_its_text_is_hostile() {
        let valid = br#"{"resourceType":"Observation","status":"final","value":[1,{"a":"\u00e4"}]}"#;
        // Every cut, and every byte exchanged for those that JSON is sensitive to.
        for at in 0..valid.len() {
            let _ = read(&valid[..at]);
            for byte in *b"\"\\{}[],:0-eE.nutf\x00\x80\xff" {
                let mut altered = valid.to_vec();
                altered[at] = byte;
                let named = altered.windows(14).filter(|part| part == b"\"resourceType\"").count();
                assert!(read(altered.as_slice()).is_err() || named == 1);
            }
        }
    }

    #[tokio::test]
    async fn check_should_reach_the_same_verdict_when_the_body_comes_in_pieces() {
        let body = r#"{"resourceType":"Observation","note":"text"}"#;
        for size in [1, 3, 7, 100] {
            let check = Check::begin();
            for piece in body.as_bytes().chunks(size) {
                check.push(Bytes::copy_from_slice(piece)).await;
            }
            assert_eq!(check.finish().await, Ok(()));
        }
        let check = Check::begin();
        check.push(Bytes::from_static(b"[1, 2")).await;
        assert_eq!(check.finish().await, Err(NotAResource::NotAnObject));
    }
}
