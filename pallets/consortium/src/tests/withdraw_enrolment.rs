use super::*;
use salus_primitives::quota::StorageBucket;
use sp_runtime::DispatchResult;

fn withdraw(organisation: OrganisationId, who: AccountId) -> DispatchResult {
    Consortium::withdraw_enrolment(signed(gateway_account(organisation)), who)
}

#[test]
fn account_should_have_no_capacity_when_its_enrolment_is_withdrawn() {
    run(|| {
        enrol_patient();
        assert_ok!(withdraw(CITY, PATIENT));
        assert_eq!(Consortium::standing(&PATIENT), None);
        assert!(!Consortium::is_known(&PATIENT) && Participants::<Test>::get(PATIENT).is_none());
        assert_eq!(events().last(), Some(&Event::EnrolmentWithdrawn { account: PATIENT }));
        // It stays with its number, so that the agreement does not count again.
        assert_eq!((System::account_nonce(PATIENT), System::providers(&PATIENT)), (1, 1));
        assert_noop!(withdraw(CITY, PATIENT), Error::<Test>::UnknownParticipant);
    });
}

#[test]
fn account_should_be_enrolled_again_when_it_signs_again() {
    run(|| {
        let until = System::block_number() as u32 + 5;
        let first = agreement(PATIENT, CITY, Role::Patient, card(1), until);
        let enrol = |signature| {
            let gateway = signed(gateway_account(CITY));
            Consortium::enrol(gateway, PATIENT, Role::Patient, card(1), until, signature)
        };
        assert_ok!(enrol(first.clone()));
        assert_ok!(withdraw(CITY, PATIENT));
        assert_noop!(enrol(first), Error::<Test>::NotSignedByAccount);
        assert_ok!(enrol(agreement(PATIENT, CITY, Role::Patient, card(1), until)));
        // Twice enrolled is no mistake any more.
        assert_noop!(withdraw(CITY, PATIENT), Error::<Test>::AccountUsed);
    });
}

#[test]
fn enrolment_should_stay_when_the_account_sent_something_or_owns_something() {
    run(|| {
        enrol_patient();
        Owners::set(vec![PATIENT]);
        assert_noop!(withdraw(CITY, PATIENT), Error::<Test>::AccountUsed);
        Owners::set(Vec::new());
        System::inc_account_nonce(PATIENT);
        assert_noop!(withdraw(CITY, PATIENT), Error::<Test>::AccountUsed);
    });
}

#[test]
fn enrolment_should_stay_when_another_organisation_or_no_gateway_asks() {
    run(|| {
        enrol_patient();
        assert_noop!(withdraw(LAKE, PATIENT), Error::<Test>::OtherOrganisation);
        assert_noop!(withdraw(CITY, 999), Error::<Test>::UnknownParticipant);
        for who in [seat(CITY), PATIENT] {
            assert_noop!(Consortium::withdraw_enrolment(signed(who), PATIENT), Error::<Test>::NotGateway);
        }
        assert_ok!(Consortium::suspend(whole_council(), CITY));
        assert_noop!(withdraw(CITY, PATIENT), Error::<Test>::NotGateway);
    });
}

#[test]
fn room_should_come_back_when_an_enrolment_is_withdrawn() {
    run(|| {
        enrol_patient();
        let bucket = StorageBucket { used: 1_000, at: 0 };
        Deposits::<Test>::insert(CITY, bucket);
        assert_ok!(withdraw(CITY, PATIENT));
        assert_eq!(Deposits::<Test>::get(CITY).used, 1_000 - crate::participants::ENROLMENT_ROOM);
    });
}
