//! What JavaScript is told when something is refused.

use js_sys::{Error, Reflect};
use salus_abe::AbeError;
use salus_envelope::EnvelopeError;
use salus_protocol::{
    audit::Fault,
    calls::CallError,
    card::InvalidCard,
    content::{ContentMismatch, InvalidLeaf, UnexpectedNode},
    issuing::IssuingError,
};
use wasm_bindgen::{prelude::wasm_bindgen, JsValue};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** Why something was refused; the error's message says it in words, with what to do. */
export type SalusErrorCode =
  | "Input" | "Randomness" | "Ended"
  | "Encoding" | "Policy" | "MissingEpoch" | "MissingAuthority" | "AuthorityKeysDiffer" | "PossessionNotProven"
  | "KeyNotGenuine" | "OtherAuthority" | "PolicyNotSatisfied" | "NotOpened"
  | "ContentTooLong" | "ContentLength" | "PublicKey" | "SecretKey" | "RecipientSuite" | "OtherSuite" | "OtherDataKey"
  | "NotSealed" | "HeaderAltered" | "SegmentLength" | "NoSuchSegment" | "SegmentAltered" | "Unfinished"
  | "Address" | "Card" | "PackageNotOpened" | "OtherBlock" | "Leaf" | "Tree" | "Trail" | "Finality"
  | "UnknownChain" | "NoSuchCall"
  | "Refused";

/** What all of this module throws. */
export interface SalusError extends Error {
  readonly name: "SalusError";
  readonly code: SalusErrorCode;
}
"#;

/// A refusal, on its way to JavaScript.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    code: &'static str,
    message: String,
}

impl Refusal {
    /// A refusal under one of the codes of `SalusErrorCode`.
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }

    /// The caller handed over something of another type, length or range.
    pub(crate) fn input(message: impl Into<String>) -> Self {
        Self::new("Input", message)
    }
}

impl From<AbeError> for Refusal {
    fn from(error: AbeError) -> Self {
        let code = match error {
            AbeError::Encoding { .. } => "Encoding",
            AbeError::MissingEpoch(_) => "MissingEpoch",
            AbeError::MissingAuthority(_) => "MissingAuthority",
            AbeError::AuthorityKeysDiffer => "AuthorityKeysDiffer",
            AbeError::PossessionNotProven => "PossessionNotProven",
            AbeError::KeyNotGenuine => "KeyNotGenuine",
            AbeError::OtherAuthority(_) => "OtherAuthority",
            AbeError::PolicyNotSatisfied => "PolicyNotSatisfied",
            AbeError::NotOpened => "NotOpened",
            _ => "Refused",
        };
        Self::new(code, error.to_string())
    }
}

impl From<EnvelopeError> for Refusal {
    fn from(error: EnvelopeError) -> Self {
        let code = match &error {
            EnvelopeError::Header(_) => "Encoding",
            EnvelopeError::Capsule(capsule) => Self::from(capsule.clone()).code,
            EnvelopeError::ContentTooLong { .. } => "ContentTooLong",
            EnvelopeError::PublicKey(_) => "PublicKey",
            EnvelopeError::SecretKey(_) => "SecretKey",
            EnvelopeError::RecipientSuite(_) => "RecipientSuite",
            EnvelopeError::OtherSuite { .. } => "OtherSuite",
            EnvelopeError::OtherDataKey => "OtherDataKey",
            EnvelopeError::NotSealed => "NotSealed",
            EnvelopeError::NotOpened => "NotOpened",
            EnvelopeError::HeaderAltered => "HeaderAltered",
            EnvelopeError::SegmentLength { .. } => "SegmentLength",
            EnvelopeError::NoSuchSegment { .. } => "NoSuchSegment",
            EnvelopeError::SegmentAltered { .. } => "SegmentAltered",
            EnvelopeError::Unfinished { .. } => "Unfinished",
            _ => "Refused",
        };
        Self::new(code, error.to_string())
    }
}

impl From<InvalidCard> for Refusal {
    fn from(error: InvalidCard) -> Self {
        Self::new("Card", error.to_string())
    }
}

impl From<IssuingError> for Refusal {
    fn from(error: IssuingError) -> Self {
        let code = match &error {
            IssuingError::Card(_) => "Card",
            IssuingError::Sealed(_) => "PackageNotOpened",
            IssuingError::Malformed(..) | IssuingError::Wrong(_) => "KeyNotGenuine",
            IssuingError::Sealing(_) => "Refused",
        };
        Self::new(code, error.to_string())
    }
}

impl From<ContentMismatch> for Refusal {
    fn from(error: ContentMismatch) -> Self {
        Self::new("OtherBlock", error.to_string())
    }
}

impl From<InvalidLeaf> for Refusal {
    fn from(error: InvalidLeaf) -> Self {
        Self::new("Leaf", error.to_string())
    }
}

impl From<UnexpectedNode> for Refusal {
    fn from(error: UnexpectedNode) -> Self {
        let code = match &error {
            UnexpectedNode::Mismatch(_) => "OtherBlock",
            UnexpectedNode::Invalid(_) | UnexpectedNode::Shape | UnexpectedNode::NotAskedFor => "Tree",
        };
        Self::new(code, error.to_string())
    }
}

impl From<CallError> for Refusal {
    fn from(error: CallError) -> Self {
        let code = match &error {
            CallError::NoSuchCall(_) => "NoSuchCall",
            CallError::OtherChain(_) | CallError::UnknownVersion { .. } => "UnknownChain",
            _ => "Refused",
        };
        Self::new(code, error.to_string())
    }
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        let code = match &fault {
            Fault::NoFinality | Fault::Finality(_) => "Finality",
            _ => "Trail",
        };
        Self::new(code, fault.to_string())
    }
}

impl From<Refusal> for JsValue {
    fn from(refusal: Refusal) -> Self {
        let error = Error::new(&refusal.message);
        error.set_name("SalusError");
        // Setting a property of a new object does not fail.
        let _ = Reflect::set(&error, &"code".into(), &refusal.code.into());
        error.into()
    }
}

/// Result of everything that JavaScript calls.
pub(crate) type Result<T, E = Refusal> = core::result::Result<T, E>;
