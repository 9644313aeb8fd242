//! What the chain keeps.

use frame_support::pallet_macros::pallet_section;

/// The storage, for the pallet to import.
#[pallet_section]
mod storage {
    /// The id the next new policy gets.
    #[pallet::storage]
    pub type NextPolicy<T: Config> = StorageValue<_, PolicyId, ValueQuery>;

    /// Every policy, revoked ones included: records stay encrypted under them.
    #[pallet::storage]
    pub type Policies<T: Config> = StorageMap<_, Twox64Concat, PolicyId, Policy<T::AccountId>, OptionQuery>;

    /// How many policies a patient has, at most [`MAX_POLICIES`](salus_primitives::consent::MAX_POLICIES).
    #[pallet::storage]
    pub type PolicyCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// The policies of a patient.
    #[pallet::storage]
    pub type PoliciesOf<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, PolicyId, (), OptionQuery>;

    /// Until before which block a patient lets an organisation add records.
    #[pallet::storage]
    pub type Contributions<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        T::AccountId,
        Twox64Concat,
        OrganisationId,
        BlockNumber,
        OptionQuery,
    >;

    /// The id the next ticket gets.
    #[pallet::storage]
    pub type NextTicket<T: Config> = StorageValue<_, TicketId, ValueQuery>;

    /// Every ticket that was issued, with who served it.
    #[pallet::storage]
    pub type Tickets<T: Config> = StorageMap<_, Twox64Concat, TicketId, Ticket<T::AccountId>, OptionQuery>;

    /// The tickets for a patient's records.
    #[pallet::storage]
    pub type TicketsOf<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, TicketId, (), OptionQuery>;

    /// Whom a patient appointed, to what and until when; ended ones stay until room is needed.
    #[pallet::storage]
    pub type Delegations<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        T::AccountId,
        Blake2_128Concat,
        T::AccountId,
        Delegation,
        OptionQuery,
    >;

    /// How many people a patient appointed, at most
    /// [`MAX_DELEGATIONS`](salus_primitives::consent::MAX_DELEGATIONS), ended ones included.
    #[pallet::storage]
    pub type DelegationCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// Which patients appointed somebody: delegate, then patient.
    #[pallet::storage]
    pub type DelegatorsOf<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, T::AccountId, (), OptionQuery>;

    /// Whom a patient bars.
    #[pallet::storage]
    pub type Restrictions<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        T::AccountId,
        Blake2_128Concat,
        Barred<T::AccountId>,
        (),
        OptionQuery,
    >;

    /// How many a patient bars, at most [`MAX_RESTRICTIONS`](salus_primitives::consent::MAX_RESTRICTIONS).
    #[pallet::storage]
    pub type RestrictionCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// The rule for emergencies; without one nobody breaks the glass.
    #[pallet::storage]
    pub type CurrentRule<T: Config> = StorageValue<_, EmergencyRule, OptionQuery>;

    /// The id the next emergency gets.
    #[pallet::storage]
    pub type NextEmergency<T: Config> = StorageValue<_, EmergencyId, ValueQuery>;

    /// Every emergency there was, with what came of it.
    #[pallet::storage]
    pub type Emergencies<T: Config> =
        StorageMap<_, Twox64Concat, EmergencyId, Emergency<T::AccountId>, OptionQuery>;

    /// The emergencies of a patient.
    #[pallet::storage]
    pub type EmergenciesOf<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Twox64Concat, EmergencyId, (), OptionQuery>;

    /// The last emergency of a patient, then an accessor, unless it was reviewed: the one to look at when
    /// that accessor asks.
    #[pallet::storage]
    pub type LastEmergency<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        T::AccountId,
        Blake2_128Concat,
        T::AccountId,
        EmergencyId,
        OptionQuery,
    >;

    /// The emergencies that nobody has reviewed, with the first block at which that is overdue.
    #[pallet::storage]
    pub type Unreviewed<T: Config> = StorageMap<_, Twox64Concat, EmergencyId, BlockNumber, OptionQuery>;

    /// How many emergencies of an accessor nobody has reviewed, at most
    /// [`MAX_UNREVIEWED`](salus_primitives::emergency::MAX_UNREVIEWED).
    #[pallet::storage]
    pub type UnreviewedCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;
}
