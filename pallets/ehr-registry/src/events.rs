//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The events, for the pallet to import.
#[pallet_section]
mod events {
    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A record was filed; its organisation is its first endorser.
        Submitted {
            /// Which record.
            record: RecordId,
            /// Who filed it.
            organisation: OrganisationId,
            /// How many endorsements make it Active.
            required: u32,
        },
        /// An organisation holds or has verified a record.
        Endorsed {
            /// Which record.
            record: RecordId,
            /// Who endorsed it.
            organisation: OrganisationId,
            /// How many endorsements count now.
            endorsements: u32,
        },
        /// An endorsement was not taken; the others of its batch were looked at all the same.
        EndorsementSkipped {
            /// Which record.
            record: RecordId,
            /// Why not.
            reason: SkipReason,
        },
        /// A record reached its majority: it is in.
        Activated {
            /// Which record.
            record: RecordId,
        },
        /// A record missed its majority: it was never in.
        Lapsed {
            /// Which record.
            record: RecordId,
        },
        /// A new header for a record's content was filed; its organisation is its first endorser.
        RewrapFiled {
            /// Of which record.
            record: RecordId,
            /// Who filed it.
            organisation: OrganisationId,
            /// Under which version of which policy it wraps the data key.
            policy: PolicyRef,
            /// The new header.
            header: ContentId,
            /// How many endorsements put it in the old one's place.
            required: u32,
        },
        /// An organisation has verified a new header.
        RewrapEndorsed {
            /// Of which record.
            record: RecordId,
            /// Who endorsed it.
            organisation: OrganisationId,
            /// How many endorsements count now.
            endorsements: u32,
        },
        /// An endorsement of a new header was not taken; the others of its batch were looked at all the same.
        RewrapSkipped {
            /// Of which record.
            record: RecordId,
            /// Why not.
            reason: SkipReason,
        },
        /// A new header reached its majority and took the old one's place.
        Rewrapped {
            /// Of which record.
            record: RecordId,
            /// Under which version of which policy it now is.
            policy: PolicyRef,
        },
        /// A new header missed its majority, or its record is to be erased: the old one stays.
        RewrapDropped {
            /// Of which record.
            record: RecordId,
        },
        /// Who decides for the patient says that a record is wrong.
        Disputed {
            /// Which record.
            record: RecordId,
        },
        /// That was taken back.
        DisputeWithdrawn {
            /// Of which record.
            record: RecordId,
        },
        /// Who decides for the patient asked for a record's erasure: nobody reads it any more.
        ErasureAsked {
            /// Which record.
            record: RecordId,
            /// How many attestations make it Erased.
            required: u32,
        },
        /// An organisation deleted a record's header and content.
        ErasureAttested {
            /// Which record.
            record: RecordId,
            /// Who attested it.
            organisation: OrganisationId,
            /// How many attestations count now.
            attestations: u32,
        },
        /// An attestation was not taken; the others of its batch were looked at all the same.
        AttestationSkipped {
            /// Of which record.
            record: RecordId,
            /// Why not.
            reason: SkipReason,
        },
        /// A majority has deleted a record: the chain has forgotten it, but for the certificate.
        Erased {
            /// Which record.
            record: RecordId,
        },
        /// What was left of records that nobody needs any more was forgotten.
        RecordsDiscarded {
            /// Of how many.
            records: u32,
        },
    }
}
