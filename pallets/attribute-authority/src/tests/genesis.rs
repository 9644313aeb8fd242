use super::*;

#[test]
fn genesis_should_register_the_authorities_of_the_specification() {
    run(|| {
        assert_eq!(Authorities::<Test>::count(), 2);
        assert_eq!(AuthorityOf::<Test>::get(COUNCIL_OFFICE), Some(label("medical-council")));
        assert_eq!(Offices::get().get(&COUNCIL_OFFICE), Some(&COUNCIL));
    });
}

#[test]
fn genesis_should_have_no_authority_when_the_specification_names_none() {
    ExtBuilder::with_authorities(GenesisConfig::<Test>::default().authorities).run(|| {
        assert_eq!(Authorities::<Test>::count(), 0);
    });
}

#[test]
#[should_panic(expected = "genesis authority 'Medical Council': its name must be")]
fn genesis_should_stop_when_a_name_is_not_a_label() {
    ExtBuilder::with_authorities(vec![office("Medical Council", COUNCIL, COUNCIL_OFFICE)]).build();
}

#[test]
#[should_panic(expected = "genesis authority 'medical-council': OrganisationNotActive")]
fn genesis_should_stop_when_an_organisation_does_not_exist() {
    ExtBuilder::with_authorities(vec![office("medical-council", 77, COUNCIL_OFFICE)]).build();
}

#[test]
#[should_panic(expected = "genesis authority 'medical-council': its public key is too long")]
fn genesis_should_stop_when_a_key_is_too_long() {
    let mut authority = office("medical-council", COUNCIL, COUNCIL_OFFICE);
    authority.3 = vec![0; 1025];
    ExtBuilder::with_authorities(vec![authority]).build();
}
