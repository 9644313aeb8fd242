use super::*;

fn reinstate(name: &str) -> frame_support::dispatch::DispatchResult {
    AttributeAuthority::reinstate(RuntimeOrigin::root(), label(name))
}

#[test]
fn reinstate_should_make_holdings_count_again_when_the_authority_was_suspended() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        assert_ok!(reinstate("medical-council"));
        assert!(holds(BO, &doctor));
        System::assert_last_event(Event::AuthorityReinstated { authority: doctor.authority }.into());
    });
}

#[test]
fn reinstate_should_be_refused_when_the_council_did_not_decide_it() {
    run(|| {
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        assert_noop!(AttributeAuthority::reinstate(by(COUNCIL_OFFICE), label("medical-council")), BadOrigin);
    });
}

#[test]
fn reinstate_should_be_refused_when_there_is_no_such_authority() {
    run(|| {
        assert_noop!(reinstate("insurance-board"), Error::<Test>::UnknownAuthority);
    });
}

#[test]
fn reinstate_should_be_refused_when_it_is_not_suspended() {
    run(|| {
        assert_noop!(reinstate("medical-council"), Error::<Test>::NotSuspended);
    });
}

#[test]
fn reinstate_should_be_refused_when_the_authority_was_removed() {
    run(|| {
        assert_ok!(AttributeAuthority::remove(by(COUNCIL_TWO_THIRDS), label("medical-council")));
        assert_noop!(reinstate("medical-council"), Error::<Test>::AuthorityRemoved);
    });
}
