//! What two thirds of the council do in root's place, and nothing else of what root could.
//!
//! The SDK reserves runtime upgrades and the restart of stalled finality to root, and this chain has
//! none: no sudo outside development. This pallet lets the council decide exactly these two. It keeps
//! no state of its own.

pub use pallet::*;

// The macro's own code expects.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use frame_support::pallet_prelude::*;
    use frame_system::{pallet_prelude::*, RawOrigin, WeightInfo as _};
    use pallet_grandpa::WeightInfo as _;

    /// See the [module's documentation](super).
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the runtime decides.
    #[pallet::config]
    pub trait Config: frame_system::Config + pallet_grandpa::Config {
        /// Who decides on the runtime: at least two thirds of the council's seats, after a delay.
        type DecisionOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who restarts finality: at least two thirds of the council's seats, at once.
        type StalledOrigin: EnsureOrigin<Self::RuntimeOrigin>;
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Authorises the runtime whose BLAKE2b-256 hash is `code_hash`.
        ///
        /// Anybody may then hand in the code with `system.apply_authorized_upgrade`, also unsigned. It
        /// must be a newer version of this same chain's runtime.
        ///
        /// # Events
        /// `System.UpgradeAuthorized`
        ///
        /// # Errors
        /// `BadOrigin` if fewer than two thirds agreed.
        #[pallet::call_index(0)]
        #[pallet::weight((T::SystemWeightInfo::authorize_upgrade(), DispatchClass::Operational))]
        pub fn authorize_upgrade(origin: OriginFor<T>, code_hash: T::Hash) -> DispatchResult {
            T::DecisionOrigin::ensure_origin(origin)?;
            frame_system::Pallet::<T>::authorize_upgrade(RawOrigin::Root.into(), code_hash)
        }

        /// Restarts finality with the current validators after a third of the former ones were lost.
        ///
        /// `delay`: blocks until it takes effect, long enough for every node to have seen this block.
        /// `best_finalized`: the highest block that any validator knows to be final.
        ///
        /// # Events
        /// `Grandpa.NewAuthorities`, after the delay.
        ///
        /// # Errors
        /// `BadOrigin` if fewer than two thirds agreed.
        #[pallet::call_index(1)]
        #[pallet::weight((
            <T as pallet_grandpa::Config>::WeightInfo::note_stalled(),
            DispatchClass::Operational
        ))]
        pub fn note_stalled(
            origin: OriginFor<T>,
            delay: BlockNumberFor<T>,
            best_finalized: BlockNumberFor<T>,
        ) -> DispatchResult {
            T::StalledOrigin::ensure_origin(origin)?;
            pallet_grandpa::Pallet::<T>::note_stalled(RawOrigin::Root.into(), delay, best_finalized)
        }
    }
}
