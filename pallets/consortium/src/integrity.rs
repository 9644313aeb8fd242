//! What must be true of a runtime's constants.

use crate::*;
use frame_support::traits::Get;

/// # Panics
/// If a constant makes no sense. Run by tests of the runtime, never on the chain.
pub(crate) fn check<T: Config>() {
    assert!(T::MinValidators::get() >= 1, "a chain without validators makes no blocks");
    assert!(
        T::MinValidators::get() <= T::MaxValidators::get(),
        "MinValidators must not be above MaxValidators"
    );
    assert!(T::MaxValidatorsPerOrganisation::get() >= 1, "an organisation must be able to have a validator");
    assert!(
        T::MaxValidatorsPerOrganisation::get() <= T::MaxValidators::get(),
        "MaxValidatorsPerOrganisation must not be above MaxValidators"
    );
    assert!(
        T::MaxValidatorsPerOrganisation::get().saturating_mul(MAX_ORGANISATIONS) >= T::MinValidators::get(),
        "the organisations together must be able to have MinValidators validators"
    );
    for limits in [
        T::OrganisationQuota::get(),
        T::SeatQuota::get(),
        T::ValidatorQuota::get(),
        T::PersonQuota::get(),
        T::RemedyQuota::get(),
        T::EmergencyQuota::get(),
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
    assert!(T::StorageQuota::get().refill > 0, "an organisation must be able to go on filing records");
    assert!(T::SuspensionPeriod::get() > 0, "a suspension must last");
    assert!(T::LongestAgreement::get() > 0, "a person must be able to agree");
}
