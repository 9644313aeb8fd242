use crate::{
    mock::*, Call, Emergencies, EmergenciesOf, Error, Event, LastEmergency, NextEmergency, Unreviewed,
    UnreviewedCount,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use salus_primitives::{
    audit::{Action, Detail, Entry},
    consent::{Barred, Basis},
    consortium::Role,
    emergency::{Emergency, EmergencyReason, ReviewOutcome, MANY_UNREVIEWED, MAX_UNREVIEWED},
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

        let event = Event::GlassBroken { accessor: DOCTOR, emergency: Some(0) };
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
            assert_eq!(event, Event::GlassBroken { accessor: DOCTOR, emergency: None }.into());
            (weight, outcome, event)
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

/// As many emergencies of the doctor as `count` that nobody has reviewed, of patients from 0 on.
fn wait_for_reviews(count: u32) {
    for number in 0..count {
        FakeMembership::enrol(&patient(number), CITY, Role::Patient);
        assert_ok!(by(DOCTOR, patient(number)));
    }
}

fn patient(number: u32) -> AccountId {
    let mut account = [100; 32];
    account[..4].copy_from_slice(&number.to_be_bytes());
    AccountId::new(account)
}

#[test]
fn emergency_should_be_opened_and_flagged_when_many_wait_for_a_review() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        let flags = || {
            let events = System::events().into_iter().map(|record| record.event);
            let flagged = events.filter_map(|event| match event {
                RuntimeEvent::Consent(Event::ManyUnreviewed { accessor, unreviewed }) => {
                    assert_eq!(accessor, DOCTOR);
                    Some(unreviewed)
                }
                _ => None,
            });
            flagged.collect::<Vec<_>>()
        };
        wait_for_reviews(MANY_UNREVIEWED);
        assert!(flags().is_empty());
        assert!(Consent::overdue_reviews(None, 9).items.len() == 9, "none of them should wait");

        assert_eq!(break_glass(&DOCTOR, &PATIENT), Some(u64::from(MANY_UNREVIEWED)));
        assert_eq!(flags(), [MANY_UNREVIEWED + 1]);
        assert_eq!(FakeTrails::of(&PATIENT).pop().unwrap().action, Action::BrokeGlass);
        let named = Consent::emergencies_of(PATIENT, None, 9).items.pop().unwrap();
        assert_eq!(named.unreviewed, MANY_UNREVIEWED + 1);

        for emergency in [0, 1] {
            assert_ok!(Consent::review(RuntimeOrigin::signed(CLERK), emergency, ReviewOutcome::Justified));
        }
        System::reset_events();
        assert!(Consent::overdue_reviews(None, 9).items.is_empty());
        assert!(break_glass(&DOCTOR, &OTHER_PATIENT).is_some());
        assert!(flags().is_empty());
    });
}

#[test]
fn emergency_should_be_refused_when_more_wait_for_a_review_than_a_person_can_have() {
    ExtBuilder.build_and_execute(|| {
        emergencies();
        wait_for_reviews(1);
        UnreviewedCount::<Test>::insert(DOCTOR, MAX_UNREVIEWED);
        assert_eq!(break_glass(&DOCTOR, &PATIENT), None);
        // The patient hears of it.
        assert_eq!(FakeTrails::of(&PATIENT).pop().unwrap().action, Action::Refused);
        UnreviewedCount::<Test>::insert(DOCTOR, 1);
    });
}
