use super::*;

fn enrol(gateway: AccountId, who: AccountId, role: Role) -> frame_support::dispatch::DispatchResult {
    Consortium::enrol(signed(gateway), who, role, card(1))
}

#[test]
fn person_should_take_part_when_enrolled() {
    run(|| {
        for (who, role) in [(PATIENT, Role::Patient), (DOCTOR, Role::Practitioner), (3, Role::DataUser)] {
            assert_ok!(enrol(gateway_account(CITY), who, role));
            assert_eq!(Consortium::standing(&who), Some(Standing::Participant(CITY, role)));
            assert!(exists(who));
            let enrolled = Event::Enrolled { account: who, organisation: CITY, role };
            assert_eq!(events().last(), Some(&enrolled));
        }
        let expected = Participant {
            organisation: CITY,
            role: Role::Patient,
            key_card: card(1),
            status: MemberStatus::Active,
        };
        assert_eq!(Consortium::participant(&PATIENT), Some(expected.clone()));
        assert_eq!(Consortium::enrolled(PATIENT), Some(expected));
    });
}

#[test]
fn enrolment_should_be_refused_when_the_signer_is_not_an_active_gateway() {
    run(|| {
        for who in [seat(CITY), validator(CITY), 999] {
            assert_noop!(enrol(who, PATIENT, Role::Patient), Error::<Test>::NotGateway);
        }
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(enrol(gateway_account(CITY), PATIENT, Role::Patient), Error::<Test>::NotGateway);
        assert_noop!(Consortium::enrol(whole_council(), PATIENT, Role::Patient, card(1)), BadOrigin);
    });
}

#[test]
fn enrolment_should_be_refused_when_the_account_has_a_capacity() {
    run(|| {
        enrol_patient();
        for used in [PATIENT, seat(CITY), gateway_account(CITY), validator(LAKE)] {
            assert_noop!(enrol(gateway_account(LAKE), used, Role::Patient), Error::<Test>::AccountInUse);
        }
        // Suspended is not free.
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(enrol(gateway_account(LAKE), PATIENT, Role::Patient), Error::<Test>::AccountInUse);
    });
}

#[test]
fn person_should_be_enrolled_again_when_the_organisation_was_removed() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::remove(whole_council(), CITY));
        assert_ok!(enrol(gateway_account(LAKE), PATIENT, Role::Patient));
        assert_eq!(Consortium::standing(&PATIENT), Some(Standing::Participant(LAKE, Role::Patient)));
        assert_eq!(System::providers(&PATIENT), 1);
        assert_noop!(enrol(gateway_account(CARE), PATIENT, Role::Patient), Error::<Test>::AccountInUse);
    });
}
