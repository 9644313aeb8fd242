//! Why calls are refused.

use frame_support::pallet_macros::pallet_section;

/// The errors, for the pallet to import.
#[pallet_section]
mod errors {
    /// Why a call was not carried out.
    #[pallet::error]
    pub enum Error<T> {
        /// The caller, or the patient decided for, is not an active participant of an active organisation.
        /// Have its gateway enrol it.
        NotParticipant,
        /// The caller, or the account decided for, takes part, but not as a patient: only patients decide
        /// on records.
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
        /// Nobody appoints, bars or breaks the glass of oneself: one's own records are open anyway.
        NotOneself,
        /// Whoever is appointed must be an active participant of an active organisation.
        DelegateNotParticipant,
        /// The patient has as many people appointed as one may have. End an appointment first.
        TooManyDelegations,
        /// There is no such appointment, or it has ended. Appoint the account first.
        DelegationNotFound,
        /// The patient bars this account or organisation already.
        AlreadyBarred,
        /// The patient bars as many as one may bar. Lift a restriction first.
        TooManyRestrictions,
        /// The patient does not bar this account or organisation.
        NotBarred,
        /// The caller is not the patient's guardian: was never appointed, only as a caretaker, no longer, or
        /// is barred.
        NotGuardian,
        /// The glass must stay broken for 1 to `MaxEmergencyValidity` blocks.
        ValidityOutOfBounds,
        /// A review must be due within 1 to `MaxReviewTime` blocks.
        ReviewTimeOutOfBounds,
        /// The caller has broken this patient's glass, and it is still open.
        StillOpen,
        /// There is no emergency with this id.
        EmergencyNotFound,
        /// Somebody has closed the emergency already.
        AlreadyReviewed,
        /// The caller lacks the attributes that the rule asks of reviewers.
        NotReviewer,
        /// The caller broke the glass, or is of the organisation of whoever did. Have somebody else review it.
        ReviewerInvolved,
        /// There is no such version of the rule for emergencies. Agree to one that the council has set.
        RuleNotFound,
    }
}
