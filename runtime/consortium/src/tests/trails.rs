//! What cannot be forged in a patient's trail, hidden from it, or read off the chain's events.

use super::scene::{content, events, gateway, next_block, run, seat, trail_after, Actor};
use crate::{AccountId, AuditLog, Consent, Runtime, RuntimeCall, RuntimeEvent};
use codec::Encode;
use pallet_audit_log::{Call, MAX_LISTED};
use pallet_consent::Call as ConsentCall;
use salus_primitives::{
    audit::{Action, Detail, Entry},
    consent::{EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    receipt::{Receipt, ReceiptFault},
    OrganisationId, Purpose, RecordId, TicketId,
};

const RECORD: RecordId = RecordId([9; 32]);

fn enrol(who: &Actor, role: Role) {
    super::scene::enrol(0, who, role);
}

/// Paula, her record, and her ticket to read it.
fn ticket() -> (Actor, TicketId) {
    let patient = Actor::new("//Paula");
    enrol(&patient, Role::Patient);
    patient.succeed(ConsentCall::set_policy {
        policy: None,
        terms: PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: [Purpose::Treatment].into_iter().collect(),
            valid: Window { from: 0, until: 1_000 },
            emergency: EmergencyAccess::Never,
        },
    });
    patient.succeed(ConsentCall::allow_contribution { organisation: 0, until: 1_000 });
    let (id, policy) = Consent::policies_of(patient.account()).remove(0);
    gateway(0).succeed(pallet_ehr_registry::Call::submit {
        record: RECORD,
        patient: patient.account(),
        author: gateway(0).account(),
        policy: PolicyRef { id, version: policy.version },
        content: content(3),
        header: content(4),
        previous: None,
    });
    ask(&patient, RECORD);
    (patient, 0)
}

fn ask(who: &Actor, record: RecordId) {
    let purpose = Purpose::PatientRequest;
    who.succeed(ConsentCall::open_access { record, purpose, justification: [3; 32] });
}

fn file(organisation: usize, receipt: Receipt<crate::Signature>) {
    gateway(organisation).succeed(Call::acknowledge { receipts: vec![receipt].try_into().unwrap() });
}

fn skipped() -> Vec<ReceiptFault> {
    events()
        .into_iter()
        .filter_map(|event| match event {
            RuntimeEvent::AuditLog(pallet_audit_log::Event::TicketSkipped { reason, .. }) => Some(reason),
            _ => None,
        })
        .collect()
}

/// The organisations that a trail says served.
fn servers(trail: &[Entry<AccountId>]) -> Vec<OrganisationId> {
    let served = trail.iter().filter(|entry| entry.action == Action::Served);
    served.map(|entry| entry.organisation.unwrap()).collect()
}

#[test]
fn gateway_cannot_claim_to_have_served_what_the_reader_did_not_fetch_from_it() {
    let trail = trail_after(|| {
        let (patient, ticket) = ticket();
        // It signs for the reader, or takes somebody else's word for it.
        for liar in [gateway(1), Actor::new("//Mallory")] {
            file(1, liar.sign_receipt(ticket, 1));
        }
        assert_eq!(skipped(), [ReceiptFault::NotSignedByReader; 2]);
        assert_eq!(Consent::ticket(ticket).unwrap().served, None);
        patient.account()
    });
    assert!(servers(&trail).is_empty());
}

#[test]
fn claim_of_another_organisation_hides_no_gateways_own_serving() {
    let trail = trail_after(|| {
        let (patient, ticket) = ticket();
        // The reader colludes with organisation 2; organisation 0 serves and says so all the same.
        file(2, patient.sign_receipt(ticket, 2));
        file(0, patient.sign_receipt(ticket, 0));
        assert!(skipped().is_empty());
        assert_eq!(AuditLog::served_by(ticket).to_vec(), [2, 0]);
        patient.account()
    });
    assert_eq!(servers(&trail), [2, 0]);
}

#[test]
fn receipt_for_one_organisation_cannot_be_replayed_by_another_or_twice() {
    let trail = trail_after(|| {
        let (patient, ticket) = ticket();
        let receipt = patient.sign_receipt(ticket, 0);
        file(1, receipt.clone());
        file(0, receipt.clone());
        file(0, receipt);
        assert_eq!(skipped(), [ReceiptFault::NotSignedByReader, ReceiptFault::AlreadyAcknowledged]);
        patient.account()
    });
    assert_eq!(servers(&trail), [0]);
}

#[test]
fn acknowledgement_is_refused_when_its_sender_is_no_gateway() {
    run(|| {
        let (patient, ticket) = ticket();
        let receipts = vec![patient.sign_receipt(ticket, 0)].try_into().unwrap();
        let call: RuntimeCall = Call::<Runtime>::acknowledge { receipts }.into();
        for sender in [&patient, &seat(0)] {
            assert!(sender.send(call.clone()).is_err());
        }
        assert!(AuditLog::served_by(ticket).is_empty());
    });
}

#[test]
fn participant_cannot_bury_a_victims_trail_under_refusals() {
    let trail = trail_after(|| {
        let (patient, _) = ticket();
        let clerk = Actor::new("//Carl");
        enrol(&clerk, Role::DataUser);
        let before = AuditLog::trail(patient.account()).leaves;
        for _ in 0..3 {
            (0..10).for_each(|_| ask(&clerk, RECORD));
            next_block();
        }
        assert_eq!(AuditLog::trail(patient.account()).leaves, before + u64::from(MAX_LISTED));
        // The period ends; an idle block writes down how many there were besides.
        let period = <Runtime as pallet_audit_log::Config>::RefusalPeriod::get();
        crate::System::set_block_number(period);
        patient.account()
    });
    let refused = trail.iter().filter(|entry| entry.action == Action::Refused).count();
    assert_eq!(refused as u32, MAX_LISTED + 1);
    assert_eq!(trail.last().unwrap().detail, Detail::Refusals { unlisted: 30 - MAX_LISTED });
}

#[test]
fn events_of_the_audit_log_tell_nobody_whose_record_was_touched() {
    run(|| {
        let (patient, ticket) = ticket();
        file(0, patient.sign_receipt(ticket, 0));
        let told: Vec<u8> = events()
            .into_iter()
            .filter_map(|event| match event {
                RuntimeEvent::AuditLog(event) => Some(event.encode()),
                _ => None,
            })
            .flatten()
            .collect();
        assert!(!told.is_empty());
        for secret in [patient.account().encode(), gateway(0).account().encode(), RECORD.encode()] {
            assert!(!told.windows(secret.len()).any(|part| part == secret));
        }
    });
}

#[test]
fn refusal_leaves_no_event_of_the_audit_log_whether_the_record_exists_or_not() {
    run(|| {
        let _ = ticket();
        let clerk = Actor::new("//Carl");
        enrol(&clerk, Role::DataUser);
        next_block();
        ask(&clerk, RECORD);
        ask(&clerk, RecordId([77; 32]));
        assert!(!events().iter().any(|event| matches!(event, RuntimeEvent::AuditLog(_))));
    });
}
