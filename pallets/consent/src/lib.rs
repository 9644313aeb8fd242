#![doc = include_str!("../README.md")]
// Longer than 500 lines: storage and calls, which FRAME wants in one module, with their documentation. Events, errors
// and the logic are in the other files.
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod consents;
mod contributions;
mod decision;
mod delegations;
mod discard;
mod emergencies;
mod emergency_rule;
mod errors;
mod events;
mod guardians;
mod listing;
#[cfg(test)]
mod mock;
mod policies;
mod restrictions;
#[cfg(test)]
mod tests;
mod tickets;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use decision::ABSENT;
pub use discard::TicketBatch;
pub use listing::MAX_PAGE;
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macro generates for events and metadata calls `expect`; our logic is in the other modules.
#[allow(clippy::expect_used)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use alloc::vec::Vec;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        consent::{
            Barred, Decision, Delegation, DelegationScope, GuardianDecision, NamedTicket, Policy, PolicyRef,
            PolicyTerms, Ticket,
        },
        emergency::{Emergency, EmergencyReason, EmergencyRule, NamedEmergency, ReviewOutcome},
        record::Page,
        traits, BlockNumber, Digest, EmergencyId, Expression, OrganisationId, PolicyId, Purpose, RecordId,
        TicketId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(0);

    /// The patient's will, and the decision.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

    /// What the pallet needs of the runtime.
    #[pallet::config]
    pub trait Config:
        frame_system::Config<RuntimeEvent: From<Event<Self>>, AccountId: From<[u8; 32]> + Into<[u8; 32]>>
    {
        /// Weights of the calls.
        type WeightInfo: WeightInfo;
        /// Who sets the rule for emergencies.
        type RuleOrigin: EnsureOrigin<Self::RuntimeOrigin>;
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
        /// How many blocks ahead a policy, a contribution or a delegation may end at most; at least 1.
        ///
        /// Nothing is granted for ever.
        #[pallet::constant]
        type MaxWindow: Get<u32>;
        /// For how many blocks after its end a ticket is kept.
        #[pallet::constant]
        type TicketRetention: Get<u32>;
        /// For how many blocks the glass may stay broken at most; at least 1.
        #[pallet::constant]
        type MaxEmergencyValidity: Get<u32>;
        /// How many blocks a review may take at most; at least 1.
        #[pallet::constant]
        type MaxReviewTime: Get<u32>;
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

    /// How emergencies are treated on the first day.
    #[pallet::genesis_config]
    #[derive(frame_support::DefaultNoBound)]
    pub struct GenesisConfig<T: Config> {
        /// The rule; none if the council is to set it.
        pub emergency_rule: Option<EmergencyRule>,
        /// Whose genesis it is.
        #[serde(skip)]
        pub _config: PhantomData<T>,
    }

    #[pallet::genesis_build]
    impl<T: Config> BuildGenesisConfig for GenesisConfig<T> {
        fn build(&self) {
            Pallet::<T>::begin_with(self.emergency_rule.as_ref());
        }
    }

    #[pallet::hooks]
    impl<T: Config> Hooks<BlockNumberFor<T>> for Pallet<T> {
        fn integrity_test() {
            assert!(T::TicketValidity::get() > 0, "a ticket must count for a block at least");
            assert!(T::MaxWindow::get() > 0, "a window must last for a block at least");
            assert!(T::MaxEmergencyValidity::get() > 0, "an emergency must last for a block at least");
            assert!(T::MaxReviewTime::get() > 0, "a review must have a block at least");
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
            Self::do_set_policy(owner.clone(), owner, policy, terms)
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
            Self::do_revoke_policy(owner.clone(), owner, policy)
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
            Self::do_allow_contribution(patient.clone(), patient, organisation, until)
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
            Self::do_revoke_contribution(patient.clone(), patient, organisation)
        }

        /// Asks for leave to read `record` for `purpose`, the one door to every record.
        ///
        /// The decision and the attempt are written into the patient's trail. A refusal is a call that
        /// succeeded, or the attempt would be rolled back with it; it looks the same as asking for a
        /// record that does not exist, and no weight is handed back, so that the cost tells nothing
        /// either: it depends on `purpose` alone, since only ETREAT looks at emergencies. `justification` is BLAKE2b-256 over the accessor's salted reason, in 32 bytes. Signed
        /// by an active participant.
        ///
        /// # Events
        /// [`AccessDecided`](Event::AccessDecided)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant): the caller may ask for nothing.
        #[pallet::call_index(4)]
        #[pallet::weight(Pallet::<T>::weight_of_access(*purpose))]
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

        /// Appoints `delegate` to read every Active record of the caller, and as a guardian also to decide in
        /// the caller's name, before block `until`.
        ///
        /// Appointing somebody again replaces scope and end. Appointments that have ended make room for new
        /// ones. Signed by an active patient.
        ///
        /// # Events
        /// [`Delegated`](Event::Delegated)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant), [`NotPatient`](Error::NotPatient): the caller has no
        ///   records.
        /// - [`NotOneself`](Error::NotOneself): `delegate` is the caller.
        /// - [`DelegateNotParticipant`](Error::DelegateNotParticipant): `delegate` takes no part.
        /// - [`WindowEnded`](Error::WindowEnded), [`WindowTooLong`](Error::WindowTooLong): `until` is not
        ///   within `MaxWindow` blocks from now.
        /// - [`TooManyDelegations`](Error::TooManyDelegations): 16 appointments count already.
        #[pallet::call_index(5)]
        #[pallet::weight(T::WeightInfo::delegate())]
        pub fn delegate(
            origin: OriginFor<T>,
            delegate: T::AccountId,
            scope: DelegationScope,
            until: BlockNumber,
        ) -> DispatchResult {
            let patient = Self::ensure_patient(origin)?;
            Self::do_delegate(patient, delegate, scope, until)
        }

        /// Ends an appointment that the caller made. Asks for nothing but that it was made.
        ///
        /// # Events
        /// [`DelegationEnded`](Event::DelegationEnded)
        ///
        /// # Errors
        /// - [`DelegationNotFound`](Error::DelegationNotFound): the caller did not appoint `delegate`, or has
        ///   ended it.
        #[pallet::call_index(6)]
        #[pallet::weight(T::WeightInfo::end_delegation())]
        pub fn end_delegation(origin: OriginFor<T>, delegate: T::AccountId) -> DispatchResult {
            let patient = ensure_signed(origin)?;
            Self::do_end_delegation(patient.clone(), patient, delegate)
        }

        /// Steps down from an appointment that `patient` gave the caller.
        ///
        /// # Events
        /// [`DelegationEnded`](Event::DelegationEnded)
        ///
        /// # Errors
        /// - [`DelegationNotFound`](Error::DelegationNotFound): `patient` did not appoint the caller, or it has
        ///   been ended.
        #[pallet::call_index(7)]
        #[pallet::weight(T::WeightInfo::decline_delegation())]
        pub fn decline_delegation(origin: OriginFor<T>, patient: T::AccountId) -> DispatchResult {
            let delegate = ensure_signed(origin)?;
            Self::do_end_delegation(delegate.clone(), patient, delegate)
        }

        /// Bars an account, or everybody for whom an organisation vouches, from every record of the caller,
        /// whatever a delegation, a policy or an emergency says.
        ///
        /// Nobody is barred from one's own records. Signed by an active patient.
        ///
        /// # Events
        /// [`Restricted`](Event::Restricted)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant), [`NotPatient`](Error::NotPatient): the caller has no
        ///   records.
        /// - [`NotOneself`](Error::NotOneself): `barred` is the caller.
        /// - [`AlreadyBarred`](Error::AlreadyBarred): it is in force.
        /// - [`TooManyRestrictions`](Error::TooManyRestrictions): the caller bars 64 already.
        #[pallet::call_index(8)]
        #[pallet::weight(T::WeightInfo::restrict())]
        pub fn restrict(origin: OriginFor<T>, barred: Barred<T::AccountId>) -> DispatchResult {
            let patient = Self::ensure_patient(origin)?;
            Self::do_restrict(patient.clone(), patient, barred)
        }

        /// Lifts a bar: policies and emergencies count for them again. Signed by an active patient.
        ///
        /// # Events
        /// [`RestrictionLifted`](Event::RestrictionLifted)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant), [`NotPatient`](Error::NotPatient): the caller has no
        ///   records.
        /// - [`NotBarred`](Error::NotBarred): the caller does not bar `barred`.
        #[pallet::call_index(9)]
        #[pallet::weight(T::WeightInfo::lift_restriction())]
        pub fn lift_restriction(origin: OriginFor<T>, barred: Barred<T::AccountId>) -> DispatchResult {
            let patient = Self::ensure_patient(origin)?;
            Self::do_lift_restriction(patient.clone(), patient, barred)
        }

        /// Decides in the name of `patient`, with the same effect as the patient's own call.
        ///
        /// The patient's trail names the caller. Signed by an active participant whom the patient appointed
        /// guardian and does not bar.
        ///
        /// # Events
        /// Those of the patient's own call.
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant): the caller takes no part.
        /// - [`NotGuardian`](Error::NotGuardian): the caller does not decide for `patient`.
        /// - Those of the patient's own call.
        #[pallet::call_index(10)]
        #[pallet::weight(T::WeightInfo::decide_for())]
        pub fn decide_for(
            origin: OriginFor<T>,
            patient: T::AccountId,
            decision: GuardianDecision<T::AccountId>,
        ) -> DispatchResult {
            let (guardian, organisation) = Self::ensure_participant(origin)?;
            Self::do_decide_for(guardian, organisation, patient, decision)
        }

        /// Sets the consortium's rule for emergencies, which counts from now on for open ones, too.
        ///
        /// `accessors`: which attributes let somebody break the glass. `reviewers`: which let somebody review
        /// it. `validity`: for how many blocks it stays broken. `review_within`: within how many blocks of the
        /// opening a review is due. By `RuleOrigin`.
        ///
        /// # Events
        /// [`EmergencyRuleSet`](Event::EmergencyRuleSet)
        ///
        /// # Errors
        /// - `BadOrigin`: not enough of the council agreed.
        /// - [`ValidityOutOfBounds`](Error::ValidityOutOfBounds),
        ///   [`ReviewTimeOutOfBounds`](Error::ReviewTimeOutOfBounds): none, or more than the chain allows.
        #[pallet::call_index(11)]
        #[pallet::weight(T::WeightInfo::set_emergency_rule())]
        pub fn set_emergency_rule(
            origin: OriginFor<T>,
            accessors: Expression,
            reviewers: Expression,
            validity: BlockNumber,
            review_within: BlockNumber,
        ) -> DispatchResult {
            T::RuleOrigin::ensure_origin(origin)?;
            Self::do_set_emergency_rule(accessors, reviewers, validity, review_within)
        }

        /// Breaks the glass: opens, for a while and for ETREAT alone, those records of `patient` whose
        /// policies let an emergency do so.
        ///
        /// It is in the patient's trail at once, and somebody of another organisation must review it. If the
        /// caller lacks the attributes that the rule asks for, or is barred, the attempt is on record all the
        /// same: a refusal is a call that succeeded, and looks the same as asking for a patient who does not
        /// exist. `justification` is BLAKE2b-256 over the accessor's salted reason, in 32 bytes. Signed by an
        /// active participant.
        ///
        /// # Events
        /// [`GlassBroken`](Event::GlassBroken)
        ///
        /// # Errors
        /// These tell of the caller alone.
        /// - [`NotParticipant`](Error::NotParticipant): the caller may ask for nothing.
        /// - [`NotOneself`](Error::NotOneself): one's own records are open anyway.
        /// - [`TooManyUnreviewed`](Error::TooManyUnreviewed): 16 emergencies of the caller wait for a review.
        /// - [`StillOpen`](Error::StillOpen): the caller has broken this patient's glass already.
        #[pallet::call_index(12)]
        #[pallet::weight(T::WeightInfo::break_glass_granted().max(T::WeightInfo::break_glass_refused()))]
        pub fn break_glass(
            origin: OriginFor<T>,
            patient: T::AccountId,
            reason: EmergencyReason,
            justification: Digest,
        ) -> DispatchResult {
            let (accessor, organisation) = Self::ensure_participant(origin)?;
            Self::do_break_glass(accessor, organisation, patient, reason, justification)
        }

        /// Closes an emergency with what was found; from now on it opens nothing.
        ///
        /// Signed by an active participant who has the attributes that the rule asks of reviewers, and is not
        /// of the organisation of whoever broke the glass.
        ///
        /// # Events
        /// [`EmergencyReviewed`](Event::EmergencyReviewed)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant), [`NotReviewer`](Error::NotReviewer): the caller reviews
        ///   nothing.
        /// - [`EmergencyNotFound`](Error::EmergencyNotFound): there is no such emergency.
        /// - [`AlreadyReviewed`](Error::AlreadyReviewed): it is closed.
        /// - [`ReviewerInvolved`](Error::ReviewerInvolved): the caller, or a colleague, broke the glass.
        #[pallet::call_index(13)]
        #[pallet::weight(T::WeightInfo::review())]
        pub fn review(
            origin: OriginFor<T>,
            emergency: EmergencyId,
            outcome: ReviewOutcome,
        ) -> DispatchResult {
            let (reviewer, organisation) = Self::ensure_participant(origin)?;
            Self::do_review(reviewer, organisation, emergency, outcome)
        }

        /// Forgets tickets that ended more than `TicketRetention` blocks ago. The trails keep that they were
        /// issued, and whether they were served.
        ///
        /// A general transaction that anybody sends without signing. The pool takes it only if `tickets` are
        /// in ascending order, and each of them is there and old enough, and holds no two that name the same
        /// ticket.
        ///
        /// # Events
        /// [`TicketsDiscarded`](Event::TicketsDiscarded)
        ///
        /// # Errors
        /// `BadOrigin` if somebody signed it.
        #[pallet::call_index(14)]
        #[pallet::weight(T::WeightInfo::discard_tickets(tickets.len() as u32))]
        #[pallet::authorize(Self::authorize_discard)]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_discard_tickets(tickets.len() as u32))]
        pub fn discard_tickets(origin: OriginFor<T>, tickets: TicketBatch) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_discard(tickets);
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

        /// The tickets for records of `patient`, in no particular but a stable order, with which of them were
        /// opened and never served.
        ///
        /// As in every listing here, `cursor` is the `next` of the page before, and `limit` is taken as 1 to
        /// [`MAX_PAGE`].
        pub fn tickets_of(
            patient: T::AccountId,
            cursor: Option<TicketId>,
            limit: u32,
        ) -> Page<NamedTicket<T::AccountId>, TicketId> {
            Self::page_tickets(&patient, cursor, limit)
        }

        /// Whom `patient` appointed; those whose time has ended may be told too. At most 16.
        pub fn delegations_of(patient: T::AccountId) -> Vec<(T::AccountId, Delegation)> {
            Delegations::<T>::iter_prefix(&patient).collect()
        }

        /// Which patients appointed `delegate`, and to what.
        pub fn delegators_of(
            delegate: T::AccountId,
            cursor: Option<T::AccountId>,
            limit: u32,
        ) -> Page<(T::AccountId, Delegation), T::AccountId> {
            Self::page_delegators(&delegate, cursor, limit)
        }

        /// Whom `patient` bars. At most 64.
        pub fn restrictions_of(patient: T::AccountId) -> Vec<Barred<T::AccountId>> {
            Restrictions::<T>::iter_key_prefix(&patient).collect()
        }

        /// The rule for emergencies.
        pub fn emergency_rule() -> Option<EmergencyRule> {
            CurrentRule::<T>::get()
        }

        /// The emergency with this id.
        pub fn emergency(id: EmergencyId) -> Option<Emergency<T::AccountId>> {
            Emergencies::<T>::get(id)
        }

        /// The emergencies in which somebody broke the glass of `patient`.
        pub fn emergencies_of(
            patient: T::AccountId,
            cursor: Option<EmergencyId>,
            limit: u32,
        ) -> Page<NamedEmergency<T::AccountId>, EmergencyId> {
            Self::page_emergencies(&patient, cursor, limit)
        }

        /// The emergencies that somebody should have reviewed by now, and nobody has.
        ///
        /// `limit` bounds how many unreviewed ones are looked at: a page may hold fewer, even none, and still
        /// have a next one.
        pub fn overdue_reviews(
            cursor: Option<EmergencyId>,
            limit: u32,
        ) -> Page<NamedEmergency<T::AccountId>, EmergencyId> {
            Self::page_overdue(cursor, limit)
        }
    }
}
