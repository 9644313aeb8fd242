#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod activation;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod endorsement;
mod facts;
mod lapse;
mod listing;
#[cfg(test)]
mod mock;
mod submission;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use listing::MAX_PAGE;
pub use pallet::*;
pub use weights::WeightInfo;

// What the macro generates for events and metadata calls `expect`; our logic is in the other modules.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use super::{submission::Submission, *};
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        consent::PolicyRef,
        record::{NamedRecord, Page, Record, MAX_ENDORSEMENT_BATCH},
        traits, ContentId, OrganisationId, RecordId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// Which ciphertext is the record.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Who is a gateway or practitioner, and how many organisations are active.
        type Members: traits::Membership<Self::AccountId>;
        /// Who may add records of whom, under which policy.
        type Consents: traits::Consents<Self::AccountId>;
        /// Where what happens to a record is written down.
        type Audit: traits::AuditTrail<Self::AccountId>;
        /// For how many blocks after its submission a record may gather endorsements; at least 1.
        #[pallet::constant]
        type EndorsementWindow: Get<u32>;
        /// Most records of one organisation that may be Pending at once; at least 1.
        #[pallet::constant]
        type MaxPendingPerOrganisation: Get<u32>;
    }

    /// Every record.
    #[pallet::storage]
    pub type Records<T: Config> =
        CountedStorageMap<_, Blake2_128Concat, RecordId, Record<T::AccountId>, OptionQuery>;

    /// The records of a patient.
    #[pallet::storage]
    pub type RecordsOf<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, RecordId, (), OptionQuery>;

    /// The records that are Pending, with who filed them.
    #[pallet::storage]
    pub type Pending<T: Config> =
        CountedStorageMap<_, Blake2_128Concat, RecordId, OrganisationId, OptionQuery>;

    /// How many records of an organisation are Pending.
    #[pallet::storage]
    pub type PendingCount<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, u32, ValueQuery>;

    /// Why an endorsement was not taken.
    #[derive(
        Clone, Copy, PartialEq, Eq, Debug, Encode, Decode, DecodeWithMemTracking, MaxEncodedLen, TypeInfo,
    )]
    pub enum SkipReason {
        /// There is no such record.
        #[codec(index = 0)]
        Unknown,
        /// The record is no longer Pending.
        #[codec(index = 1)]
        NotPending,
        /// The organisation has endorsed it already.
        #[codec(index = 2)]
        Duplicate,
        /// The patient changed or revoked the policy since the record was encrypted.
        #[codec(index = 3)]
        PolicyChanged,
        /// The time for endorsements is over.
        #[codec(index = 4)]
        PastDeadline,
    }

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
    }

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
        /// A record with this id exists. Draw another.
        AlreadyExists,
        /// The patient has no record with the id given as the version before this one.
        PreviousNotFound,
        /// The version before this one is not Active. Name the patient's newest version.
        PreviousNotActive,
        /// Too many of the organisation's records are Pending. Wait, or lapse those past their deadline.
        TooManyPending,
        /// The batch names no record.
        EmptyBatch,
        /// There is no such record.
        RecordNotFound,
        /// The record is not Pending.
        NotPending,
        /// The record may still be endorsed. Wait for its deadline.
        DeadlineNotReached,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(
                T::EndorsementWindow::get() > 0,
                "a record must be open to endorsement for a block at least"
            );
            assert!(T::MaxPendingPerOrganisation::get() > 0, "an organisation must be able to file a record");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Files a record for its patient.
        ///
        /// It is Pending until more than half of the organisations active now have endorsed it; the
        /// caller's is the first. Signed by an active gateway. The weight of an activation is handed
        /// back unless one endorsement was the majority.
        ///
        /// # Events
        /// [`Submitted`](Event::Submitted), [`Activated`](Event::Activated) if that is the majority already
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): the caller files no records.
        /// - [`AuthorNotAllowed`](Error::AuthorNotAllowed): `author` cannot answer for it.
        /// - [`ContributionNotAllowed`](Error::ContributionNotAllowed): the patient has not agreed.
        /// - [`PolicyNotCurrent`](Error::PolicyNotCurrent): `policy` is not the current version of an active
        ///   policy
        ///   of `patient`.
        /// - [`AlreadyExists`](Error::AlreadyExists): the id is taken.
        /// - [`PreviousNotFound`](Error::PreviousNotFound), [`PreviousNotActive`](Error::PreviousNotActive):
        ///   `previous` is no Active record of `patient`.
        /// - [`TooManyPending`](Error::TooManyPending): the organisation reached `MaxPendingPerOrganisation`.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::submit().saturating_add(T::WeightInfo::activate()))]
        #[allow(clippy::too_many_arguments)]
        pub fn submit(
            origin: OriginFor<T>,
            record: RecordId,
            patient: T::AccountId,
            author: T::AccountId,
            policy: PolicyRef,
            content: ContentId,
            header: ContentId,
            previous: Option<RecordId>,
        ) -> DispatchResultWithPostInfo {
            let (gateway, organisation) = Self::ensure_gateway(origin)?;
            let submission = Submission { record, patient, author, policy, content, header, previous };
            Self::do_submit(gateway, organisation, submission)
        }

        /// Endorses records that the caller's organisation holds or has verified, at most 256.
        ///
        /// Each is endorsed or skipped by itself. An endorsement that completes the majority makes the
        /// record Active and the version before it Superseded; endorsements of organisations that are
        /// no longer active do not count. Signed by an active gateway.
        ///
        /// # Events
        /// For each record [`Endorsed`](Event::Endorsed), then [`Activated`](Event::Activated) if that is the
        /// majority;
        /// or [`EndorsementSkipped`](Event::EndorsementSkipped)
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): the caller endorses no records.
        /// - [`EmptyBatch`](Error::EmptyBatch): there is nothing to endorse.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::endorse(records.len() as u32))]
        pub fn endorse(
            origin: OriginFor<T>,
            records: BoundedVec<RecordId, ConstU32<MAX_ENDORSEMENT_BATCH>>,
        ) -> DispatchResult {
            let (gateway, organisation) = Self::ensure_gateway(origin)?;
            Self::do_endorse(gateway, organisation, records)
        }

        /// Closes a record that missed its majority. Signed by any active gateway.
        ///
        /// # Events
        /// [`Lapsed`](Event::Lapsed)
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): the caller closes no records.
        /// - [`RecordNotFound`](Error::RecordNotFound): there is no such record.
        /// - [`NotPending`](Error::NotPending): it is in, or closed already.
        /// - [`DeadlineNotReached`](Error::DeadlineNotReached): it may still be endorsed.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::lapse())]
        pub fn lapse(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
            let (gateway, organisation) = Self::ensure_gateway(origin)?;
            Self::do_lapse(gateway, organisation, record)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The record with this id.
        pub fn record(id: RecordId) -> Option<Record<T::AccountId>> {
            Records::<T>::get(id)
        }

        /// The records of `patient`, whatever their status, in no particular but a stable order.
        ///
        /// `cursor` is the `next` of the page before; `limit` is taken as 1 to [`MAX_PAGE`].
        pub fn records_of(
            patient: T::AccountId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRecord<T::AccountId>, RecordId> {
            Self::page_of(&patient, cursor, limit)
        }

        /// The Pending records that `organisation` has not endorsed.
        ///
        /// `cursor` is the `next` of the page before. `limit`, taken as 1 to [`MAX_PAGE`], bounds how many
        /// Pending records are looked at: a page may hold fewer, even none, and still have a next one.
        pub fn pending_for(
            organisation: OrganisationId,
            cursor: Option<RecordId>,
            limit: u32,
        ) -> Page<NamedRecord<T::AccountId>, RecordId> {
            Self::page_pending(organisation, cursor, limit)
        }
    }
}
