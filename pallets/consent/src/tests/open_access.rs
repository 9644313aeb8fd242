use crate::{mock::*, Call, Error, Event, NextTicket, Policies, Tickets};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use salus_primitives::{
    audit::{Action, Detail, Entry},
    consent::{Basis, Decision, PolicyRef, Ticket, Window},
    traits::RecordFacts,
    Digest, PolicyId, Purpose, RecordId, TicketId,
};
use sp_runtime::DispatchError;

pub(super) const RECORD: RecordId = RecordId([9; 32]);
const NO_RECORD: RecordId = RecordId([8; 32]);
const WHY: Digest = [42; 32];
pub(super) const TREAT: Purpose = Purpose::Treatment;

pub(super) fn facts(policy: PolicyId) -> RecordFacts<AccountId> {
    RecordFacts { patient: PATIENT, policy: PolicyRef { id: policy, version: 1 }, active: true, gone: false }
}

/// An active record that the doctor may read for treatment; its policy.
pub(super) fn readable_record() -> PolicyId {
    let id = policy(&PATIENT, terms());
    FakeHoldings::grant(&DOCTOR, "doctor@medical-council");
    FakeRecords::put(RECORD, facts(id));
    id
}

/// Asks, and gives back the ticket that the event names.
pub(super) fn ask(who: &AccountId, record: RecordId, purpose: Purpose) -> Option<TicketId> {
    let decided = Consent::decide(who, &record, purpose, now());
    assert_ok!(Consent::open_access(RuntimeOrigin::signed(who.clone()), record, purpose, WHY));
    let event = System::events().pop().unwrap().event;
    let RuntimeEvent::Consent(Event::AccessDecided { accessor, record: named, purpose: stated, ticket }) =
        event
    else {
        panic!("no decision was announced")
    };
    assert_eq!((&accessor, named, stated), (who, record, purpose));
    assert_eq!(ticket.is_some(), decided != Decision::Refused, "call and prediction disagree");
    ticket
}

/// Asks as the doctor for treatment and checks that it is refused and on record.
fn assert_refused() {
    let tickets = NextTicket::<Test>::get();
    assert_eq!(ask(&DOCTOR, RECORD, TREAT), None);
    assert_eq!(NextTicket::<Test>::get(), tickets);
    assert_eq!(FakeTrails::of(&PATIENT).pop().unwrap().action, Action::Refused);
}

#[test]
fn access_should_be_granted_when_the_policy_is_satisfied() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();

        let ticket = ask(&DOCTOR, RECORD, TREAT).unwrap();

        let basis = Basis::Policy(PolicyRef { id, version: 1 });
        assert_eq!(
            Tickets::<Test>::get(ticket).unwrap(),
            Ticket {
                accessor: DOCTOR,
                patient: PATIENT,
                record: RECORD,
                purpose: TREAT,
                basis,
                issued_at: START,
                until: START + TICKET_VALIDITY,
                served: None,
            }
        );
        assert_eq!(
            FakeTrails::of(&PATIENT).pop().unwrap(),
            Entry {
                index: 1,
                block: START,
                time: 0,
                actor: DOCTOR,
                organisation: Some(CITY),
                action: Action::Opened,
                record: Some(RECORD),
                purpose: Some(TREAT),
                basis: Some(basis),
                detail: Detail::Ticket { ticket, justification: WHY },
            }
        );
    });
}

#[test]
fn tickets_should_have_an_id_each_when_asked_again() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        assert_eq!(ask(&DOCTOR, RECORD, TREAT), Some(0));
        assert_eq!(ask(&DOCTOR, RECORD, TREAT), Some(1));
    });
}

#[test]
fn access_should_be_granted_when_the_record_is_the_readers_own() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        assert_ok!(Consent::revoke_policy(RuntimeOrigin::signed(PATIENT), id));
        // Pending and Superseded look alike to the decision: not active, not lapsed.
        for active in [true, false] {
            FakeRecords::put(RECORD, RecordFacts { active, ..facts(id) });
            for purpose in [Purpose::PatientRequest, Purpose::Research] {
                let ticket = ask(&PATIENT, RECORD, purpose).unwrap();
                assert_eq!(Tickets::<Test>::get(ticket).unwrap().basis, Basis::OwnRecord);
            }
        }
    });
}

#[test]
fn own_record_should_come_first_when_the_policy_admits_the_patient_too() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        FakeHoldings::grant(&PATIENT, "doctor@medical-council");
        let ticket = ask(&PATIENT, RECORD, TREAT).unwrap();
        assert_eq!(Tickets::<Test>::get(ticket).unwrap().basis, Basis::OwnRecord);
    });
}

#[test]
fn access_should_be_refused_when_the_own_record_lapsed() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        FakeRecords::put(RECORD, RecordFacts { active: false, gone: true, ..facts(id) });
        assert_eq!(ask(&PATIENT, RECORD, TREAT), None);
        // It is the patient's record all the same, so the attempt stands in the patient's trail.
        assert_eq!(FakeTrails::of(&PATIENT).pop().unwrap().action, Action::Refused);
    });
}

#[test]
fn access_should_be_refused_when_the_record_is_not_active() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        FakeRecords::put(RECORD, RecordFacts { active: false, ..facts(id) });
        assert_refused();
    });
}

#[test]
fn access_should_be_refused_when_the_policy_is_revoked() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        assert!(ask(&DOCTOR, RECORD, TREAT).is_some());
        assert_ok!(Consent::revoke_policy(RuntimeOrigin::signed(PATIENT), id));
        assert_refused();
    });
}

#[test]
fn access_should_be_refused_when_the_policy_does_not_exist() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        FakeRecords::put(RECORD, facts(77));
        assert_refused();
    });
}

#[test]
fn access_should_be_refused_when_the_policy_is_another_patients() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        let id = policy(&OTHER_PATIENT, terms());
        FakeRecords::put(RECORD, facts(id));
        assert_refused();
    });
}

#[test]
fn access_should_be_refused_when_the_window_is_not_open() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        let mut later = terms();
        later.valid = Window { from: START + 5, until: START + 10 };
        assert_ok!(Consent::set_policy(RuntimeOrigin::signed(PATIENT), Some(0), later));

        for (block, admitted) in [(4, false), (5, true), (9, true), (10, false)] {
            go_to(START + block);
            assert_eq!(ask(&DOCTOR, RECORD, TREAT).is_some(), admitted, "at block {block}");
        }
    });
}

#[test]
fn access_should_be_refused_when_the_purpose_is_not_allowed() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        assert_eq!(ask(&DOCTOR, RECORD, Purpose::Research), None);
    });
}

#[test]
fn access_should_be_refused_when_the_expression_is_not_satisfied() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        // The clerk takes part, but holds nothing.
        assert_eq!(ask(&CLERK, RECORD, TREAT), None);
        FakeHoldings::revoke(&DOCTOR, "doctor@medical-council");
        assert_refused();
    });
}

#[test]
fn access_should_be_refused_when_two_holders_satisfy_the_expression_only_together() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        let mut both = terms();
        both.expression = "doctor@medical-council AND claims@insurance-board".parse().unwrap();
        assert_ok!(Consent::set_policy(RuntimeOrigin::signed(PATIENT), Some(0), both));
        FakeHoldings::grant(&CLERK, "claims@insurance-board");
        assert_eq!(ask(&CLERK, RECORD, TREAT), None);
        assert_refused();
    });
}

#[test]
fn narrowed_terms_should_count_at_once_when_a_record_has_an_older_version() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        let mut narrowed = terms();
        narrowed.expression = "doctor@medical-council AND cardiology@city-hospital".parse().unwrap();
        assert_ok!(Consent::set_policy(RuntimeOrigin::signed(PATIENT), Some(id), narrowed));
        assert_refused();

        FakeHoldings::grant(&DOCTOR, "cardiology@city-hospital");
        let ticket = ask(&DOCTOR, RECORD, TREAT).unwrap();
        let basis = Basis::Policy(PolicyRef { id, version: 2 });
        assert_eq!(Tickets::<Test>::get(ticket).unwrap().basis, basis);
    });
}

#[test]
fn refusal_should_look_like_absence_when_seen_from_outside() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        assert_ok!(Consent::revoke_policy(RuntimeOrigin::signed(PATIENT), id));

        let [refused, absent] = [RECORD, NO_RECORD].map(|record| {
            System::reset_events();
            let call = Call::<Test>::open_access { record, purpose: TREAT, justification: WHY };
            let weight = call.get_dispatch_info().call_weight;
            let outcome = Consent::open_access(RuntimeOrigin::signed(DOCTOR), record, TREAT, WHY);
            let event = match System::events().as_slice() {
                [only] => only.event.clone(),
                others => panic!("one event was expected, not {}", others.len()),
            };
            assert_eq!(
                event,
                Event::AccessDecided { accessor: DOCTOR, record, purpose: TREAT, ticket: None }.into()
            );
            (weight, outcome, codec::Encode::encoded_size(&event))
        });
        assert_eq!(refused, absent);

        // The notes differ in nothing but record and place.
        let in_trail = FakeTrails::of(&PATIENT).pop().unwrap();
        let nowhere = FakeTrails::of(&Consent::absent()).pop().unwrap();
        assert_eq!(Entry { record: Some(NO_RECORD), index: 0, ..in_trail }, nowhere);
        assert_eq!(nowhere.detail, Detail::Justification { justification: WHY });
    });
}

#[test]
fn weight_should_be_the_same_when_the_outcome_differs() {
    ExtBuilder.build_and_execute(|| {
        let call = |purpose| Call::<Test>::open_access { record: RECORD, purpose, justification: WHY };
        readable_record();
        assert_eq!(
            call(TREAT).get_dispatch_info().call_weight,
            call(Purpose::Research).get_dispatch_info().call_weight
        );
    });
}

#[test]
fn access_should_be_refused_when_ticket_ids_ran_out() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        NextTicket::<Test>::put(TicketId::MAX);
        assert_ok!(Consent::open_access(RuntimeOrigin::signed(DOCTOR), RECORD, TREAT, WHY));
        let refused = Event::AccessDecided { accessor: DOCTOR, record: RECORD, purpose: TREAT, ticket: None };
        System::assert_last_event(refused.into());
    });
}

#[test]
fn open_access_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(
            Consent::open_access(RuntimeOrigin::none(), RECORD, TREAT, WHY),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn open_access_should_fail_when_the_caller_takes_no_part() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        FakeHoldings::grant(&STRANGER, "doctor@medical-council");
        assert_noop!(
            Consent::open_access(RuntimeOrigin::signed(STRANGER), RECORD, TREAT, WHY),
            Error::<Test>::NotParticipant
        );
        assert_eq!(Consent::decide(&STRANGER, &RECORD, TREAT, START), Decision::Refused);
        assert!(Policies::<Test>::contains_key(0));
    });
}

#[test]
fn decision_should_turn_to_refusal_when_the_accessor_is_expelled() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        assert_ne!(Consent::decide(&DOCTOR, &RECORD, TREAT, START), Decision::Refused);
        FakeMembership::expel(&DOCTOR);
        assert_eq!(Consent::decide(&DOCTOR, &RECORD, TREAT, START), Decision::Refused);
        // What is one's own stays open.
        FakeMembership::expel(&PATIENT);
        let own = Consent::decide(&PATIENT, &RECORD, TREAT, START);
        assert_eq!(own, Decision::Granted(Basis::OwnRecord));
    });
}
