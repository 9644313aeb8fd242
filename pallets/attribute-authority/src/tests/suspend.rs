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

#[test]
fn suspension_should_end_by_itself_when_more_than_half_decided_on_it() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(suspend("medical-council"));
        pass_blocks(SUSPENSION - 1);
        assert!(!holds(BO, &doctor));
        pass_blocks(1);
        assert!(holds(BO, &doctor));
        System::assert_last_event(Event::AuthorityReinstated { authority: doctor.authority }.into());
    });
}

#[test]
fn suspension_should_not_be_repeated_when_it_has_just_ended() {
    run(|| {
        assert_ok!(suspend("medical-council"));
        // Lifting it early makes no difference.
        assert_ok!(AttributeAuthority::reinstate(RuntimeOrigin::root(), label("medical-council")));
        assert_noop!(suspend("medical-council"), Error::<Test>::SuspendedRecently);
        pass_blocks(2 * SUSPENSION - 1);
        assert_noop!(suspend("medical-council"), Error::<Test>::SuspendedRecently);
        assert_ok!(suspend("city-hospital"));
        pass_blocks(1);
        assert_ok!(suspend("medical-council"));
        // Two thirds need not wait.
        let two_thirds = || by(COUNCIL_TWO_THIRDS);
        assert_ok!(AttributeAuthority::reinstate(two_thirds(), label("medical-council")));
        assert_ok!(AttributeAuthority::suspend(two_thirds(), label("medical-council")));
    });
}

#[test]
fn suspension_should_be_refused_when_its_organisation_was_suspended_recently() {
    run(|| {
        // In turns, the one and the other would never let it act.
        SuspendedAt::set([(COUNCIL, 1)].into());
        pass_blocks(2 * SUSPENSION - 1);
        assert_noop!(suspend("medical-council"), Error::<Test>::SuspendedRecently);
        assert_ok!(suspend("city-hospital"));
        pass_blocks(1);
        assert_ok!(suspend("medical-council"));
    });
}

#[test]
fn suspension_should_last_when_two_thirds_decide_on_it_or_prolong_it() {
    run(|| {
        let two_thirds = || by(COUNCIL_TWO_THIRDS);
        let doctor = granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend(two_thirds(), label("city-hospital")));
        assert_ok!(suspend("medical-council"));
        assert_ok!(AttributeAuthority::suspend(two_thirds(), label("medical-council")));
        assert_noop!(
            AttributeAuthority::suspend(two_thirds(), label("medical-council")),
            Error::<Test>::AlreadySuspended
        );
        assert_noop!(suspend("medical-council"), Error::<Test>::AlreadySuspended);
        pass_blocks(3 * SUSPENSION);
        assert!(!holds(BO, &doctor));
        assert_ok!(AttributeAuthority::reinstate(two_thirds(), label("medical-council")));
    });
}

#[test]
fn suspensions_should_end_one_in_each_block_when_several_are_over() {
    run(|| {
        assert_ok!(suspend("medical-council"));
        assert_ok!(suspend("city-hospital"));
        let active = || Authorities::<Test>::iter_values().filter(|a| a.status == UseStatus::Active).count();
        pass_blocks(SUSPENSION);
        assert_eq!(active(), 1);
        pass_blocks(1);
        assert_eq!(active(), 2);
    });
}

#[test]
fn suspension_should_leave_nothing_when_the_authority_is_removed() {
    run(|| {
        assert_ok!(suspend("medical-council"));
        assert_ok!(AttributeAuthority::remove(by(COUNCIL_TWO_THIRDS), label("medical-council")));
        assert_eq!(Suspensions::<Test>::iter().count(), 0);
        assert!(SuspensionEnds::<Test>::get().is_empty());
        pass_blocks(SUSPENSION);
        let named = AttributeAuthority::authority(label("medical-council")).unwrap();
        assert_eq!(named.authority.status, UseStatus::Removed);
    });
}
