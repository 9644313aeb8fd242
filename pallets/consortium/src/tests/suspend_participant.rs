use super::*;

#[test]
fn participant_should_be_refused_when_suspended() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::suspend_participant(signed(gateway_account(CITY)), PATIENT));
        assert_eq!(Consortium::standing(&PATIENT), None);
        assert_eq!(Consortium::participant(&PATIENT), None);
        assert_eq!(Consortium::enrolled(PATIENT).unwrap().status, MemberStatus::Suspended);
        assert_eq!(events().last(), Some(&Event::ParticipantSuspended { account: PATIENT }));
        let told = (PATIENT, gateway_account(CITY), Action::ParticipantSuspended);
        assert_eq!(Trails::get().last(), Some(&told), "the patient sees who did it");
    });
}

#[test]
fn suspension_should_be_refused_when_the_signer_does_not_vouch_for_the_participant() {
    run(|| {
        enrol_patient();
        let suspend = |who| Consortium::suspend_participant(signed(who), PATIENT);
        assert_noop!(suspend(seat(CITY)), Error::<Test>::NotGateway);
        assert_noop!(suspend(PATIENT), Error::<Test>::NotGateway);
        assert_noop!(suspend(gateway_account(LAKE)), Error::<Test>::OtherOrganisation);
    });
}

#[test]
fn suspension_should_be_refused_when_there_is_nobody_active_to_suspend() {
    run(|| {
        enrol_patient();
        let suspend = |who| Consortium::suspend_participant(signed(gateway_account(CITY)), who);
        assert_noop!(suspend(999), Error::<Test>::UnknownParticipant);
        assert_ok!(suspend(PATIENT));
        assert_noop!(suspend(PATIENT), Error::<Test>::ParticipantNotActive);
    });
}
