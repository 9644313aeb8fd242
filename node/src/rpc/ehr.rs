//! `ehr_*`: which ciphertext is which record.

use salus_primitives::{
    erasure::{Erasure, NamedErasure},
    record::{NamedRecord, NamedRewrap, Record, Rewrap},
    OrganisationId, Page, RecordId,
};
use salus_runtime_common::AccountId;

/// A page of records; `next` is the `cursor` for the page after.
pub type Records = Page<NamedRecord<AccountId>, RecordId>;
/// A page of waiting new headers.
pub type Rewraps = Page<NamedRewrap, RecordId>;
/// A page of erasures.
pub type Erasures = Page<NamedErasure<AccountId>, RecordId>;

reads! {
    /// The methods. `limit` is 100 by default and 256 at most; `at` is a block's hash, by default the last
    /// final block. Pages that belong together are asked for at one block.
    pub struct Ehr: EhrApi, EhrApiServer {
        /// The facts of a record.
        method "ehr_record" = record(record: RecordId) -> Option<Record<AccountId>>;
        /// The records of `patient`.
        method "ehr_recordsOf" = records_of(patient: AccountId) [cursor: RecordId, limit] -> Records;
        /// The Pending records that `organisation` has not endorsed.
        method "ehr_pendingFor" = pending_for(organisation: OrganisationId) [cursor: RecordId, limit] -> Records;
        /// The new header that waits for this record's majority.
        method "ehr_rewrap" = rewrap(record: RecordId) -> Option<Rewrap>;
        /// The waiting new headers that `organisation` has not endorsed.
        method "ehr_rewrapsFor" = rewraps_for(organisation: OrganisationId) [cursor: RecordId, limit] -> Rewraps;
        /// The certificate of a record's erasure, from the block on at which it was asked for.
        method "ehr_erasure" = erasure(record: RecordId) -> Option<Erasure<AccountId>>;
        /// True if a record's erasure was asked for, whether its certificate is still kept or not.
        method "ehr_wasErased" = was_erased(record: RecordId) -> bool;
        /// The erasures that `organisation` has not attested.
        method "ehr_erasuresFor" = erasures_for(organisation: OrganisationId) [cursor: RecordId, limit] -> Erasures;
    }
}
