use super::*;
use sp_runtime::{testing::TestSignature, DispatchError};

fn until() -> u32 {
    System::block_number() as u32 + 10
}

/// The gateway account `by` enrols `who`, who agreed to be `organisation`'s.
fn enrol_by(
    by: AccountId,
    organisation: OrganisationId,
    who: AccountId,
    role: Role,
) -> frame_support::dispatch::DispatchResult {
    let signature = agreement(who, organisation, role, card(1), until());
    Consortium::enrol(signed(by), who, role, card(1), until(), signature)
}

#[test]
fn person_should_take_part_when_enrolled() {
    run(|| {
        for (who, role) in [(PATIENT, Role::Patient), (DOCTOR, Role::Practitioner), (3, Role::DataUser)] {
            assert_ok!(enrol(CITY, who, role));
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
        let refused: DispatchError = Error::<Test>::NotGateway.into();
        for who in [seat(CITY), validator(CITY), 999] {
            assert_noop!(enrol_by(who, CITY, PATIENT, Role::Patient), refused);
        }
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(enrol(CITY, PATIENT, Role::Patient), refused);
        let signature = agreement(PATIENT, CITY, Role::Patient, card(1), until());
        let by_council =
            Consortium::enrol(whole_council(), PATIENT, Role::Patient, card(1), until(), signature);
        assert_noop!(by_council, BadOrigin);
    });
}

#[test]
fn enrolment_should_be_refused_when_the_account_did_not_agree_to_exactly_this() {
    run(|| {
        let until = until();
        let enrol = |who, role, key_card, until, signature| {
            Consortium::enrol(signed(gateway_account(CITY)), who, role, key_card, until, signature)
        };
        let agreed = agreement(PATIENT, CITY, Role::Patient, card(1), until);
        let refused: DispatchError = Error::<Test>::NotSignedByAccount.into();
        assert_noop!(enrol(DOCTOR, Role::Patient, card(1), until, agreed.clone()), refused);
        assert_noop!(enrol(PATIENT, Role::DataUser, card(1), until, agreed.clone()), refused);
        assert_noop!(enrol(PATIENT, Role::Patient, card(2), until, agreed.clone()), refused);
        assert_noop!(enrol(PATIENT, Role::Patient, card(1), until + 1, agreed.clone()), refused);
        let elsewhere = agreement(PATIENT, LAKE, Role::Patient, card(1), until);
        assert_noop!(enrol(PATIENT, Role::Patient, card(1), until, elsewhere), refused);
        let TestSignature(_, statement) = agreed.clone();
        let forged = TestSignature(gateway_account(CITY), statement);
        assert_noop!(enrol(PATIENT, Role::Patient, card(1), until, forged), refused);
        assert_ok!(enrol(PATIENT, Role::Patient, card(1), until, agreed));
    });
}

#[test]
fn enrolment_should_be_refused_when_the_agreement_is_over_or_too_far_ahead() {
    run(|| {
        let enrol_until = |until| {
            let signature = agreement(PATIENT, CITY, Role::Patient, card(1), until);
            let gateway = signed(gateway_account(CITY));
            Consortium::enrol(gateway, PATIENT, Role::Patient, card(1), until, signature)
        };
        System::set_block_number(100);
        let last = 100 + LONGEST_AGREEMENT as u32;
        assert_noop!(enrol_until(99), Error::<Test>::AgreementExpired);
        assert_noop!(enrol_until(last + 1), Error::<Test>::AgreementTooFarAhead);
        assert_ok!(enrol_until(last));
    });
}

#[test]
fn agreement_should_count_in_its_last_block_when_it_is_used_then() {
    run(|| {
        let signature = agreement(PATIENT, CITY, Role::Patient, card(1), 1);
        let gateway = signed(gateway_account(CITY));
        assert_ok!(Consortium::enrol(gateway, PATIENT, Role::Patient, card(1), 1, signature));
    });
}

#[test]
fn enrolment_should_be_refused_when_the_account_has_a_capacity() {
    run(|| {
        enrol_patient();
        let refused: DispatchError = Error::<Test>::AccountInUse.into();
        assert_noop!(enrol(CITY, PATIENT, Role::Patient), refused);
        for used in [seat(CITY), gateway_account(CITY), validator(LAKE)] {
            assert_noop!(enrol(LAKE, used, Role::Patient), refused);
        }
    });
}

#[test]
fn person_should_move_when_it_agrees_whatever_became_of_the_organisation_before() {
    run(|| {
        enrol_patient();
        assert_ok!(enrol(LAKE, PATIENT, Role::Patient));
        assert_eq!(Consortium::standing(&PATIENT), Some(Standing::Participant(LAKE, Role::Patient)));
        assert_ok!(Consortium::suspend_participant(signed(gateway_account(LAKE)), PATIENT));
        assert_ok!(enrol(CITY, PATIENT, Role::Patient));
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_ok!(enrol(LAKE, PATIENT, Role::Patient));
        assert_ok!(Consortium::remove(whole_council(), LAKE));
        assert_ok!(enrol(CARE, PATIENT, Role::Patient));
        assert_eq!(Consortium::standing(&PATIENT), Some(Standing::Participant(CARE, Role::Patient)));
        assert_eq!(System::providers(&PATIENT), 1);
    });
}

#[test]
fn person_should_stay_when_an_earlier_agreement_is_used_again() {
    run(|| {
        let until = until();
        let first = agreement(PATIENT, CITY, Role::Patient, card(1), until);
        let by_city = |signature| {
            let gateway = signed(gateway_account(CITY));
            Consortium::enrol(gateway, PATIENT, Role::Patient, card(1), until, signature)
        };
        assert_ok!(by_city(first.clone()));
        assert_ok!(enrol(LAKE, PATIENT, Role::Patient));
        assert_noop!(by_city(first), Error::<Test>::NotSignedByAccount);
    });
}

#[test]
fn patient_should_stay_one_when_it_is_enrolled_again() {
    run(|| {
        enrol_patient();
        assert_ok!(Consortium::remove(whole_council(), CITY));
        for role in [Role::DataUser, Role::Practitioner] {
            assert_noop!(enrol(LAKE, PATIENT, role), Error::<Test>::PatientStaysPatient);
        }
        assert_ok!(enrol(LAKE, PATIENT, Role::Patient));
        // Others may take another role.
        assert_ok!(enrol(LAKE, DOCTOR, Role::Practitioner));
        assert_ok!(enrol(CARE, DOCTOR, Role::DataUser));
    });
}
