use super::*;

fn reinstate(account: AccountId, name: &str) -> sp_runtime::DispatchResult {
    AttributeAuthority::reinstate_attribute(by(account), label(name))
}

#[test]
fn reinstated_attribute_should_count_again() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        assert_ok!(reinstate(COUNCIL_OFFICE, "doctor"));
        assert!(holds(BO, &doctor));
        assert_eq!(epoch(&doctor), Some(0));
        System::assert_last_event(Event::AttributeReinstated { attribute: doctor }.into());
    });
}

#[test]
fn attribute_should_not_be_reinstated_when_it_is_not_suspended() {
    run(|| {
        declared("doctor");
        assert_noop!(reinstate(COUNCIL_OFFICE, "doctor"), Error::<Test>::NotSuspended);
    });
}

#[test]
fn attribute_should_not_be_reinstated_when_another_authority_declared_it() {
    run(|| {
        declared("doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        assert_noop!(reinstate(HOSPITAL_OFFICE, "doctor"), Error::<Test>::UnknownAttribute);
    });
}

#[test]
fn attribute_should_not_be_reinstated_when_the_caller_may_not_act_for_its_authority() {
    for (account, obstacle, error) in not_allowed_to_act() {
        run(|| {
            declared("doctor");
            assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
            obstacle();
            assert_noop!(reinstate(account, "doctor"), error);
            ActiveOrganisations::mutate(|active| active.insert(COUNCIL));
        });
    }
    run(|| {
        let attribute = label("doctor");
        assert_noop!(AttributeAuthority::reinstate_attribute(RuntimeOrigin::root(), attribute), BadOrigin);
    });
}
