use super::*;

fn renew(
    account: AccountId,
    holder: AccountId,
    name: &str,
    expires: BlockNumber,
) -> frame_support::dispatch::DispatchResult {
    AttributeAuthority::renew(by(account), holder, label(name), expires, package(2))
}

#[test]
fn renew_should_bring_the_holding_to_the_current_epoch_when_another_holder_was_revoked() {
    run(|| {
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        assert_ok!(AttributeAuthority::revoke(by(COUNCIL_OFFICE), CY, label("doctor")));
        assert!(!holds(BO, &doctor));

        assert_ok!(renew(COUNCIL_OFFICE, BO, "doctor", 200));
        let expected = Holding { epoch: 1, expires: 200, key_package: package(2) };
        assert_eq!(Holdings::<Test>::get(BO, &doctor), Some(expected));
        assert!(holds(BO, &doctor));
        System::assert_last_event(
            Event::Renewed { holder: BO, attribute: doctor, epoch: 1, expires: 200 }.into(),
        );
    });
}

#[test]
fn renew_should_make_the_holding_count_again_when_it_had_expired() {
    run(|| {
        let doctor = granted(BO, "doctor");
        go_to(100);
        assert!(!holds(BO, &doctor));
        assert_ok!(renew(COUNCIL_OFFICE, BO, "doctor", 101));
        assert!(holds(BO, &doctor));
        assert_eq!(HoldingCount::<Test>::get(BO), 1);
    });
}

#[test]
fn renew_should_be_refused_when_the_caller_is_no_authority() {
    run(|| {
        granted(BO, "doctor");
        assert_noop!(renew(BO, BO, "doctor", 200), Error::<Test>::NotAuthority);
        assert_noop!(
            AttributeAuthority::renew(RuntimeOrigin::root(), BO, label("doctor"), 200, package(2)),
            BadOrigin
        );
    });
}

#[test]
fn renew_should_be_refused_when_the_authority_is_suspended() {
    run(|| {
        granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        assert_noop!(renew(COUNCIL_OFFICE, BO, "doctor", 200), Error::<Test>::AuthoritySuspended);
    });
}

#[test]
fn renew_should_be_refused_when_the_organisation_takes_no_part() {
    run(|| {
        granted(BO, "doctor");
        ActiveOrganisations::mutate(|active| active.remove(&COUNCIL));
        assert_noop!(renew(COUNCIL_OFFICE, BO, "doctor", 200), Error::<Test>::OrganisationNotActive);
    });
}

#[test]
fn renew_should_be_refused_when_another_authority_declared_the_attribute() {
    run(|| {
        granted(BO, "doctor");
        assert_noop!(renew(HOSPITAL_OFFICE, BO, "doctor", 200), Error::<Test>::UnknownAttribute);
    });
}

#[test]
fn renew_should_be_refused_when_the_attribute_is_suspended() {
    run(|| {
        granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        assert_noop!(renew(COUNCIL_OFFICE, BO, "doctor", 200), Error::<Test>::AttributeSuspended);
    });
}

#[test]
fn renew_should_be_refused_when_the_holder_is_no_longer_active() {
    run(|| {
        granted(BO, "doctor");
        Participants::mutate(|participants| participants.remove(&BO));
        assert_noop!(renew(COUNCIL_OFFICE, BO, "doctor", 200), Error::<Test>::NotParticipant);
    });
}

#[test]
fn renew_should_be_refused_when_the_expiry_is_not_ahead_or_too_far() {
    run(|| {
        granted(BO, "doctor");
        go_to(50);
        assert_noop!(renew(COUNCIL_OFFICE, BO, "doctor", 50), Error::<Test>::ExpiryPassed);
        assert_noop!(
            renew(COUNCIL_OFFICE, BO, "doctor", 51 + MaxValidity::get()),
            Error::<Test>::ExpiryTooFar
        );
    });
}

#[test]
fn renew_should_be_refused_when_there_is_nothing_to_renew() {
    run(|| {
        granted(BO, "doctor");
        assert_noop!(renew(COUNCIL_OFFICE, CY, "doctor", 200), Error::<Test>::NotHeld);
    });
}
