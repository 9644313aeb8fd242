//! Why calls are refused.

use frame_support::pallet_macros::pallet_section;

/// The errors, for the pallet to import.
#[pallet_section]
mod errors {
    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// There is no organisation with this id.
        UnknownOrganisation,
        /// The organisation is suspended or removed.
        OrganisationNotActive,
        /// Only a suspended organisation can be reinstated.
        OrganisationNotSuspended,
        /// The organisation was removed already; what it was stays readable.
        OrganisationRemoved,
        /// The consortium has as many organisations as its council has seats.
        TooManyOrganisations,
        /// Without another active organisation nobody could decide anything any more.
        LastOrganisation,
        /// A name is UTF-8, has visible characters, and neither control characters nor blanks at its ends.
        InvalidName,
        /// A gateway's URL is `http://` or `https://` and a host in printable ASCII, without `/` at the end.
        InvalidUrl,
        /// The account speaks in a capacity already; an account has at most one.
        AccountInUse,
        /// The signer is not the seat of an active organisation.
        NotSeat,
        /// The signer is not the gateway of an active organisation.
        NotGateway,
        /// The account is not a validator.
        UnknownValidator,
        /// The consortium has as many validators as it may have.
        TooManyValidators,
        /// The organisation has as many validators as one may have.
        TooManyValidatorsOfOrganisation,
        /// Fewer validators than the minimum would be ready; add others first.
        TooFewValidators,
        /// Nobody is enrolled under this account.
        UnknownParticipant,
        /// Another organisation enrolled this participant.
        OtherOrganisation,
        /// The participant is suspended, or its organisation takes no part.
        ParticipantNotActive,
        /// Only a suspended participant can be reinstated.
        ParticipantNotSuspended,
        /// Only an isolated validator can be readmitted.
        ValidatorNotIsolated,
        /// Without another validator that is ready nobody would make blocks; add one first.
        LastValidators,
        /// The person's signature counted up to an earlier block; have the person sign again.
        AgreementExpired,
        /// The person's signature counts for longer than one may; have the person sign for a shorter time.
        AgreementTooFarAhead,
        /// The signature is not that account's over this chain, organisation and nonce; have its holder sign again.
        NotSignedByAccount,
        /// A patient's account stays one: it owns records and policies. Enrol another account for another role.
        PatientStaysPatient,
        /// More than half of the council suspended it not long ago; two thirds of the seats may again, or remove it.
        SuspendedRecently,
        /// Only a removed organisation returns under a new number.
        PredecessorNotRemoved,
        /// The account has sent something, or something belongs to it: suspend it instead.
        AccountUsed,
    }
}
