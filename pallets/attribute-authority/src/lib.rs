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
//! opens to keys of the new epoch alone, so every other holder is renewed with a new key. An office with
//! many holders does each of these for up to 32 of them in one call ([`Call::grant_batch`],
//! [`Call::renew_batch`], [`Call::revoke_batch`]): revoking and re-issuing to the rest belong together.
//!
//! If the office's own key leaked, it rotates it ([`Call::rotate_key`]) and re-issues everything. If the
//! office itself is not to be trusted, the council suspends it ([`Call::suspend`]) or ends it
//! ([`Call::remove`]). Holdings that nobody renewed are cleared away by anybody
//! ([`Call::discard_holdings`]).
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
//! - A key that was given up is kept, so that what was encrypted with it can still be checked in full, and
//!   never comes back. A name that was given up never comes back either.
//!
//! This file is longer than 500 lines because FRAME wants storage and calls in one module, and most of it is their
//! documentation. What they do, events and errors are in the other files, one concept each.

#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod attributes;
mod authorities;
mod batches;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod discarding;
mod errors;
mod events;
mod genesis;
mod holdings;
mod listing;
#[cfg(test)]
mod mock;
mod rotation;
#[cfg(test)]
mod tests;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use genesis::GenesisAuthority;
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

/// Most holders on one page of a listing.
pub const MAX_PAGE: u32 = 256;

// What the macro generates for storage and calls uses `expect`; the pallet's logic is in the other modules.
#[allow(clippy::expect_used)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::{collections::BTreeSet, vec::Vec};
    use frame_support::{dispatch::DispatchClass, pallet_prelude::*};
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        authority::{
            AttributeHolder, AttributeState, Authority, AuthorityKeyBytes, Grant, HeldAttribute, Holding,
            NamedAuthority, PossessionProofBytes, SkipReason, UseStatus, MAX_ATTRIBUTES, MAX_GRANT_BATCH,
        },
        record::Page,
        traits::Membership,
        Attribute, BlockNumber, ContentId, Epoch, Label, OrganisationId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// Grants or renewals of one call.
    pub type GrantBatch<T> =
        BoundedVec<Grant<<T as frame_system::Config>::AccountId>, ConstU32<MAX_GRANT_BATCH>>;
    /// Holder and name of the attribute for each revocation of one call.
    pub type RevocationBatch<T> =
        BoundedVec<(<T as frame_system::Config>::AccountId, Label), ConstU32<MAX_GRANT_BATCH>>;
    /// Holder, authority and name of the attribute for each holding to clear away.
    pub type Discards<T> =
        BoundedVec<(<T as frame_system::Config>::AccountId, Label, Label), ConstU32<MAX_GRANT_BATCH>>;

    /// What the pallet needs of its runtime.
    #[pallet::config]
    pub trait Config: frame_system::Config<RuntimeEvent: From<Event<Self>>> {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Who may register, suspend and reinstate authorities: more than half of the council.
        type RegisterOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who may remove authorities for ever: at least two thirds of the council.
        type RemoveOrigin: EnsureOrigin<Self::RuntimeOrigin>;
        /// Who takes part in the consortium.
        type Members: Membership<Self::AccountId>;
        /// Most authorities of the consortium, suspended and removed ones included.
        #[pallet::constant]
        type MaxAuthorities: Get<u32>;
        /// Longest time, in blocks, for which an attribute is granted or renewed at once.
        #[pallet::constant]
        type MaxValidity: Get<BlockNumber>;
        /// For how many blocks a holding is kept after it expired; then anybody may clear it away.
        #[pallet::constant]
        type HoldingRetention: Get<BlockNumber>;
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
            let weights = T::BlockWeights::get();
            let room = weights.get(DispatchClass::Normal).max_extrinsic.unwrap_or(weights.max_block);
            for (call, weight) in [
                ("grant_batch", T::WeightInfo::grant_batch_making_room(MAX_GRANT_BATCH)),
                ("renew_batch", T::WeightInfo::renew_batch(MAX_GRANT_BATCH)),
                ("revoke_batch", T::WeightInfo::revoke_batch(MAX_GRANT_BATCH)),
                ("rotate_key", T::WeightInfo::rotate_key(MAX_ATTRIBUTES)),
                ("discard_holdings", T::WeightInfo::discard_holdings(MAX_GRANT_BATCH)),
            ] {
                assert!(weight.all_lte(room), "{call}: the largest one does not fit into a block");
            }
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
        /// attributes as one may have, the one that expired first makes room.
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
            let authority = Self::acting_authority(&who)?;
            let made_room = Self::grant_one(&authority, Grant { holder, attribute, expires, key_package })
                .map_err(Error::<T>::from)?;
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
            let authority = Self::acting_authority(&who)?;
            Self::renew_one(&authority, Grant { holder, attribute, expires, key_package })
                .map_err(|reason| Error::<T>::from(reason).into())
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
            let authority = Self::acting_authority(&who)?;
            Self::revoke_one(&authority, holder, attribute, &mut BTreeSet::new())
                .map_err(|reason| Error::<T>::from(reason).into())
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
        /// - [`Error::UnknownAuthority`], [`Error::AuthorityRemoved`]: there is no such authority, or no
        ///   longer.
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
        /// - [`Error::UnknownAuthority`], [`Error::AuthorityRemoved`]: there is no such authority, or no
        ///   longer.
        /// - [`Error::NotSuspended`]: it is not suspended.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::reinstate())]
        pub fn reinstate(origin: OriginFor<T>, name: Label) -> DispatchResult {
            T::RegisterOrigin::ensure_origin(origin)?;
            Self::do_reinstate(name)
        }

        /// Grants up to 32 attributes of the caller's authority, as [`Call::grant`] does one.
        ///
        /// Callable by an authority's account. An item that cannot be granted is skipped and spoils
        /// nothing for the others.
        ///
        /// # Events
        /// - [`Event::Granted`] for each item that was granted
        /// - [`Event::Skipped`] for each that was not
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        #[pallet::call_index(7)]
        #[pallet::weight({
            let n = grants.len() as u32;
            T::WeightInfo::grant_batch(n).max(T::WeightInfo::grant_batch_making_room(n))
        })]
        pub fn grant_batch(origin: OriginFor<T>, grants: GrantBatch<T>) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let n = grants.len() as u32;
            let made_room = Self::do_grant_batch(&who, grants)?;
            let weight = if made_room {
                T::WeightInfo::grant_batch_making_room(n)
            } else {
                T::WeightInfo::grant_batch(n)
            };
            Ok(Some(weight).into())
        }

        /// Renews up to 32 holdings of the caller's attributes, as [`Call::renew`] does one.
        ///
        /// Callable by an authority's account. An item that cannot be renewed is skipped and spoils
        /// nothing for the others. This is how everybody else gets keys of the epoch that a revocation or a
        /// rotation began.
        ///
        /// # Events
        /// - [`Event::Renewed`] for each item that was renewed
        /// - [`Event::Skipped`] for each that was not
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::renew_batch(grants.len() as u32))]
        pub fn renew_batch(origin: OriginFor<T>, grants: GrantBatch<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_renew_batch(&who, grants)
        }

        /// Revokes up to 32 holdings of the caller's attributes, as [`Call::revoke`] does one.
        ///
        /// Callable by an authority's account. An item that cannot be revoked is skipped and spoils nothing
        /// for the others. However many lose an attribute, its epoch moves once.
        ///
        /// # Events
        /// - [`Event::Revoked`] for each item that was revoked
        /// - [`Event::Skipped`] for each that was not
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::revoke_batch(holdings.len() as u32))]
        pub fn revoke_batch(origin: OriginFor<T>, holdings: RevocationBatch<T>) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_revoke_batch(&who, holdings)
        }

        /// Gives the caller's authority a new public key and begins the next epoch of all its attributes.
        ///
        /// Callable by an authority's account. Every holder needs a key made with the new secret
        /// ([`Call::renew_batch`]). The old public key stays readable ([`Pallet::key`]). `public_key` and
        /// `proof_of_possession` are in the encodings of `salus-abe`; whoever encrypts to the key verifies
        /// the proof.
        ///
        /// # Events
        /// - [`Event::KeyRotated`]
        ///
        /// # Errors
        /// - [`Error::MissingPublicKey`], [`Error::MissingProof`]: the key or its proof is empty.
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        /// - [`Error::TooManyRetiredKeys`]: it gave up 64 keys already.
        /// - [`Error::KeyUsedBefore`]: it has or had this key.
        /// - [`Error::EpochsExhausted`]: one of its attributes has no further epoch.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::rotate_key(MAX_ATTRIBUTES))]
        pub fn rotate_key(
            origin: OriginFor<T>,
            public_key: AuthorityKeyBytes,
            proof_of_possession: PossessionProofBytes,
        ) -> DispatchResultWithPostInfo {
            let who = ensure_signed(origin)?;
            let moved = Self::do_rotate_key(&who, public_key, proof_of_possession)?;
            Ok(Some(T::WeightInfo::rotate_key(moved)).into())
        }

        /// Suspends `attribute` of the caller's authority: nobody gets it, and it satisfies nothing.
        ///
        /// Callable by an authority's account.
        ///
        /// # Events
        /// - [`Event::AttributeSuspended`]
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        /// - [`Error::UnknownAttribute`]: the authority has not declared it.
        /// - [`Error::AlreadySuspended`]: it is suspended already.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::suspend_attribute())]
        pub fn suspend_attribute(origin: OriginFor<T>, attribute: Label) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_suspend_attribute(&who, attribute)
        }

        /// Ends the suspension of `attribute` of the caller's authority.
        ///
        /// Callable by an authority's account. Holdings of its current epoch count again.
        ///
        /// # Events
        /// - [`Event::AttributeReinstated`]
        ///
        /// # Errors
        /// - [`Error::NotAuthority`], [`Error::AuthoritySuspended`], [`Error::OrganisationNotActive`]:
        ///   the caller may not act for an authority.
        /// - [`Error::UnknownAttribute`]: the authority has not declared it.
        /// - [`Error::NotSuspended`]: it is not suspended.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::reinstate_attribute())]
        pub fn reinstate_attribute(origin: OriginFor<T>, attribute: Label) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_reinstate_attribute(&who, attribute)
        }

        /// Removes the authority `name` for ever: its account has no capacity any more, its attributes
        /// satisfy nothing, and nobody gets its name.
        ///
        /// Callable by [`Config::RemoveOrigin`], whether the authority is suspended or not.
        ///
        /// # Events
        /// - [`Event::AuthorityRemoved`]
        ///
        /// # Errors
        /// - `BadOrigin`: the council did not decide it.
        /// - [`Error::UnknownAuthority`]: there is no such authority.
        /// - [`Error::AuthorityRemoved`]: it was removed before.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::remove())]
        pub fn remove(origin: OriginFor<T>, name: Label) -> DispatchResult {
            T::RemoveOrigin::ensure_origin(origin)?;
            Self::do_remove(name)
        }

        /// Clears away holdings that expired at least [`Config::HoldingRetention`] blocks ago: holder,
        /// authority and name of the attribute of each.
        ///
        /// Callable by anybody, in a general transaction, which nobody signs. The pool takes it only if
        /// each of its items can be discarded at that block and none is named twice, and one clean-up of a
        /// holding at a time.
        ///
        /// # Events
        /// - [`Event::Discarded`] for each
        ///
        /// # Errors
        /// - `BadOrigin`: it came as another kind of transaction.
        /// - [`Error::NotHeld`]: there is no such holding.
        /// - [`Error::NotDiscardable`]: it has not expired, or not long enough ago.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::discard_holdings(holdings.len() as u32))]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_discard_holdings(holdings.len() as u32))]
        #[pallet::authorize(Self::authorize_discard)]
        pub fn discard_holdings(origin: OriginFor<T>, holdings: Discards<T>) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_discard(holdings)
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

        /// The holders of `attribute`, those included for whom it no longer counts.
        ///
        /// `cursor` is the `next` of the page before. `limit` is taken as 1 to [`MAX_PAGE`].
        pub fn holders_of(
            attribute: Attribute,
            cursor: Option<T::AccountId>,
            limit: u32,
        ) -> Page<AttributeHolder<T::AccountId>, T::AccountId> {
            Self::page_of_holders(&attribute, cursor, limit)
        }

        /// The public key that the authority `name` had after it was rotated `version` times.
        pub fn key(name: Label, version: u32) -> Option<AuthorityKeyBytes> {
            Self::key_of_version(&name, version)
        }
    }
}
