//! One append-only, provable trail per patient.
//!
//! # What a patient sees of a visit
//!
//! A hospital files a record, the other organisations endorse it, a cardiologist is given leave to read
//! it, the hospital's gateway hands the ciphertext out and says so ([`Call::acknowledge`]). Each of
//! these is one [`Entry`](salus_primitives::audit::Entry) of the patient's trail, written by the pallet
//! in which it happened through [`AuditTrail`](salus_primitives::traits::AuditTrail). The patient
//! fetches the entries from any node and checks them against the chain, trusting no operator: none can
//! be altered, left out, moved or added without the check failing.
//!
//! # How it is kept
//!
//! A trail is a Merkle mountain range ([`salus_primitives::mmr`]). The state holds its number of leaves
//! and its peaks, O(log n) hashes however long it grows. The entry itself goes into an event, and every
//! node of the tree goes through off-chain indexing into the database of each node that has it enabled,
//! under its own hash. Readers descend from the peaks ([`salus_primitives::trail`]), so that whatever an
//! abandoned fork has left in that database is never reached.
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
#[cfg(test)]
mod tests;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use pallet::*;
pub use weights::WeightInfo;

// What the macro generates for storage and calls uses `expect`; the pallet's logic is in the other modules.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::{pallet_prelude::*, traits::UnixTime};
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        audit::Entry,
        mmr::Trail,
        traits::{Consents, Membership},
        BlockNumber, Digest, TicketId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// Most tickets named in one acknowledgement.
    pub const MAX_ACKNOWLEDGEMENTS: u32 = 64;
    /// The tickets of one acknowledgement.
    pub type TicketBatch = BoundedVec<TicketId, ConstU32<MAX_ACKNOWLEDGEMENTS>>;

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
    }

    /// The trails of the patients.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// The commitment to each patient's trail; absent while a trail is empty.
    #[pallet::storage]
    pub type Trails<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Trail, ValueQuery>;

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An entry was appended to a patient's trail.
        Recorded {
            /// Whose trail.
            patient: T::AccountId,
            /// The entry.
            entry: Entry<T::AccountId>,
            /// Its hash in the trail.
            leaf: Digest,
        },
        /// An acknowledged ticket is unknown or was acknowledged before; nothing was recorded for it.
        TicketSkipped {
            /// Which ticket.
            ticket: TicketId,
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
        fn integrity_test() {
            assert!(
                BlockNumberFor::<T>::max_encoded_len() <= BlockNumber::max_encoded_len(),
                "entries hold 32-bit block numbers"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Records that the caller handed out the ciphertext of each of `tickets`.
        ///
        /// Callable by the gateway of an active organisation. A ticket that is unknown or was
        /// acknowledged before is skipped, so that one of them never spoils the rest. A ticket may be
        /// acknowledged after it ran out: served late is on record as late.
        ///
        /// # Events
        /// - [`Event::Recorded`] for each ticket that is now served
        /// - [`Event::TicketSkipped`] for each other ticket
        ///
        /// # Errors
        /// - [`Error::NotGateway`]: the caller is not the gateway of an active organisation.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::acknowledge(tickets.len() as u32))]
        pub fn acknowledge(origin: OriginFor<T>, tickets: TicketBatch) -> DispatchResult {
            let gateway = ensure_signed(origin)?;
            Self::do_acknowledge(&gateway, tickets)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The commitment to the trail of `patient`; an empty one if nothing has happened.
        pub fn trail(patient: T::AccountId) -> Trail {
            Trails::<T>::get(patient)
        }
    }
}
