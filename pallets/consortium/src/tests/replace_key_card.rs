use super::*;

#[test]
fn card_should_be_replaced_when_its_owner_says_so() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::replace_key_card(signed(PATIENT), card(9)));
        assert_eq!(Consortium::participant(&PATIENT).unwrap().key_card, card(9));
        assert_eq!(events().last(), Some(&Event::KeyCardReplaced { account: PATIENT }));
        assert_eq!(Trails::get().last(), Some(&(PATIENT, PATIENT, Action::KeyCardReplaced)));
    });
}

#[test]
fn card_should_stay_when_the_signer_is_no_active_participant() {
    run(|| {
        enrol_patient();
        for who in [gateway_account(CITY), 999] {
            assert_noop!(
                Consortium::replace_key_card(signed(who), card(9)),
                Error::<Test>::UnknownParticipant
            );
        }
        assert_ok!(Consortium::suspend_participant(signed(gateway_account(CITY)), PATIENT));
        assert_noop!(
            Consortium::replace_key_card(signed(PATIENT), card(9)),
            Error::<Test>::ParticipantNotActive
        );
        assert_ok!(Consortium::reinstate_participant(signed(gateway_account(CITY)), PATIENT));
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(
            Consortium::replace_key_card(signed(PATIENT), card(9)),
            Error::<Test>::ParticipantNotActive
        );
    });
}
