//! What the other pallets ask of a patient's consent.

use crate::{pallet::*, EmergenciesOf, Policies, PolicyCount, Tickets, TicketsOf};
use salus_primitives::{
    consent::{PolicyRef, PolicyStatus, Ticket},
    traits::{Belongings, Consents, Membership},
    BlockNumber, OrganisationId, PolicyId, TicketId,
};

impl<T: Config> Belongings<T::AccountId> for Pallet<T> {
    /// Policies, contributions, bars, appointments made and received, tickets and emergencies. Tickets of an accessor are
    /// not found by the accessor; who asked for one has sent a transaction.
    fn has_any(who: &T::AccountId) -> bool {
        PolicyCount::<T>::contains_key(who)
            || Contributions::<T>::iter_key_prefix(who).next().is_some()
            || RestrictionCount::<T>::contains_key(who)
            || DelegationCount::<T>::contains_key(who)
            || DelegatorsOf::<T>::iter_key_prefix(who).next().is_some()
            || TicketsOf::<T>::iter_key_prefix(who).next().is_some()
            || EmergenciesOf::<T>::iter_key_prefix(who).next().is_some()
            || UnreviewedCount::<T>::contains_key(who)
    }
}

impl<T: Config> Consents<T::AccountId> for Pallet<T> {
    fn may_contribute(patient: &T::AccountId, organisation: OrganisationId, now: BlockNumber) -> bool {
        Contributions::<T>::get(patient, organisation).is_some_and(|until| now < until)
    }

    fn current_policy(patient: &T::AccountId, id: PolicyId) -> Option<PolicyRef> {
        Policies::<T>::get(id)
            .filter(|policy| policy.owner == *patient && policy.status == PolicyStatus::Active)
            .map(|policy| PolicyRef { id, version: policy.version })
    }

    fn decides_for(who: &T::AccountId, patient: &T::AccountId, now: BlockNumber) -> bool {
        who == patient
            || T::Members::participant(who)
                .is_some_and(|participant| Self::is_guardian(who, participant.organisation, patient, now))
    }

    fn ticket(id: TicketId) -> Option<Ticket<T::AccountId>> {
        Tickets::<T>::get(id)
    }

    fn mark_served(id: TicketId, organisation: OrganisationId, now: BlockNumber) -> bool {
        Self::serve(id, organisation, now)
    }

    #[cfg(feature = "runtime-benchmarks")]
    #[allow(clippy::expect_used)]
    fn benchmark_consent(
        patient: &T::AccountId,
        organisation: OrganisationId,
        expression: salus_primitives::Expression,
    ) -> PolicyRef {
        use frame_support::traits::Get;
        use salus_primitives::{
            consent::{EmergencyAccess, PolicyTerms, Window},
            purpose::{PurposeSet, PURPOSES},
        };

        let until = Self::now().saturating_add(T::MaxWindow::get());
        Contributions::<T>::insert(patient, organisation, until);
        let purposes: PurposeSet = PURPOSES.into_iter().map(|(purpose, _)| purpose).collect();
        let valid = Window { from: 0, until };
        let emergency = EmergencyAccess::Never;
        Self::create_policy(patient, PolicyTerms { expression, purposes, valid, emergency })
            .expect("a benchmark makes few policies")
    }

    #[cfg(feature = "runtime-benchmarks")]
    #[allow(clippy::expect_used)]
    fn benchmark_guardian(patient: &T::AccountId, guardian: &T::AccountId) {
        use frame_support::traits::Get;
        use salus_primitives::consent::DelegationScope;

        let until = Self::now().saturating_add(T::MaxWindow::get());
        Self::do_delegate(patient.clone(), guardian.clone(), DelegationScope::Guardian, until)
            .expect("a guardian who takes part");
    }

    #[cfg(feature = "runtime-benchmarks")]
    #[allow(clippy::expect_used)]
    fn benchmark_ticket(patient: &T::AccountId, accessor: &T::AccountId) -> TicketId {
        use salus_primitives::{consent::Basis, Purpose, RecordId};

        let basis = Basis::Policy(PolicyRef { id: 0, version: 1 });
        Self::issue(accessor, patient, RecordId([7; 32]), Purpose::Treatment, basis)
            .expect("a benchmark issues few tickets")
    }
}
