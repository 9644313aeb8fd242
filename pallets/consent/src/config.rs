//! What the pallet needs of its runtime.

use frame_support::pallet_macros::pallet_section;

/// The configuration, for the pallet to import.
#[pallet_section]
mod config {
    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId: From<[u8; 32]> + Into<[u8; 32]>>
    {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Who sets the rule for emergencies.
        type RuleOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who is a patient, and who may ask for a record.
        type Members: traits::Membership<Self::AccountId>;
        /// Who holds which attribute.
        type Attributes: traits::AttributeHoldings<Self::AccountId>;
        /// Which records there are.
        type Records: traits::Records<Self::AccountId>;
        /// Where every decision is written down.
        type Audit: traits::AuditTrail<Self::AccountId>;
        /// For how many blocks a ticket counts; at least 1.
        #[pallet::constant]
        type TicketValidity: Get<u32>;
        /// How many blocks ahead a policy, a contribution or a delegation may end at most; at least 1.
        ///
        /// Nothing is granted for ever.
        #[pallet::constant]
        type MaxWindow: Get<u32>;
        /// For how many blocks after its end a ticket is kept.
        #[pallet::constant]
        type TicketRetention: Get<u32>;
        /// For how many blocks after the end of its window a policy is kept that no record is under.
        #[pallet::constant]
        type PolicyRetention: Get<u32>;
        /// For how many blocks the glass may stay broken at most; at least 1.
        #[pallet::constant]
        type MaxEmergencyValidity: Get<u32>;
        /// How many blocks a review may take at most; at least 1.
        #[pallet::constant]
        type MaxReviewTime: Get<u32>;
    }
}
