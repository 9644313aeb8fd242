//! Benchmarks of every call, in its worst case.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::arithmetic_side_effects)]

use crate::{pallet::*, Policies, Tickets};
use alloc::{format, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::RawOrigin;
use salus_primitives::{
    consent::{PolicyRef, PolicyStatus, PolicyTerms, Window},
    consortium::Role,
    policy::{Node, MAX_LEAVES},
    purpose::PURPOSES,
    traits::{AttributeHoldings, Consents, Membership, Records},
    Attribute, Expression, OrganisationId, Purpose, RecordId,
};

/// Attributes of as many authorities, so that no answer is in the cache of another.
fn attributes() -> Vec<Attribute> {
    (0..MAX_LEAVES).map(|i| format!("attribute-{i}@authority-{i}").parse().expect("two labels")).collect()
}

/// All of the attributes are needed.
fn expression() -> Expression {
    let children = MAX_LEAVES as u8;
    let mut nodes = alloc::vec![Node::Gate { threshold: children, children }];
    nodes.extend(attributes().into_iter().map(Node::Leaf));
    Expression::new(nodes).expect("one gate over the most leaves")
}

fn terms<T: Config>() -> PolicyTerms {
    let now = Pallet::<T>::now();
    PolicyTerms {
        expression: expression(),
        purposes: PURPOSES.into_iter().map(|(purpose, _)| purpose).collect(),
        valid: Window { from: now, until: now + T::MaxWindow::get() },
        emergency: false,
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
    for attribute in attributes().iter().take(held) {
        T::Attributes::benchmark_grant(&accessor, attribute);
    }
    (accessor, record)
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn set_policy() {
        let owner = participant::<T>("patient", organisation::<T>(), Role::Patient);
        let id = NextPolicy::<T>::get();

        #[extrinsic_call]
        set_policy(RawOrigin::Signed(owner), None, terms::<T>());

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

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder.build(), crate::mock::Test);
}
