//! One append-only, provable trail per patient.
//!
//! # What a patient sees of a visit
//!
//! A hospital files a record, the other organisations endorse it, a cardiologist gets a ticket to read
//! it, the hospital's gateway hands the ciphertext out and acknowledges it ([`Call::acknowledge`]). Each
//! of these is one [`Entry`](salus_primitives::audit::Entry) of the patient's trail, written by the
//! pallet in which it happened through [`AuditTrail`](salus_primitives::traits::AuditTrail). The patient
//! fetches the entries from any node and checks them against the chain, trusting no operator: an entry
//! that is altered, left out, moved or added makes the check fail.
//!
//! # How it is kept
//!
//! A trail is a Merkle mountain range ([`salus_primitives::mmr`]). The state holds its number of leaves
//! and its peaks, O(log n) hashes however long it grows. The entry itself stays out of the state and out
//! of the events: every node of the tree goes through off-chain indexing into the database of each node
//! that has it enabled, under its own hash. Readers descend from the peaks ([`salus_primitives::trail`]),
//! so that they never reach what an abandoned fork has left in that database.
//!
//! A trail is only ever appended to. There is no call that shortens one.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod acknowledge;
mod append;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
#[cfg(test)]
mod mock;
mod reads;
mod refusals;
#[cfg(test)]
mod tests;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use refusals::{MAX_CLOSED, MAX_LISTED};
pub use salus_primitives::receipt::MAX_ACKNOWLEDGEMENTS;
pub use weights::WeightInfo;

// What the macro generates for storage and calls uses `expect`; the pallet's logic is in the other modules.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use codec::DecodeWithMemTracking;
    use frame_support::{pallet_prelude::*, traits::UnixTime};
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        consortium::MAX_ORGANISATIONS,
        mmr::Trail,
        receipt::{Receipt, ReceiptFault},
        traits::{AuditTrail, Consents, Membership},
        BlockNumber, Digest, OrganisationId, TicketId,
    };
    use sp_runtime::traits::{IdentifyAccount, Verify};

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The receipts of one acknowledgement.
    pub type ReceiptBatch<T> = BoundedVec<Receipt<<T as Config>::Signature>, ConstU32<MAX_ACKNOWLEDGEMENTS>>;
    /// The organisations that served one ticket.
    pub type ServedBy = BoundedVec<OrganisationId, ConstU32<MAX_ORGANISATIONS>>;
    /// A patient, and an account that was refused a record of this patient.
    pub type RefusedPair<T> =
        (<T as frame_system::Config>::AccountId, <T as frame_system::Config>::AccountId);

    /// What the pallet needs of its runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Who takes part in the consortium.
        type Members: Membership<Self::AccountId>;
        /// Where tickets are kept.
        type Consents: Consents<Self::AccountId>;
        /// The time that the block's author stated: pallet-timestamp.
        type Time: UnixTime;
        /// How a reader signs.
        type Signature: Verify<Signer: IdentifyAccount<AccountId = Self::AccountId>>
            + Parameter
            + DecodeWithMemTracking;
        /// For how many blocks refusals are counted together; at least 1.
        #[pallet::constant]
        type RefusalPeriod: Get<BlockNumber>;
        /// Who signs in benchmarks.
        #[cfg(feature = "runtime-benchmarks")]
        type BenchmarkHelper: BenchmarkHelper<Self::AccountId, Self::Signature>;
    }

    /// The trails of the patients.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// The commitment to each patient's trail; absent while a trail is empty.
    #[pallet::storage]
    pub type Trails<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Trail, ValueQuery>;

    /// Which organisations acknowledged having served a ticket; kept as long as the ticket.
    #[pallet::storage]
    pub type Servers<T: Config> = StorageMap<_, Twox64Concat, TicketId, ServedBy, ValueQuery>;

    /// How often an account was refused a patient's records within a period.
    ///
    /// A period's counts are removed, and what the trail does not list is summarised there, once it is over.
    #[pallet::storage]
    pub type Refusals<T: Config> =
        StorageDoubleMap<_, Twox64Concat, u32, Blake2_128Concat, RefusedPair<T>, u32, ValueQuery>;

    /// The first period of which there may be counts.
    #[pallet::storage]
    pub type OldestPeriod<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An entry was appended to a trail.
        ///
        /// It names neither the patient nor what happened: readers fetch the entry by its hash from a node.
        /// Refused attempts deposit nothing, for their hash would tell whose record was asked for.
        Recorded {
            /// The entry's hash in the trail.
            leaf: Digest,
        },
        /// An acknowledgement of one ticket had no effect; the others of the batch stand.
        TicketSkipped {
            /// Which ticket.
            ticket: TicketId,
            /// Why.
            reason: ReceiptFault,
        },
    }

    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// The caller is not the gateway of an active organisation.
        NotGateway,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn on_idle(_now: BlockNumberFor<T>, remaining: Weight) -> Weight {
            Self::close_refusals(remaining)
        }

        fn integrity_test() {
            assert!(
                BlockNumberFor::<T>::max_encoded_len() <= BlockNumber::max_encoded_len(),
                "entries hold 32-bit block numbers"
            );
            assert!(T::RefusalPeriod::get() > 0, "a period has one block at least");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Records that the caller's organisation served each ticket of `receipts`.
        ///
        /// Signed by an active gateway, for its own organisation alone. Each receipt
        /// carries the signature of the ticket's accessor over
        /// [`receipt_statement`](salus_primitives::receipt::receipt_statement) for this organisation. Several
        /// organisations can have served one ticket; each acknowledges it once. A ticket may be acknowledged
        /// after it expired: the entry's block shows that it was late. A receipt that has no effect never
        /// spoils the rest.
        ///
        /// # Events
        /// - [`Event::Recorded`] for each ticket that is now acknowledged
        /// - [`Event::TicketSkipped`] for each other ticket
        ///
        /// # Errors
        /// - [`Error::NotGateway`]: the caller is not the gateway of an active organisation.
        // Index 0 was an acknowledgement without receipts.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::acknowledge(receipts.len() as u32))]
        pub fn acknowledge(origin: OriginFor<T>, receipts: ReceiptBatch<T>) -> DispatchResult {
            let gateway = ensure_signed(origin)?;
            Self::do_acknowledge(&gateway, receipts)
        }
    }

    impl<T: Config> AuditTrail<T::AccountId> for Pallet<T> {
        fn record(patient: &T::AccountId, note: salus_primitives::audit::Note<T::AccountId>) {
            Self::do_record(patient, note);
        }

        fn forget_ticket(ticket: TicketId) {
            Servers::<T>::remove(ticket);
        }
    }
}
