//! The door, for those whom the patient appointed or bars.

use super::open_access::{ask, facts, readable_record, RECORD, TREAT};
use crate::{mock::*, Tickets};
use frame_support::assert_ok;
use salus_primitives::{
    consent::{
        Barred, Basis,
        DelegationScope::{Caretaker, Guardian},
        PolicyRef,
    },
    traits::RecordFacts,
    Purpose,
};

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

fn basis(who: &AccountId, purpose: Purpose) -> Option<Basis> {
    ask(who, RECORD, purpose).map(|ticket| Tickets::<Test>::get(ticket).unwrap().basis)
}

#[test]
fn delegate_should_read_whatever_the_policy_when_appointed() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        assert_ok!(Consent::revoke_policy(patient(), id));
        for scope in [Caretaker, Guardian] {
            appoint(&CLERK, scope);
            for purpose in [Purpose::PatientRequest, TREAT] {
                assert_eq!(basis(&CLERK, purpose), Some(Basis::Delegation(scope)));
            }
        }
    });
}

#[test]
fn delegation_should_come_first_when_the_policy_admits_the_delegate_too() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        appoint(&DOCTOR, Caretaker);
        assert_eq!(basis(&DOCTOR, TREAT), Some(Basis::Delegation(Caretaker)));
    });
}

#[test]
fn delegate_should_be_refused_when_the_purpose_is_not_the_patient_s() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        appoint(&CLERK, Guardian);
        let others = [
            Purpose::EmergencyTreatment,
            Purpose::Payment,
            Purpose::Operations,
            Purpose::Research,
            Purpose::PublicHealth,
        ];
        for purpose in others {
            assert_eq!(basis(&CLERK, purpose), None);
        }
    });
}

#[test]
fn delegate_should_be_refused_when_the_appointment_has_ended() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        appoint(&CLERK, Caretaker);
        go_to(START + 999);
        assert!(basis(&CLERK, TREAT).is_some());
        go_to(START + 1_000);
        assert_eq!(basis(&CLERK, TREAT), None);

        appoint(&CLERK, Caretaker);
        assert!(basis(&CLERK, TREAT).is_some());
        assert_ok!(Consent::end_delegation(patient(), CLERK));
        assert_eq!(basis(&CLERK, TREAT), None);
    });
}

#[test]
fn delegate_should_be_refused_when_the_record_is_not_active_or_another_patient_s() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        appoint(&CLERK, Guardian);
        FakeRecords::put(RECORD, RecordFacts { active: false, ..facts(id) });
        assert_eq!(basis(&CLERK, TREAT), None);
        FakeRecords::put(RECORD, RecordFacts { patient: OTHER_PATIENT, ..facts(id) });
        assert_eq!(basis(&CLERK, TREAT), None);
    });
}

#[test]
fn restriction_should_beat_delegation_and_policy_when_both_admit() {
    ExtBuilder.build_and_execute(|| {
        let id = readable_record();
        for barred in [Barred::Account(DOCTOR), Barred::Organisation(CITY)] {
            assert_ok!(Consent::restrict(patient(), barred.clone()));
            assert_eq!(basis(&DOCTOR, TREAT), None);
            appoint(&DOCTOR, Guardian);
            assert_eq!(basis(&DOCTOR, TREAT), None);
            assert_ok!(Consent::end_delegation(patient(), DOCTOR));
            assert_ok!(Consent::lift_restriction(patient(), barred));
            assert_eq!(basis(&DOCTOR, TREAT), Some(Basis::Policy(PolicyRef { id, version: 1 })));
        }
    });
}

#[test]
fn restriction_should_not_count_when_it_is_another_patient_s() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        let other = RuntimeOrigin::signed(OTHER_PATIENT);
        assert_ok!(Consent::restrict(other, Barred::Account(DOCTOR)));
        assert!(basis(&DOCTOR, TREAT).is_some());
    });
}

#[test]
fn own_record_should_be_open_when_the_patient_bars_the_own_organisation() {
    ExtBuilder.build_and_execute(|| {
        readable_record();
        assert_ok!(Consent::restrict(patient(), Barred::Organisation(CITY)));
        assert_eq!(basis(&PATIENT, Purpose::PatientRequest), Some(Basis::OwnRecord));
    });
}
