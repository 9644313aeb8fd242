//! The sealed record: what a gateway stores of a health record, and what nobody but its readers opens.
//!
//! Two objects make a record. The *header* carries a fresh data key to its recipients: to whoever
//! satisfies the record's policy, through a capsule of `salus-abe`, and to the patient, through HPKE.
//! The *content* is the record in segments of 1 MiB, each sealed under keys that derive from the data
//! key, the record, the patient and the length. A new policy means a new header; the content stays.
//!
//! ```text
//!   policy    ─ capsule ─ KEK ─┐
//!   emergency ─ capsule ─ KEK ─┼─ data key ─ HKDF ─ content key, nonce prefix ─ segments
//!   patient   ─ HPKE ──────────┘     └────── HMAC ─ key commitment, commitment over the whole header
//! ```
//!
//! - [`seal`] makes the header and a [`SegmentSealer`] for the content that streams by.
//! - A reader decodes the [`Header`], obtains the [`DataKey`] through [`Header::data_key_from_policy`],
//!   [`Header::data_key_from_emergency`] or [`Header::data_key_for_patient`], and opens segments in any
//!   order with a [`SegmentOpener`].
//! - [`Header::rewrap`] makes a new header for other readers.
//! - `seal_stream`, `open_stream` and `open_range` do whole contents and parts of them in the memory of
//!   one segment (feature `std`).
//! - [`seal_to`] and [`open_from`] seal other small things, such as attribute keys, to a person's key.
//!
//! What is guaranteed: every byte of the header is authenticated by the data key it carries, and the
//! header commits to that key, so that no two readers can be shown different contents under one header.
//! A segment opens only in its record, for its patient, at its index, as the last one or not, in a
//! content of its length and under its suite. How long the content is to the byte only its readers learn: it is padded. Decoders take hostile bytes: they return an error, in
//! bounded memory, and never panic. The byte layouts and test vectors are in this crate's `FORMAT.md`.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod error;
mod header;
mod key_schedule;
mod layout;
mod lock;
mod padding;
mod recipient;
mod sealed_box;
mod sealing;
mod segment;
#[cfg(feature = "std")]
mod stream;
mod suite;
#[cfg(test)]
mod tests;
mod wire;

pub use error::{EnvelopeError, Flaw};
pub use header::{Binding, Header};
pub use key_schedule::DataKey;
pub use layout::MAX_HEADER;
pub use lock::CapsuleKind;
pub use padding::padded_length;
pub use recipient::{RecipientPublic, RecipientSecret, SECRET_BYTES};
pub use sealed_box::{open_from, seal_to, suite_of};
pub use sealing::{seal, Recipients};
pub use segment::{
    ciphertext_length, segments, SegmentOpener, SegmentSealer, MAX_CONTENT, SEGMENT_CIPHERTEXT,
    SEGMENT_PLAINTEXT,
};
#[cfg(feature = "std")]
pub use stream::{open_range, open_stream, seal_stream, Fault, StreamError};
pub use suite::{RecipientSuite, Suite};
