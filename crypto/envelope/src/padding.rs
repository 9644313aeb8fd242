//! Hiding how long a content is.
//!
//! Every organisation keeps the header and counts the blocks, and a length to the byte tells one document from another. So a
//! content is padded with zeros to one of few lengths before it is sealed: Padmé (Nikitin, Barman, Lueks, Underwood,
//! Hubaux, Ford, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs", PoPETs 2019), from
//! [`SHORTEST`] on. A length then tells O(log log) bits of itself, and the padding is less than a sixteenth of the content.

use crate::segment::MAX_CONTENT;

/// What everything shorter is padded to, in bytes.
const SHORTEST: u64 = 1024;

/// Bytes that a content of `length` bytes has with its padding: at least 1 KiB, less than 6.25 % more than `length` above
/// that, and never more than [`MAX_CONTENT`] if `length` is not.
pub fn padded_length(length: u64) -> u64 {
    if length <= SHORTEST {
        return SHORTEST;
    }
    // E and S of the paper: the exponent of the length, and how many bits of it the mantissa keeps.
    let exponent = length.ilog2();
    let kept = exponent.ilog2().saturating_add(1);
    let step = 1u64.checked_shl(exponent.saturating_sub(kept)).unwrap_or(1);
    let padded = length.checked_next_multiple_of(step).unwrap_or(length);
    // The longest of all have no room for more.
    padded.min(MAX_CONTENT).max(length)
}
