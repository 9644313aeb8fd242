//! Benchmarks of every call, in its worst case.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use crate::{pallet::*, RecordBatch, Records};
use alloc::vec::Vec;
use frame_benchmarking::v2::*;
use frame_support::{pallet_prelude::TransactionSource, traits::Get};
use frame_system::RawOrigin;
use salus_primitives::{
    consent::PolicyRef,
    consortium::{Role, MAX_ORGANISATIONS},
    content::Codec,
    erasure::{Erasure, MAX_ERASURE_BATCH},
    record::{
        rewrap_statement, Endorsers, Record, RecordStatus, Rewrap, MAX_DISCARDED_RECORDS,
        MAX_ENDORSEMENT_BATCH, MAX_REWRAP_BATCH,
    },
    traits::{Consents, Membership},
    ContentId, Expression, OrganisationId, RecordId,
};

/// Who signs in a benchmark as a patient would.
pub trait BenchmarkHelper<AccountId, Signature> {
    /// The account.
    fn signer() -> AccountId;
    /// Its signature over `message`.
    fn sign(message: &[u8]) -> Signature;
}

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

/// As many organisations as fit beside one more, none of them active.
fn strangers() -> Endorsers {
    let strangers: Vec<_> = (STRANGER..STRANGER + MAX_ORGANISATIONS - 1).collect();
    strangers.try_into().expect("fewer than there may be organisations")
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
            endorsements: strangers(),
            submitted_at,
            deadline: submitted_at + T::EndorsementWindow::get(),
            disputed: None,
        },
    );
    RecordsOf::<T>::insert(patient, id, ());
    Pallet::<T>::enter_policy(policy.id);
    if status == RecordStatus::Pending {
        Pending::<T>::insert(id, STRANGER);
        PendingCount::<T>::mutate(STRANGER, |count| *count += 1);
        Pallet::<T>::open_vote(Ballot::Record, id);
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

/// An Active record of a patient of its own, and the policy it is under.
fn active<T: Config>(organisation: OrganisationId, index: u32) -> (T::AccountId, RecordId, PolicyRef) {
    let patient = patient::<T>(organisation, index);
    let (record, policy) = active_of::<T>(&patient, organisation);
    (patient, record, policy)
}

/// An Active record of `patient`, and the policy it is under.
fn active_of<T: Config>(patient: &T::AccountId, organisation: OrganisationId) -> (RecordId, PolicyRef) {
    let policy = T::Consents::benchmark_consent(patient, organisation, expression());
    (insert_record::<T>(patient, policy, None, RecordStatus::Active), policy)
}

/// Stores a new header with as many endorsers as fit beside one more, itself satisfied with one.
fn insert_rewrap<T: Config>(id: RecordId, policy: PolicyRef) {
    let deadline = Pallet::<T>::now() + T::EndorsementWindow::get();
    let (endorsements, header) = (strangers(), content(5));
    Rewraps::<T>::insert(
        id,
        Rewrap { organisation: STRANGER, policy, header, required: 1, endorsements, deadline },
    );
    RewrapCount::<T>::mutate(STRANGER, |count| *count += 1);
    Pallet::<T>::open_vote(Ballot::Header, id);
}

/// What the one who signs in benchmarks signs over a new header.
fn signature<T: Config>(id: &RecordId, policy: &PolicyRef, header: &ContentId) -> T::Signature {
    let before = Records::<T>::get(id).expect("it was made").header;
    T::BenchmarkHelper::sign(&rewrap_statement(&Pallet::<T>::genesis(), id, &before, policy, header))
}

/// A record of a patient of its own that is to be erased, with as many attestations as fit beside one more.
fn erasing<T: Config>(organisation: OrganisationId, index: u32) -> RecordId {
    let (patient, id, _) = active::<T>(organisation, index);
    Records::<T>::mutate(id, |record| {
        record.as_mut().expect("it was made").status = RecordStatus::Erasing;
    });
    Erasures::<T>::insert(
        id,
        Erasure {
            patient,
            organisation: STRANGER,
            asked_at: Pallet::<T>::now(),
            required: 1,
            attestations: strangers(),
            erased_at: None,
        },
    );
    OpenErasures::<T>::insert(id, ());
    Pallet::<T>::open_vote(Ballot::Erasure, id);
    id
}

fn go_to_deadline<T: Config>(deadline: u32) {
    frame_system::Pallet::<T>::set_block_number(deadline.into());
}

/// `n` Lapsed records of as many patients, old enough to go.
fn lapsed<T: Config>(organisation: OrganisationId, n: u32) -> RecordBatch {
    let mut records: Vec<_> = (0..n)
        .map(|index| {
            let patient = patient::<T>(organisation, index);
            let policy = T::Consents::benchmark_consent(&patient, organisation, expression());
            insert_record::<T>(&patient, policy, None, RecordStatus::Lapsed)
        })
        .collect();
    let latest = Pallet::<T>::now() + T::EndorsementWindow::get();
    go_to_deadline::<T>(latest + T::LapsedRetention::get() + 1);
    records.sort();
    records.try_into().expect("at most 64")
}

/// `n` certificates of erasures that are over, old enough to go.
fn certificates<T: Config>(organisation: OrganisationId, n: u32) -> RecordBatch {
    let mut records: Vec<_> = (0..n).map(|index| erasing::<T>(organisation, index)).collect();
    let now = Pallet::<T>::now();
    for id in &records {
        Records::<T>::remove(id);
        OpenErasures::<T>::remove(id);
        Erasures::<T>::mutate(id, |erasure| {
            erasure.as_mut().expect("it was made").erased_at = Some(now);
        });
    }
    go_to_deadline::<T>(now + T::ErasureRetention::get() + 1);
    records.sort();
    records.try_into().expect("at most 64")
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
        Records::<T>::mutate(previous, |record| {
            record.as_mut().expect("it was made").organisation = organisation;
        });
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
        go_to_deadline::<T>(Records::<T>::get(id).unwrap().deadline);

        #[extrinsic_call]
        lapse(RawOrigin::Signed(gateway), id);

        assert_eq!(Records::<T>::get(id).unwrap().status, RecordStatus::Lapsed);
    }

    #[benchmark]
    fn authorize_lapse() {
        let (_, organisation) = gateway::<T>();
        let id = amendment::<T>(organisation, 0);
        go_to_deadline::<T>(Records::<T>::get(id).unwrap().deadline);

        #[block]
        {
            Pallet::<T>::authorize_lapse(&id).unwrap();
        }
    }

    #[benchmark]
    fn rewrap() {
        let (gateway, organisation) = gateway::<T>();
        let patient = T::BenchmarkHelper::signer();
        T::Members::benchmark_participant(&patient, organisation, Role::Patient);
        let (id, policy) = active_of::<T>(&patient, organisation);
        // In the place of another organisation's, of a version that is no longer current.
        insert_rewrap::<T>(id, PolicyRef { version: 0, ..policy });
        let header = content(6);
        let signature = signature::<T>(&id, &policy, &header);

        #[extrinsic_call]
        rewrap(RawOrigin::Signed(gateway), id, policy, header, signature);

        assert_eq!(Rewraps::<T>::get(id).unwrap().organisation, organisation);
    }

    #[benchmark]
    fn rewrap_for() {
        let (gateway, organisation) = gateway::<T>();
        let guardian = T::BenchmarkHelper::signer();
        T::Members::benchmark_participant(&guardian, organisation, Role::Patient);
        let (patient, id, policy) = active::<T>(organisation, 0);
        T::Consents::benchmark_guardian(&patient, &guardian);
        insert_rewrap::<T>(id, PolicyRef { version: 0, ..policy });
        let header = content(6);
        let signature = signature::<T>(&id, &policy, &header);

        #[extrinsic_call]
        rewrap_for(RawOrigin::Signed(gateway), id, policy, header, guardian, signature);

        assert_eq!(Rewraps::<T>::get(id).unwrap().organisation, organisation);
    }

    #[benchmark]
    fn apply_rewrap() {
        let (gateway, organisation) = gateway::<T>();
        let (_, id, policy) = active::<T>(organisation, 0);
        insert_rewrap::<T>(id, policy);
        let proposed = Rewraps::<T>::get(id).unwrap();
        let mut record = Records::<T>::get(id).unwrap();

        #[block]
        {
            Pallet::<T>::apply_rewrap(&gateway, organisation, id, &mut record, &proposed);
        }

        assert_eq!(Records::<T>::get(id).unwrap().header, content(5));
    }

    #[benchmark]
    fn endorse_rewraps(n: Linear<1, MAX_REWRAP_BATCH>) {
        let (gateway, organisation) = gateway::<T>();
        let rewraps: Vec<_> = (0..n)
            .map(|index| {
                let (_, id, policy) = active::<T>(organisation, index);
                insert_rewrap::<T>(id, policy);
                (id, content(5))
            })
            .collect();

        #[extrinsic_call]
        endorse_rewraps(RawOrigin::Signed(gateway), rewraps.clone().try_into().unwrap());

        for (id, header) in rewraps {
            assert_eq!(Records::<T>::get(id).unwrap().header, header);
        }
    }

    #[benchmark]
    fn dispute() {
        let (_, organisation) = gateway::<T>();
        let (patient, id, _) = active::<T>(organisation, 0);

        #[extrinsic_call]
        dispute(RawOrigin::Signed(patient), id, [7; 32]);

        assert!(Records::<T>::get(id).unwrap().disputed.is_some());
    }

    #[benchmark]
    fn withdraw_dispute() {
        let (_, organisation) = gateway::<T>();
        let (patient, id, _) = active::<T>(organisation, 0);
        Pallet::<T>::dispute(RawOrigin::Signed(patient.clone()).into(), id, [7; 32]).unwrap();

        #[extrinsic_call]
        withdraw_dispute(RawOrigin::Signed(patient), id);

        assert!(Records::<T>::get(id).unwrap().disputed.is_none());
    }

    #[benchmark]
    fn erase() {
        let (_, organisation) = gateway::<T>();
        let (patient, id, policy) = active::<T>(organisation, 0);
        insert_rewrap::<T>(id, policy);

        #[extrinsic_call]
        erase(RawOrigin::Signed(patient), id);

        assert_eq!(Records::<T>::get(id).unwrap().status, RecordStatus::Erasing);
    }

    #[benchmark]
    fn attest_erasure(n: Linear<1, MAX_ERASURE_BATCH>) {
        // The only one that is active, so that each record leaves every list.
        let gateway: T::AccountId = account("gateway", 0, 0);
        let organisation = T::Members::benchmark_organisation(&gateway);
        let records: Vec<_> = (0..n).map(|index| erasing::<T>(organisation, index)).collect();

        #[extrinsic_call]
        attest_erasure(RawOrigin::Signed(gateway), records.clone().try_into().unwrap());

        for id in records {
            assert!(Records::<T>::get(id).is_none() && Erasures::<T>::contains_key(id));
        }
    }

    #[benchmark]
    fn drop_rewrap() {
        let (gateway, organisation) = gateway::<T>();
        let (_, id, policy) = active::<T>(organisation, 0);
        insert_rewrap::<T>(id, policy);
        go_to_deadline::<T>(Rewraps::<T>::get(id).unwrap().deadline);

        #[extrinsic_call]
        drop_rewrap(RawOrigin::Signed(gateway), id);

        assert!(!Rewraps::<T>::contains_key(id));
    }

    #[benchmark]
    fn authorize_drop_rewrap() {
        let (_, organisation) = gateway::<T>();
        let (_, id, policy) = active::<T>(organisation, 0);
        insert_rewrap::<T>(id, policy);
        go_to_deadline::<T>(Rewraps::<T>::get(id).unwrap().deadline);

        #[block]
        {
            Pallet::<T>::authorize_drop_rewrap(&id).unwrap();
        }
    }

    #[benchmark]
    fn discard_records(n: Linear<1, MAX_DISCARDED_RECORDS>) {
        let (_, organisation) = gateway::<T>();
        let records = lapsed::<T>(organisation, n);

        #[extrinsic_call]
        discard_records(RawOrigin::Authorized, records.clone());

        assert!(records.iter().all(|id| !Records::<T>::contains_key(id)));
    }

    #[benchmark]
    fn authorize_discard_records(n: Linear<1, MAX_DISCARDED_RECORDS>) {
        let (_, organisation) = gateway::<T>();
        let records = certificates::<T>(organisation, n);

        #[block]
        {
            Pallet::<T>::authorize_discard(TransactionSource::External, &records).unwrap();
        }
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::ExtBuilder::default().build(), crate::mock::Test);
}
