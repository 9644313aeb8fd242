//! One record from enrolment to the reader, and the trail it leaves.

use super::{
    governance::pass,
    scene::{content, enrol, events, gateway, run, trail_after, Actor},
};
use crate::{Consent, EhrRegistry, RuntimeEvent};
use salus_primitives::{
    audit::Action,
    consent::{Decision, EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    record::RecordStatus,
    Purpose, RecordId, TicketId,
};

const RECORD: RecordId = RecordId([9; 32]);

fn last_ticket() -> Option<TicketId> {
    let decision = events().into_iter().rev().find_map(|event| match event {
        RuntimeEvent::Consent(pallet_consent::Event::AccessDecided { ticket, .. }) => Some(ticket),
        _ => None,
    });
    decision.unwrap()
}

fn open(who: &Actor, record: RecordId, purpose: Purpose) -> Option<TicketId> {
    who.succeed(pallet_consent::Call::open_access { record, purpose, justification: [3; 32] });
    last_ticket()
}

#[test]
fn record_should_be_open_to_whom_the_patient_names_when_the_majority_holds_it() {
    let entries = trail_after(|| {
        let (patient, doctor, clerk) = (Actor::new("//Paula"), Actor::new("//Dora"), Actor::new("//Carl"));
        let office = Actor::new("//Medical-Council//authority");

        let registration = pallet_attribute_authority::Call::register {
            name: "medical-council".parse().unwrap(),
            organisation: 0,
            account: office.account(),
            public_key: vec![1; 144].try_into().unwrap(),
            proof_of_possession: vec![2; 96].try_into().unwrap(),
        };
        assert_eq!(pass(registration, &[0, 1, 2]), Ok(()));
        office.succeed(pallet_attribute_authority::Call::declare { attribute: "doctor".parse().unwrap() });

        for (who, role, organisation) in
            [(&patient, Role::Patient, 0), (&doctor, Role::Practitioner, 1), (&clerk, Role::DataUser, 3)]
        {
            enrol(organisation, who, role);
        }
        office.succeed(pallet_attribute_authority::Call::grant {
            holder: doctor.account(),
            attribute: "doctor".parse().unwrap(),
            expires: 1_000,
            key_package: content(2),
        });

        patient.succeed(pallet_consent::Call::set_policy {
            policy: None,
            terms: PolicyTerms {
                expression: "doctor@medical-council".parse().unwrap(),
                purposes: [Purpose::Treatment].into_iter().collect(),
                valid: Window { from: 0, until: 1_000 },
                emergency: EmergencyAccess::Never,
            },
        });
        let (id, policy) = Consent::policies_of(patient.account()).remove(0);
        patient.succeed(pallet_consent::Call::allow_contribution { organisation: 0, until: 1_000 });

        let submit = |record, organisation: usize| {
            gateway(organisation).send(pallet_ehr_registry::Call::submit {
                record,
                patient: patient.account(),
                author: gateway(organisation).account(),
                policy: PolicyRef { id, version: policy.version },
                content: content(3),
                header: content(4),
                previous: None,
            })
        };
        // Nobody whom the patient did not allow adds anything.
        assert!(submit(RecordId([8; 32]), 1).unwrap().is_err());
        assert_eq!(submit(RECORD, 0), Ok(Ok(())));
        assert_eq!(EhrRegistry::record(RECORD).unwrap().required, 3);
        assert_eq!(open(&doctor, RECORD, Purpose::Treatment), None);

        let endorse = pallet_ehr_registry::Call::endorse { records: vec![RECORD].try_into().unwrap() };
        gateway(1).succeed(endorse.clone());
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Pending);
        gateway(2).succeed(endorse);
        assert_eq!(EhrRegistry::record(RECORD).unwrap().status, RecordStatus::Active);

        let ticket = open(&doctor, RECORD, Purpose::Treatment).unwrap();
        assert_eq!(open(&doctor, RECORD, Purpose::Payment), None);
        assert_eq!(open(&clerk, RECORD, Purpose::Treatment), None);
        assert!(open(&patient, RECORD, Purpose::PatientRequest).is_some());
        let receipts = vec![doctor.sign_receipt(ticket, 0)].try_into().unwrap();
        gateway(0).succeed(pallet_audit_log::Call::acknowledge { receipts });

        office.succeed(pallet_attribute_authority::Call::revoke {
            holder: doctor.account(),
            attribute: "doctor".parse().unwrap(),
        });
        assert_eq!(Consent::decision(doctor.account(), RECORD, Purpose::Treatment), Decision::Refused);
        assert_eq!(open(&doctor, RECORD, Purpose::Treatment), None);

        patient.account()
    });

    // The trail says all of it; the reader has checked it against the peaks.
    let actions: Vec<_> = entries.iter().map(|entry| entry.action).collect();
    assert_eq!(
        actions,
        [
            Action::PolicySet,
            Action::ContributionAllowed,
            Action::Submitted,
            Action::Refused,
            Action::Endorsed,
            Action::Endorsed,
            Action::Activated,
            Action::Opened,
            Action::Refused,
            Action::Refused,
            Action::Opened,
            Action::Served,
            Action::Refused,
        ]
    );
}

#[test]
fn refusal_should_look_the_same_when_there_is_no_such_record() {
    run(|| {
        let clerk = Actor::new("//Carl");
        enrol(3, &clerk, Role::DataUser);
        assert_eq!(open(&clerk, RecordId([0; 32]), Purpose::Payment), None);
        let decision = Consent::decision(clerk.account(), RecordId([0; 32]), Purpose::Payment);
        assert_eq!(decision, Decision::Refused);
    });
}
