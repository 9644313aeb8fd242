//! Who certifies which attributes of whom.
//!
//! # A doctor's attribute, from first to last
//!
//! The council registers the medical council's office as the authority `medical-council`
//! ([`Call::register`]). The office declares the attribute `doctor` ([`Call::declare`]), which from
//! then on is written `doctor@medical-council`. It certifies that Dr Bo has it until some block
//! ([`Call::grant`]): the holding is the on-chain fact, the matching decryption key travels sealed to
//! Dr Bo's key card and only its content id is here. When the licence is prolonged the office renews
//! the holding ([`Call::renew`]). When the licence is withdrawn it revokes the holding
//! ([`Call::revoke`]), which also moves the attribute to its next epoch: what is encrypted afterwards
//! opens to keys of the new epoch alone, so every other holder is renewed with a new key.
//!
//! # What holds
//!
//! - An authority touches nothing outside its own namespace: the calls name an attribute by its name,
//!   and the authority is always the caller's.
//! - Nothing is held for ever: every holding expires, at most [`Config::MaxValidity`] blocks ahead.
//! - An attribute satisfies a policy only at its current epoch, unexpired, and while it, its authority
//!   and that authority's organisation are in use
//!   ([`AttributeHoldings`](salus_primitives::traits::AttributeHoldings), asked by pallet-consent).
//! - The chain stores an authority's public key and the proof that its owner knows the secret, and
//!   interprets neither. Whoever encrypts to the key verifies the proof first.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod attributes;
mod authorities;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod genesis;
mod holdings;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod tests;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use genesis::GenesisAuthority;
pub use pallet::*;
pub use weights::WeightInfo;

// What the macro generates for storage and calls uses `expect`; the pallet's logic is in the other modules.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        authority::{
            AttributeState, Authority, AuthorityKeyBytes, HeldAttribute, Holding, NamedAuthority,
            PossessionProofBytes, UseStatus,
        },
        traits::Membership,
        Attribute, BlockNumber, ContentId, Epoch, Label, OrganisationId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// What the pallet needs of its runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Who may register, suspend and reinstate authorities: more than half of the council.
        type RegisterOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who takes part in the consortium.
        type Members: Membership<Self::AccountId>;
        /// Most authorities of the consortium, suspended ones included.
        #[pallet::constant]
        type MaxAuthorities: Get<u32>;
        /// Longest time, in blocks, for which an attribute is granted or renewed at once.
        #[pallet::constant]
        type MaxValidity: Get<BlockNumber>;
    }

    /// The attribute authorities of the consortium.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

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

    /// How many holdings each holder has, those that no longer count included.
    #[pallet::storage]
    pub type HoldingCount<T: Config> = StorageMap<_, Blake2_128Concat, T::AccountId, u32, ValueQuery>;

    /// Authorities that exist from the first block on.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// Name, organisation, account, public key and proof of possession of each.
        pub authorities: Vec<GenesisAuthority<T::AccountId>>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            genesis::build::<T>(&self.authorities);
        }
    }

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// The council registered an authority.
        AuthorityRegistered {
            /// Its name.
            authority: Label,
        },
        /// An authority declared an attribute.
        AttributeDeclared {
            /// Which attribute.
            attribute: Attribute,
            /// The epoch of its first keys.
            epoch: Epoch,
        },
        /// An authority certified an attribute of a holder.
        Granted {
            /// Of whom.
            holder: T::AccountId,
            /// Which attribute.
            attribute: Attribute,
            /// The epoch of the key that was issued.
            epoch: Epoch,
            /// The first block at which it no longer counts.
            expires: BlockNumber,
        },
        /// An authority certified anew.
        Renewed {
            /// Of whom.
            holder: T::AccountId,
            /// Which attribute.
            attribute: Attribute,
            /// The epoch of the key that was issued.
            epoch: Epoch,
            /// The first block at which it no longer counts.
            expires: BlockNumber,
        },
        /// An authority took an attribute back.
        Revoked {
            /// From whom.
            holder: T::AccountId,
            /// Which attribute.
            attribute: Attribute,
            /// The attribute's new epoch.
            epoch: Epoch,
        },
        /// The attributes of an authority satisfy nothing until it is reinstated.
        AuthoritySuspended {
            /// Its name.
            authority: Label,
        },
        /// The attributes of an authority count again.
        AuthorityReinstated {
            /// Its name.
            authority: Label,
        },
    }

    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// An authority of this name exists: choose another name.
        NameTaken,
        /// The account speaks in a capacity already: use a new account.
        AccountInUse,
        /// The organisation is not admitted, suspended or removed.
        OrganisationNotActive,
        /// The consortium has as many authorities as it may have.
        TooManyAuthorities,
        /// The public key is empty.
        MissingPublicKey,
        /// The proof of possession is empty.
        MissingProof,
        /// There is no authority of this name.
        UnknownAuthority,
        /// The authority is suspended already.
        AlreadySuspended,
        /// The authority is not suspended.
        NotSuspended,
        /// The caller's account is not that of an authority.
        NotAuthority,
        /// The caller's authority is suspended: the council can reinstate it.
        AuthoritySuspended,
        /// The caller's authority declared this attribute already.
        AlreadyDeclared,
        /// The caller's authority has declared as many attributes as it may.
        TooManyAttributes,
        /// The caller's authority has not declared this attribute: declare it first.
        UnknownAttribute,
        /// The attribute is suspended.
        AttributeSuspended,
        /// The holder is not an active participant of an active organisation.
        NotParticipant,
        /// The expiry is not after the current block.
        ExpiryPassed,
        /// The expiry is further ahead than `MaxValidity` blocks.
        ExpiryTooFar,
        /// The holder has the attribute at its current epoch: renew it instead.
        AlreadyHeld,
        /// The holder has as many attributes as one may have, none of them expired.
        TooManyHoldings,
        /// The holder does not have the attribute.
        NotHeld,
        /// The attribute has no further epochs: declare another attribute in its place.
        EpochsExhausted,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(
                T::MaxAuthorities::get() > 0,
                "MaxAuthorities: a consortium without authorities opens nothing"
            );
            assert!(T::MaxValidity::get() > 0, "MaxValidity: no attribute could be granted");
            assert!(
                BlockNumberFor::<T>::max_encoded_len() <= BlockNumber::max_encoded_len(),
                "expiries are compared as 32-bit block numbers"
            );
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Registers `account` as the office of the authority `name` of `organisation`.
        ///
        /// Callable by [`Config::RegisterOrigin`]. `public_key` and `proof_of_possession` are in the
        /// encodings of `salus-abe`; the members of the council verify the proof before they vote.
        ///
        /// # Events
        /// - [`Event::AuthorityRegistered`]
        ///
        /// # Errors
        /// - `BadOrigin`: the council did not decide it.
        /// - [`Error::MissingPublicKey`], [`Error::MissingProof`]: the key or its proof is empty.
        /// - [`Error::NameTaken`]: an authority of this name exists.
        /// - [`Error::OrganisationNotActive`]: the organisation takes no part.
        /// - [`Error::AccountInUse`]: the account speaks in a capacity already.
        /// - [`Error::TooManyAuthorities`]: there are [`Config::MaxAuthorities`] already.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::register())]
        pub fn register(
            origin: OriginFor<T>,
            name: Label,
            organisation: OrganisationId,
            account: T::AccountId,
            public_key: AuthorityKeyBytes,
            proof_of_possession: PossessionProofBytes,
        ) -> DispatchResult {
            T::RegisterOrigin::ensure_origin(origin)?;
            let authority = Authority {
                organisation,
                account,
                public_key,
                proof_of_possession,
                key_version: 0,
                status: UseStatus::Active,
            };
            Self::do_register(name, authority)
        }

        /// Declares `attribute` of the caller's authority, at epoch 0.
        ///
        /// Callable by an authority's account.
        ///
        /// # Events
        /// - [`Event::AttributeDeclared`]
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        /// - [`Error::AlreadyDeclared`]: it was declared before.
        /// - [`Error::TooManyAttributes`]: the authority has declared as many as it may.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::declare())]
        pub fn declare(origin: OriginFor<T>, attribute: Label) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_declare(&who, attribute)
        }

        /// Certifies that `holder` has `attribute` of the caller's authority until block `expires`.
        ///
        /// Callable by an authority's account. `key_package` is the content id of the key of the
        /// attribute's current epoch, sealed to the holder's key card. If the holder has as many
        /// attributes as one may have, the expired ones make room.
        ///
        /// # Events
        /// - [`Event::Granted`]
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        /// - [`Error::UnknownAttribute`], [`Error::AttributeSuspended`]: the authority has not declared
        ///   the attribute, or it is out of use.
        /// - [`Error::NotParticipant`]: the holder is not an active participant.
        /// - [`Error::ExpiryPassed`], [`Error::ExpiryTooFar`]: `expires` is not within
        ///   [`Config::MaxValidity`] blocks after the current one.
        /// - [`Error::AlreadyHeld`]: the holder has the attribute at its current epoch.
        /// - [`Error::TooManyHoldings`]: the holder has as many attributes as one may have.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::grant().max(T::WeightInfo::grant_making_room()))]
        pub fn grant(
            origin: OriginFor<T>,
            holder: T::AccountId,
            attribute: Label,
            expires: BlockNumber,
            key_package: ContentId,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let made_room = Self::do_grant(&who, holder, attribute, expires, key_package)?;
            let weight = if made_room { T::WeightInfo::grant_making_room() } else { T::WeightInfo::grant() };
            Ok(Some(weight).into())
        }

        /// Certifies anew that `holder` has `attribute` of the caller's authority, until block `expires`.
        ///
        /// Callable by an authority's account. Replaces epoch, expiry and key package of the holding,
        /// whether it still counted or not.
        ///
        /// # Events
        /// - [`Event::Renewed`]
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        /// - [`Error::UnknownAttribute`], [`Error::AttributeSuspended`]: the authority has not declared
        ///   the attribute, or it is out of use.
        /// - [`Error::NotParticipant`]: the holder is not an active participant.
        /// - [`Error::ExpiryPassed`], [`Error::ExpiryTooFar`]: `expires` is not within
        ///   [`Config::MaxValidity`] blocks after the current one.
        /// - [`Error::NotHeld`]: there is nothing to renew.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::renew())]
        pub fn renew(
            origin: OriginFor<T>,
            holder: T::AccountId,
            attribute: Label,
            expires: BlockNumber,
            key_package: ContentId,
        ) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_renew(&who, holder, attribute, expires, key_package)
        }

        /// Takes `attribute` of the caller's authority back from `holder` and begins its next epoch.
        ///
        /// Callable by an authority's account, whether the holder is still active or not. Every other
        /// holder of the attribute counts again once renewed with a key of the new epoch.
        ///
        /// # Events
        /// - [`Event::Revoked`]
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        /// - [`Error::UnknownAttribute`]: the authority has not declared the attribute.
        /// - [`Error::NotHeld`]: the holder does not have it.
        /// - [`Error::EpochsExhausted`]: it was revoked 2^32 - 1 times.
        #[pallet::call_index(4)]
        #[pallet::weight(T::WeightInfo::revoke())]
        pub fn revoke(origin: OriginFor<T>, holder: T::AccountId, attribute: Label) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_revoke(&who, holder, attribute)
        }

        /// Suspends the authority `name`: it may not act, and its attributes satisfy nothing.
        ///
        /// Callable by [`Config::RegisterOrigin`].
        ///
        /// # Events
        /// - [`Event::AuthoritySuspended`]
        ///
        /// # Errors
        /// - `BadOrigin`: the council did not decide it.
        /// - [`Error::UnknownAuthority`]: there is no such authority.
        /// - [`Error::AlreadySuspended`]: it is suspended already.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::suspend())]
        pub fn suspend(origin: OriginFor<T>, name: Label) -> DispatchResult {
            T::RegisterOrigin::ensure_origin(origin)?;
            Self::do_suspend(name)
        }

        /// Ends the suspension of the authority `name`.
        ///
        /// Callable by [`Config::RegisterOrigin`].
        ///
        /// # Events
        /// - [`Event::AuthorityReinstated`]
        ///
        /// # Errors
        /// - `BadOrigin`: the council did not decide it.
        /// - [`Error::UnknownAuthority`]: there is no such authority.
        /// - [`Error::NotSuspended`]: it is not suspended.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::reinstate())]
        pub fn reinstate(origin: OriginFor<T>, name: Label) -> DispatchResult {
            T::RegisterOrigin::ensure_origin(origin)?;
            Self::do_reinstate(name)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// Every authority with what it declared.
        pub fn authorities() -> Vec<NamedAuthority<T::AccountId>> {
            Authorities::<T>::iter().map(|(name, authority)| Self::named(name, authority)).collect()
        }

        /// The authority `name` with what it declared.
        pub fn authority(name: Label) -> Option<NamedAuthority<T::AccountId>> {
            Authorities::<T>::get(&name).map(|authority| Self::named(name, authority))
        }

        /// The state of a declared attribute, whether its authority is in use or not.
        pub fn attribute(attribute: Attribute) -> Option<AttributeState> {
            Attributes::<T>::get(&attribute.authority, &attribute.name)
        }

        /// Every holding of `holder`, and whether it counts now.
        pub fn holdings(holder: T::AccountId) -> Vec<HeldAttribute> {
            Self::held_by(&holder)
        }
    }
}
