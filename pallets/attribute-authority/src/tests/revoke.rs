use super::*;

fn revoke(account: AccountId, holder: AccountId, name: &str) -> frame_support::dispatch::DispatchResult {
    AttributeAuthority::revoke(by(account), holder, label(name))
}

#[test]
fn revoke_should_remove_the_holding_and_begin_the_next_epoch() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(revoke(COUNCIL_OFFICE, BO, "doctor"));

        assert!(!holds(BO, &doctor));
        assert_eq!(Holdings::<Test>::get(BO, &doctor), None);
        assert!(!HoldingCount::<Test>::contains_key(BO));
        assert_eq!(epoch(&doctor), Some(1));
        System::assert_last_event(Event::Revoked { holder: BO, attribute: doctor, epoch: 1 }.into());
    });
}

#[test]
fn revoke_should_make_every_other_holding_stale_until_renewed() {
    run(|| {
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        assert_ok!(revoke(COUNCIL_OFFICE, BO, "doctor"));
        assert!(!holds(CY, &doctor));
        assert_ok!(AttributeAuthority::renew(by(COUNCIL_OFFICE), CY, label("doctor"), 100, package(2)));
        assert!(holds(CY, &doctor));
    });
}

#[test]
fn revoke_should_leave_other_attributes_alone() {
    run(|| {
        granted(BO, "doctor");
        let nurse = granted(BO, "nurse");
        assert_ok!(revoke(COUNCIL_OFFICE, BO, "doctor"));
        assert!(holds(BO, &nurse));
        assert_eq!(epoch(&nurse), Some(0));
    });
}

#[test]
fn revoke_should_begin_an_epoch_when_the_holding_was_stale_or_expired() {
    run(|| {
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        assert_ok!(revoke(COUNCIL_OFFICE, BO, "doctor"));
        go_to(100);
        assert_ok!(revoke(COUNCIL_OFFICE, CY, "doctor"));
        assert_eq!(epoch(&doctor), Some(2));
    });
}

#[test]
fn revoke_should_succeed_when_the_holder_is_no_longer_active() {
    run(|| {
        let doctor = granted(BO, "doctor");
        Participants::mutate(|participants| participants.remove(&BO));
        assert_ok!(revoke(COUNCIL_OFFICE, BO, "doctor"));
        assert_eq!(Holdings::<Test>::get(BO, &doctor), None);
    });
}

#[test]
fn revoke_should_succeed_when_the_attribute_is_suspended() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        assert_ok!(revoke(COUNCIL_OFFICE, BO, "doctor"));
        let expected = AttributeState { epoch: 1, status: UseStatus::Suspended };
        assert_eq!(Attributes::<Test>::get(&doctor.authority, &doctor.name), Some(expected));
    });
}

#[test]
fn revoke_should_be_refused_when_the_caller_is_no_authority() {
    run(|| {
        granted(BO, "doctor");
        assert_noop!(revoke(CY, BO, "doctor"), Error::<Test>::NotAuthority);
        assert_noop!(AttributeAuthority::revoke(RuntimeOrigin::root(), BO, label("doctor")), BadOrigin);
    });
}

#[test]
fn revoke_should_be_refused_when_the_authority_is_suspended() {
    run(|| {
        granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        assert_noop!(revoke(COUNCIL_OFFICE, BO, "doctor"), Error::<Test>::AuthoritySuspended);
    });
}

#[test]
fn revoke_should_be_refused_when_the_organisation_takes_no_part() {
    run(|| {
        granted(BO, "doctor");
        ActiveOrganisations::mutate(|active| active.remove(&COUNCIL));
        assert_noop!(revoke(COUNCIL_OFFICE, BO, "doctor"), Error::<Test>::OrganisationNotActive);
    });
}

#[test]
fn revoke_should_be_refused_when_another_authority_declared_the_attribute() {
    run(|| {
        granted(BO, "doctor");
        assert_noop!(revoke(HOSPITAL_OFFICE, BO, "doctor"), Error::<Test>::UnknownAttribute);
    });
}

#[test]
fn revoke_should_be_refused_when_there_is_nothing_to_revoke() {
    run(|| {
        granted(BO, "doctor");
        assert_noop!(revoke(COUNCIL_OFFICE, CY, "doctor"), Error::<Test>::NotHeld);
    });
}

#[test]
fn revoke_should_be_refused_when_there_is_no_further_epoch() {
    run(|| {
        let doctor = granted(BO, "doctor");
        Attributes::<Test>::insert(
            &doctor.authority,
            &doctor.name,
            AttributeState { epoch: u32::MAX, status: UseStatus::Active },
        );
        assert_noop!(revoke(COUNCIL_OFFICE, BO, "doctor"), Error::<Test>::EpochsExhausted);
    });
}
