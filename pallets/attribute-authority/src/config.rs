//! What the pallet needs of its runtime.

use frame_support::pallet_macros::pallet_section;

/// The configuration, for the pallet to import.
#[pallet_section]
mod config {
    /// What the pallet needs of its runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Who may register authorities: at least two thirds of the council's seats, after a delay.
        type RegisterOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who may suspend authorities for a while, and reinstate suspended ones: more than half of the council.
        type SuspendOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who may suspend authorities until further notice: at least two thirds of the council's seats.
        type LastingOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who may remove authorities for ever: at least two thirds of the council's seats, after a delay.
        type RemoveOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who takes part in the consortium.
        type Members: Membership<Self::AccountId>;
        /// Most authorities of the consortium, suspended and removed ones included.
        #[pallet::constant]
        type MaxAuthorities: Get<u32>;
        /// For how many blocks a suspension by more than half lasts. For as long again it cannot be repeated.
        #[pallet::constant]
        type SuspensionPeriod: Get<BlockNumber>;
        /// Longest time, in blocks, for which an attribute is granted or renewed at once.
        #[pallet::constant]
        type MaxValidity: Get<BlockNumber>;
        /// For how many blocks a holding is kept after it expired; then anybody may clear it away.
        #[pallet::constant]
        type HoldingRetention: Get<BlockNumber>;
    }
}
