#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod consents;
mod contributions;
mod decision;
#[cfg(test)]
mod mock;
mod policies;
#[cfg(test)]
mod tests;
mod tickets;
#[cfg(any(test, feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use decision::ABSENT;
pub use pallet::*;
pub use weights::WeightInfo;

// What the macro generates for events and metadata calls `expect`; our logic is in the other modules.
#[allow(clippy::expect_used)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        consent::{Decision, Policy, PolicyRef, PolicyTerms, Ticket},
        traits, BlockNumber, Digest, OrganisationId, PolicyId, Purpose, RecordId, TicketId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// The patient's will, and the decision.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId: From<[u8; 32]>>
    {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
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
        /// How many blocks ahead a policy or a contribution may end at most; at least 1.
        ///
        /// Nothing is granted for ever.
        #[pallet::constant]
        type MaxWindow: Get<u32>;
    }

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

    /// What happened.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// A patient made a policy or changed one.
        PolicySet {
            /// The patient.
            owner: T::AccountId,
            /// The policy and its new version.
            policy: PolicyRef,
        },
        /// A policy admits nobody but its patient any more.
        PolicyRevoked {
            /// The patient.
            owner: T::AccountId,
            /// The policy and the version that was revoked.
            policy: PolicyRef,
        },
        /// A patient lets an organisation add records.
        ContributionAllowed {
            /// The patient.
            patient: T::AccountId,
            /// The organisation.
            organisation: OrganisationId,
            /// The first block at which it may no more.
            until: BlockNumber,
        },
        /// A patient no longer lets an organisation add records.
        ContributionRevoked {
            /// The patient.
            patient: T::AccountId,
            /// The organisation.
            organisation: OrganisationId,
        },
        /// Somebody asked for a record; without a ticket it was refused, or there is no such record.
        AccessDecided {
            /// Who asked.
            accessor: T::AccountId,
            /// For which record.
            record: RecordId,
            /// For what purpose.
            purpose: Purpose,
            /// The leave to read it, if it was given.
            ticket: Option<TicketId>,
        },
    }

    /// Why a call was not carried out.
    #[pallet::error]
    pub enum Error<T> {
        /// The caller is not an active participant of an active organisation. Have its gateway enrol it.
        NotParticipant,
        /// The caller takes part, but not as a patient: only patients have policies.
        NotPatient,
        /// There is no policy with this id. Leave the id out to make a new one.
        PolicyNotFound,
        /// The policy is another patient's.
        NotOwner,
        /// The policy is revoked already.
        AlreadyRevoked,
        /// The patient has as many policies as one may have. Change a revoked one instead.
        TooManyPolicies,
        /// The policy allows no purpose. Name at least one.
        NoPurpose,
        /// The window begins at its end or after. Let it begin earlier.
        WindowEmpty,
        /// The window's end is not after this block. Let it end later.
        WindowEnded,
        /// The window's end is further ahead than `MaxWindow` blocks. Let it end earlier and renew it.
        WindowTooLong,
        /// The organisation is not an active member of the consortium.
        OrganisationNotActive,
        /// The patient lets this organisation add no records, so there is nothing to revoke.
        ContributionNotFound,
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::TicketValidity::get() > 0, "a ticket must count for a block at least");
            assert!(T::MaxWindow::get() > 0, "a window must last for a block at least");
        }

        #[cfg(feature = "try-runtime")]
        fn try_state(_: BlockNumberFor<T>) -> Result<(), sp_runtime::TryRuntimeError> {
            Self::do_try_state()
        }
    }

    #[pallet::call]
    impl<T: Config> Pallet<T> {
        /// Makes a policy of the caller, or changes one of the caller's.
        ///
        /// Without `policy` a new one is made, at version 1. With it, that policy takes the new terms at
        /// its next version, and a revoked one counts again. Signed by an active patient.
        ///
        /// # Events
        /// [`PolicySet`](Event::PolicySet)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant), [`NotPatient`](Error::NotPatient): the caller has no
        ///   policies.
        /// - [`PolicyNotFound`](Error::PolicyNotFound), [`NotOwner`](Error::NotOwner): `policy` is not the
        ///   caller's.
        /// - [`TooManyPolicies`](Error::TooManyPolicies): the caller has 64 already.
        /// - [`NoPurpose`](Error::NoPurpose), [`WindowEmpty`](Error::WindowEmpty),
        ///   [`WindowEnded`](Error::WindowEnded), [`WindowTooLong`](Error::WindowTooLong): the terms admit
        ///   nobody, or for too long.
        #[pallet::call_index(0)]
        #[pallet::weight(T::WeightInfo::set_policy())]
        pub fn set_policy(
            origin: OriginFor<T>,
            policy: Option<PolicyId>,
            terms: PolicyTerms,
        ) -> DispatchResult {
            let owner = Self::ensure_patient(origin)?;
            Self::do_set_policy(owner, policy, terms)
        }

        /// Revokes a policy of the caller: from this block on it admits nobody but the caller.
        ///
        /// Asks for nothing but ownership, so that no change of standing can keep a patient from
        /// taking consent back.
        ///
        /// # Events
        /// [`PolicyRevoked`](Event::PolicyRevoked)
        ///
        /// # Errors
        /// - [`PolicyNotFound`](Error::PolicyNotFound), [`NotOwner`](Error::NotOwner): `policy` is not the
        ///   caller's.
        /// - [`AlreadyRevoked`](Error::AlreadyRevoked): it admits nobody already.
        #[pallet::call_index(1)]
        #[pallet::weight(T::WeightInfo::revoke_policy())]
        pub fn revoke_policy(origin: OriginFor<T>, policy: PolicyId) -> DispatchResult {
            let owner = ensure_signed(origin)?;
            Self::do_revoke_policy(owner, policy)
        }

        /// Lets an organisation add records of the caller before block `until`.
        ///
        /// Allowing it again replaces the end. Signed by an active patient.
        ///
        /// # Events
        /// [`ContributionAllowed`](Event::ContributionAllowed)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant), [`NotPatient`](Error::NotPatient): the caller has no
        ///   records.
        /// - [`OrganisationNotActive`](Error::OrganisationNotActive): no such member, or it is suspended.
        /// - [`WindowEnded`](Error::WindowEnded), [`WindowTooLong`](Error::WindowTooLong): `until` is not
        ///   within
        ///   `MaxWindow` blocks from now.
        #[pallet::call_index(2)]
        #[pallet::weight(T::WeightInfo::allow_contribution())]
        pub fn allow_contribution(
            origin: OriginFor<T>,
            organisation: OrganisationId,
            until: BlockNumber,
        ) -> DispatchResult {
            let patient = Self::ensure_patient(origin)?;
            Self::do_allow_contribution(patient, organisation, until)
        }

        /// Lets an organisation add no more records of the caller. What it added stays.
        ///
        /// Asks for nothing but that it was allowed, as [`Call::revoke_policy`] does.
        ///
        /// # Events
        /// [`ContributionRevoked`](Event::ContributionRevoked)
        ///
        /// # Errors
        /// - [`ContributionNotFound`](Error::ContributionNotFound): it was not allowed, or is revoked
        ///   already.
        #[pallet::call_index(3)]
        #[pallet::weight(T::WeightInfo::revoke_contribution())]
        pub fn revoke_contribution(origin: OriginFor<T>, organisation: OrganisationId) -> DispatchResult {
            let patient = ensure_signed(origin)?;
            Self::do_revoke_contribution(patient, organisation)
        }

        /// Asks for leave to read `record` for `purpose`, the one door to every record.
        ///
        /// The decision and the attempt are written into the patient's trail. A refusal is a call that
        /// succeeded, or the attempt would be rolled back with it; it looks the same as asking for a
        /// record that does not exist, and no weight is handed back, so that the cost tells nothing
        /// either. `justification` is BLAKE2b-256 over the accessor's salted reason, in 32 bytes. Signed
        /// by an active participant.
        ///
        /// # Events
        /// [`AccessDecided`](Event::AccessDecided)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant): the caller may ask for nothing.
        #[pallet::call_index(4)]
        #[pallet::weight(
            T::WeightInfo::open_access_granted().max(T::WeightInfo::open_access_refused())
        )]
        pub fn open_access(
            origin: OriginFor<T>,
            record: RecordId,
            purpose: Purpose,
            justification: Digest,
        ) -> DispatchResult {
            let (accessor, organisation) = Self::ensure_participant(origin)?;
            Self::do_open_access(accessor, organisation, record, purpose, justification);
            Ok(())
        }
    }

    #[pallet::view_functions]
    impl<T: Config> Pallet<T> {
        /// The policy with this id.
        pub fn policy(id: PolicyId) -> Option<Policy<T::AccountId>> {
            Policies::<T>::get(id)
        }

        /// Every policy of `patient`, revoked ones included; at most 64, in no particular order.
        pub fn policies_of(patient: T::AccountId) -> Vec<(PolicyId, Policy<T::AccountId>)> {
            Self::list_policies(&patient)
        }

        /// Which organisations `patient` lets add records, and until before which block; those that
        /// have ended are told too. At most one for each organisation ever admitted.
        pub fn contributions_of(patient: T::AccountId) -> Vec<(OrganisationId, BlockNumber)> {
            Contributions::<T>::iter_prefix(&patient).collect()
        }

        /// What `open_access` would decide now. Leaves no trace, so it must not be offered to just anybody.
        pub fn decision(accessor: T::AccountId, record: RecordId, purpose: Purpose) -> Decision {
            Self::decide(&accessor, &record, purpose, Self::now())
        }

        /// The ticket with this id.
        pub fn ticket(id: TicketId) -> Option<Ticket<T::AccountId>> {
            Tickets::<T>::get(id)
        }
    }
}
