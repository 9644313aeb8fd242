#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

mod attributes;
mod authorities;
mod batches;
#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod config;
mod discard;
mod errors;
mod events;
mod genesis;
mod holdings;
mod listing;
#[cfg(test)]
mod mock;
mod reads;
mod rotation;
mod storage;
mod suspensions;
#[cfg(test)]
mod tests;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use batches::{Discards, GrantBatch, RevocationBatch};
pub use genesis::GenesisAuthority;
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macro generates for storage and calls uses `expect`; the pallet's logic is in the other modules.
#[allow(clippy::expect_used)]
#[import_section(config::config)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::{collections::BTreeSet, vec::Vec};
    use frame_support::{dispatch::DispatchClass, pallet_prelude::*};
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        authority::{
            AttributeState, Authority, AuthorityKeyBytes, Grant, Holding, PossessionProofBytes, SkipReason,
            UseStatus, MAX_ATTRIBUTES, MAX_GRANT_BATCH,
        },
        consortium::Suspension,
        traits::Membership,
        Attribute, BlockNumber, ContentId, Epoch, Label, OrganisationId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The attribute authorities of the consortium.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

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
        fn on_initialize(_: BlockNumberFor<T>) -> Weight {
            Self::end_one_suspension()
        }

        fn integrity_test() {
            assert!(
                T::MaxAuthorities::get() > 0,
                "MaxAuthorities: a consortium without authorities opens nothing"
            );
            assert!(T::SuspensionPeriod::get() > 0, "SuspensionPeriod: a suspension would end as it begins");
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
        /// By [`Config::RegisterOrigin`]. `public_key` and `proof_of_possession` are in the
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
        /// Signed by an authority's account.
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
        /// Signed by an authority's account. `key_package` is the content id of the key of the
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

        /// Certifies again that `holder` has `attribute` of the caller's authority, until block `expires`.
        ///
        /// Signed by an authority's account. Replaces epoch, expiry and key package of the holding,
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
        /// Signed by an authority's account, whether the holder is still active or not. Every other
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
        /// By [`Config::SuspendOrigin`] for [`Config::SuspensionPeriod`] blocks, after which the authority is
        /// reinstated by itself; for as long again, neither the authority nor its organisation having been
        /// suspended meanwhile, it cannot be repeated. By [`Config::LastingOrigin`] until it is reinstated, also
        /// if it is suspended for a while already.
        ///
        /// # Events
        /// - [`Event::AuthoritySuspended`]
        ///
        /// # Errors
        /// - `BadOrigin`: the council did not decide it.
        /// - [`Error::UnknownAuthority`], [`Error::AuthorityRemoved`]: there is no such authority, or no
        ///   longer.
        /// - [`Error::AlreadySuspended`]: it is suspended already.
        /// - [`Error::SuspendedRecently`]: more than half suspended it, or its organisation, not long ago.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::suspend())]
        pub fn suspend(origin: OriginFor<T>, name: Label) -> DispatchResult {
            let lasting = Self::ensure_may_suspend(origin)?;
            Self::do_suspend(name, lasting)
        }

        /// Ends the suspension of the authority `name`.
        ///
        /// By [`Config::SuspendOrigin`] or [`Config::LastingOrigin`], whoever suspended it.
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
            Self::ensure_may_suspend(origin)?;
            Self::do_reinstate(name)
        }

        /// Grants up to 32 attributes of the caller's authority, as [`Call::grant`] does one.
        ///
        /// Signed by an authority's account. An item that cannot be granted is skipped and spoils
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
        /// Signed by an authority's account. An item that cannot be renewed is skipped and spoils
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
        /// Signed by an authority's account. An item that cannot be revoked is skipped and spoils nothing
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
        /// Signed by an authority's account. Every holder needs a key made with the new secret
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
        /// Signed by an authority's account.
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
        /// Signed by an authority's account. Holdings of its current epoch count again.
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
        /// By [`Config::RemoveOrigin`], whether the authority is suspended or not.
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
        /// Sent by any account as a general transaction, which carries no signature. The pool takes it only if
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
}
