//! Guardians: deciding in a patient's name.

use crate::pallet::*;
use frame_support::{ensure, pallet_prelude::*};
use salus_primitives::{
    consent::{DelegationScope, GuardianDecision},
    BlockNumber, OrganisationId,
};

impl<T: Config> Pallet<T> {
    /// A guardian can do what the patient could, and no more: what asks of the patient to be active asks it
    /// here too, and what asks for nothing but ownership asks for nothing else.
    pub(crate) fn do_decide_for(
        guardian: T::AccountId,
        organisation: OrganisationId,
        patient: T::AccountId,
        decision: GuardianDecision<T::AccountId>,
    ) -> DispatchResult {
        let decides = Self::is_guardian(&guardian, organisation, &patient, Self::now());
        ensure!(decides, Error::<T>::NotGuardian);
        match decision {
            GuardianDecision::SetPolicy { policy, terms } => {
                Self::ensure_is_patient(&patient)?;
                Self::do_set_policy(guardian, patient, policy, terms)
            }
            GuardianDecision::RevokePolicy { policy } => Self::do_revoke_policy(guardian, patient, policy),
            GuardianDecision::AllowContribution { organisation, until } => {
                Self::ensure_is_patient(&patient)?;
                Self::do_allow_contribution(guardian, patient, organisation, until)
            }
            GuardianDecision::RevokeContribution { organisation } => {
                Self::do_revoke_contribution(guardian, patient, organisation)
            }
            GuardianDecision::Restrict { barred } => {
                Self::ensure_was_patient(&patient)?;
                Self::do_restrict(guardian, patient, barred)
            }
            GuardianDecision::LiftRestriction { barred } => {
                Self::ensure_is_patient(&patient)?;
                Self::do_lift_restriction(guardian, patient, barred)
            }
        }
    }

    /// True if `who`, whom `organisation` enrolled, decides for `patient` at `now`.
    pub(crate) fn is_guardian(
        who: &T::AccountId,
        organisation: OrganisationId,
        patient: &T::AccountId,
        now: BlockNumber,
    ) -> bool {
        Self::appointed(patient, who, now) == Some(DelegationScope::Guardian)
            && !Self::is_barred(patient, who, organisation)
    }
}
