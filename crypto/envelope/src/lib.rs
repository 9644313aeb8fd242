//! The sealed record: what a gateway stores of a health record, and what nobody but its readers opens.
//!
//! Two objects make a record. The *header* carries a fresh data key to its recipients: to whoever
//! satisfies the record's policy, through a capsule of `salus-abe`, and to the patient, through HPKE.
//! The *content* is the record in segments of 1 MiB, each sealed under keys that derive from the data
//! key, the record, the patient and the length. A new policy means a new header; the content stays.
//!
//! ```text
//!              capsule ─ SharedKey ─ HKDF ─ KEK ─┐
//!   policy  ───────────────────────────────────── data key ─ HKDF ─ content key, nonce prefix ─ segments
//!   patient ── HPKE ──────────────────────────────┘     └──── HMAC ─ commitment over the whole header
//! ```
//!
//! - [`seal`] makes the header and a [`SegmentSealer`] for the content that streams by.
//! - A reader decodes the [`Header`], obtains the [`DataKey`] through
//!   [`Header::data_key_from_policy`] or [`Header::data_key_for_patient`], and opens segments in any
//!   order with a [`SegmentOpener`].
//! - [`recipient`] seals other small things, such as attribute keys, to a person's key.
//!
//! What is guaranteed: every byte of the header is authenticated by the data key it carries, and the
//! header commits to that key, so that no two readers can be shown different contents under one header.
//! A segment opens only in its record, for its patient, at its index, as the last one or not, and in a
//! content of its length. Decoders take hostile bytes: they return an error, in bounded memory, and
//! never panic. The byte layouts are in this crate's README.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod error;
mod header;
mod key_schedule;
pub mod recipient;
mod segment;
#[cfg(test)]
mod tests;
mod wire;

pub use error::{EnvelopeError, Flaw};
pub use header::{seal, Binding, Header, Suite, MAX_HEADER};
pub use key_schedule::DataKey;
pub use recipient::{open_from, seal_to, RecipientPublic, RecipientSecret};
pub use segment::{
    ciphertext_length, segments, SegmentOpener, SegmentSealer, MAX_CONTENT, SEGMENT_CIPHERTEXT,
    SEGMENT_PLAINTEXT,
};
