use crate::{mock::*, Error, Event};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::audit::{Action, Detail};
use sp_runtime::DispatchError;

#[test]
fn record_should_be_undisputed_when_the_dispute_is_withdrawn() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(dispute(PATIENT, id(1)));
        assert_ok!(withdraw_dispute(GUARDIAN, id(1)));
        System::assert_last_event(Event::DisputeWithdrawn { record: id(1) }.into());
        assert_eq!(EhrRegistry::record(id(1)).unwrap().disputed, None);
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.action, last.actor), (Action::DisputeWithdrawn, GUARDIAN));
        assert_eq!(last.detail, Detail::Nothing);
    });
}

#[test]
fn dispute_of_superseded_should_be_withdrawn_when_the_patient_asks() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(dispute(PATIENT, id(1)));
        active_record(id(2), Some(id(1)));
        assert_eq!(EhrRegistry::record(id(1)).unwrap().disputed, Some([9; 32]));
        assert_eq!(EhrRegistry::record(id(2)).unwrap().disputed, None);
        assert_ok!(withdraw_dispute(PATIENT, id(1)));
    });
}

#[test]
fn withdraw_dispute_should_look_like_absence_when_the_caller_does_not_decide_for_the_patient() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(dispute(PATIENT, id(1)));
        for who in [OTHER_PATIENT, DOCTOR, gateway(CITY), 999] {
            assert_noop!(withdraw_dispute(who, id(1)), Error::<Test>::RecordNotFound);
        }
        assert_noop!(EhrRegistry::withdraw_dispute(RuntimeOrigin::none(), id(1)), DispatchError::BadOrigin);
    });
}

#[test]
fn withdraw_dispute_should_fail_when_there_is_no_such_record() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(withdraw_dispute(PATIENT, id(1)), Error::<Test>::RecordNotFound);
    });
}

#[test]
fn withdraw_dispute_should_fail_when_nobody_reads_the_record_any_more() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(dispute(PATIENT, id(1)));
        assert_ok!(erase(PATIENT, id(1)));
        assert_noop!(withdraw_dispute(PATIENT, id(1)), Error::<Test>::RecordGone);
    });
}

#[test]
fn withdraw_dispute_should_fail_when_the_record_is_not_disputed() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_noop!(withdraw_dispute(PATIENT, id(1)), Error::<Test>::NotDisputed);
    });
}
