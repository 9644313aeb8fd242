#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(rustdoc::broken_intra_doc_links)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod config;
mod errors;
mod events;
mod genesis;
mod integrity;
pub mod migrations;
#[cfg(test)]
mod mock;
mod offences;
mod organisations;
mod participants;
mod quotas;
mod reads;
mod rosters;
mod seats;
mod standing;
mod storage;
mod suspensions;
#[cfg(test)]
mod tests;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
mod validators;
pub mod weights;

#[cfg(feature = "runtime-benchmarks")]
pub use benchmarking::BenchmarkHelper;
pub use pallet::*;
pub use quotas::QuotaWeight;
pub use standing::StandingWeight;
pub use validators::{NoIdentification, RegisteredValidator};
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;
use frame_system::pallet_prelude::{ensure_signed, BlockNumberFor, OriginFor};
use participants::Agreement;
use quotas::now;
use salus_primitives::{
    consortium::{
        Gateway, Organisation, OrganisationKind, OrganisationName, Participant, Role, Standing, Suspension,
        ValidatorState, MAX_ORGANISATIONS,
    },
    quota::{Bucket, Limits, QuotaState, StorageBucket, StorageLimits},
    BlockNumber, ContentId, OrganisationId,
};
use sp_runtime::traits::{IdentifyAccount, Verify};

/// An organisation as this chain keeps it.
pub type OrganisationOf<T> = Organisation<<T as frame_system::Config>::AccountId>;
/// A gateway as this chain keeps it.
pub type GatewayOf<T> = Gateway<<T as frame_system::Config>::AccountId>;

// FRAME's macros expand to `expect` on what they generated themselves.
#[allow(clippy::expect_used)]
#[import_section(config::config)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::{
        pallet_prelude::*,
        traits::{ChangeMembers, InitializeMembers},
    };

    /// Most changes that are kept of one organisation: more than councils decide while a vote on a record lasts.
    pub const MAX_ROSTER_CHANGES: u32 = 16;

    /// Layout of the storage below.
    pub const STORAGE_VERSION: StorageVersion = StorageVersion::new(2);

    /// See the [crate's documentation](crate).
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

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
        /// Ends at most one suspension whose time is over.
        fn on_initialize(_now: BlockNumberFor<T>) -> Weight {
            Self::end_one_suspension()
        }

        fn integrity_test() {
            integrity::check::<T>();
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
        /// `predecessor` is the removed organisation that returns under this new number, if it does: whom a patient
        /// barred then stays barred.
        ///
        /// # Events
        /// [`Event::OrganisationAdmitted`]
        ///
        /// # Errors
        /// [`Error::InvalidName`], [`Error::InvalidUrl`], [`Error::TooManyOrganisations`],
        /// [`Error::UnknownOrganisation`] and [`Error::PredecessorNotRemoved`] about the predecessor, and
        /// [`Error::AccountInUse`] if `seat` or the gateway's account speaks already or they are one.
        #[pallet::call_index(0)]
        #[pallet::weight(<T as Config>::WeightInfo::admit().saturating_add(T::SeatChangeWeight::get()))]
        pub fn admit(
            origin: OriginFor<T>,
            name: OrganisationName,
            kind: OrganisationKind,
            seat: T::AccountId,
            gateway: GatewayOf<T>,
            predecessor: Option<OrganisationId>,
        ) -> DispatchResult {
            T::AdmitOrigin::ensure_origin(origin)?;
            Self::do_admit(name, kind, seat, gateway, predecessor)
        }

        /// Suspends an organisation: its seat leaves the council, and its gateway, validators,
        /// authorities and participants are refused from this block on.
        ///
        /// By more than half of the council it ends after [`Config::SuspensionPeriod`], cannot be repeated for as long
        /// again, and leaves the organisation's validators alone: two thirds chose them.
        ///
        /// By two thirds of the seats it lasts until it is lifted, also where it did not before. The validators leave
        /// the set of the next session that is planned, even if fewer than [`Config::MinValidators`] stay. Only if
        /// none at all would stay, the set is kept until others are ready.
        ///
        /// # Events
        /// [`Event::OrganisationSuspended`]
        ///
        /// # Errors
        /// [`Error::UnknownOrganisation`], [`Error::OrganisationNotActive`], [`Error::LastOrganisation`],
        /// [`Error::SuspendedRecently`]
        #[pallet::call_index(1)]
        #[pallet::weight(<T as Config>::WeightInfo::suspend().saturating_add(T::SeatChangeWeight::get()))]
        pub fn suspend(origin: OriginFor<T>, organisation: OrganisationId) -> DispatchResult {
            let lasting = Self::ensure_may_suspend(origin)?;
            Self::do_suspend(organisation, lasting)
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
            // More than half are enough whoever suspended it: a council that lacks a third of its seats could not gather
            // two thirds of all.
            Self::ensure_may_suspend(origin)?;
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

        /// Sets the account and the address of the gateway of the caller's organisation.
        ///
        /// Signed by the seat of an active organisation. `signature` is the account's over
        /// [`gateway_statement`](salus_primitives::enrolment::gateway_statement). It is needed if the account is not
        /// the gateway's already.
        ///
        /// # Events
        /// [`Event::GatewaySet`]
        ///
        /// # Errors
        /// [`Error::NotSeat`], [`Error::InvalidUrl`], [`Error::AccountInUse`], [`Error::NotSignedByAccount`]
        #[pallet::call_index(4)]
        #[pallet::weight(<T as Config>::WeightInfo::set_gateway())]
        pub fn set_gateway(
            origin: OriginFor<T>,
            gateway: GatewayOf<T>,
            signature: Option<T::Signature>,
        ) -> DispatchResult {
            let seat = ensure_signed(origin)?;
            Self::do_set_gateway(&seat, gateway, signature.as_ref())
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

        /// Enrols the person behind `account`, who signed an agreement with this organisation.
        ///
        /// Signed by an active gateway. `key_card` names the card, signed by that account, with the person's encryption keys. `signature` is the
        /// account's over [`enrolment_statement`](salus_primitives::enrolment::enrolment_statement), and counts up to
        /// and in block `until`. It uses up one nonce of the account. A person moves to another organisation in the
        /// same way, whatever became of the one before.
        ///
        /// # Events
        /// [`Event::Enrolled`]
        ///
        /// # Errors
        /// [`Error::NotGateway`], [`Error::AgreementExpired`], [`Error::AgreementTooFarAhead`],
        /// [`Error::NotSignedByAccount`], [`Error::PatientStaysPatient`], and [`Error::AccountInUse`] if it is enrolled
        /// here already or speaks in another capacity.
        #[pallet::call_index(7)]
        #[pallet::weight(<T as Config>::WeightInfo::enrol())]
        pub fn enrol(
            origin: OriginFor<T>,
            account: T::AccountId,
            role: Role,
            key_card: ContentId,
            until: BlockNumber,
            signature: T::Signature,
        ) -> DispatchResult {
            let gateway = ensure_signed(origin)?;
            Self::do_enrol(&gateway, Agreement { account, role, key_card, until, signature })
        }

        /// Suspends a participant of the caller's organisation.
        ///
        /// Signed by an active gateway.
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

        /// Lets a suspended participant of the caller's organisation take part again.
        ///
        /// Signed by an active gateway.
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

        /// Replaces the caller's card of encryption keys.
        ///
        /// Signed by an active participant.
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

        /// Moves the seat of the caller's organisation to `account`, which replaces it in the council.
        ///
        /// Signed by the seat of an active organisation. `signature` is that account's over [`seat_statement`](salus_primitives::enrolment::seat_statement), so that
        /// no seat goes to an account without a key. The former seat's votes on open motions are taken out.
        ///
        /// # Events
        /// [`Event::SeatRotated`]
        ///
        /// # Errors
        /// [`Error::NotSeat`], [`Error::AccountInUse`], [`Error::NotSignedByAccount`]
        #[pallet::call_index(12)]
        #[pallet::weight(<T as Config>::WeightInfo::rotate_seat().saturating_add(T::SeatChangeWeight::get()))]
        pub fn rotate_seat(
            origin: OriginFor<T>,
            account: T::AccountId,
            signature: T::Signature,
        ) -> DispatchResult {
            let seat = ensure_signed(origin)?;
            Self::do_rotate_seat(&seat, account, &signature)
        }

        /// Undoes the enrolment of `account`, which was a mistake.
        ///
        /// Signed by the active gateway of the organisation that enrolled it. The account has no capacity any more, and
        /// may be enrolled again if it signs again. What the entry took of the organisation's room in the state comes
        /// back.
        ///
        /// # Events
        /// [`Event::EnrolmentWithdrawn`]
        ///
        /// # Errors
        /// [`Error::NotGateway`], [`Error::UnknownParticipant`], [`Error::OtherOrganisation`],
        /// [`Error::AccountUsed`]: it sent a transaction, or has a record, a policy, a contribution, a bar, an
        /// appointment, a holding, a ticket or an emergency.
        #[pallet::call_index(13)]
        #[pallet::weight(<T as Config>::WeightInfo::withdraw_enrolment())]
        pub fn withdraw_enrolment(origin: OriginFor<T>, account: T::AccountId) -> DispatchResult {
            let gateway = ensure_signed(origin)?;
            Self::do_withdraw_enrolment(&gateway, account)
        }
    }
}
