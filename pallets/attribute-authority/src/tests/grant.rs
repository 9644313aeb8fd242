use super::*;
use frame_support::dispatch::PostDispatchInfo;

fn grant(
    account: AccountId,
    holder: AccountId,
    name: &str,
    expires: BlockNumber,
) -> frame_support::dispatch::DispatchResultWithPostInfo {
    AttributeAuthority::grant(by(account), holder, label(name), expires, package(1))
}

#[track_caller]
fn assert_refused(
    account: AccountId,
    holder: AccountId,
    name: &str,
    expires: BlockNumber,
    error: Error<Test>,
) {
    assert_noop!(grant(account, holder, name, expires), error);
}

#[test]
fn grant_should_make_a_holding_when_the_authority_declared_the_attribute() {
    run(|| {
        let doctor = declared("doctor");
        let info = grant(COUNCIL_OFFICE, BO, "doctor", 100).unwrap();

        assert_eq!(info.actual_weight, Some(<() as WeightInfo>::grant()));
        let expected = Holding { epoch: 0, expires: 100, key_package: package(1) };
        assert_eq!(Holdings::<Test>::get(BO, &doctor), Some(expected));
        assert_eq!(HoldingCount::<Test>::get(BO), 1);
        assert!(holds(BO, &doctor));
        assert!(!holds(CY, &doctor));
        System::assert_last_event(
            Event::Granted { holder: BO, attribute: doctor, epoch: 0, expires: 100 }.into(),
        );
    });
}

#[test]
fn grant_should_replace_the_holding_when_it_is_of_an_earlier_epoch() {
    run(|| {
        let doctor = granted(BO, "doctor");
        grant_to(CY, "doctor", 100);
        assert_ok!(AttributeAuthority::revoke(by(COUNCIL_OFFICE), CY, label("doctor")));
        assert!(!holds(BO, &doctor));

        grant_to(BO, "doctor", 200);
        assert!(holds(BO, &doctor));
        assert_eq!(HoldingCount::<Test>::get(BO), 1);
    });
}

#[test]
fn grant_should_admit_the_last_block_within_the_validity() {
    run(|| {
        declared("doctor");
        let last = 1 + MaxValidity::get();
        assert_refused(COUNCIL_OFFICE, BO, "doctor", last + 1, Error::<Test>::ExpiryTooFar);
        grant_to(BO, "doctor", last);
    });
}

#[test]
fn grant_should_make_room_when_all_places_are_taken_by_expired_holdings() {
    run(|| {
        fill_places(BO, 10);
        let doctor = declared("doctor");
        assert_refused(COUNCIL_OFFICE, BO, "doctor", 100, Error::<Test>::TooManyHoldings);

        go_to(10);
        let PostDispatchInfo { actual_weight, .. } = grant(COUNCIL_OFFICE, BO, "doctor", 100).unwrap();
        assert_eq!(actual_weight, Some(<() as WeightInfo>::grant_making_room()));
        assert!(holds(BO, &doctor));
        assert_eq!(HoldingCount::<Test>::get(BO), MAX_HOLDINGS);
        assert_eq!(Holdings::<Test>::iter_prefix(BO).count() as u32, MAX_HOLDINGS);
    });
}

#[test]
fn grant_should_take_the_place_of_what_expired_first_when_it_makes_room() {
    run(|| {
        fill_places(BO, 10);
        for (name, expires) in [("ward-5", 50), ("ward-6", 8)] {
            assert_ok!(AttributeAuthority::renew(by(COUNCIL_OFFICE), BO, label(name), expires, package(2)));
        }
        let doctor = declared("doctor");
        go_to(49);
        grant_to(BO, "doctor", 100);
        assert_eq!(Holdings::<Test>::get(BO, attribute("ward-6@medical-council")), None);
        assert!(holds(BO, &attribute("ward-5@medical-council")));
        assert!(holds(BO, &doctor));
    });
}

#[test]
fn grant_should_be_refused_when_the_caller_is_no_authority() {
    run(|| {
        declared("doctor");
        for account in [BO, STRANGER] {
            assert_refused(account, CY, "doctor", 100, Error::<Test>::NotAuthority);
        }
        assert_noop!(
            AttributeAuthority::grant(RuntimeOrigin::root(), BO, label("doctor"), 100, package(1)),
            BadOrigin
        );
    });
}

#[test]
fn grant_should_be_refused_when_the_authority_is_suspended() {
    run(|| {
        declared("doctor");
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        assert_refused(COUNCIL_OFFICE, BO, "doctor", 100, Error::<Test>::AuthoritySuspended);
    });
}

#[test]
fn grant_should_be_refused_when_the_organisation_takes_no_part() {
    run(|| {
        declared("doctor");
        ActiveOrganisations::mutate(|active| active.remove(&COUNCIL));
        assert_refused(COUNCIL_OFFICE, BO, "doctor", 100, Error::<Test>::OrganisationNotActive);
    });
}

#[test]
fn grant_should_be_refused_when_another_authority_declared_the_attribute() {
    run(|| {
        declared("doctor");
        assert_refused(HOSPITAL_OFFICE, BO, "doctor", 100, Error::<Test>::UnknownAttribute);
    });
}

#[test]
fn grant_should_be_refused_when_the_attribute_is_suspended() {
    run(|| {
        declared("doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        assert_refused(COUNCIL_OFFICE, BO, "doctor", 100, Error::<Test>::AttributeSuspended);
    });
}

#[test]
fn grant_should_be_refused_when_the_holder_is_not_an_active_participant() {
    run(|| {
        declared("doctor");
        for holder in [STRANGER, HOSPITAL_OFFICE, COUNCIL_OFFICE] {
            assert_refused(COUNCIL_OFFICE, holder, "doctor", 100, Error::<Test>::NotParticipant);
        }
    });
}

#[test]
fn grant_should_be_refused_when_the_expiry_is_not_ahead() {
    run(|| {
        declared("doctor");
        go_to(50);
        for expires in [0, 49, 50] {
            assert_refused(COUNCIL_OFFICE, BO, "doctor", expires, Error::<Test>::ExpiryPassed);
        }
        grant_to(BO, "doctor", 51);
    });
}

#[test]
fn grant_should_be_refused_when_the_holder_has_the_attribute_at_its_epoch() {
    run(|| {
        granted(BO, "doctor");
        assert_refused(COUNCIL_OFFICE, BO, "doctor", 200, Error::<Test>::AlreadyHeld);
        // Renewing is the way, even once it has expired.
        go_to(100);
        assert_refused(COUNCIL_OFFICE, BO, "doctor", 200, Error::<Test>::AlreadyHeld);
    });
}
