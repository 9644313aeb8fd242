//! Records that are rewrapped, disputed and erased, and attempts to do so without a right to.

use super::scene::{content, gateway, refused, run, unsigned, Actor};
use crate::{Consent, EhrRegistry, Executive, Runtime, RuntimeCall};
use codec::Encode;
use frame_support::assert_ok;
use pallet_ehr_registry::{Call, Records};
use salus_primitives::{
    consent::{PolicyRef, PolicyTerms, Window},
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
        emergency: false,
    }
}

fn send_unsigned(call: impl Into<RuntimeCall>) -> ApplyExtrinsicResult {
    Executive::apply_extrinsic(unsigned(call))
}

/// A patient with a policy, and a record of hers that the first gateway filed.
fn filed() -> (Actor, PolicyRef) {
    let patient = Actor::new("//Paula");
    gateway(0).succeed(pallet_consortium::Call::enrol {
        account: patient.account(),
        role: Role::Patient,
        key_card: content(1),
    });
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
        let transaction = patient.sign(frame_system::Call::remark { remark: vec![] }.into());
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
        // Filing other bytes under the erased record's name would have the certificate vouch for a lie.
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
        gateway(3).succeed(pallet_consortium::Call::enrol {
            account: stranger.account(),
            role: Role::Patient,
            key_card: content(1),
        });
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
            frame_system::Call::remark { remark: vec![1].encode() }.into(),
        ];
        for call in calls {
            assert_eq!(send_unsigned(call), Err(InvalidTransaction::UnknownOrigin.into()));
        }
    });
}
