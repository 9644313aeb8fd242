//! Why calls are refused.

use frame_support::pallet_macros::pallet_section;

/// The errors, for the pallet to import.
#[pallet_section]
mod errors {
    /// Why a call was not carried out.
    #[pallet::error]
    pub enum Error<T> {
        /// The caller is not the gateway of an active organisation.
        NotGateway,
        /// The author is neither the caller nor an active practitioner of the caller's organisation.
        AuthorNotAllowed,
        /// The patient does not let this organisation add records now. Ask the patient to allow it.
        ContributionNotAllowed,
        /// The policy is not this patient's, is revoked, or has a newer version. Encrypt under the current
        /// one.
        PolicyNotCurrent,
        /// A record with this id exists or existed. Draw another.
        AlreadyExists,
        /// The patient has no record with the id given as the version before this one.
        PreviousNotFound,
        /// The version before this one is not Active. Name the patient's newest version.
        PreviousNotActive,
        /// Too many of the organisation's records, or of its new headers, wait. Wait, too, or clean up those
        /// past their deadline.
        TooManyPending,
        /// The batch is empty.
        EmptyBatch,
        /// There is no such record, or its patient is not one for whom the caller decides.
        RecordNotFound,
        /// The record is not Pending.
        NotPending,
        /// The record or the new header may still be endorsed. Wait for its deadline.
        DeadlineNotReached,
        /// The record is not Active: only a record that is in gets a new header.
        NotActive,
        /// The header is the one that the record has. Wrap the data key again.
        HeaderUnchanged,
        /// Another organisation's new header waits for this record. Endorse it, or wait for its deadline.
        RewrapPending,
        /// No new header waits for this record.
        RewrapNotFound,
        /// Nobody reads the record any more: it missed its majority, or is to be erased.
        RecordGone,
        /// The record is not disputed.
        NotDisputed,
        /// The record's erasure was asked for already.
        AlreadyErasing,
        /// The signature is neither the patient's nor a guardian's over this header in the place of the record's
        /// present one. Have the patient or the guardian sign it.
        NotSignedByPatient,
        /// Another organisation filed the version before this one. File a record of its own.
        PreviousOfAnother,
    }
}
