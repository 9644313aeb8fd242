//! What happened.

use frame_support::pallet_macros::pallet_section;

/// The events, for the pallet to import.
#[pallet_section]
mod events {
    /// What happened. Ids and roles only.
    #[pallet::event]
    #[pallet::generate_deposit(pub(super) fn deposit_event)]
    pub enum Event<T: Config> {
        /// An organisation joined.
        OrganisationAdmitted {
            /// Its id.
            organisation: OrganisationId,
        },
        /// An organisation takes no part until reinstated.
        OrganisationSuspended {
            /// Which.
            organisation: OrganisationId,
        },
        /// A suspended organisation takes part again.
        OrganisationReinstated {
            /// Which.
            organisation: OrganisationId,
        },
        /// An organisation left for good.
        OrganisationRemoved {
            /// Which.
            organisation: OrganisationId,
        },
        /// An organisation changed its gateway's account or address.
        GatewaySet {
            /// Which.
            organisation: OrganisationId,
        },
        /// An organisation's seat is another account.
        SeatRotated {
            /// Which.
            organisation: OrganisationId,
        },
        /// An organisation got a validator; it takes part once it has session keys.
        ValidatorAdded {
            /// Whose.
            organisation: OrganisationId,
            /// Which.
            account: T::AccountId,
        },
        /// An organisation lost a validator.
        ValidatorRemoved {
            /// Whose.
            organisation: OrganisationId,
            /// Which.
            account: T::AccountId,
        },
        /// An organisation enrolled a person.
        Enrolled {
            /// The person's account.
            account: T::AccountId,
            /// The organisation.
            organisation: OrganisationId,
            /// What the person does.
            role: Role,
        },
        /// A person takes no part until reinstated.
        ParticipantSuspended {
            /// Who.
            account: T::AccountId,
        },
        /// A suspended person takes part again.
        ParticipantReinstated {
            /// Who.
            account: T::AccountId,
        },
        /// A person has new encryption keys.
        KeyCardReplaced {
            /// Who.
            account: T::AccountId,
        },
        /// A validator signed two of what there may be one, and makes no blocks until readmitted.
        ValidatorIsolated {
            /// Whose.
            organisation: OrganisationId,
            /// Which.
            account: T::AccountId,
        },
        /// An isolated validator may take part again.
        ValidatorReadmitted {
            /// Whose.
            organisation: OrganisationId,
            /// Which.
            account: T::AccountId,
        },
        /// A person's enrolment was a mistake and was undone.
        EnrolmentWithdrawn {
            /// Whose.
            account: T::AccountId,
        },
    }
}
