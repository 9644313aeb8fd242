#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

extern crate alloc;

#[cfg(feature = "runtime-benchmarks")]
mod benchmarking;
mod config;
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
pub mod migrations;
#[cfg(test)]
mod mock;
mod policies;
mod reads;
mod restrictions;
mod storage;
#[cfg(test)]
mod tests;
mod tickets;
// Native builds have it, too: tests of whole runtimes ask for it.
#[cfg(any(test, feature = "std", feature = "try-runtime"))]
mod try_state;
pub mod weights;

pub use decision::ABSENT;
pub use discard::{PolicyBatch, TicketBatch};
pub use pallet::*;
pub use weights::WeightInfo;

use frame_support::pallet_macros::import_section;

// What the macro generates for events and metadata calls `expect`; our logic is in the other modules.
#[allow(clippy::expect_used)]
#[import_section(config::config)]
#[import_section(errors::errors)]
#[import_section(events::events)]
#[import_section(storage::storage)]
#[frame_support::pallet]
pub mod pallet {
    use super::*;
    use frame_support::pallet_prelude::*;
    use frame_system::pallet_prelude::*;
    use salus_primitives::{
        consent::{
            Barred, Delegation, DelegationScope, GuardianDecision, Policy, PolicyRef, PolicyTerms, Ticket,
        },
        emergency::{Emergency, EmergencyReason, EmergencyRule, ReviewOutcome},
        traits, BlockNumber, ContentId, Digest, EmergencyId, Expression, OrganisationId, PolicyId, Purpose,
        RecordId, TicketId,
    };

    const STORAGE_VERSION: StorageVersion = StorageVersion::new(1);

    /// The patient's will, and the decision.
    #[pallet::pallet]
    #[pallet::storage_version(STORAGE_VERSION)]
    pub struct Pallet<T>(_);

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
        /// - [`RuleNotFound`](Error::RuleNotFound): the terms agree to a version of the rule for emergencies that the
        ///   council has not set.
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

        /// Revokes a policy of the caller: from this block on its terms admit nobody.
        ///
        /// Emergencies stay a decision of their own. If the terms let them in, they still do; a patient who wants to
        /// end that as well changes the terms first. Asks for nothing but ownership, so that no change of standing
        /// can keep a patient from taking consent back.
        ///
        /// # Events
        /// [`PolicyRevoked`](Event::PolicyRevoked)
        ///
        /// # Errors
        /// - [`PolicyNotFound`](Error::PolicyNotFound), [`NotOwner`](Error::NotOwner): `policy` is not the
        ///   caller's.
        /// - [`AlreadyRevoked`](Error::AlreadyRevoked): it is revoked already.
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

        /// Asks for permission to read `record` for `purpose`, the one door to every record.
        ///
        /// The decision and the attempt are written into the patient's trail. A refusal is a call that
        /// succeeded, or the attempt would be rolled back with it. It looks the same as asking for a record that
        /// does not exist: the block has one event of either, and no weight is handed back. The cost depends on
        /// `purpose` alone, since only ETREAT looks at emergencies. `justification` is BLAKE2b-256 over the
        /// accessor's salted reason, in 32 bytes. Signed by an active participant.
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
            let accessor = ensure_signed(origin)?;
            Self::ask_for_access(accessor, record, purpose, justification)
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

        /// Bars an account, or every account that an organisation enrolled, from every record of the caller,
        /// whatever a delegation, a policy or an emergency says.
        ///
        /// Nobody is barred from one's own records. Signed by a patient, active or not.
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
            let patient = ensure_signed(origin)?;
            Self::ensure_was_patient(&patient)?;
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
        /// exist. An accessor with many emergencies that nobody has reviewed is let through and flagged; one with
        /// 1,024 of them is refused. `justification` is BLAKE2b-256 over the accessor's salted reason, in 32 bytes. Signed by an
        /// active participant.
        ///
        /// # Events
        /// [`GlassBroken`](Event::GlassBroken), and [`ManyUnreviewed`](Event::ManyUnreviewed) before it if 16
        /// emergencies of the caller wait for a review
        ///
        /// # Errors
        /// These tell of the caller alone.
        /// - [`NotParticipant`](Error::NotParticipant): the caller may ask for nothing.
        /// - [`NotOneself`](Error::NotOneself): one's own records are open anyway.
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
        /// Sent by any account as a general transaction, which carries no signature. The pool takes it only if `tickets` are
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
        #[pallet::authorize(Self::authorize_discard_tickets)]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_discard_tickets(tickets.len() as u32))]
        pub fn discard_tickets(origin: OriginFor<T>, tickets: TicketBatch) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_discard_tickets(tickets);
            Ok(())
        }

        /// Shares the caller's reading key with `delegate`: names the package in the data pool in which it is
        /// sealed to the delegate's key card.
        ///
        /// With the key the delegate opens what the appointment admits to, whatever the delegate's own attributes. A
        /// new package takes the former one's place; the end of the appointment takes it away. Signed by an active
        /// patient.
        ///
        /// # Events
        /// [`KeyShared`](Event::KeyShared)
        ///
        /// # Errors
        /// - [`NotParticipant`](Error::NotParticipant), [`NotPatient`](Error::NotPatient): the caller has no
        ///   records.
        /// - [`DelegationNotFound`](Error::DelegationNotFound): the caller has not appointed `delegate`, or the
        ///   appointment has ended.
        #[pallet::call_index(15)]
        #[pallet::weight(T::WeightInfo::share_key())]
        pub fn share_key(
            origin: OriginFor<T>,
            delegate: T::AccountId,
            key_package: ContentId,
        ) -> DispatchResult {
            let patient = Self::ensure_patient(origin)?;
            Self::do_share_key(patient, delegate, key_package)
        }

        /// Forgets policies whose window ended more than `PolicyRetention` blocks ago and that no record is under.
        ///
        /// Nothing is lost by it: a policy admits nobody outside its window, and an emergency opens records alone. Its
        /// number is never used again. Sent by any account as [`Call::discard_tickets`] is.
        ///
        /// # Events
        /// [`PoliciesDiscarded`](Event::PoliciesDiscarded)
        ///
        /// # Errors
        /// `BadOrigin` if somebody signed it.
        #[pallet::call_index(16)]
        #[pallet::weight(T::WeightInfo::discard_policies(policies.len() as u32))]
        #[pallet::authorize(Self::authorize_discard_policies)]
        #[pallet::weight_of_authorize(T::WeightInfo::authorize_discard_policies(policies.len() as u32))]
        pub fn discard_policies(origin: OriginFor<T>, policies: PolicyBatch) -> DispatchResult {
            ensure_authorized(origin)?;
            Self::do_discard_policies(policies);
            Ok(())
        }
    }
}
