use crate::{
    mock::*, Call, Emergencies, EmergenciesOf, Error, Event, LastEmergency, NextEmergency, Unreviewed,
    UnreviewedCount,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use salus_primitives::{
    audit::{Action, Detail, Entry},
    consent::{Barred, Basis},
    consortium::Role,
    emergency::{Emergency, EmergencyReason, ReviewOutcome, MAX_UNREVIEWED},
    Digest, EmergencyId, Purpose,
};
use sp_runtime::{DispatchError, DispatchResult};

const WHY: Digest = [42; 32];
const REASON: EmergencyReason = EmergencyReason::ConsentImpossible;

fn by(who: AccountId, patient: AccountId) -> DispatchResult {
    Consent::break_glass(RuntimeOrigin::signed(who), patient, REASON, WHY)
}

/// The attempt of the doctor is refused and on record.
fn assert_refused() {
    assert_eq!(break_glass(&DOCTOR, &PATIENT), None);
    assert_eq!(Emergencies::<Test>::iter().count(), 0);
    assert_eq!(FakeTrails::of(&PATIENT).pop().unwrap().action, Action::Refused);
}

#[test]
fn emergency_should_be_opened_when_the_accessor_has_the_attributes() {
    ExtBuilder.build_and_execute(|| {
        emergencies();

        assert_ok!(by(DOCTOR, PATIENT));

        let event = Event::GlassBroken { accessor: DOCTOR, patient: PATIENT, emergency: Some(0) };
        System::assert_last_event(event.into());
        assert_eq!(
            Emergencies::<Test>::get(0).unwrap(),
            Emergency {
                accessor: DOCTOR,
                organisation: CITY,
                patient: PATIENT,
                reason: REASON,
                justification: WHY,
                opened_at: START,
                until: START + VALIDITY,
                review_by: START + REVIEW_WITHIN,
                review: None,
            }
        );
        assert!(EmergenciesOf::<Test>::contains_key(PATIENT, 0));
        assert_eq!(LastEmergency::<Test>::get(PATIENT, DOCTOR), Some(0));
        assert_eq!(Unreviewed::<Test>::get(0), Some(START + REVIEW_WITHIN));
        assert_eq!(UnreviewedCount::<Test>::get(DOCTOR), 1);
        assert_eq!(
            FakeTrails::of(&PATIENT).pop().unwrap(),
            Entry {
                index: 0,
                block: START,
                time: 0,
                actor: DOCTOR,
                organisation: Some(CITY),
                action: Action::BrokeGlass,
                record: None,
                purpose: Some(Purpose::EmergencyTreatment),
                basis: Some(Basis::Emergency(0)),
                detail: Detail::Emergency { emergency: 0, reason: REASON, justification: WHY },
            }
        );
    });
}

#[test]
fn emergency_should_be_opened_when_the_patient_is_suspended() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        policy(&PATIENT, terms());
        FakeMembership::expel(&PATIENT);
        assert_eq!(break_glass(&DOCTOR, &PATIENT), Some(0));
    });
}

#[test]
fn emergency_should_be_refused_when_there_is_no_rule() {
    ExtBuilder.build_and_execute(|| {
        FakeHoldings::grant(&DOCTOR, EMERGENCY);
        assert_refused();
    });
}

#[test]
fn emergency_should_be_refused_when_the_accessor_lacks_the_attributes() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        FakeHoldings::revoke(&DOCTOR, EMERGENCY);
        assert_refused();
    });
}

#[test]
fn emergency_should_be_refused_when_the_accessor_is_barred() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        let patient = || RuntimeOrigin::signed(PATIENT);
        for barred in [Barred::Account(DOCTOR), Barred::Organisation(CITY)] {
            assert_ok!(Consent::restrict(patient(), barred.clone()));
            assert_refused();
            assert_ok!(Consent::lift_restriction(patient(), barred));
        }
    });
}

#[test]
fn emergency_should_be_refused_when_ids_ran_out() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        NextEmergency::<Test>::put(EmergencyId::MAX);
        assert_refused();
    });
}

#[test]
fn refusal_should_look_like_absence_when_the_glass_is_broken() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        let patient = RuntimeOrigin::signed(PATIENT);
        assert_ok!(Consent::restrict(patient, Barred::Account(DOCTOR)));

        // A patient who bars the doctor, nobody at all, and somebody who is no patient.
        let seen = [PATIENT, STRANGER, CLERK].map(|patient| {
            System::reset_events();
            let call =
                Call::<Test>::break_glass { patient: patient.clone(), reason: REASON, justification: WHY };
            let weight = call.get_dispatch_info().call_weight;
            let outcome = by(DOCTOR, patient.clone());
            let event = match System::events().as_slice() {
                [only] => only.event.clone(),
                others => panic!("one event was expected, not {}", others.len()),
            };
            assert_eq!(event, Event::GlassBroken { accessor: DOCTOR, patient, emergency: None }.into());
            (weight, outcome, codec::Encode::encoded_size(&event))
        });
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);

        // The notes differ in nothing but their place.
        let in_trail = FakeTrails::of(&PATIENT).pop().unwrap();
        let nowhere = FakeTrails::of(&Consent::absent());
        assert_eq!(nowhere.len(), 2);
        for entry in nowhere {
            assert_eq!(Entry { index: entry.index, ..in_trail.clone() }, entry);
            assert_eq!(entry.detail, Detail::Justification { justification: WHY });
        }
        assert!(FakeTrails::of(&CLERK).is_empty());
    });
}

#[test]
fn weight_should_be_the_same_when_the_glass_breaks_and_when_not() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        let weight = |patient| {
            Call::<Test>::break_glass { patient, reason: REASON, justification: WHY }
                .get_dispatch_info()
                .call_weight
        };
        assert_eq!(weight(PATIENT), weight(STRANGER));
    });
}

#[test]
fn glass_should_be_broken_again_when_the_first_emergency_is_over() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        assert_ok!(by(DOCTOR, PATIENT));
        go_to(START + VALIDITY - 1);
        assert_noop!(by(DOCTOR, PATIENT), Error::<Test>::StillOpen);
        // Another patient's glass is another.
        assert_eq!(break_glass(&DOCTOR, &OTHER_PATIENT), Some(1));

        go_to(START + VALIDITY);
        assert_eq!(break_glass(&DOCTOR, &PATIENT), Some(2));
        assert_eq!(LastEmergency::<Test>::get(PATIENT, DOCTOR), Some(2));
        assert_eq!(UnreviewedCount::<Test>::get(DOCTOR), 3);
    });
}

#[test]
fn break_glass_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(
            Consent::break_glass(RuntimeOrigin::none(), PATIENT, REASON, WHY),
            DispatchError::BadOrigin
        );
    });
}

#[test]
fn break_glass_should_fail_when_the_caller_takes_no_part() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        FakeHoldings::grant(&STRANGER, EMERGENCY);
        assert_noop!(by(STRANGER, PATIENT), Error::<Test>::NotParticipant);
    });
}

#[test]
fn break_glass_should_fail_when_it_is_the_caller_s_own() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        FakeHoldings::grant(&PATIENT, EMERGENCY);
        assert_noop!(by(PATIENT, PATIENT), Error::<Test>::NotOneself);
    });
}

#[test]
fn break_glass_should_fail_when_too_many_wait_for_a_review() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        let patient = |number: u32| AccountId::new([100 + number as u8; 32]);
        for number in 0..=MAX_UNREVIEWED {
            FakeMembership::enrol(&patient(number), CITY, Role::Patient);
        }
        for number in 0..MAX_UNREVIEWED {
            assert_ok!(by(DOCTOR, patient(number)));
        }
        // Also for a patient who does not exist: it tells of the caller alone.
        for whose in [patient(MAX_UNREVIEWED), STRANGER] {
            assert_noop!(by(DOCTOR, whose), Error::<Test>::TooManyUnreviewed);
        }

        assert_ok!(Consent::review(RuntimeOrigin::signed(CLERK), 0, ReviewOutcome::Justified));
        assert_ok!(by(DOCTOR, patient(MAX_UNREVIEWED)));
    });
}
