//! Records that are rewrapped, disputed and erased, and attempts to do so without a right to.

use super::{
    governance::{admission_of, pass},
    scene::{content, enrol, gateway, next_block, refused, run, unsigned, Actor},
};
use crate::{Consent, EhrRegistry, Executive, Runtime, RuntimeCall};
use frame_support::assert_ok;
use pallet_ehr_registry::{Call, Records};
use salus_primitives::{
    consent::{Barred, DelegationScope, EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    record::RecordStatus,
    traits::Records as _,
    Purpose, RecordId,
};
use salus_runtime_common::Refusal;
use sp_runtime::{
    transaction_validity::{InvalidTransaction, TransactionSource},
    ApplyExtrinsicResult,
};

const RECORD: RecordId = RecordId([9; 32]);

fn terms() -> PolicyTerms {
    PolicyTerms {
        expression: "doctor@medical-council".parse().unwrap(),
        purposes: [Purpose::Treatment].into_iter().collect(),
        valid: Window { from: 0, until: 1_000 },
        emergency: EmergencyAccess::Never,
    }
}

fn send_unsigned(call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(unsigned(call))
}

/// A patient with a policy, and a record of hers that the first gateway filed.
fn filed() -> (Actor, PolicyRef) {
    let patient = Actor::new("//Paula");
    enrol(0, &patient, Role::Patient);
    patient.succeed(pallet_consent::Call::set_policy { policy: None, terms: terms() });
    patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 });
    let (id, policy) = Consent::policies_of(patient.account()).remove(0);
    let policy = PolicyRef { id, version: policy.version };
    gateway(0).succeed(Call::submit {
        record: RECORD,
        patient: patient.account(),
        author: gateway(0).account(),
        policy,
        content: content(3),
        header: content(4),
        previous: None,
    });
    (patient, policy)
}

fn activate() {
    for organisation in [1, 2] {
        gateway(organisation).succeed(Call::endorse { records: vec![RECORD].try_into().unwrap() });
    }
    assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Active);
}

fn attest(organisation: usize) {
    gateway(organisation).succeed(Call::attest_erasure { records: vec![RECORD].try_into().unwrap() });
}

#[test]
fn new_header_should_count_when_the_majority_verified_it() {
    run(|| {
        let (patient, policy) = filed();
        activate();
        patient.succeed(pallet_consent::Call::set_policy { policy: Some(policy.id), terms: terms() });
        let next = PolicyRef { version: policy.version + 1, ..policy };
        let signature = patient.sign_header(&RECORD, &next, &content(5));
        gateway(0).succeed(Call::rewrap { record: RECORD, policy: next, header: content(5), signature });
        for organisation in [1, 2] {
            let rewraps = vec![(RECORD, content(5))].try_into().unwrap();
            gateway(organisation).succeed(Call::endorse_rewraps { rewraps });
        }
        let record = EhrRegistry::record(RECORD).unwrap();
        assert_eq!((record.header, record.policy), (content(5), next));
    });
}

#[test]
fn header_that_the_patient_never_made_is_not_put_in_the_old_ones_place() {
    run(|| {
        let (patient, policy) = filed();
        activate();
        let header = content(5);
        let refused = Ok(Err(pallet_ehr_registry::Error::<Runtime>::NotSignedByPatient.into()));
        // Whatever else of hers a gateway has: over another header, or as a transaction.
        let forged = gateway(0).sign_header(&RECORD, &policy, &header);
        let moved = patient.sign_header(&RECORD, &policy, &content(6));
        let transaction = patient.sign(super::scene::same_card());
        let sp_runtime::generic::Preamble::Signed(_, taken, _) = transaction.preamble else {
            panic!("unsigned")
        };
        for signature in [forged, moved, taken] {
            let call = Call::rewrap { record: RECORD, policy, header, signature };
            assert_eq!(gateway(0).send(call), refused);
        }
        let signature = patient.sign_header(&RECORD, &policy, &header);
        gateway(0).succeed(Call::rewrap { record: RECORD, policy, header, signature });
    });
}

#[test]
fn record_should_be_gone_for_good_when_the_patient_has_it_erased() {
    run(|| {
        let (patient, policy) = filed();
        activate();
        patient.succeed(Call::erase { record: RECORD });
        assert!(EhrRegistry::facts(&RECORD).unwrap().gone);
        for organisation in [0, 1, 2] {
            attest(organisation);
        }
        assert_eq!(EhrRegistry::record(RECORD), None);
        attest(3);
        assert_eq!(EhrRegistry::erasure(RECORD).unwrap().attestations.len(), 4);
        // Filing other bytes under the erased record's name would make the certificate a lie.
        let again = gateway(0).send(Call::submit {
            record: RECORD,
            patient: patient.account(),
            author: gateway(0).account(),
            policy,
            content: content(7),
            header: content(8),
            previous: None,
        });
        assert!(again.unwrap().is_err());
    });
}

#[test]
fn record_should_stay_when_a_gateway_tries_to_erase_or_dispute_it() {
    run(|| {
        filed();
        activate();
        let calls = [Call::erase { record: RECORD }, Call::dispute { record: RECORD, reason: [1; 32] }];
        for call in calls {
            assert_eq!(gateway(0).send(call), refused(Refusal::CallNotAllowed));
        }
    });
}

#[test]
fn record_should_stay_when_a_member_who_does_not_decide_for_the_patient_tries_to_erase_it() {
    run(|| {
        filed();
        activate();
        let stranger = Actor::new("//Carl");
        enrol(3, &stranger, Role::Patient);
        let calls = [Call::erase { record: RECORD }, Call::dispute { record: RECORD, reason: [1; 32] }];
        for call in calls {
            assert!(stranger.send(call).unwrap().is_err());
        }
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Active);
    });
}

#[test]
fn record_should_lapse_when_nobody_in_particular_finds_it_past_its_deadline() {
    run(|| {
        filed();
        let lapse = || Call::<Runtime>::lapse { record: RECORD };
        assert_eq!(send_unsigned(lapse()), Err(InvalidTransaction::Future.into()));
        Records::<Runtime>::mutate(RECORD, |record| {
            let record = record.as_mut().unwrap();
            (record.submitted_at, record.deadline) = (0, 1);
        });
        let hash = Default::default();
        let pooled = Executive::validate_transaction(TransactionSource::External, unsigned(lapse()), hash);
        assert_eq!(pooled.unwrap().provides.len(), 1, "however often it is sent, it is there once");
        assert_ok!(send_unsigned(lapse()).unwrap());
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Lapsed);
        assert_eq!(send_unsigned(lapse()), Err(InvalidTransaction::Stale.into()));
    });
}

#[test]
fn unsigned_transaction_should_be_refused_when_its_call_needs_a_sender() {
    run(|| {
        filed();
        let calls: [RuntimeCall; 4] = [
            Call::erase { record: RECORD }.into(),
            Call::endorse { records: vec![RECORD].try_into().unwrap() }.into(),
            // A wrapper is nobody's either, whatever it wraps.
            pallet_utility::Call::batch_all { calls: vec![Call::lapse { record: RECORD }.into()] }.into(),
            super::scene::same_card(),
        ];
        for call in calls {
            assert_eq!(send_unsigned(call), Err(InvalidTransaction::UnknownOrigin.into()));
        }
    });
}

/// The patient's second policy, which `other` doctors satisfy.
fn second_policy(patient: &Actor) -> PolicyRef {
    let terms = PolicyTerms { expression: "surgeon@medical-council".parse().unwrap(), ..terms() };
    patient.succeed(pallet_consent::Call::set_policy { policy: None, terms });
    let policies = Consent::policies_of(patient.account());
    let (id, policy) = policies.into_iter().max_by_key(|(id, _)| *id).unwrap();
    PolicyRef { id, version: policy.version }
}

/// Files a new header with what somebody signed over it, and has the others endorse it.
fn put_in_place(policy: PolicyRef, header: u8, signature: crate::Signature) {
    let header = content(header);
    gateway(0).succeed(Call::rewrap { record: RECORD, policy, header, signature });
    for organisation in [1, 2] {
        gateway(organisation)
            .succeed(Call::endorse_rewraps { rewraps: vec![(RECORD, header)].try_into().unwrap() });
    }
    assert_eq!(EhrRegistry::record(RECORD).unwrap().header, header);
}

#[test]
fn record_is_not_moved_to_another_policy_by_its_gateway_nor_moved_back_by_an_old_signature() {
    run(|| {
        let (patient, first) = filed();
        activate();
        let second = second_policy(&patient);
        let refused = Ok(Err(pallet_ehr_registry::Error::<Runtime>::NotSignedByPatient.into()));
        let rewrap =
            |policy, header, signature| Call::<Runtime>::rewrap { record: RECORD, policy, header, signature };
        // Under another policy others read it: what the patient signed for the first does not do.
        let for_first = patient.sign_header(&RECORD, &first, &content(5));
        assert_eq!(gateway(0).send(rewrap(second, content(5), for_first.clone())), refused);

        let for_second = patient.sign_header(&RECORD, &second, &content(6));
        put_in_place(second, 6, for_second.clone());
        assert_eq!(EhrRegistry::facts(&RECORD).unwrap().policy, second);
        // What she signed before no longer counts: the header it was to replace is gone.
        assert_eq!(gateway(0).send(rewrap(first, content(5), for_first)), refused);
        put_in_place(first, 7, patient.sign_header(&RECORD, &first, &content(7)));
        assert_eq!(gateway(0).send(rewrap(second, content(6), for_second)), refused);
    });
}

#[test]
fn new_header_is_not_put_in_place_on_the_word_of_a_caretaker_or_a_former_guardian() {
    run(|| {
        let (patient, policy) = filed();
        activate();
        let guardian = Actor::new("//Gina");
        enrol(1, &guardian, Role::Practitioner);
        let appoint = |scope| {
            let delegate = guardian.account();
            patient.succeed(pallet_consent::Call::delegate { delegate, scope, until: 1_000 });
        };
        let file = |header: u8| {
            let header = content(header);
            let signature = guardian.sign_header(&RECORD, &policy, &header);
            let guardian = guardian.account();
            gateway(0).send(Call::<Runtime>::rewrap_for {
                record: RECORD,
                policy,
                header,
                guardian,
                signature,
            })
        };
        let refused = Ok(Err(pallet_ehr_registry::Error::<Runtime>::NotSignedByPatient.into()));
        assert_eq!(file(5), refused);
        appoint(DelegationScope::Caretaker);
        assert_eq!(file(5), refused);
        appoint(DelegationScope::Guardian);
        assert_eq!(file(5), Ok(Ok(())));
        let delegate = guardian.account();
        patient.succeed(pallet_consent::Call::restrict { barred: Barred::Account(delegate.clone()) });
        assert_eq!(file(6), refused);
        patient.succeed(pallet_consent::Call::lift_restriction { barred: Barred::Account(delegate.clone()) });
        patient.succeed(pallet_consent::Call::end_delegation { delegate });
        assert_eq!(file(6), refused);
    });
}

#[test]
fn majority_of_a_record_is_not_completed_by_organisations_that_joined_after_it_was_filed() {
    run(|| {
        filed();
        // An organisation that was there at the time counts again after a suspension.
        assert_eq!(pass(pallet_consortium::Call::suspend { organisation: 2 }, &[0, 1, 3]), Ok(()));
        assert_eq!(pass(pallet_consortium::Call::reinstate { organisation: 2 }, &[0, 1, 3]), Ok(()));
        for name in ["North", "East"] {
            assert_eq!(pass(admission_of(name), &[0, 1, 2, 3]), Ok(()));
            next_block();
        }
        let endorse = || Call::<Runtime>::endorse { records: vec![RECORD].try_into().unwrap() };
        for name in ["North", "East"] {
            Actor::new(&format!("//{name}//gateway")).succeed(endorse());
        }
        let record = EhrRegistry::record(RECORD).unwrap();
        assert_eq!((record.status, record.endorsements.len()), (RecordStatus::Pending, 1));
        gateway(1).succeed(endorse());
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Pending);
        gateway(2).succeed(endorse());
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Active);
    });
}
