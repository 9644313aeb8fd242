//! What the chain keeps.

use frame_support::pallet_macros::pallet_section;

/// The storage, for the pallet to import.
#[pallet_section]
mod storage {
    /// Every record.
    #[pallet::storage]
    pub type Records<T: Config> =
        CountedStorageMap<_, Blake2_128Concat, RecordId, Record<T::AccountId>, OptionQuery>;

    /// The records of a patient.
    #[pallet::storage]
    pub type RecordsOf<T: Config> =
        StorageDoubleMap<_, Blake2_128Concat, T::AccountId, Blake2_128Concat, RecordId, (), OptionQuery>;

    /// The records that are Pending, with who filed them.
    #[pallet::storage]
    pub type Pending<T: Config> =
        CountedStorageMap<_, Blake2_128Concat, RecordId, OrganisationId, OptionQuery>;

    /// How many records of an organisation are Pending.
    #[pallet::storage]
    pub type PendingCount<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, u32, ValueQuery>;

    /// The new headers that wait for their majority.
    #[pallet::storage]
    pub type Rewraps<T: Config> = StorageMap<_, Blake2_128Concat, RecordId, Rewrap, OptionQuery>;

    /// How many new headers of an organisation wait.
    #[pallet::storage]
    pub type RewrapCount<T: Config> = StorageMap<_, Twox64Concat, OrganisationId, u32, ValueQuery>;

    /// The certificate of every record whose erasure was asked for; it stays when the record is gone.
    #[pallet::storage]
    pub type Erasures<T: Config> =
        StorageMap<_, Blake2_128Concat, RecordId, Erasure<T::AccountId>, OptionQuery>;

    /// The erasures that not every active organisation has attested yet.
    #[pallet::storage]
    pub type OpenErasures<T: Config> = StorageMap<_, Blake2_128Concat, RecordId, (), OptionQuery>;

    /// The roster whose organisations vote on a record, a new header or an erasure, while the vote goes on.
    #[pallet::storage]
    pub type Electorates<T: Config> = StorageMap<_, Blake2_128Concat, (Ballot, RecordId), u32, OptionQuery>;

    /// The ids of erased records whose certificate was discarded: they stay taken for ever.
    #[pallet::storage]
    pub type ErasedIds<T: Config> = StorageMap<_, Blake2_128Concat, RecordId, (), OptionQuery>;

    /// How many records are under a policy, whatever their status.
    #[pallet::storage]
    pub type RecordsUnder<T: Config> = StorageMap<_, Twox64Concat, PolicyId, u32, ValueQuery>;
}
