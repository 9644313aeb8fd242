use super::*;

#[test]
fn holding_should_count_up_to_the_block_before_its_expiry() {
    run(|| {
        let doctor = granted(BO, "doctor");
        go_to(99);
        assert!(holds(BO, &doctor));
        go_to(100);
        assert!(!holds(BO, &doctor));
    });
}

#[test]
fn holding_should_not_count_when_the_attribute_is_suspended() {
    run(|| {
        let doctor = granted(BO, "doctor");
        assert_ok!(AttributeAuthority::suspend_attribute(by(COUNCIL_OFFICE), label("doctor")));
        assert!(!holds(BO, &doctor));
        assert_eq!(epoch(&doctor), None);
    });
}

#[test]
fn holding_should_not_count_when_the_organisation_of_the_authority_takes_no_part() {
    run(|| {
        let doctor = granted(BO, "doctor");
        ActiveOrganisations::mutate(|active| active.remove(&COUNCIL));
        assert!(!holds(BO, &doctor));
        assert_eq!(epoch(&doctor), None);
        ActiveOrganisations::mutate(|active| active.insert(COUNCIL));
        assert!(holds(BO, &doctor));
    });
}

#[test]
fn holding_should_not_count_for_the_attribute_of_the_same_name_of_another_authority() {
    run(|| {
        granted(BO, "doctor");
        assert_ok!(AttributeAuthority::declare(by(HOSPITAL_OFFICE), label("doctor")));
        assert!(!holds(BO, &attribute("doctor@city-hospital")));
    });
}

#[test]
fn epoch_should_be_unknown_when_the_attribute_was_not_declared() {
    run(|| {
        assert_eq!(epoch(&attribute("doctor@medical-council")), None);
        assert_eq!(epoch(&attribute("doctor@nobody")), None);
    });
}
