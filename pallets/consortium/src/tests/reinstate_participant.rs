use super::*;

#[test]
fn participant_should_speak_again_when_reinstated() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::suspend_participant(signed(gateway_account(CITY)), PATIENT));
        assert_ok!(Consortium::reinstate_participant(signed(gateway_account(CITY)), PATIENT));
        assert_eq!(Consortium::standing(&PATIENT), Some(Standing::Participant(CITY, Role::Patient)));
        assert_eq!(events().last(), Some(&Event::ParticipantReinstated { account: PATIENT }));
        let told = (PATIENT, gateway_account(CITY), Action::ParticipantReinstated);
        assert_eq!(Trails::get().last(), Some(&told));
    });
}

#[test]
fn reinstatement_should_be_refused_when_the_signer_does_not_vouch_for_the_participant() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::suspend_participant(signed(gateway_account(CITY)), PATIENT));
        let reinstate = |who| Consortium::reinstate_participant(signed(who), PATIENT);
        assert_noop!(reinstate(PATIENT), Error::<Test>::NotGateway);
        assert_noop!(reinstate(gateway_account(LAKE)), Error::<Test>::OtherOrganisation);
    });
}

#[test]
fn reinstatement_should_be_refused_when_there_is_nobody_suspended() {
    run(|| {
        enrol_patient();
        let reinstate = |who| Consortium::reinstate_participant(signed(gateway_account(CITY)), who);
        assert_noop!(reinstate(999), Error::<Test>::UnknownParticipant);
        assert_noop!(reinstate(PATIENT), Error::<Test>::ParticipantNotSuspended);
    });
}
