//! What two thirds of the council do in root's place, and nothing else of what root could.
//!
//! The SDK reserves runtime upgrades to root, and this chain has none: no sudo outside development. There
//! is no finality to restart here, as on the stand-alone chain: a parachain's blocks are final when the
//! relay chain's are. This pallet keeps no state of its own.

pub use pallet::*;

// The macro's own code expects.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use frame_support::pallet_prelude::*;
    use frame_system::{pallet_prelude::*, RawOrigin, WeightInfo as _};

    /// See the [module's documentation](super).
    #[pallet::pallet]
    pub struct Pallet<T>(_);

    /// What the runtime decides.
    #[pallet::config]
    pub trait Config: frame_system::Config {
        /// Who decides: at least two thirds of the council's seats, after a delay.
        type DecisionOrigin: EnsureOrigin<Self::RuntimeOrigin>;
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Authorises the runtime whose BLAKE2b-256 hash is `code_hash`.
        ///
        /// Anybody may then hand in the code with `system.apply_authorized_upgrade`, also unsigned. It
        /// must be a newer version of this same chain's runtime. It takes effect when the relay chain
        /// has checked it and gives the signal.
        ///
        /// # Events
        /// `System.UpgradeAuthorized`
        ///
        /// # Errors
        /// `BadOrigin` if fewer than two thirds agreed.
        #[pallet::call_index(0)]
        #[pallet::weight((
            <T as frame_system::Config>::SystemWeightInfo::authorize_upgrade(),
            DispatchClass::Operational
        ))]
        pub fn authorize_upgrade(origin: OriginFor<T>, code_hash: T::Hash) -> DispatchResult {
            T::DecisionOrigin::ensure_origin(origin)?;
            frame_system::Pallet::<T>::authorize_upgrade(RawOrigin::Root.into(), code_hash)
        }
    }
}
