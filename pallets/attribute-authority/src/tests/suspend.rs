use super::*;

fn suspend(name: &str) -> frame_support::dispatch::DispatchResult {
    AttributeAuthority::suspend(RuntimeOrigin::root(), label(name))
}

#[test]
fn suspend_should_make_every_attribute_of_the_authority_satisfy_nothing() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(suspend("medical-council"));
        assert!(!holds(BO, &doctor));
        assert_eq!(epoch(&doctor), None);
        System::assert_last_event(Event::AuthoritySuspended { authority: doctor.authority }.into());
    });
}

#[test]
fn suspend_should_leave_other_authorities_alone() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(suspend("city-hospital"));
        assert!(holds(BO, &doctor));
    });
}

#[test]
fn suspend_should_be_refused_when_the_council_did_not_decide_it() {
    run(|| {
        assert_noop!(AttributeAuthority::suspend(by(COUNCIL_OFFICE), label("city-hospital")), BadOrigin);
    });
}

#[test]
fn suspend_should_be_refused_when_there_is_no_such_authority() {
    run(|| {
        assert_noop!(suspend("insurance-board"), Error::<Test>::UnknownAuthority);
    });
}

#[test]
fn suspend_should_be_refused_when_it_is_suspended_already() {
    run(|| {
        assert_ok!(suspend("medical-council"));
        assert_noop!(suspend("medical-council"), Error::<Test>::AlreadySuspended);
    });
}

#[test]
fn suspend_should_be_refused_when_the_authority_was_removed() {
    run(|| {
        assert_ok!(AttributeAuthority::remove(by(COUNCIL_TWO_THIRDS), label("medical-council")));
        assert_noop!(suspend("medical-council"), Error::<Test>::AuthorityRemoved);
    });
}
