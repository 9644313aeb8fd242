//! What the chain keeps.

use frame_support::pallet_macros::pallet_section;

/// The storage, for the pallet to import.
#[pallet_section]
mod storage {
    /// The authorities by name.
    #[pallet::storage]
    pub type Authorities<T: Config> =
        CountedStorageMap<_, Blake2_128Concat, Label, Authority<T::AccountId>, OptionQuery>;

    /// For which authority an account signs.
    #[pallet::storage]
    pub type AuthorityOf<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, Label, OptionQuery>;

    /// What each authority declared: authority, then name of the attribute.
    #[pallet::storage]
    pub type Attributes<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, Label, Blake2_128Concat, Label, AttributeState, OptionQuery>;

    /// How many attributes each authority declared.
    #[pallet::storage]
    pub type AttributeCount<T: Config> = StorageMap<_, Blake2_128Concat, Label, u32, ValueQuery>;

    /// Who holds which attribute.
    #[pallet::storage]
    pub type Holdings<T: Config> = StorageDoubleMap<
        _,
        Blake2_128Concat,
        T::AccountId,
        Blake2_128Concat,
        Attribute,
        Holding,
        OptionQuery,
    >;

    /// Who holds each attribute: the holdings the other way round, for listings.
    #[pallet::storage]
    pub type HolderIndex<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, Attribute, Blake2_128Concat, T::AccountId, (), OptionQuery>;

    /// The public keys that authorities gave up, by authority and version, at most 64 of each.
    #[pallet::storage]
    pub type RetiredKeys<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, Label, Twox64Concat, u32, AuthorityKeyBytes, OptionQuery>;

    /// How many holdings each holder has, those that no longer count included.
    #[pallet::storage]
    pub type HoldingCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// The last suspension of an authority; kept after it has ended, because it cannot be repeated at once.
    #[pallet::storage]
    pub type Suspensions<T: Config> = StorageMap<_, Blake2_128Concat, Label, Suspension, OptionQuery>;

    /// When suspensions end by themselves: the block and whose, in no particular order.
    #[pallet::storage]
    pub type SuspensionEnds<T: Config> =
        StorageValue<_, BoundedVec<(BlockNumber, Label), T::MaxAuthorities>, ValueQuery>;
}
