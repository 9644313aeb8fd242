#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(rustdoc::broken_intra_doc_links)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod errors;
mod events;
mod genesis;
pub mod migrations;
#[cfg(test)]
mod mock;
mod offences;
mod organisations;
mod participants;
mod quotas;
mod standing;
#[cfg(test)]
mod tests;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod validators;
pub mod weights;

pub use pallet::*;
pub use quotas::QuotaWeight;
pub use standing::StandingWeight;
pub use validators::{NoIdentification, RegisteredValidator};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;
use frame_system::pallet_prelude::{ensure_signed, BlockNumberFor, OriginFor};
use salus_primitives::{
    consortium::{
        Gateway, Organisation, OrganisationKind, OrganisationName, Participant, Role, Standing,
        ValidatorState, MAX_ORGANISATIONS,
    },
    quota::{Bucket, Limits, QuotaState},
    ContentId, OrganisationId,
};

/// An organisation as this chain keeps it.
pub type OrganisationOf<T> = Organisation<<T as frame_system::Config>::AccountId>;
/// A gateway as this chain keeps it.
pub type GatewayOf<T> = Gateway<<T as frame_system::Config>::AccountId>;

// FRAME's macros expand to `expect` on what they generated themselves.
#[allow(clippy::expect_used)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::{ChangeMembers, InitializeMembers},
    };

    /// Layout of the storage below.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

    /// See the [crate's documentation](crate).
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the runtime decides.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>>
        + pallet_session::Config<ValidatorId = <Self as frame_system::Config>::AccountId>
    {
        /// Who admits, suspends and reinstates organisations: more than half of the council.
        type AdmitOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who removes organisations: at least two thirds of the seats.
        type RemoveOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// Who adds, removes and readmits validators: at least two thirds of the seats.
        type ValidatorOrigin: EnsureOrigin<Self::RuntimeOrigin>;

        /// The council, whose members are the seats of the active organisations.
        type SeatChanges: ChangeMembers<Self::AccountId> + InitializeMembers<Self::AccountId>;

        /// What it costs to tell the council of a change, when as many motions are open as may be: the votes of
        /// whoever leaves are taken out of each.
        type SeatChangeWeight: Get<Weight>;

        /// Most validators of the consortium.
        #[pallet::constant]
        type MaxValidators: Get<u32>;

        /// Fewest validators that the council may leave by its own choice.
        ///
        /// A chain may start with fewer: it keeps the validators of its genesis until this many are
        /// ready. And it may be left with fewer by what cannot wait: see the
        /// [crate's documentation](crate).
        #[pallet::constant]
        type MinValidators: Get<u32>;

        /// Most validators of one organisation.
        #[pallet::constant]
        type MaxValidatorsPerOrganisation: Get<u32>;

        /// For how many past sessions two conflicting signatures can still be reported.
        #[pallet::constant]
        type ReportableSessions: Get<u32>;

        /// What each organisation, its gateway and its people together, may take of the chain.
        #[pallet::constant]
        type OrganisationQuota: Get<Limits>;

        /// What each seat may take: enough to propose, vote and carry a decision out.
        #[pallet::constant]
        type SeatQuota: Get<Limits>;

        /// What each validator may take. So small that it is a pause between changes of session keys.
        #[pallet::constant]
        type ValidatorQuota: Get<Limits>;

        /// What each account may take by calls that its organisation's quota never refuses.
        #[pallet::constant]
        type PersonQuota: Get<Limits>;

        /// What the accounts of each organisation may take by such calls, all together.
        #[pallet::constant]
        type RemedyQuota: Get<Limits>;

        /// What the calls that need no sender may take, all together.
        #[pallet::constant]
        type PublicQuota: Get<Limits>;

        /// Weights of the calls, measured on the joined runtime.
        type WeightInfo: WeightInfo;
    }

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

    /// The people whom organisations vouch for.
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

    /// What calls without a sender have taken.
    #[pallet::storage]
    pub type PublicBucket<T: Config> = StorageValue<_, Bucket, ValueQuery>;

    /// The validators that signed two of what there may be one, and the block at which it was proven.
    #[pallet::storage]
    pub type Isolated<T: Config> =
        StorageMap<_, Blake2_128Concat, T::AccountId, BlockNumberFor<T>, OptionQuery>;

    /// An organisation at genesis: UTF-8 name, kind, seat, gateway's account, gateway's base URL.
    pub type GenesisOrganisation<AccountId> = (Vec<u8>, OrganisationKind, AccountId, AccountId, Vec<u8>);

    /// The consortium's founders.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The founding organisations; the first gets id 0, the next id 1 and so on.
        pub organisations: Vec<GenesisOrganisation<T::AccountId>>,
        /// The founding validators and whose they are.
        pub validators: Vec<(T::AccountId, OrganisationId)>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            genesis::build(self);
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::MinValidators::get() >= 1, "a chain without validators makes no blocks");
            assert!(
                T::MinValidators::get() <= T::MaxValidators::get(),
                "MinValidators must not be above MaxValidators"
            );
            assert!(
                T::MaxValidatorsPerOrganisation::get() >= 1,
                "an organisation must be able to have a validator"
            );
            assert!(
                T::MaxValidatorsPerOrganisation::get() <= T::MaxValidators::get(),
                "MaxValidatorsPerOrganisation must not be above MaxValidators"
            );
            assert!(
                T::MaxValidatorsPerOrganisation::get().saturating_mul(MAX_ORGANISATIONS)
                    >= T::MinValidators::get(),
                "the organisations together must be able to have MinValidators validators"
            );
            for limits in [
                T::OrganisationQuota::get(),
                T::SeatQuota::get(),
                T::ValidatorQuota::get(),
                T::PersonQuota::get(),
                T::RemedyQuota::get(),
                T::PublicQuota::get(),
            ] {
                assert!(
                    limits.refill.ref_time > 0 && limits.refill.length > 0,
                    "a quota that never comes back shuts its owner out for ever"
                );
                assert!(
                    limits.refill.ref_time <= limits.capacity.ref_time
                        && limits.refill.length <= limits.capacity.length,
                    "a quota must hold what comes back to it in one block"
                );
            }
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_now: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Admits an organisation: its seat joins the council, its gateway may speak.
        ///
        /// # Events
        /// [`Event::OrganisationAdmitted`]
        ///
        /// # Errors
        /// [`Error::InvalidName`], [`Error::InvalidUrl`], [`Error::TooManyOrganisations`], and
        /// [`Error::AccountInUse`] if `seat` or the gateway's account speaks already or they are one.
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::admit().saturating_add(T::SeatChangeWeight::get()))]
        pub fn admit(
            origin: OriginFor<T>,
            name: OrganisationName,
            kind: OrganisationKind,
            seat: T::AccountId,
            gateway: GatewayOf<T>,
        ) -> DispatchResult {
            T::AdmitOrigin::ensure_origin(origin)?;
            Self::do_admit(name, kind, seat, gateway)
        }

        /// Suspends an organisation: its seat leaves the council, and its gateway, validators,
        /// authorities and participants are refused from this block on.
        ///
        /// Its validators leave the set of the next session that is planned, even if fewer than
        /// [`Config::MinValidators`] stay; only if none at all would stay, the set is kept until others are
        /// ready, because a suspension must not wait and a chain must not stop.
        ///
        /// # Events
        /// [`Event::OrganisationSuspended`]
        ///
        /// # Errors
        /// [`Error::UnknownOrganisation`], [`Error::OrganisationNotActive`], [`Error::LastOrganisation`]
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::suspend().saturating_add(T::SeatChangeWeight::get()))]
        pub fn suspend(origin: OriginFor<T>, organisation: OrganisationId) -> DispatchResult {
            T::AdmitOrigin::ensure_origin(origin)?;
            Self::do_suspend(organisation)
        }

        /// Lets a suspended organisation take part again.
        ///
        /// # Events
        /// [`Event::OrganisationReinstated`]
        ///
        /// # Errors
        /// [`Error::UnknownOrganisation`], [`Error::OrganisationNotSuspended`]
        #[pallet::call_index(2)]
        #[pallet::weight(<T as Config>::WeightInfo::reinstate().saturating_add(T::SeatChangeWeight::get()))]
        pub fn reinstate(origin: OriginFor<T>, organisation: OrganisationId) -> DispatchResult {
            T::AdmitOrigin::ensure_origin(origin)?;
            Self::do_reinstate(organisation)
        }

        /// Removes an organisation for good: as [`Call::suspend`], and its seat, gateway and validators
        /// lose their capacity.
        ///
        /// Its validators make no more blocks from now on, so far as they are less than a third, and leave
        /// the set of the next session that is planned. [`Config::MinValidators`] does not hold them: who
        /// must go must not be kept because too few others are ready.
        ///
        /// Its participants are refused, too; another organisation may enrol them again.
        ///
        /// # Events
        /// [`Event::ValidatorRemoved`] for each of its validators, [`Event::OrganisationRemoved`]
        ///
        /// # Errors
        /// [`Error::UnknownOrganisation`], [`Error::OrganisationRemoved`], [`Error::LastOrganisation`],
        /// [`Error::LastValidators`]
        #[pallet::call_index(3)]
        #[pallet::weight(<T as Config>::WeightInfo::remove().saturating_add(T::SeatChangeWeight::get()))]
        pub fn remove(origin: OriginFor<T>, organisation: OrganisationId) -> DispatchResult {
            T::RemoveOrigin::ensure_origin(origin)?;
            Self::do_remove(organisation)
        }

        /// Sets the account and the address of the gateway of the signer's organisation.
        ///
        /// # Events
        /// [`Event::GatewaySet`]
        ///
        /// # Errors
        /// [`Error::NotSeat`], [`Error::InvalidUrl`], [`Error::AccountInUse`]
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::set_gateway())]
        pub fn set_gateway(origin: OriginFor<T>, gateway: GatewayOf<T>) -> DispatchResult {
            let seat = ensure_signed(origin)?;
            Self::do_set_gateway(&seat, gateway)
        }

        /// Makes `account` a validator of `organisation`.
        ///
        /// It may then set session keys, and takes part two sessions after it has done so.
        ///
        /// # Events
        /// [`Event::ValidatorAdded`]
        ///
        /// # Errors
        /// [`Error::UnknownOrganisation`], [`Error::OrganisationNotActive`], [`Error::AccountInUse`],
        /// [`Error::TooManyValidators`], [`Error::TooManyValidatorsOfOrganisation`]
        #[pallet::call_index(5)]
        #[pallet::weight(<T as Config>::WeightInfo::add_validator())]
        pub fn add_validator(
            origin: OriginFor<T>,
            organisation: OrganisationId,
            account: T::AccountId,
        ) -> DispatchResult {
            T::ValidatorOrigin::ensure_origin(origin)?;
            Self::do_add_validator(organisation, account)
        }

        /// Ends `account` being a validator and deletes its session keys.
        ///
        /// # Events
        /// [`Event::ValidatorRemoved`]
        ///
        /// # Errors
        /// [`Error::UnknownValidator`], [`Error::TooFewValidators`]
        #[pallet::call_index(6)]
        #[pallet::weight(<T as Config>::WeightInfo::remove_validator())]
        pub fn remove_validator(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
            T::ValidatorOrigin::ensure_origin(origin)?;
            Self::do_remove_validator(account)
        }

        /// Vouches for the person behind `account`.
        ///
        /// `key_card` names the card, signed by that account, with the person's encryption keys.
        /// Somebody whose organisation was removed is enrolled again in the same way.
        ///
        /// # Events
        /// [`Event::Enrolled`]
        ///
        /// # Errors
        /// [`Error::NotGateway`], [`Error::AccountInUse`]
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::enrol())]
        pub fn enrol(
            origin: OriginFor<T>,
            account: T::AccountId,
            role: Role,
            key_card: ContentId,
        ) -> DispatchResult {
            let gateway = ensure_signed(origin)?;
            Self::do_enrol(&gateway, account, role, key_card)
        }

        /// Suspends a participant of the signing gateway's organisation.
        ///
        /// # Events
        /// [`Event::ParticipantSuspended`]
        ///
        /// # Errors
        /// [`Error::NotGateway`], [`Error::UnknownParticipant`], [`Error::OtherOrganisation`],
        /// [`Error::ParticipantNotActive`]
        #[pallet::call_index(8)]
        #[pallet::weight(<T as Config>::WeightInfo::suspend_participant())]
        pub fn suspend_participant(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
            let gateway = ensure_signed(origin)?;
            Self::do_suspend_participant(&gateway, account)
        }

        /// Lets a suspended participant of the signing gateway's organisation take part again.
        ///
        /// # Events
        /// [`Event::ParticipantReinstated`]
        ///
        /// # Errors
        /// [`Error::NotGateway`], [`Error::UnknownParticipant`], [`Error::OtherOrganisation`],
        /// [`Error::ParticipantNotSuspended`]
        #[pallet::call_index(9)]
        #[pallet::weight(<T as Config>::WeightInfo::reinstate_participant())]
        pub fn reinstate_participant(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
            let gateway = ensure_signed(origin)?;
            Self::do_reinstate_participant(&gateway, account)
        }

        /// Replaces the signer's card of encryption keys.
        ///
        /// # Events
        /// [`Event::KeyCardReplaced`]
        ///
        /// # Errors
        /// [`Error::UnknownParticipant`], [`Error::ParticipantNotActive`]
        #[pallet::call_index(10)]
        #[pallet::weight(<T as Config>::WeightInfo::replace_key_card())]
        pub fn replace_key_card(origin: OriginFor<T>, key_card: ContentId) -> DispatchResult {
            let who = ensure_signed(origin)?;
            Self::do_replace_key_card(who, key_card)
        }

        /// Lets a validator take part again that was isolated for two conflicting signatures.
        ///
        /// It is in the set of the next session that is planned. Have its operator say what happened, and
        /// remove it otherwise: two nodes with the same keys will do it again.
        ///
        /// # Events
        /// [`Event::ValidatorReadmitted`]
        ///
        /// # Errors
        /// [`Error::UnknownValidator`], [`Error::ValidatorNotIsolated`]
        #[pallet::call_index(11)]
        #[pallet::weight(<T as Config>::WeightInfo::readmit_validator())]
        pub fn readmit_validator(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
            T::ValidatorOrigin::ensure_origin(origin)?;
            Self::do_readmit_validator(account)
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// Every organisation ever admitted, by id.
        pub fn all_organisations() -> Vec<(OrganisationId, OrganisationOf<T>)> {
            let mut all: Vec<_> = Organisations::<T>::iter().collect();
            all.sort_by_key(|(id, _)| *id);
            all
        }

        /// The person enrolled under `account`, whatever the status.
        pub fn enrolled(account: T::AccountId) -> Option<Participant> {
            Participants::<T>::get(account)
        }

        /// In which capacity `account` may speak now.
        pub fn standing_of(account: T::AccountId) -> Option<Standing> {
            <Self as salus_primitives::traits::Standings<T::AccountId>>::standing(&account)
        }

        /// Every validator, in ascending order of the accounts.
        pub fn all_validators() -> Vec<ValidatorState<T::AccountId>> {
            Self::validator_states()
        }

        /// What `organisation` may take of the chain, and how much of that it has taken; nothing for an
        /// organisation that is removed or never was.
        pub fn quota(organisation: OrganisationId) -> Option<QuotaState> {
            Self::quota_state(organisation)
        }
    }
}
