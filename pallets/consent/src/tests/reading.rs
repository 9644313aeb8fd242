use crate::{mock::*, pallet, Pallet};
use frame_support::assert_ok;
use salus_primitives::{
    consent::{Basis, Decision, PolicyRef, Served},
    traits::{Consents, RecordFacts},
    Purpose, RecordId,
};

const RECORD: RecordId = RecordId([9; 32]);

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

/// A ticket of the patient for a record of the patient's own.
fn own_ticket() -> u64 {
    let policy = PolicyRef { id: 0, version: 1 };
    FakeRecords::put(RECORD, RecordFacts { patient: PATIENT, policy, active: true, gone: false });
    let id = pallet::NextTicket::<Test>::get();
    assert_ok!(Consent::open_access(patient(), RECORD, Purpose::PatientRequest, [0; 32]));
    id
}

#[test]
fn current_policy_should_be_told_when_it_is_active_and_the_patients() {
    ExtBuilder.build_and_execute(|| {
        let id = policy(&PATIENT, terms());
        assert_eq!(Consent::current_policy(&PATIENT, id), Some(PolicyRef { id, version: 1 }));
        assert_eq!(Consent::current_policy(&OTHER_PATIENT, id), None);
        assert_eq!(Consent::current_policy(&PATIENT, id + 1), None);

        assert_ok!(Consent::set_policy(patient(), Some(id), terms()));
        assert_eq!(Consent::current_policy(&PATIENT, id), Some(PolicyRef { id, version: 2 }));

        assert_ok!(Consent::revoke_policy(patient(), id));
        assert_eq!(Consent::current_policy(&PATIENT, id), None);
    });
}

#[test]
fn ticket_should_be_served_once_when_acknowledged_twice() {
    ExtBuilder.build_and_execute(|| {
        let id = own_ticket();

        assert!(Consent::mark_served(id, LAKE, START + 7));
        assert!(!Consent::mark_served(id, CITY, START + 8));

        let served = Consent::ticket(id).unwrap().served;
        assert_eq!(served, Some(Served { organisation: LAKE, at: START + 7 }));
    });
}

#[test]
fn ticket_should_be_marked_when_it_was_served_late() {
    ExtBuilder.build_and_execute(|| {
        let id = own_ticket();
        assert!(Consent::mark_served(id, LAKE, START + TICKET_VALIDITY + 1));
    });
}

#[test]
fn mark_served_should_say_so_when_there_is_no_such_ticket() {
    ExtBuilder.build_and_execute(|| {
        assert!(!Consent::mark_served(0, LAKE, START));
        assert_eq!(Consent::ticket(0), None);
    });
}

#[test]
fn policies_should_be_listed_by_patient_when_there_are_several() {
    ExtBuilder.build_and_execute(|| {
        let first = policy(&PATIENT, terms());
        let others = policy(&OTHER_PATIENT, terms());
        let second = policy(&PATIENT, terms());
        assert_ok!(Consent::revoke_policy(patient(), second));

        let mut listed: Vec<_> = Consent::policies_of(PATIENT).into_iter().map(|(id, _)| id).collect();
        listed.sort_unstable();
        assert_eq!(listed, [first, second]);
        assert_eq!(Consent::policy(others).unwrap().owner, OTHER_PATIENT);
        assert_eq!(Consent::policies_of(DOCTOR), []);
    });
}

#[test]
fn contributions_should_be_listed_by_patient_when_there_are_several() {
    ExtBuilder.build_and_execute(|| {
        assert_ok!(Consent::allow_contribution(patient(), CITY, START + 1));
        assert_ok!(Consent::allow_contribution(patient(), LAKE, START + 2));
        let mut listed = Consent::contributions_of(PATIENT);
        listed.sort_unstable();
        assert_eq!(listed, [(CITY, START + 1), (LAKE, START + 2)]);
        assert_eq!(Consent::contributions_of(OTHER_PATIENT), []);
    });
}

#[test]
fn decision_should_leave_no_trace_when_only_viewed() {
    ExtBuilder.build_and_execute(|| {
        own_ticket();
        let before = FakeTrails::of(&PATIENT).len();
        assert_eq!(
            Pallet::<Test>::decision(PATIENT, RECORD, Purpose::PatientRequest),
            Decision::Granted(Basis::OwnRecord)
        );
        assert_eq!(Pallet::<Test>::decision(DOCTOR, RECORD, Purpose::Treatment), Decision::Refused);
        assert_eq!(FakeTrails::of(&PATIENT).len(), before);
    });
}
