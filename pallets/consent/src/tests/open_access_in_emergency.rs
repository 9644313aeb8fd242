//! The door, for those who broke the glass.

use super::open_access::{ask, facts, RECORD, TREAT};
use crate::{mock::*, Call, Policies, Tickets};
use frame_support::{assert_ok, dispatch::GetDispatchInfo};
use salus_primitives::{
    consent::{Barred, Basis, EmergencyAccess, PolicyRef, PolicyStatus, PolicyTerms, Window},
    consortium::Role,
    emergency::ReviewOutcome,
    traits::RecordFacts,
    Purpose, RecordId,
};

const ETREAT: Purpose = Purpose::EmergencyTreatment;

fn patient() -> RuntimeOrigin {
    RuntimeOrigin::signed(PATIENT)
}

fn basis(who: &AccountId, purpose: Purpose) -> Option<Basis> {
    ask(who, RECORD, purpose).map(|ticket| Tickets::<Test>::get(ticket).unwrap().basis)
}

/// A record under a policy that admits neither doctor nor purpose, but emergencies; and an emergency.
fn emergency() {
    emergencies();
    let id = policy(&PATIENT, PolicyTerms { emergency: EmergencyAccess::Always, ..terms() });
    FakeRecords::put(RECORD, facts(id));
    assert_eq!(break_glass(&DOCTOR, &PATIENT), Some(0));
}

#[test]
fn emergency_should_open_the_record_when_the_policy_lets_it() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        assert_eq!(basis(&DOCTOR, ETREAT), Some(Basis::Emergency(0)));
        for purpose in [TREAT, Purpose::PatientRequest, Purpose::Research] {
            assert_eq!(basis(&DOCTOR, purpose), None);
        }
    });
}

#[test]
fn policy_should_come_first_when_it_admits_too() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        Policies::<Test>::mutate(0, |policy| {
            let terms = &mut policy.as_mut().unwrap().terms;
            terms.purposes = terms.purposes.with(ETREAT);
        });
        FakeHoldings::grant(&DOCTOR, "doctor@medical-council");
        assert_eq!(basis(&DOCTOR, ETREAT), Some(Basis::Policy(PolicyRef { id: 0, version: 1 })));
    });
}

#[test]
fn emergency_should_open_nothing_when_the_policy_does_not_let_it() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        assert_ok!(Consent::set_policy(patient(), Some(0), terms()));
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_the_record_when_the_policy_s_window_is_over_or_the_policy_is_closed() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        let valid = Window { from: START + 400, until: START + 500 };
        let later = PolicyTerms { valid, emergency: EmergencyAccess::Always, ..terms() };
        assert_ok!(Consent::set_policy(patient(), Some(0), later));
        assert_eq!(basis(&DOCTOR, ETREAT), Some(Basis::Emergency(0)));
        // The patient closed the folder, and not to those who save lives.
        FakeHoldings::grant(&DOCTOR, "doctor@medical-council");
        assert_ok!(Consent::revoke_policy(patient(), 0));
        assert_eq!(Policies::<Test>::get(0).unwrap().status, PolicyStatus::Closed);
        assert_eq!(basis(&DOCTOR, ETREAT), Some(Basis::Emergency(0)));
        go_to(START + 400);
        assert_eq!(basis(&DOCTOR, TREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_the_policy_was_revoked_and_let_no_emergency_in() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        // How a patient takes back all of it: first the word on emergencies, then the rest.
        assert_ok!(Consent::set_policy(patient(), Some(0), terms()));
        assert_ok!(Consent::revoke_policy(patient(), 0));
        assert_eq!(Policies::<Test>::get(0).unwrap().status, PolicyStatus::Revoked);
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_the_policy_was_revoked_before_emergencies_were_apart() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        // What runtimes before wrote: the patient took back all of it.
        Policies::<Test>::mutate(0, |policy| policy.as_mut().unwrap().status = PolicyStatus::Revoked);
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_the_patient_agreed_to_another_version_of_the_rule() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        let agreed = |version| PolicyTerms { emergency: EmergencyAccess::UnderRule(version), ..terms() };
        assert_ok!(Consent::set_policy(patient(), Some(0), agreed(1)));
        assert_eq!(basis(&DOCTOR, ETREAT), Some(Basis::Emergency(0)));

        // The council changes the rule: also what was opened under the former one ends.
        emergencies();
        assert_eq!(basis(&DOCTOR, ETREAT), None);
        // Closing the folder keeps it so.
        assert_ok!(Consent::revoke_policy(patient(), 0));
        assert_eq!(Policies::<Test>::get(0).unwrap().status, PolicyStatus::Closed);
        assert_eq!(basis(&DOCTOR, ETREAT), None);

        // Until the patient agrees to the new one.
        assert_ok!(Consent::set_policy(patient(), Some(0), agreed(2)));
        assert_eq!(basis(&DOCTOR, ETREAT), Some(Basis::Emergency(0)));
    });
}

#[test]
fn record_should_follow_the_new_policy_at_once_when_it_moved() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        let other = policy(&PATIENT, terms());
        FakeHoldings::grant(&DOCTOR, "doctor@medical-council");
        assert_ok!(Consent::revoke_policy(patient(), 0));
        FakeRecords::put(RECORD, facts(other));
        let policy = PolicyRef { id: other, version: 1 };
        assert_eq!(basis(&DOCTOR, TREAT), Some(Basis::Policy(policy)));
        // Its terms let no emergency in.
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_its_time_is_over() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        go_to(START + VALIDITY - 1);
        assert!(basis(&DOCTOR, ETREAT).is_some());
        go_to(START + VALIDITY);
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_it_was_reviewed() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        assert_ok!(Consent::review(RuntimeOrigin::signed(CLERK), 0, ReviewOutcome::Justified));
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_the_attribute_was_revoked_meanwhile() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        FakeHoldings::revoke(&DOCTOR, EMERGENCY);
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_the_accessor_is_barred_meanwhile() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        assert_ok!(Consent::restrict(patient(), Barred::Account(DOCTOR)));
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_it_is_another_accessor_s_or_patient_s() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        FakeMembership::enrol(&STRANGER, CITY, Role::Practitioner);
        FakeHoldings::grant(&STRANGER, EMERGENCY);
        assert_eq!(basis(&STRANGER, ETREAT), None);

        let other = policy(&OTHER_PATIENT, PolicyTerms { emergency: EmergencyAccess::Always, ..terms() });
        FakeRecords::put(RECORD, RecordFacts { patient: OTHER_PATIENT, ..facts(other) });
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn emergency_should_open_nothing_when_the_record_is_not_active() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        FakeRecords::put(RECORD, RecordFacts { active: false, ..facts(0) });
        assert_eq!(basis(&DOCTOR, ETREAT), None);
    });
}

#[test]
fn weight_should_not_tell_when_an_emergency_opens_the_record() {
    ExtBuilder.build_and_execute(|| {
        emergency();
        let weight = |record, purpose| {
            Call::<Test>::open_access { record, purpose, justification: [0; 32] }
                .get_dispatch_info()
                .call_weight
        };
        assert_eq!(weight(RECORD, ETREAT), weight(RecordId([8; 32]), ETREAT));
        // Only the purpose, which is public, makes a difference.
        assert!(weight(RECORD, ETREAT).all_gte(weight(RECORD, TREAT)));
    });
}
