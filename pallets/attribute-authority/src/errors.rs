//! Why calls are refused.

use frame_support::pallet_macros::pallet_section;

/// The errors, for the pallet to import.
#[pallet_section]
mod errors {
    /// Why a call was refused.
    #[pallet::error]
    pub enum Error<T> {
        /// An authority of this name exists: choose another name.
        NameTaken,
        /// The account speaks in a capacity already: use a new account.
        AccountInUse,
        /// The organisation is not admitted, suspended or removed.
        OrganisationNotActive,
        /// The consortium has as many authorities as it may have.
        TooManyAuthorities,
        /// The public key is empty.
        MissingPublicKey,
        /// The proof of possession is empty.
        MissingProof,
        /// There is no authority of this name.
        UnknownAuthority,
        /// The authority or attribute is suspended already.
        AlreadySuspended,
        /// The authority or attribute is not suspended.
        NotSuspended,
        /// The caller's account is not that of an authority.
        NotAuthority,
        /// The caller's authority is suspended: the council can reinstate it.
        AuthoritySuspended,
        /// The caller's authority declared this attribute already.
        AlreadyDeclared,
        /// The caller's authority has declared as many attributes as it may.
        TooManyAttributes,
        /// The caller's authority has not declared this attribute: declare it first.
        UnknownAttribute,
        /// The attribute is suspended.
        AttributeSuspended,
        /// The holder is not an active participant of an active organisation.
        NotParticipant,
        /// The expiry is not after the current block.
        ExpiryPassed,
        /// The expiry is further ahead than `MaxValidity` blocks.
        ExpiryTooFar,
        /// The holder has the attribute at its current epoch: renew it instead.
        AlreadyHeld,
        /// The holder has as many attributes as one may have, none of them expired.
        TooManyHoldings,
        /// The holder does not have the attribute.
        NotHeld,
        /// The attribute has no further epochs: declare another attribute in its place.
        EpochsExhausted,
        /// The authority was removed, for ever: register another one.
        AuthorityRemoved,
        /// The authority has or had this public key: generate a new one.
        KeyUsedBefore,
        /// The authority has given up as many keys as are kept: register another one in its place.
        TooManyRetiredKeys,
        /// The holding has not expired, or not long enough ago.
        NotDiscardable,
        /// More than half of the council suspended it or its organisation not long ago: two thirds of the seats may
        /// again, or remove it.
        SuspendedRecently,
    }
}
