#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod activation;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod discard;
mod dispute;
mod electorate;
mod endorsement;
mod erasure;
mod errors;
mod events;
mod facts;
mod lapse;
mod listing;
pub mod migrations;
#[cfg(test)]
mod mock;
mod policies;
mod reads;
mod rewrap;
mod storage;
mod submission;
#[cfg(test)]
mod tests;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use discard::RecordBatch;
pub use electorate::Ballot;
pub use lapse::CLOCK;
pub use pallet::*;
pub use salus_primitives::record::SkipReason;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macro generates for events and metadata calls `expect`; our logic is in the other modules.
#[allow(clippy::expect_used)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::{rewrap::NewHeader, submission::Submission, *};
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    #[cfg(doc)]
    use salus_primitives::record::rewrap_statement;
    use salus_primitives::{
        consent::PolicyRef,
        erasure::{Erasure, MAX_ERASURE_BATCH},
        record::{Record, Rewrap, COPIES, MAX_ENDORSEMENT_BATCH, MAX_REWRAP_BATCH},
        traits, BlockNumber, ContentId, Digest, OrganisationId, PolicyId, RecordId,
    };

    use sp_runtime::traits::{IdentifyAccount, Verify};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

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
        /// Who may add records of whom, under which policy, and who decides for a patient.
        type Consents: traits::Consents<Self::AccountId>;
        /// How a patient signs.
        type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>
            + Parameter
            + DecodeWithMemTracking;
        /// Where what happens to a record is written down.
        type Audit: traits::AuditTrail<Self::AccountId>;
        /// For how many blocks a record or a new header may gather endorsements; at least 1.
        #[pallet::constant]
        type EndorsementWindow: Get<u32>;
        /// Most records of one organisation that may be Pending at once, and most new headers; at least 1.
        #[pallet::constant]
        type MaxPendingPerOrganisation: Get<u32>;
        /// For how many blocks after its deadline a Lapsed record is kept; longer than it may take to file it again.
        #[pallet::constant]
        type LapsedRetention: Get<BlockNumber>;
        /// For how many blocks the certificate of an erasure is kept.
        #[pallet::constant]
        type ErasureRetention: Get<BlockNumber>;
        /// Who signs in benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;
    }

    #[pallet::extra_constants]
    impl<T: Config> Pallet<T> {
        /// How many organisations keep a record's ciphertext.
        #[pallet::constant_name(Copies)]
        fn copies() -> u32 {
            COPIES
        }
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
        /// caller's is the first. An organisation that becomes active later has no vote. The organisation
        /// names `author`, who does not sign. Signed by an active gateway. The weight of an activation is handed
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
        /// - [`AlreadyExists`](Error::AlreadyExists): the id is taken. A Lapsed record's is free for its
        ///   organisation, patient and content again, `REOPEN_AFTER` blocks after the deadline.
        /// - [`PreviousNotFound`](Error::PreviousNotFound), [`PreviousNotActive`](Error::PreviousNotActive):
        ///   `previous` is no Active record of `patient`.
        /// - [`PreviousOfAnother`](Error::PreviousOfAnother): another organisation filed `previous`.
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

        /// Closes a record that missed its majority.
        ///
        /// Signed by an active gateway, or sent by any account as a general transaction, which the pool takes
        /// once for each record and only when it is due.
        ///
        /// # Events
        /// [`Lapsed`](Event::Lapsed)
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): whoever signed is no gateway.
        /// - [`RecordNotFound`](Error::RecordNotFound): there is no such record.
        /// - [`NotPending`](Error::NotPending): it is in, or closed already.
        /// - [`DeadlineNotReached`](Error::DeadlineNotReached): it may still be endorsed.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::lapse())]
        #[pallet::authorize(|_source, record| Self::authorize_lapse(record))]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_lapse())]
        pub fn lapse(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
            let cleaner = Self::ensure_cleaner(origin)?;
            Self::do_lapse(cleaner, record)
        }

        /// Files a new header for the same content, after its policy or an attribute's keys changed, or to move the
        /// record to another of the patient's policies.
        ///
        /// `signature` is the patient's over [`rewrap_statement`]: the old header will be gone, and that the new
        /// one holds the same data key only whoever made it knows. It names `policy`, which decides from the block on
        /// in which the new header is in place.
        ///
        /// Until more than half of the organisations active now have endorsed it, the caller's being the
        /// first, the old header counts. It replaces one that its own organisation filed, that
        /// is past its deadline, or whose policy has changed since. Signed by an active gateway of the
        /// organisation that filed the record, or of one that the patient lets add records now. The weight
        /// of putting it in place is handed back unless one endorsement was the majority.
        ///
        /// # Events
        /// [`RewrapFiled`](Event::RewrapFiled), [`Rewrapped`](Event::Rewrapped) if that is the majority already
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): the caller files no headers.
        /// - [`RecordNotFound`](Error::RecordNotFound), [`NotActive`](Error::NotActive): it is not in.
        /// - [`ContributionNotAllowed`](Error::ContributionNotAllowed): the patient has not agreed.
        /// - [`PolicyNotCurrent`](Error::PolicyNotCurrent): `policy` is not the current version of an active policy
        ///   of the patient.
        /// - [`HeaderUnchanged`](Error::HeaderUnchanged): `header` is the record's.
        /// - [`NotSignedByPatient`](Error::NotSignedByPatient): `signature` is not the patient's over just this.
        /// - [`RewrapPending`](Error::RewrapPending): another organisation's new header waits.
        /// - [`TooManyPending`](Error::TooManyPending): the organisation reached `MaxPendingPerOrganisation`.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::rewrap().saturating_add(T::WeightInfo::apply_rewrap()))]
        pub fn rewrap(
            origin: OriginFor<T>,
            record: RecordId,
            policy: PolicyRef,
            header: ContentId,
            signature: T::Signature,
        ) -> DispatchResultWithPostInfo {
            let (gateway, organisation) = Self::ensure_gateway(origin)?;
            let guardian = None;
            Self::do_rewrap(gateway, organisation, record, NewHeader { policy, header, guardian, signature })
        }

        /// Endorses new headers that the caller's organisation has verified, at most 64, each named with
        /// its record.
        ///
        /// Each is endorsed or skipped by itself. The endorsement that completes the majority puts the new
        /// header and its policy version in the old ones' place; endorsements of organisations that are no
        /// longer active do not count. Signed by an active gateway.
        ///
        /// # Events
        /// For each [`RewrapEndorsed`](Event::RewrapEndorsed), then [`Rewrapped`](Event::Rewrapped) if that is
        /// the majority; or [`RewrapSkipped`](Event::RewrapSkipped)
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): the caller endorses no headers.
        /// - [`EmptyBatch`](Error::EmptyBatch): there is nothing to endorse.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::endorse_rewraps(rewraps.len() as u32))]
        pub fn endorse_rewraps(
            origin: OriginFor<T>,
            rewraps: BoundedVec<(RecordId, ContentId), ConstU32<MAX_REWRAP_BATCH>>,
        ) -> DispatchResult {
            let (gateway, organisation) = Self::ensure_gateway(origin)?;
            Self::do_endorse_rewraps(gateway, organisation, rewraps)
        }

        /// Says that a record is wrong. It stays readable, and everybody who reads its facts sees it.
        ///
        /// `reason` is BLAKE2b-256 over the salted reason; disputing again replaces it. Signed by the
        /// patient or a guardian.
        ///
        /// # Events
        /// [`Disputed`](Event::Disputed)
        ///
        /// # Errors
        /// - [`RecordNotFound`](Error::RecordNotFound): there is no such record, or its patient is not one for whom
        ///   the caller decides.
        /// - [`RecordGone`](Error::RecordGone): nobody reads it any more.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::dispute())]
        pub fn dispute(origin: OriginFor<T>, record: RecordId, reason: Digest) -> DispatchResult {
            Self::do_dispute(origin, record, reason)
        }

        /// Takes a dispute back. Signed by the patient or a guardian.
        ///
        /// # Events
        /// [`DisputeWithdrawn`](Event::DisputeWithdrawn)
        ///
        /// # Errors
        /// - [`RecordNotFound`](Error::RecordNotFound): there is no such record, or its patient is not one for whom
        ///   the caller decides.
        /// - [`RecordGone`](Error::RecordGone): nobody reads it any more.
        /// - [`NotDisputed`](Error::NotDisputed): there is nothing to take back.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::withdraw_dispute())]
        pub fn withdraw_dispute(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
            Self::do_withdraw_dispute(origin, record)
        }

        /// Asks for a record's erasure: from this block on nobody reads it, not even its patient.
        ///
        /// Every gateway deletes header and content and attests it with [`Call::attest_erasure`]. A new
        /// header that waits is dropped. There is no way back. Signed by the patient or a guardian.
        ///
        /// # Events
        /// [`ErasureAsked`](Event::ErasureAsked), and [`RewrapDropped`](Event::RewrapDropped) before it if a
        /// new header waited
        ///
        /// # Errors
        /// - [`RecordNotFound`](Error::RecordNotFound): there is no such record, or none any more, or its patient is
        ///   not one for whom the caller decides.
        /// - [`AlreadyErasing`](Error::AlreadyErasing): it was asked for before.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::erase())]
        pub fn erase(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
            Self::do_erase(origin, record)
        }

        /// Attests that the caller's organisation deleted header and content of records, at most 64.
        ///
        /// Each is taken or skipped by itself. The attestation that completes the majority of those active
        /// when the erasure was asked for removes the record from the chain; should fewer be active now,
        /// all of them are enough. Attestations of organisations that are no longer active do not count;
        /// those that come after the majority are kept, too. Signed by an active gateway.
        ///
        /// # Events
        /// For each [`ErasureAttested`](Event::ErasureAttested), then [`Erased`](Event::Erased) if that is the
        /// majority; or [`AttestationSkipped`](Event::AttestationSkipped)
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): the caller attests nothing.
        /// - [`EmptyBatch`](Error::EmptyBatch): there is nothing to attest.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::attest_erasure(records.len() as u32))]
        pub fn attest_erasure(
            origin: OriginFor<T>,
            records: BoundedVec<RecordId, ConstU32<MAX_ERASURE_BATCH>>,
        ) -> DispatchResult {
            let (gateway, organisation) = Self::ensure_gateway(origin)?;
            Self::do_attest_erasure(gateway, organisation, records)
        }

        /// Drops a new header that missed its majority. The record keeps the one it has.
        ///
        /// Signed by an active gateway, or sent by any account as [`Call::lapse`] may be.
        ///
        /// # Events
        /// [`RewrapDropped`](Event::RewrapDropped)
        ///
        /// # Errors
        /// - [`NotGateway`](Error::NotGateway): whoever signed is no gateway.
        /// - [`RewrapNotFound`](Error::RewrapNotFound): none waits.
        /// - [`DeadlineNotReached`](Error::DeadlineNotReached): it may still be endorsed.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::drop_rewrap())]
        #[pallet::authorize(|_source, record| Self::authorize_drop_rewrap(record))]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_drop_rewrap())]
        pub fn drop_rewrap(origin: OriginFor<T>, record: RecordId) -> DispatchResult {
            let cleaner = Self::ensure_cleaner(origin)?;
            Self::do_drop_rewrap(cleaner, record)
        }

        /// Forgets what is left of records that nobody needs any more: Lapsed ones whose deadline was more than
        /// `LapsedRetention` blocks ago, and the certificates of erasures that all active organisations attested and that
        /// had their majority more than `ErasureRetention` blocks ago.
        ///
        /// The id of an erased record stays taken for ever; that of a Lapsed one is free again. Sent by any account as
        /// a general transaction, which carries no signature. The pool takes it only if `records` are in ascending order, and the
        /// remains of each of them may go, and holds no two that name the same record.
        ///
        /// # Events
        /// [`RecordsDiscarded`](Event::RecordsDiscarded)
        ///
        /// # Errors
        /// `BadOrigin` if somebody signed it.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::discard_records(records.len() as u32))]
        #[pallet::authorize(Self::authorize_discard)]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_discard_records(records.len() as u32))]
        pub fn discard_records(origin: OriginFor<T>, records: RecordBatch) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_discard(records);
            Ok(())
        }

        /// Files a new header that a guardian made and signed in the patient's name.
        ///
        /// As [`Call::rewrap`], but `signature` is `guardian`'s, whom the patient appointed and does not bar, and who
        /// has the patient's reading key. Signed by an active gateway, as there.
        ///
        /// # Events
        /// Those of [`Call::rewrap`].
        ///
        /// # Errors
        /// Those of [`Call::rewrap`]; [`NotSignedByPatient`](Error::NotSignedByPatient) also if `guardian` does not
        /// decide for the patient.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::rewrap_for().saturating_add(T::WeightInfo::apply_rewrap()))]
        pub fn rewrap_for(
            origin: OriginFor<T>,
            record: RecordId,
            policy: PolicyRef,
            header: ContentId,
            guardian: T::AccountId,
            signature: T::Signature,
        ) -> DispatchResultWithPostInfo {
            let (gateway, organisation) = Self::ensure_gateway(origin)?;
            let guardian = Some(guardian);
            Self::do_rewrap(gateway, organisation, record, NewHeader { policy, header, guardian, signature })
        }
    }
}
