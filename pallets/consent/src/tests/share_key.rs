use crate::{mock::*, Delegations, Error, Event};
use frame_support::{assert_noop, assert_ok};
use salus_primitives::{
    audit::{Action, Detail},
    consent::DelegationScope,
    content::Codec,
    ContentId,
};
use sp_runtime::{DispatchError, DispatchResult};

fn package(byte: u8) -> ContentId {
    ContentId::new(Codec::Raw, [byte; 32])
}

fn share(who: AccountId, delegate: AccountId, byte: u8) -> DispatchResult {
    Consent::share_key(RuntimeOrigin::signed(who), delegate, package(byte))
}

fn shared(delegate: &AccountId) -> Option<ContentId> {
    Delegations::<Test>::get(PATIENT, delegate).and_then(|delegation| delegation.key_package)
}

#[test]
fn key_should_be_named_and_in_the_trail_when_the_patient_shares_it() {
    ExtBuilder.build_and_execute(|| {
        appoint(&CLERK, DelegationScope::Caretaker);
        assert_ok!(share(PATIENT, CLERK, 7));
        System::assert_last_event(Event::KeyShared { patient: PATIENT, delegate: CLERK }.into());
        assert_eq!(shared(&CLERK), Some(package(7)));
        let last = FakeTrails::of(&PATIENT).pop().unwrap();
        assert_eq!((last.actor, last.action), (PATIENT, Action::KeyShared));
        assert_eq!(last.detail, Detail::Account { account: CLERK.into() });

        // For another card of the delegate's, or after a change of the patient's key.
        assert_ok!(share(PATIENT, CLERK, 8));
        assert_eq!(shared(&CLERK), Some(package(8)));
    });
}

#[test]
fn key_should_stay_when_the_delegate_is_appointed_again_and_go_when_the_appointment_ends() {
    ExtBuilder.build_and_execute(|| {
        appoint(&CLERK, DelegationScope::Caretaker);
        assert_ok!(share(PATIENT, CLERK, 7));
        appoint(&CLERK, DelegationScope::Guardian);
        assert_eq!(shared(&CLERK), Some(package(7)));
        assert_ok!(Consent::end_delegation(RuntimeOrigin::signed(PATIENT), CLERK));
        appoint(&CLERK, DelegationScope::Caretaker);
        assert_eq!(shared(&CLERK), None);
    });
}

#[test]
fn share_key_should_fail_when_there_is_no_appointment_or_it_has_ended() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(share(PATIENT, CLERK, 7), Error::<Test>::DelegationNotFound);
        appoint(&CLERK, DelegationScope::Caretaker);
        assert_noop!(share(OTHER_PATIENT, CLERK, 7), Error::<Test>::DelegationNotFound);
        go_to(now() + 1_000);
        assert_noop!(share(PATIENT, CLERK, 7), Error::<Test>::DelegationNotFound);
    });
}

#[test]
fn share_key_should_fail_when_the_caller_is_no_patient() {
    ExtBuilder.build_and_execute(|| {
        assert_noop!(share(CLERK, DOCTOR, 7), Error::<Test>::NotPatient);
        assert_noop!(share(STRANGER, DOCTOR, 7), Error::<Test>::NotParticipant);
        let unsigned = Consent::share_key(RuntimeOrigin::none(), CLERK, package(7));
        assert_noop!(unsigned.map(|_| ()), DispatchError::BadOrigin);
    });
}
