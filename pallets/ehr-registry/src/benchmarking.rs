//! Benchmarks of every call, in its worst case.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use crate::{pallet::*, Records};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::traits::Get;
use frame_system::RawOrigin;
use salus_primitives::{
    consent::PolicyRef,
    consortium::{Role, MAX_ORGANISATIONS},
    content::Codec,
    record::{Record, RecordStatus, MAX_ENDORSEMENT_BATCH},
    traits::{Consents, Membership},
    ContentId, Expression, OrganisationId, RecordId,
};

/// An organisation that no benchmark admits: asking for it costs as much as for any other.
const STRANGER: OrganisationId = 1_000_000;

fn content(byte: u8) -> ContentId {
    ContentId::new(Codec::DagPb, [byte; 32])
}

fn expression() -> Expression {
    Expression::leaf("doctor@medical-council".parse().expect("two labels"))
}

/// The gateway of a new organisation, beside which there is another, so that one endorsement is no majority.
fn gateway<T: Config>() -> (T::AccountId, OrganisationId) {
    T::Members::benchmark_organisation(&account("other gateway", 0, 0));
    let gateway = account("gateway", 0, 0);
    let organisation = T::Members::benchmark_organisation(&gateway);
    (gateway, organisation)
}

fn patient<T: Config>(organisation: OrganisationId, index: u32) -> T::AccountId {
    let patient = account("patient", index, 0);
    T::Members::benchmark_participant(&patient, organisation, Role::Patient);
    patient
}

/// Stores a record with as many endorsers as fit beside one more, itself satisfied with one.
pub(crate) fn insert_record<T: Config>(
    patient: &T::AccountId,
    policy: PolicyRef,
    previous: Option<RecordId>,
    status: RecordStatus,
) -> RecordId {
    let mut id = [0; 32];
    id[..4].copy_from_slice(&Records::<T>::count().to_le_bytes());
    let id = RecordId(id);
    let endorsers: Vec<_> = (STRANGER..STRANGER + MAX_ORGANISATIONS - 1).collect();
    let submitted_at = Pallet::<T>::now();
    Records::<T>::insert(
        id,
        Record {
            patient: patient.clone(),
            organisation: STRANGER,
            author: patient.clone(),
            policy,
            content: content(1),
            header: content(2),
            previous,
            status,
            required: 1,
            endorsements: endorsers.try_into().expect("fewer than there may be organisations"),
            submitted_at,
            deadline: submitted_at + T::EndorsementWindow::get(),
            disputed: None,
        },
    );
    RecordsOf::<T>::insert(patient, id, ());
    if status == RecordStatus::Pending {
        Pending::<T>::insert(id, STRANGER);
        PendingCount::<T>::mutate(STRANGER, |count| *count += 1);
    }
    id
}

/// A Pending record of a patient of its own, amending an Active one.
fn amendment<T: Config>(organisation: OrganisationId, index: u32) -> RecordId {
    let patient = patient::<T>(organisation, index);
    let policy = T::Consents::benchmark_consent(&patient, organisation, expression());
    let previous = insert_record::<T>(&patient, policy, None, RecordStatus::Active);
    insert_record::<T>(&patient, policy, Some(previous), RecordStatus::Pending)
}

#[benchmarks]
mod benches {
    use super::*;

    #[benchmark]
    fn submit() {
        let (gateway, organisation) = gateway::<T>();
        let author: T::AccountId = account("practitioner", 0, 0);
        T::Members::benchmark_participant(&author, organisation, Role::Practitioner);
        let patient = patient::<T>(organisation, 0);
        let policy = T::Consents::benchmark_consent(&patient, organisation, expression());
        let previous = insert_record::<T>(&patient, policy, None, RecordStatus::Active);
        let record = RecordId([9; 32]);

        #[extrinsic_call]
        submit(
            RawOrigin::Signed(gateway),
            record,
            patient,
            author,
            policy,
            content(3),
            content(4),
            Some(previous),
        );

        assert_eq!(Records::<T>::get(record).unwrap().status, RecordStatus::Pending);
    }

    #[benchmark]
    fn activate() {
        let (gateway, organisation) = gateway::<T>();
        let id = amendment::<T>(organisation, 0);
        let mut record = Records::<T>::get(id).unwrap();

        #[block]
        {
            Pallet::<T>::activate(&gateway, organisation, id, &mut record);
        }

        let previous = record.previous.unwrap();
        assert_eq!(Records::<T>::get(previous).unwrap().status, RecordStatus::Superseded);
    }

    #[benchmark]
    fn endorse(n: Linear<1, MAX_ENDORSEMENT_BATCH>) {
        let (gateway, organisation) = gateway::<T>();
        let records: Vec<_> = (0..n).map(|index| amendment::<T>(organisation, index)).collect();

        #[extrinsic_call]
        endorse(RawOrigin::Signed(gateway), records.clone().try_into().unwrap());

        for id in records {
            assert_eq!(Records::<T>::get(id).unwrap().status, RecordStatus::Active);
        }
    }

    #[benchmark]
    fn lapse() {
        let (gateway, organisation) = gateway::<T>();
        let id = amendment::<T>(organisation, 0);
        let deadline = Records::<T>::get(id).unwrap().deadline;
        frame_system::Pallet::<T>::set_block_number(deadline.into());

        #[extrinsic_call]
        lapse(RawOrigin::Signed(gateway), id);

        assert_eq!(Records::<T>::get(id).unwrap().status, RecordStatus::Lapsed);
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
