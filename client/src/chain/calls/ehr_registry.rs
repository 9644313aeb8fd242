//! Filing records and vouching for them.

use crate::{account::AccountId, chain::Call};
use bounded_collections::{BoundedVec, ConstU32};
use salus_primitives::{consent::PolicyRef, record::MAX_ENDORSEMENT_BATCH, ContentId, RecordId};

const PALLET: &str = "EhrRegistry";

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

/// Vouches for records. By an active gateway.
pub fn endorse(records: &BoundedVec<RecordId, ConstU32<MAX_ENDORSEMENT_BATCH>>) -> Call {
    Call::new(PALLET, "endorse").with(records)
}

/// Closes a Pending record that missed its majority. By an active gateway.
pub fn lapse(record: RecordId) -> Call {
    Call::new(PALLET, "lapse").with(record)
}
