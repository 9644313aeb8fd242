use super::*;

#[test]
fn declare_should_begin_at_epoch_0_when_the_authority_is_in_use() {
    run(|| {
        let doctor = declared("doctor");
        assert_eq!(epoch(&doctor), Some(0));
        assert_eq!(AttributeCount::<Test>::get(&doctor.authority), 1);
        System::assert_last_event(Event::AttributeDeclared { attribute: doctor, epoch: 0 }.into());
    });
}

#[test]
fn declare_should_keep_namespaces_apart_when_two_authorities_use_the_same_name() {
    run(|| {
        declared("doctor");
        assert_eq!(epoch(&attribute("doctor@city-hospital")), None);
        assert_ok!(AttributeAuthority::declare(by(HOSPITAL_OFFICE), label("doctor")));
        assert_eq!(epoch(&attribute("doctor@city-hospital")), Some(0));
    });
}

#[test]
fn declare_should_be_refused_when_the_caller_is_no_authority() {
    run(|| {
        for account in [BO, STRANGER] {
            assert_noop!(
                AttributeAuthority::declare(by(account), label("doctor")),
                Error::<Test>::NotAuthority
            );
        }
        assert_noop!(AttributeAuthority::declare(RuntimeOrigin::root(), label("doctor")), BadOrigin);
    });
}

#[test]
fn declare_should_be_refused_when_the_authority_is_suspended() {
    run(|| {
        assert_ok!(AttributeAuthority::suspend(RuntimeOrigin::root(), label("medical-council")));
        assert_noop!(
            AttributeAuthority::declare(by(COUNCIL_OFFICE), label("doctor")),
            Error::<Test>::AuthoritySuspended
        );
    });
}

#[test]
fn declare_should_be_refused_when_the_organisation_takes_no_part() {
    run(|| {
        ActiveOrganisations::mutate(|active| active.remove(&COUNCIL));
        assert_noop!(
            AttributeAuthority::declare(by(COUNCIL_OFFICE), label("doctor")),
            Error::<Test>::OrganisationNotActive
        );
    });
}

#[test]
fn declare_should_be_refused_when_it_was_declared_before() {
    run(|| {
        declared("doctor");
        assert_noop!(
            AttributeAuthority::declare(by(COUNCIL_OFFICE), label("doctor")),
            Error::<Test>::AlreadyDeclared
        );
    });
}

#[test]
fn declare_should_be_refused_when_the_authority_has_the_most_attributes() {
    run(|| {
        for number in 0..MAX_ATTRIBUTES {
            declared(&format!("ward-{number}"));
        }
        assert_noop!(
            AttributeAuthority::declare(by(COUNCIL_OFFICE), label("doctor")),
            Error::<Test>::TooManyAttributes
        );
        // Another authority still has room.
        assert_ok!(AttributeAuthority::declare(by(HOSPITAL_OFFICE), label("doctor")));
    });
}
