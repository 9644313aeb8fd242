//! The sealed record: header, recipients and AEAD segments
