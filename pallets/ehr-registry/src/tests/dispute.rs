use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    record::RecordStatus,
    traits::Records,
};
use sp_runtime::DispatchError;

#[test]
fn record_should_say_so_and_stay_readable_when_it_is_disputed() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(dispute(PATIENT, id(1)));
        System::assert_last_event(Event::Disputed { record: id(1) }.into());
        assert_eq!(EhrRegistry::record(id(1)).unwrap().disputed, Some([9; 32]));
        assert!(EhrRegistry::facts(&id(1)).unwrap().active);
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.action, last.actor, last.organisation), (Action::Disputed, PATIENT, None));
        assert_eq!(last.detail, Detail::Justification { justification: [9; 32] });
    });
}

#[test]
fn reason_should_be_replaced_when_a_guardian_disputes_again() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(dispute(PATIENT, id(1)));
        assert_ok!(EhrRegistry::dispute(RuntimeOrigin::signed(GUARDIAN), id(1), [8; 32]));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().disputed, Some([8; 32]));
        assert_eq!(FakeTrails::entries(PATIENT).pop().unwrap().actor, GUARDIAN);
    });
}

#[test]
fn record_should_be_disputable_when_it_is_pending_or_superseded() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        active_record(id(2), Some(id(1)));
        assert_ok!(submit(id(3), None));
        for record in [id(1), id(3)] {
            let before = status(record);
            assert_ok!(dispute(PATIENT, record));
            assert_eq!(status(record), before);
        }
        // A dispute hinders nothing: what is Pending may still become Active, and stays disputed.
        assert_ok!(endorse(LAKE, &[id(3)]));
        assert_ok!(endorse(CARE, &[id(3)]));
        let record = EhrRegistry::record(id(3)).unwrap();
        assert_eq!((record.status, record.disputed), (RecordStatus::Active, Some([9; 32])));
    });
}

#[test]
fn dispute_should_look_like_absence_when_the_caller_does_not_decide_for_the_patient() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        for who in [OTHER_PATIENT, DOCTOR, gateway(CITY), 999] {
            assert_noop!(dispute(who, id(1)), Error::<Test>::RecordNotFound);
        }
        assert_noop!(EhrRegistry::dispute(RuntimeOrigin::none(), id(1), [9; 32]), DispatchError::BadOrigin);
    });
}

#[test]
fn dispute_should_fail_when_there_is_no_such_record() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(dispute(PATIENT, id(1)), Error::<Test>::RecordNotFound);
    });
}

#[test]
fn dispute_should_fail_when_nobody_reads_the_record_any_more() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        assert_ok!(submit(id(2), None));
        go_to(START + WINDOW);
        assert_ok!(lapse(CITY, id(2)));
        for record in [id(1), id(2)] {
            assert_noop!(dispute(PATIENT, record), Error::<Test>::RecordGone);
        }
    });
}
