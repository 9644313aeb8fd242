//! Filing records, endorsing them, and having them erased.

use super::Call;
use crate::account::AccountId;
use bounded_collections::{BoundedVec, ConstU32};
use salus_primitives::{
    consent::PolicyRef,
    erasure::MAX_ERASURE_BATCH,
    record::{MAX_DISCARDED_RECORDS, MAX_ENDORSEMENT_BATCH, MAX_REWRAP_BATCH},
    ContentId, Digest, RecordId,
};

const PALLET: &str = "EhrRegistry";
/// `MultiSignature::Sr25519`.
const SR25519: u8 = 1;

/// Files a record. By an active gateway.
pub fn submit(
    record: RecordId,
    patient: AccountId,
    author: AccountId,
    policy: PolicyRef,
    content: ContentId,
    header: ContentId,
    previous: Option<RecordId>,
) -> Call {
    Call::new(PALLET, "submit")
        .with(record)
        .with(patient)
        .with(author)
        .with(policy)
        .with(content)
        .with(header)
        .with(previous)
}

/// Endorses records. By an active gateway.
pub fn endorse(records: &BoundedVec<RecordId, ConstU32<MAX_ENDORSEMENT_BATCH>>) -> Call {
    Call::new(PALLET, "endorse").with(records)
}

/// Closes a Pending record that missed its majority. By an active gateway.
pub fn lapse(record: RecordId) -> Call {
    Call::new(PALLET, "lapse").with(record)
}

/// Files a new header for a record's same content, perhaps under another policy of its patient. By an active gateway.
///
/// `signature` is the patient's over [`rewrap_statement`](salus_primitives::record::rewrap_statement).
pub fn rewrap(record: RecordId, policy: PolicyRef, header: ContentId, signature: [u8; 64]) -> Call {
    Call::new(PALLET, "rewrap").with(record).with(policy).with(header).with((SR25519, signature))
}

/// As [`rewrap`], with the signature of `guardian`, who decides for the patient. By an active gateway.
pub fn rewrap_for(
    record: RecordId,
    policy: PolicyRef,
    header: ContentId,
    guardian: AccountId,
    signature: [u8; 64],
) -> Call {
    let call = Call::new(PALLET, "rewrap_for").with(record).with(policy).with(header);
    call.with(guardian).with((SR25519, signature))
}

/// Endorses new headers, each named with its record. By an active gateway.
pub fn endorse_rewraps(rewraps: &BoundedVec<(RecordId, ContentId), ConstU32<MAX_REWRAP_BATCH>>) -> Call {
    Call::new(PALLET, "endorse_rewraps").with(rewraps)
}

/// Drops a new header that missed its majority. By an active gateway.
pub fn drop_rewrap(record: RecordId) -> Call {
    Call::new(PALLET, "drop_rewrap").with(record)
}

/// Says that a record is wrong; `reason` is the hash of the salted reason. By its patient or a guardian.
pub fn dispute(record: RecordId, reason: Digest) -> Call {
    Call::new(PALLET, "dispute").with(record).with(reason)
}

/// Ends what [`dispute`] began. By the record's patient or a guardian.
pub fn withdraw_dispute(record: RecordId) -> Call {
    Call::new(PALLET, "withdraw_dispute").with(record)
}

/// Asks for a record's erasure: nobody reads it any more. By its patient or a guardian.
pub fn erase(record: RecordId) -> Call {
    Call::new(PALLET, "erase").with(record)
}

/// Attests that header and content of records are deleted. By an active gateway.
pub fn attest_erasure(records: &BoundedVec<RecordId, ConstU32<MAX_ERASURE_BATCH>>) -> Call {
    Call::new(PALLET, "attest_erasure").with(records)
}

/// Forgets what is left of records, in ascending order: of those that lapsed long ago, and the certificates of those that
/// were erased long ago. By anybody, as a general transaction: who signs it is refused.
pub fn discard_records(records: &BoundedVec<RecordId, ConstU32<MAX_DISCARDED_RECORDS>>) -> Call {
    Call::new(PALLET, "discard_records").with(records)
}
