//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The events, for the pallet to import.
#[pallet_section]
mod events {
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
            /// The permission to read it, if it was given.
            ticket: Option<TicketId>,
        },
        /// A patient appointed somebody, or changed an appointment.
        Delegated {
            /// The patient.
            patient: T::AccountId,
            /// Who was appointed.
            delegate: T::AccountId,
            /// To what.
            scope: DelegationScope,
            /// The first block at which it no longer counts.
            until: BlockNumber,
        },
        /// A patient shared the reading key with a delegate.
        KeyShared {
            /// The patient.
            patient: T::AccountId,
            /// The delegate.
            delegate: T::AccountId,
        },
        /// An appointment ended before its time.
        DelegationEnded {
            /// The patient.
            patient: T::AccountId,
            /// Who had been appointed.
            delegate: T::AccountId,
        },
        /// A patient barred somebody.
        Restricted {
            /// The patient.
            patient: T::AccountId,
            /// Who may read nothing.
            barred: Barred<T::AccountId>,
        },
        /// A patient lifted a bar.
        RestrictionLifted {
            /// The patient.
            patient: T::AccountId,
            /// Whom the patient's policies count for again.
            barred: Barred<T::AccountId>,
        },
        /// The consortium has a new rule for emergencies.
        EmergencyRuleSet {
            /// How often it was changed, from 1.
            version: u32,
        },
        /// An account asked to break the glass. Without an emergency it was refused, or there is no such patient.
        GlassBroken {
            /// Which account.
            accessor: T::AccountId,
            /// The time to read in, if it was given.
            emergency: Option<EmergencyId>,
        },
        /// An account broke the glass although many of its emergencies wait for a review. Reviewers should look.
        ManyUnreviewed {
            /// Which account.
            accessor: T::AccountId,
            /// How many wait now, this one included.
            unreviewed: u32,
        },
        /// Somebody looked into an emergency and closed it.
        EmergencyReviewed {
            /// Which.
            emergency: EmergencyId,
            /// Who did.
            reviewer: T::AccountId,
            /// What was found.
            outcome: ReviewOutcome,
        },
        /// Tickets that had ended long ago were forgotten.
        TicketsDiscarded {
            /// How many.
            tickets: u32,
        },
        /// Policies that had ended long ago, and that no record was under, were forgotten.
        PoliciesDiscarded {
            /// How many.
            policies: u32,
        },
    }
}
