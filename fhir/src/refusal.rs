//! Why a text is not taken: what is wrong, and where. Never what stands in the text.

use std::fmt;

/// A place in a text: line and column, both from 1. Columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The line.
    pub line: u64,
    /// The column.
    pub column: u64,
}

impl Place {
    /// Where a text begins.
    pub const START: Self = Self { line: 1, column: 1 };

    /// Goes past `byte`.
    pub(crate) fn pass(&mut self, byte: u8) {
        match byte {
            b'\n' => *self = Self { line: self.line.saturating_add(1), column: 1 },
            // Further bytes of a character.
            0x80..=0xBF => {}
            _ => self.column = self.column.saturating_add(1),
        }
    }

    /// `reason`, here.
    pub(crate) fn refusal(self, reason: Reason) -> FhirRefusal {
        FhirRefusal { reason, path: String::new(), place: self }
    }
}

/// What is wrong with a text. Names in it are FHIR's own, never the text's.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Reason {
    /// It is not JSON.
    #[error("it is not JSON: {0} was expected here")]
    Syntax(&'static str),
    /// It ends too early.
    #[error("the JSON ends in the middle")]
    Truncated,
    /// It begins with a mark that JSON must not begin with.
    #[error("it begins with {0}, which JSON must not have: save it as UTF-8 without one")]
    ByteOrderMark(&'static str),
    /// A byte is not part of UTF-8.
    #[error("a text is not UTF-8")]
    NotUtf8,
    /// An escape names half a character.
    #[error("an escape is half of a surrogate pair, which is no character")]
    LoneSurrogate,
    /// A control character stands there unescaped.
    #[error("a text has a control character that is not escaped")]
    Control,
    /// An escape that JSON does not have.
    #[error("an escape is not one of JSON's")]
    Escape,
    /// Arrays and objects are nested too deeply.
    #[error("arrays and objects are nested more than {} deep", crate::json::MAX_DEPTH)]
    TooDeep,
    /// A member's name is too long.
    #[error("a member's name has more than {} bytes", crate::json::MAX_NAME)]
    LongName,
    /// A number is too long.
    #[error("a number has more than {} characters", crate::json::MAX_NUMBER)]
    LongNumber,
    /// A member is there twice.
    #[error("the member is there twice")]
    Duplicate,
    /// An object has more members than are looked at.
    #[error("the object has more than {} members", crate::strict::MAX_MEMBERS)]
    ManyMembers,
    /// It is not an object.
    #[error("a resource is a JSON object")]
    NotAnObject,
    /// The object does not say which resource it is.
    #[error("the object has no \"resourceType\"")]
    NoResourceType,
    /// The object says that it is a resource that R4 does not have.
    #[error("\"resourceType\" is not the name of a resource of FHIR R4, such as \"Observation\"")]
    UnknownResourceType,
    /// `resourceType` comes after more than is held back for it.
    #[error("\"resourceType\" comes after more than {} bytes: put it first", crate::resource::MAX_HELD)]
    LateResourceType,
    /// FHIR has no such element here.
    #[error("FHIR R4 has no such element in {0}")]
    UnknownElement(&'static str),
    /// A value is of another kind than the element's.
    #[error("{0} was expected")]
    Kind(&'static str),
    /// A value does not look like the element's type.
    #[error("the value is not a valid {0}")]
    Format(&'static str),
    /// A code is not one of those that FHIR allows here.
    #[error("the code is not one that FHIR R4 allows here")]
    Code,
    /// An element that must be there is not.
    #[error("the element is missing")]
    Missing,
    /// Of an element that is there in one of several types there are two.
    #[error("the element is there in two types")]
    TwoTypes,
    /// An object, array or text is empty.
    #[error("{0} must not be empty")]
    Empty(&'static str),
    /// A null is no value.
    #[error("null is no value: leave the element out")]
    Null,
    /// A character that FHIR does not allow in texts.
    #[error("the text has a control character, which FHIR does not allow")]
    ForbiddenCharacter,
}

/// Why a text is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FhirRefusal {
    /// What is wrong.
    pub reason: Reason,
    /// The element, such as `Bundle.entry[2].resource.status`; empty if it is not about one.
    pub path: String,
    /// Where in the text.
    pub place: Place,
}

impl fmt::Display for FhirRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path)?;
        }
        write!(f, "{} (line {}, column {})", self.reason, self.place.line, self.place.column)
    }
}

impl std::error::Error for FhirRefusal {}
