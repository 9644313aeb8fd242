use crate::{mock::*, Error, Event, OpenErasures, Pending, PendingCount, RewrapCount};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    erasure::Erasure,
    record::RecordStatus,
    traits::Records,
};
use sp_runtime::DispatchError;

#[test]
fn record_should_be_unreadable_at_once_when_its_erasure_is_asked_for() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        go_to(START + 3);
        assert_ok!(erase(PATIENT, id(1)));
        System::assert_last_event(Event::ErasureAsked { record: id(1), required: 3 }.into());
        let facts = EhrRegistry::facts(&id(1)).unwrap();
        assert!(facts.gone && !facts.active);
        let certificate = Erasure {
            patient: PATIENT,
            organisation: CITY,
            asked_at: START + 3,
            required: 3,
            attestations: Default::default(),
            erased_at: None,
        };
        assert_eq!(EhrRegistry::erasure(id(1)), Some(certificate));
        assert!(OpenErasures::<Test>::contains_key(id(1)));
        let last = FakeTrails::entries(PATIENT).pop().unwrap();
        assert_eq!((last.action, last.actor, last.detail), (Action::ErasureAsked, PATIENT, Detail::Nothing));
    });
}

#[test]
fn record_should_be_erasable_when_it_is_superseded_or_lapsed() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        active_record(id(2), Some(id(1)));
        assert_ok!(submit(id(3), None));
        go_to(START + WINDOW);
        assert_ok!(lapse(CITY, id(3)));
        for record in [id(1), id(3)] {
            assert_ok!(erase(GUARDIAN, record));
            assert_eq!(status(record), RecordStatus::Erasing);
        }
        // The version after it stays as it is.
        assert_eq!(status(id(2)), RecordStatus::Active);
    });
}

#[test]
fn version_before_should_stay_superseded_when_the_newer_one_is_erased() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        active_record(id(2), Some(id(1)));
        assert_ok!(erase(PATIENT, id(2)));
        assert_eq!(status(id(1)), RecordStatus::Superseded);
    });
}

#[test]
fn record_should_leave_the_waiting_list_when_it_is_erased_while_pending() {
    ExtBuilder::default().build_and_execute(|| {
        assert_ok!(submit(id(1), None));
        assert_ok!(erase(PATIENT, id(1)));
        assert_eq!(Pending::<Test>::count(), 0);
        assert_eq!(PendingCount::<Test>::iter().count(), 0);
        // It can no longer be endorsed, nor lapse.
        assert_ok!(endorse(LAKE, &[id(1)]));
        assert_eq!(status(id(1)), RecordStatus::Erasing);
        go_to(START + WINDOW);
        assert_noop!(lapse(CITY, id(1)), Error::<Test>::NotPending);
    });
}

#[test]
fn new_header_should_be_dropped_when_its_record_is_erased() {
    ExtBuilder::default().build_and_execute(|| {
        rewrapped_record(id(1));
        System::reset_events();
        assert_ok!(erase(PATIENT, id(1)));
        assert_eq!(
            events(),
            [
                Event::RewrapDropped { record: id(1) }.into(),
                Event::ErasureAsked { record: id(1), required: 3 }.into()
            ]
        );
        assert_eq!(EhrRegistry::rewrap_of(id(1)), None);
        assert_eq!(RewrapCount::<Test>::iter().count(), 0);
    });
}

#[test]
fn amendment_should_come_in_when_the_version_before_it_is_erased_meanwhile() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        assert_ok!(submit(id(2), Some(id(1))));
        assert_ok!(erase(PATIENT, id(1)));
        assert_ok!(endorse(LAKE, &[id(2)]));
        assert_ok!(attest(CITY, &[id(1)]));
        assert_ok!(attest(LAKE, &[id(1)]));
        assert_ok!(attest(CARE, &[id(1)]));
        assert_ok!(endorse(CARE, &[id(2)]));
        assert_eq!(status(id(2)), RecordStatus::Active);
        // It still names its predecessor, of which the certificate speaks.
        assert_eq!(EhrRegistry::record(id(2)).unwrap().previous, Some(id(1)));
        assert_eq!(EhrRegistry::erasure(id(1)).unwrap().erased_at, Some(START));
    });
}

#[test]
fn erase_should_look_like_absence_when_the_caller_does_not_decide_for_the_patient() {
    ExtBuilder::default().build_and_execute(|| {
        active_record(id(1), None);
        for who in [OTHER_PATIENT, DOCTOR, gateway(CITY), 999] {
            assert_noop!(erase(who, id(1)), Error::<Test>::RecordNotFound);
        }
        assert_noop!(EhrRegistry::erase(RuntimeOrigin::none(), id(1)), DispatchError::BadOrigin);
    });
}

#[test]
fn erase_should_fail_when_there_is_no_such_record() {
    ExtBuilder::default().build_and_execute(|| {
        assert_noop!(erase(PATIENT, id(1)), Error::<Test>::RecordNotFound);
    });
}

#[test]
fn erase_should_fail_when_it_was_asked_for_before() {
    ExtBuilder::default().build_and_execute(|| {
        erasing_record(id(1));
        assert_noop!(erase(PATIENT, id(1)), Error::<Test>::AlreadyErasing);
        for organisation in [CITY, LAKE, CARE] {
            assert_ok!(attest(organisation, &[id(1)]));
        }
        assert_noop!(erase(PATIENT, id(1)), Error::<Test>::RecordNotFound);
    });
}
