use crate::{mock::*, CurrentRule, Emergencies, Error, Event, LastEmergency, Unreviewed, UnreviewedCount};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consortium::Role,
    emergency::{Review, ReviewOutcome},
    EmergencyId,
};
use sp_runtime::{DispatchError, DispatchResult};

const OUTCOME: ReviewOutcome = ReviewOutcome::Unjustified;

fn review_by(who: AccountId, emergency: EmergencyId) -> DispatchResult {
    Consent::review(RuntimeOrigin::signed(who), emergency, OUTCOME)
}

/// An emergency of the doctor.
fn opened() -> EmergencyId {
    emergencies();
    break_glass(&DOCTOR, &PATIENT).unwrap()
}

#[test]
fn emergency_should_be_closed_when_reviewed() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        go_to(START + 5);

        assert_ok!(review_by(CLERK, id));

        let event = Event::EmergencyReviewed { emergency: id, reviewer: CLERK, outcome: OUTCOME };
        System::assert_last_event(event.into());
        let emergency = Emergencies::<Test>::get(id).unwrap();
        assert_eq!(emergency.review, Some(Review { reviewer: CLERK, outcome: OUTCOME, at: START + 5 }));
        assert!(!emergency.is_open(START + 5));
        assert_eq!(LastEmergency::<Test>::get(PATIENT, DOCTOR), None);
        assert_eq!(Unreviewed::<Test>::get(id), None);
        assert!(!UnreviewedCount::<Test>::contains_key(DOCTOR));
        let entry = FakeTrails::of(&PATIENT).pop().unwrap();
        assert_eq!((entry.actor, entry.organisation), (CLERK, Some(LAKE)));
        assert_eq!(
            (entry.action, entry.detail),
            (Action::Reviewed, Detail::Review { emergency: id, outcome: OUTCOME })
        );
    });
}

#[test]
fn last_emergency_should_stay_open_when_an_earlier_one_is_reviewed() {
    ExtBuilder.build_and_execute(|| {
        let earlier = opened();
        go_to(START + VALIDITY);
        let last = break_glass(&DOCTOR, &PATIENT).unwrap();
        assert_ok!(review_by(CLERK, earlier));
        assert_eq!(LastEmergency::<Test>::get(PATIENT, DOCTOR), Some(last));
        assert_eq!(UnreviewedCount::<Test>::get(DOCTOR), 1);
    });
}

#[test]
fn glass_should_be_broken_anew_when_the_emergency_was_closed_early() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        assert_ok!(review_by(CLERK, id));
        assert_eq!(break_glass(&DOCTOR, &PATIENT), Some(id + 1));
    });
}

#[test]
fn review_should_succeed_when_it_is_overdue() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        go_to(START + REVIEW_WITHIN + 1);
        assert_ok!(review_by(CLERK, id));
    });
}

#[test]
fn review_should_fail_when_nobody_signed() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        assert_noop!(Consent::review(RuntimeOrigin::none(), id, OUTCOME), DispatchError::BadOrigin);
    });
}

#[test]
fn review_should_fail_when_the_caller_takes_no_part() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        FakeHoldings::grant(&STRANGER, REVIEWER);
        assert_noop!(review_by(STRANGER, id), Error::<Test>::NotParticipant);
    });
}

#[test]
fn review_should_fail_when_the_caller_is_no_reviewer() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        assert_noop!(review_by(OTHER_PATIENT, id), Error::<Test>::NotReviewer);
        CurrentRule::<Test>::kill();
        assert_noop!(review_by(CLERK, id), Error::<Test>::NotReviewer);
    });
}

#[test]
fn review_should_fail_when_there_is_no_such_emergency() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        assert_noop!(review_by(CLERK, id + 1), Error::<Test>::EmergencyNotFound);
    });
}

#[test]
fn review_should_fail_when_somebody_has_closed_it() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        assert_ok!(review_by(CLERK, id));
        assert_noop!(review_by(CLERK, id), Error::<Test>::AlreadyReviewed);
    });
}

#[test]
fn review_should_fail_when_the_reviewer_is_involved() {
    ExtBuilder.build_and_execute(|| {
        let id = opened();
        // The accessor, also after a change of employer, and a colleague.
        FakeHoldings::grant(&DOCTOR, REVIEWER);
        assert_noop!(review_by(DOCTOR, id), Error::<Test>::ReviewerInvolved);
        FakeMembership::enrol(&DOCTOR, LAKE, Role::Practitioner);
        assert_noop!(review_by(DOCTOR, id), Error::<Test>::ReviewerInvolved);

        FakeMembership::enrol(&STRANGER, CITY, Role::Practitioner);
        FakeHoldings::grant(&STRANGER, REVIEWER);
        assert_noop!(review_by(STRANGER, id), Error::<Test>::ReviewerInvolved);
    });
}
