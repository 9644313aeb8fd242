use super::*;

fn suspend(account: AccountId, name: &str) -> sp_runtime::DispatchResult {
    AttributeAuthority::suspend_attribute(by(account), label(name))
}

#[test]
fn suspended_attribute_should_satisfy_nothing() {
    run(|| {
        let (doctor, nurse) = (granted(BO, "doctor"), granted(BO, "nurse"));
        assert_ok!(suspend(COUNCIL_OFFICE, "doctor"));
        assert!(!holds(BO, &doctor));
        assert_eq!(epoch(&doctor), None);
        assert!(holds(BO, &nurse));
        System::assert_last_event(Event::AttributeSuspended { attribute: doctor }.into());
    });
}

#[test]
fn attribute_should_not_be_suspended_when_it_is_already() {
    run(|| {
        declared("doctor");
        assert_ok!(suspend(COUNCIL_OFFICE, "doctor"));
        assert_noop!(suspend(COUNCIL_OFFICE, "doctor"), Error::<Test>::AlreadySuspended);
    });
}

#[test]
fn attribute_should_not_be_suspended_when_another_authority_declared_it() {
    run(|| {
        declared("doctor");
        assert_noop!(suspend(HOSPITAL_OFFICE, "doctor"), Error::<Test>::UnknownAttribute);
    });
}

#[test]
fn attribute_should_not_be_suspended_when_the_caller_may_not_act_for_its_authority() {
    for (account, obstacle, error) in not_allowed_to_act() {
        run(|| {
            declared("doctor");
            obstacle();
            assert_noop!(suspend(account, "doctor"), error);
            ActiveOrganisations::mutate(|active| active.insert(COUNCIL));
        });
    }
    run(|| {
        let attribute = label("doctor");
        assert_noop!(AttributeAuthority::suspend_attribute(RuntimeOrigin::root(), attribute), BadOrigin);
    });
}
