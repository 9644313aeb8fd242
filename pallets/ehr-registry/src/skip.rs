//! Why one item of a batch was passed over.

use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use scale_info::TypeInfo;

/// Why an endorsement or an attestation was not taken.
#[derive(
    Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
)]
pub enum SkipReason {
    /// There is no such record, no new header of it, or nobody asked for its erasure.
    #[codec(index = 0)]
    Unknown,
    /// The record is no longer Pending.
    #[codec(index = 1)]
    NotPending,
    /// The organisation has given its word already.
    #[codec(index = 2)]
    Duplicate,
    /// The patient changed or revoked the policy since the header was made.
    #[codec(index = 3)]
    PolicyChanged,
    /// The time for endorsements is over.
    #[codec(index = 4)]
    PastDeadline,
    /// The record is no longer Active, so that its header stays as it is.
    #[codec(index = 5)]
    NotActive,
    /// Another header than the named one waits: it was replaced since.
    #[codec(index = 6)]
    OtherHeader,
    /// The organisation was not active when the vote began.
    #[codec(index = 7)]
    NotElector,
}
