//! Benchmarks of every call, in its worst case.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use crate::{
    pallet::*, Delegations, Emergencies, Policies, PolicyBatch, RestrictionCount, Restrictions, TicketBatch,
    Tickets,
};
use alloc::{format, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
    pallet_prelude::{Authorize, TransactionSource},
    traits::{EnsureOrigin, Get},
};
use frame_system::RawOrigin;
use salus_primitives::{
    consent::{
        Barred, DelegationScope, EmergencyAccess, GuardianDecision, PolicyRef, PolicyStatus, PolicyTerms,
        Window, MAX_DELEGATIONS, MAX_DISCARDED, MAX_RESTRICTIONS,
    },
    consortium::Role,
    content::Codec,
    emergency::{EmergencyReason, ReviewOutcome, MANY_UNREVIEWED},
    policy::{Node, MAX_LEAVES},
    purpose::PURPOSES,
    traits::{AttributeHoldings, Consents, Membership, Records},
    Attribute, ContentId, EmergencyId, Expression, OrganisationId, Purpose, RecordId, TicketId,
};

/// What a policy asks for.
const POLICY: &str = "attribute";
/// What the rule asks of those who break the glass.
const ACCESSOR: &str = "emergency";
/// What the rule asks of reviewers.
const REVIEWER: &str = "reviewer";

/// Attributes of as many authorities, so that no answer is in the cache of another.
fn attributes(name: &str) -> Vec<Attribute> {
    (0..MAX_LEAVES).map(|i| format!("{name}-{i}@{name}s-{i}").parse().expect("two labels")).collect()
}

/// All of the attributes called `name` are needed.
fn all_of(name: &str) -> Expression {
    let children = MAX_LEAVES as u8;
    let mut nodes = alloc::vec![Node::Gate { threshold: children, children }];
    nodes.extend(attributes(name).into_iter().map(Node::Leaf));
    Expression::new(nodes).expect("one gate over the most leaves")
}

fn expression() -> Expression {
    all_of(POLICY)
}

/// Gives `who` so many of the attributes called `name`.
fn hold<T: Config>(who: &T::AccountId, name: &str, held: usize) {
    for attribute in attributes(name).iter().take(held) {
        T::Attributes::benchmark_grant(who, attribute);
    }
}

/// Terms that agree to the rule for emergencies, which is then read.
fn terms<T: Config>() -> PolicyTerms {
    rule::<T>();
    let now = Pallet::<T>::now();
    PolicyTerms {
        expression: expression(),
        purposes: PURPOSES.into_iter().map(|(purpose, _)| purpose).collect(),
        valid: Window { from: now, until: now + T::MaxWindow::get() },
        emergency: EmergencyAccess::UnderRule(1),
    }
}

fn organisation<T: Config>() -> OrganisationId {
    T::Members::benchmark_organisation(&account("gateway", 0, 0))
}

fn participant<T: Config>(name: &'static str, organisation: OrganisationId, role: Role) -> T::AccountId {
    let who = account(name, 0, 0);
    T::Members::benchmark_participant(&who, organisation, role);
    who
}

/// An active record of a patient under a policy, and a practitioner who holds `held` of its attributes.
fn record<T: Config>(held: usize) -> (T::AccountId, RecordId) {
    let organisation = organisation::<T>();
    let patient = participant::<T>("patient", organisation, Role::Patient);
    let accessor = participant::<T>("practitioner", organisation, Role::Practitioner);
    let policy = Pallet::<T>::benchmark_consent(&patient, organisation, expression());
    let record = T::Records::benchmark_record(&patient, policy);
    hold::<T>(&accessor, POLICY, held);
    (accessor, record)
}

/// A patient who bars one fewer than one may bar, none of them anybody here.
fn restricted_patient<T: Config>(organisation: OrganisationId) -> T::AccountId {
    let patient = participant::<T>("patient", organisation, Role::Patient);
    for number in 0..MAX_RESTRICTIONS - 1 {
        Restrictions::<T>::insert(&patient, Barred::<T::AccountId>::Organisation(u32::MAX - number), ());
    }
    RestrictionCount::<T>::insert(&patient, MAX_RESTRICTIONS - 1);
    patient
}

/// A patient who bars as many, and a guardian.
fn guarded<T: Config>() -> (T::AccountId, T::AccountId) {
    let organisation = organisation::<T>();
    let patient = restricted_patient::<T>(organisation);
    let guardian = participant::<T>("guardian", organisation, Role::Patient);
    let until = Pallet::<T>::now() + T::MaxWindow::get();
    Pallet::<T>::do_delegate(patient.clone(), guardian.clone(), DelegationScope::Guardian, until)
        .expect("a guardian who takes part");
    (patient, guardian)
}

/// A rule that asks for the most attributes.
fn rule<T: Config>() {
    let (validity, within) = (T::MaxEmergencyValidity::get(), T::MaxReviewTime::get());
    Pallet::<T>::do_set_emergency_rule(all_of(ACCESSOR), all_of(REVIEWER), validity, within)
        .expect("as long as may be");
}

/// A practitioner who holds all but `lacking` of the attributes with which the glass is broken.
fn accessor<T: Config>(organisation: OrganisationId, lacking: usize) -> T::AccountId {
    rule::<T>();
    let accessor = participant::<T>("practitioner", organisation, Role::Practitioner);
    hold::<T>(&accessor, ACCESSOR, MAX_LEAVES as usize - lacking);
    accessor
}

fn break_glass_of<T: Config>(
    accessor: &T::AccountId,
    organisation: OrganisationId,
    patient: &T::AccountId,
) -> EmergencyId {
    let id = NextEmergency::<T>::get();
    let reason = EmergencyReason::ImminentDanger;
    Pallet::<T>::do_break_glass(accessor.clone(), organisation, patient.clone(), reason, [1; 32])
        .expect("the first emergency of this accessor");
    assert!(Emergencies::<T>::contains_key(id));
    id
}

/// So many tickets that may be discarded.
fn retired<T: Config>(count: u32) -> TicketBatch {
    let organisation = organisation::<T>();
    let tickets: Vec<TicketId> = (0..count)
        .map(|number| {
            let patient: T::AccountId = account("patient", number, 0);
            T::Members::benchmark_participant(&patient, organisation, Role::Patient);
            Pallet::<T>::benchmark_ticket(&patient, &patient)
        })
        .collect();
    let later = Pallet::<T>::now() + T::TicketValidity::get() + T::TicketRetention::get() + 1;
    frame_system::Pallet::<T>::set_block_number(later.into());
    tickets.try_into().expect("at most 64")
}

/// `n` policies of as many patients that ended long ago.
fn ended<T: Config>(n: u32) -> PolicyBatch {
    let organisation = organisation::<T>();
    let policies: Vec<_> = (0..n)
        .map(|number| {
            let owner: T::AccountId = account("patient", number, 0);
            T::Members::benchmark_participant(&owner, organisation, Role::Patient);
            Pallet::<T>::benchmark_consent(&owner, organisation, expression()).id
        })
        .collect();
    let later = Pallet::<T>::now() + T::MaxWindow::get() + T::PolicyRetention::get() + 1;
    frame_system::Pallet::<T>::set_block_number(later.into());
    policies.try_into().expect("at most 64")
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn set_policy() {
        let owner = participant::<T>("patient", organisation::<T>(), Role::Patient);
        let (id, terms) = (NextPolicy::<T>::get(), terms::<T>());

        #[extrinsic_call]
        set_policy(RawOrigin::Signed(owner), None, terms);

        assert!(Policies::<T>::contains_key(id));
    }

    #[benchmark]
    fn revoke_policy() {
        let organisation = organisation::<T>();
        let owner = participant::<T>("patient", organisation, Role::Patient);
        let PolicyRef { id, .. } = Pallet::<T>::benchmark_consent(&owner, organisation, expression());

        #[extrinsic_call]
        revoke_policy(RawOrigin::Signed(owner), id);

        assert_eq!(Policies::<T>::get(id).unwrap().status, PolicyStatus::Revoked);
    }

    #[benchmark]
    fn allow_contribution() {
        let organisation = organisation::<T>();
        let patient = participant::<T>("patient", organisation, Role::Patient);
        let until = Pallet::<T>::now() + T::MaxWindow::get();

        #[extrinsic_call]
        allow_contribution(RawOrigin::Signed(patient.clone()), organisation, until);

        assert_eq!(Contributions::<T>::get(patient, organisation), Some(until));
    }

    #[benchmark]
    fn revoke_contribution() {
        let organisation = organisation::<T>();
        let patient = participant::<T>("patient", organisation, Role::Patient);
        Pallet::<T>::benchmark_consent(&patient, organisation, expression());

        #[extrinsic_call]
        revoke_contribution(RawOrigin::Signed(patient.clone()), organisation);

        assert!(!Contributions::<T>::contains_key(patient, organisation));
    }

    #[benchmark]
    fn open_access_granted() {
        let (accessor, record) = record::<T>(MAX_LEAVES as usize);
        let ticket = NextTicket::<T>::get();

        #[extrinsic_call]
        open_access(RawOrigin::Signed(accessor), record, Purpose::Treatment, [1; 32]);

        assert!(Tickets::<T>::contains_key(ticket));
    }

    #[benchmark]
    fn open_access_refused() {
        let (accessor, record) = record::<T>(MAX_LEAVES as usize - 1);
        let ticket = NextTicket::<T>::get();

        #[extrinsic_call]
        open_access(RawOrigin::Signed(accessor), record, Purpose::Treatment, [1; 32]);

        assert!(!Tickets::<T>::contains_key(ticket));
    }

    #[benchmark]
    fn open_access_in_emergency() {
        let organisation = organisation::<T>();
        let patient = restricted_patient::<T>(organisation);
        let accessor = accessor::<T>(organisation, 0);
        hold::<T>(&accessor, POLICY, MAX_LEAVES as usize - 1);
        let policy = Pallet::<T>::benchmark_consent(&patient, organisation, expression());
        Policies::<T>::mutate(policy.id, |policy| {
            if let Some(policy) = policy {
                policy.terms.emergency = EmergencyAccess::UnderRule(1);
            }
        });
        let record = T::Records::benchmark_record(&patient, policy);
        break_glass_of::<T>(&accessor, organisation, &patient);
        let ticket = NextTicket::<T>::get();

        #[extrinsic_call]
        open_access(RawOrigin::Signed(accessor), record, Purpose::EmergencyTreatment, [1; 32]);

        assert!(Tickets::<T>::contains_key(ticket));
    }

    #[benchmark]
    fn delegate() {
        let organisation = organisation::<T>();
        let patient = participant::<T>("patient", organisation, Role::Patient);
        let now = Pallet::<T>::now();
        for number in 0..MAX_DELEGATIONS {
            let relative: T::AccountId = account("relative", number, 0);
            T::Members::benchmark_participant(&relative, organisation, Role::Patient);
            Pallet::<T>::do_delegate(patient.clone(), relative, DelegationScope::Caretaker, now + 1)
                .expect("there is room");
        }
        frame_system::Pallet::<T>::set_block_number((now + 1).into());
        let representative = participant::<T>("delegate", organisation, Role::Patient);
        let until = now + 1 + T::MaxWindow::get();

        #[extrinsic_call]
        delegate(RawOrigin::Signed(patient.clone()), representative, DelegationScope::Guardian, until);

        assert_eq!(Delegations::<T>::iter_key_prefix(&patient).count(), 1);
    }

    #[benchmark]
    fn end_delegation() {
        let (patient, guardian) = guarded::<T>();

        #[extrinsic_call]
        end_delegation(RawOrigin::Signed(patient.clone()), guardian.clone());

        assert!(!Delegations::<T>::contains_key(patient, guardian));
    }

    #[benchmark]
    fn decline_delegation() {
        let (patient, guardian) = guarded::<T>();

        #[extrinsic_call]
        decline_delegation(RawOrigin::Signed(guardian.clone()), patient.clone());

        assert!(!Delegations::<T>::contains_key(patient, guardian));
    }

    #[benchmark]
    fn share_key() {
        let (patient, guardian) = guarded::<T>();
        let package = ContentId::new(Codec::Raw, [1; 32]);

        #[extrinsic_call]
        share_key(RawOrigin::Signed(patient.clone()), guardian.clone(), package);

        let shared = Delegations::<T>::get(patient, guardian).and_then(|delegation| delegation.key_package);
        assert_eq!(shared, Some(package));
    }

    #[benchmark]
    fn restrict() {
        let patient = restricted_patient::<T>(organisation::<T>());
        let barred = Barred::Account(account("barred", 0, 0));

        #[extrinsic_call]
        restrict(RawOrigin::Signed(patient.clone()), barred.clone());

        assert!(Restrictions::<T>::contains_key(patient, barred));
    }

    #[benchmark]
    fn lift_restriction() {
        let patient = restricted_patient::<T>(organisation::<T>());
        let barred = Barred::Account(account("barred", 0, 0));
        Pallet::<T>::do_restrict(patient.clone(), patient.clone(), barred.clone()).expect("room for one");

        #[extrinsic_call]
        lift_restriction(RawOrigin::Signed(patient.clone()), barred.clone());

        assert!(!Restrictions::<T>::contains_key(patient, barred));
    }

    #[benchmark]
    fn decide_for() {
        let (patient, guardian) = guarded::<T>();
        let id = NextPolicy::<T>::get();
        let decision = GuardianDecision::SetPolicy { policy: None, terms: terms::<T>() };

        #[extrinsic_call]
        decide_for(RawOrigin::Signed(guardian), patient, decision);

        assert!(Policies::<T>::contains_key(id));
    }

    #[benchmark]
    fn set_emergency_rule() -> Result<(), BenchmarkError> {
        rule::<T>();
        let (validity, within) = (T::MaxEmergencyValidity::get(), T::MaxReviewTime::get());
        let origin = T::RuleOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;

        #[extrinsic_call]
        set_emergency_rule(origin as T::RuntimeOrigin, all_of(ACCESSOR), all_of(REVIEWER), validity, within);

        assert_eq!(CurrentRule::<T>::get().map(|rule| rule.version), Some(2));
        Ok(())
    }

    #[benchmark]
    fn break_glass_granted() {
        let organisation = organisation::<T>();
        let patient = restricted_patient::<T>(organisation);
        let accessor = accessor::<T>(organisation, 0);
        // Flagged: one event more.
        UnreviewedCount::<T>::insert(&accessor, MANY_UNREVIEWED);
        let id = NextEmergency::<T>::get();

        #[extrinsic_call]
        break_glass(RawOrigin::Signed(accessor), patient, EmergencyReason::Disaster, [1; 32]);

        assert!(Emergencies::<T>::contains_key(id));
    }

    #[benchmark]
    fn break_glass_refused() {
        let organisation = organisation::<T>();
        let patient = restricted_patient::<T>(organisation);
        let accessor = accessor::<T>(organisation, 1);
        let id = NextEmergency::<T>::get();

        #[extrinsic_call]
        break_glass(RawOrigin::Signed(accessor), patient, EmergencyReason::Disaster, [1; 32]);

        assert!(!Emergencies::<T>::contains_key(id));
    }

    #[benchmark]
    fn review() {
        let home = organisation::<T>();
        let patient = participant::<T>("patient", home, Role::Patient);
        let accessor = accessor::<T>(home, 0);
        let elsewhere = T::Members::benchmark_organisation(&account("other gateway", 0, 0));
        let reviewer = participant::<T>("reviewer", elsewhere, Role::Practitioner);
        hold::<T>(&reviewer, REVIEWER, MAX_LEAVES as usize);
        let id = break_glass_of::<T>(&accessor, home, &patient);

        #[extrinsic_call]
        review(RawOrigin::Signed(reviewer), id, ReviewOutcome::Justified);

        assert!(Emergencies::<T>::get(id).is_some_and(|emergency| emergency.review.is_some()));
    }

    #[benchmark]
    fn discard_tickets(n: Linear<1, MAX_DISCARDED>) {
        let tickets = retired::<T>(n);

        #[extrinsic_call]
        discard_tickets(RawOrigin::Authorized, tickets.clone());

        assert!(tickets.iter().all(|id| !Tickets::<T>::contains_key(id)));
    }

    #[benchmark]
    fn authorize_discard_tickets(n: Linear<1, MAX_DISCARDED>) -> Result<(), BenchmarkError> {
        let call = Call::<T>::discard_tickets { tickets: retired::<T>(n) };

        #[block]
        {
            call.authorize(TransactionSource::External)
                .ok_or(BenchmarkError::Stop("the call authorises itself"))?
                .map_err(|_| BenchmarkError::Stop("the tickets may go"))?;
        }

        Ok(())
    }

    #[benchmark]
    fn discard_policies(n: Linear<1, MAX_DISCARDED>) {
        let policies = ended::<T>(n);

        #[extrinsic_call]
        discard_policies(RawOrigin::Authorized, policies.clone());

        assert!(policies.iter().all(|id| !Policies::<T>::contains_key(id)));
    }

    #[benchmark]
    fn authorize_discard_policies(n: Linear<1, MAX_DISCARDED>) -> Result<(), BenchmarkError> {
        let call = Call::<T>::discard_policies { policies: ended::<T>(n) };

        #[block]
        {
            call.authorize(TransactionSource::External)
                .ok_or(BenchmarkError::Stop("the call authorises itself"))?
                .map_err(|_| BenchmarkError::Stop("the policies may go"))?;
        }

        Ok(())
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
