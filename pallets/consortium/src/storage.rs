//! What the chain keeps of the consortium.

use frame_support::pallet_macros::pallet_section;

/// The storage, for the pallet to import.
#[pallet_section]
mod storage {
    /// Every organisation ever admitted; the removed ones stay, so that their past is readable.
    #[pallet::storage]
    pub type Organisations<T: Config> =
        CountedStorageMap<_, Twox64Concat, OrganisationId, OrganisationOf<T>, OptionQuery>;

    /// The id that the next organisation will get.
    #[pallet::storage]
    pub type NextOrganisation<T: Config> = StorageValue<_, OrganisationId, ValueQuery>;

    /// How many organisations are active: of these a record needs more than half.
    #[pallet::storage]
    pub type ActiveOrganisations<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// The number of the present roster: how often organisations became active or ceased to be.
    #[pallet::storage]
    pub type Roster<T: Config> = StorageValue<_, u32, ValueQuery>;

    /// The rosters in which each organisation came or went, the last [`MAX_ROSTER_CHANGES`] of them.
    #[pallet::storage]
    pub type RosterChanges<T: Config> = StorageMap<
        _,
        Twox64Concat,
        OrganisationId,
        BoundedVec<u32, ConstU32<MAX_ROSTER_CHANGES>>,
        ValueQuery,
    >;

    /// Whose seat an account is; one entry for each organisation that is not removed.
    #[pallet::storage]
    pub type Seats<T: Config> =
        CountedStorageMap<_, Blake2_128Concat, T::AccountId, OrganisationId, OptionQuery>;

    /// Whose gateway an account is; one entry for each organisation that is not removed.
    #[pallet::storage]
    pub type Gateways<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, OrganisationId, OptionQuery>;

    /// Whose validator an account is.
    #[pallet::storage]
    pub type Validators<T: Config> =
        CountedStorageMap<_, Blake2_128Concat, T::AccountId, OrganisationId, OptionQuery>;

    /// Whose office an attribute authority's account is.
    #[pallet::storage]
    pub type Authorities<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, OrganisationId, OptionQuery>;

    /// The people whom organisations enrolled.
    #[pallet::storage]
    pub type Participants<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, Participant, OptionQuery>;

    /// What each organisation has taken of the chain; one entry for each that is not removed.
    #[pallet::storage]
    pub type Buckets<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, Bucket, OptionQuery>;

    /// What accounts have taken by themselves: seats, validators, and whoever took consent back.
    #[pallet::storage]
    pub type Reserves<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Bucket, ValueQuery>;

    /// What each organisation's people have taken by such calls, all together.
    #[pallet::storage]
    pub type Remedies<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, Bucket, ValueQuery>;

    /// What each organisation's people have taken by breaking the glass, all together.
    #[pallet::storage]
    pub type Emergencies<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, Bucket, ValueQuery>;

    /// What each organisation has added to the state for ever.
    #[pallet::storage]
    pub type Deposits<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, StorageBucket, ValueQuery>;

    /// The last suspension of an organisation; kept after it has ended, because it cannot be repeated at once.
    #[pallet::storage]
    pub type Suspensions<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, Suspension, OptionQuery>;

    /// When suspensions end by themselves: the block and whose, the next first.
    #[pallet::storage]
    pub type SuspensionEnds<T: Config> =
        StorageValue<_, BoundedVec<(BlockNumber, OrganisationId), ConstU32<MAX_ORGANISATIONS>>, ValueQuery>;

    /// The removed organisation in whose place another was admitted: it returned under a new number.
    #[pallet::storage]
    pub type Predecessors<T: Config> =
        StorageMap<_, Twox64Concat, OrganisationId, OrganisationId, OptionQuery>;

    /// What calls without a sender have taken.
    #[pallet::storage]
    pub type PublicBucket<T: Config> = StorageValue<_, Bucket, ValueQuery>;

    /// The validators that signed two of what there may be one, and the block at which it was proven.
    #[pallet::storage]
    pub type Isolated<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, BlockNumberFor<T>, OptionQuery>;
}
