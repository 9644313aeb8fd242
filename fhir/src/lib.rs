//! What a FHIR R4 resource in JSON must look like.
//!
//! A record is filed once and for good: what programs would read differently, or not at all, has to be noticed before.
//! [`Validator`] takes a resource in pieces, holds none of it, and changes nothing: who calls it keeps the bytes.
//!
//! - [`json`] reads JSON strictly and in bounded memory; [`strict`] checks JSON of any shape.
//! - [`resource`] holds what is read against FHIR's own definitions.
//! - [`refusal`] says what is wrong, where, and never what stands in the text.

pub mod json;
mod primitive;
pub mod refusal;
pub mod resource;
mod schema;
pub mod strict;

pub use refusal::{FhirRefusal, Place, Reason};
pub use resource::{validate, Validator};
