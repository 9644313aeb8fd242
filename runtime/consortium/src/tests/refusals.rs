//! What a reader of blocks learns from an attempt that was refused: nothing, not even whether the record or the patient
//! exists. Each attempt is made on two chains that differ in just that.

use super::scene::{content, events, gateway, run, Actor};
use crate::{AccountId, AuditLog, Consent, EhrRegistry, Runtime, RuntimeCall, RuntimeEvent, System};
use pallet_consent::Call as ConsentCall;
use pallet_ehr_registry::Call as RecordCall;
use salus_primitives::{
    consent::{EmergencyAccess, PolicyRef, PolicyTerms, Window},
    consortium::Role,
    emergency::EmergencyReason,
    record::RecordStatus,
    Purpose, RecordId,
};
use sp_runtime::ApplyExtrinsicResult;

const RECORD: RecordId = RecordId([9; 32]);
const OTHER: RecordId = RecordId([8; 32]);

fn enrol(who: &Actor, role: Role, organisation: usize) {
    super::scene::enrol(organisation, who, role);
}

/// A record of `patient` that is in, and disputed.
fn file(patient: &Actor, record: RecordId) {
    patient.succeed(ConsentCall::set_policy {
        policy: None,
        terms: PolicyTerms {
            expression: "doctor@medical-council".parse().unwrap(),
            purposes: [Purpose::Treatment].into_iter().collect(),
            valid: Window { from: 0, until: 1_000 },
            emergency: EmergencyAccess::Always,
        },
    });
    patient.succeed(ConsentCall::allow_contribution { organisation: 0, until: 1_000 });
    let (id, policy) = Consent::policies_of(patient.account()).remove(0);
    gateway(0).succeed(RecordCall::submit {
        record,
        patient: patient.account(),
        author: gateway(0).account(),
        policy: PolicyRef { id, version: policy.version },
        content: content(3),
        header: content(4),
        previous: None,
    });
    for organisation in [1, 2] {
        gateway(organisation).succeed(RecordCall::endorse { records: vec![record].try_into().unwrap() });
    }
    assert_eq!(EhrRegistry::record(record).unwrap().status, RecordStatus::Active);
    patient.succeed(RecordCall::dispute { record, reason: [1; 32] });
}

/// What an attempt leaves for everybody to see, and how many entries in the trail of `//Paula`.
struct Seen {
    outcome: ApplyExtrinsicResult,
    events: Vec<RuntimeEvent>,
    entries: u64,
}

/// Has `who` make `call` on a chain on which [`RECORD`] is `//Paula`'s, or nobody's.
fn attempt(exists: bool, who: &str, call: impl Into<RuntimeCall>) -> Seen {
    let mut seen = None;
    run(|| {
        let paula = Actor::new("//Paula");
        for (who, role, organisation) in [
            (&paula, Role::Patient, 0),
            (&Actor::new("//Carl"), Role::DataUser, 3),
            (&Actor::new("//Quentin"), Role::Patient, 1),
        ] {
            enrol(who, role, organisation);
        }
        file(&paula, if exists { RECORD } else { OTHER });
        seen = Some(look(&paula.account(), who, call.into()));
    });
    seen.unwrap()
}

fn look(patient: &AccountId, who: &str, call: RuntimeCall) -> Seen {
    let before = AuditLog::trail(patient.clone()).leaves;
    System::reset_events();
    let outcome = Actor::new(who).send(call);
    Seen { outcome, events: events(), entries: AuditLog::trail(patient.clone()).leaves - before }
}

#[test]
fn refusal_does_not_tell_the_blocks_readers_that_there_is_a_record() {
    for purpose in [Purpose::Treatment, Purpose::EmergencyTreatment, Purpose::Payment] {
        for who in ["//Carl", "//Quentin"] {
            let call =
                || ConsentCall::<Runtime>::open_access { record: RECORD, purpose, justification: [7; 32] };
            let (refused, absent) = (attempt(true, who, call()), attempt(false, who, call()));
            assert_eq!(refused.outcome, Ok(Ok(())));
            assert_eq!(refused.outcome, absent.outcome);
            assert_eq!(refused.events, absent.events);
            assert!(!refused.events.is_empty());
            // The patient hears of it all the same.
            assert_eq!((refused.entries, absent.entries), (1, 0));
        }
    }
}

#[test]
fn objection_does_not_tell_a_stranger_that_there_is_a_record() {
    let calls: [fn() -> RecordCall<Runtime>; 3] = [
        || RecordCall::dispute { record: RECORD, reason: [2; 32] },
        || RecordCall::withdraw_dispute { record: RECORD },
        || RecordCall::erase { record: RECORD },
    ];
    for call in calls {
        for who in ["//Carl", "//Quentin"] {
            let (refused, absent) = (attempt(true, who, call()), attempt(false, who, call()));
            assert!(matches!(refused.outcome, Ok(Err(_))));
            assert_eq!(refused.outcome, absent.outcome);
            assert_eq!(refused.events, absent.events);
        }
    }
}

#[test]
fn broken_glass_does_not_tell_the_blocks_readers_that_there_is_a_patient() {
    let glass = |known: bool| {
        let mut seen = None;
        run(|| {
            let (paula, carl) = (Actor::new("//Paula"), Actor::new("//Carl"));
            enrol(&carl, Role::DataUser, 3);
            if known {
                enrol(&paula, Role::Patient, 0);
            }
            let (patient, reason) = (paula.account(), EmergencyReason::ImminentDanger);
            let call = ConsentCall::<Runtime>::break_glass { patient, reason, justification: [7; 32] };
            seen = Some(look(&paula.account(), "//Carl", call.into()));
        });
        seen.unwrap()
    };
    let (refused, absent) = (glass(true), glass(false));
    assert_eq!(refused.outcome, Ok(Ok(())));
    assert_eq!(refused.outcome, absent.outcome);
    assert_eq!(refused.events, absent.events);
    assert_eq!((refused.entries, absent.entries), (1, 0));
    // No event names her.
    let paula = Actor::new("//Paula").account();
    let told = codec::Encode::encode(&refused.events);
    assert!(!told.windows(32).any(|bytes| bytes == <AccountId as AsRef<[u8]>>::as_ref(&paula)));
}
