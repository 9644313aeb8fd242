use super::*;

fn founder(id: OrganisationId, name: &str, url: &str) -> GenesisOrganisation<AccountId> {
    let (name, url) = (name.as_bytes().to_vec(), url.as_bytes().to_vec());
    (name, OrganisationKind::Hospital, seat(id), gateway_account(id), url)
}

fn start_with(organisations: Vec<GenesisOrganisation<AccountId>>) {
    ExtBuilder::default().with_organisations(organisations).with_validators(vec![]).run(|| ());
}

#[test]
fn founders_should_take_part_when_the_chain_starts() {
    run(|| {
        assert_eq!(Consortium::active_count(), 3);
        assert_eq!(council_members(), [seat(CITY), seat(LAKE), seat(CARE)]);
        assert_eq!(Consortium::gateway_of(&gateway_account(CARE)), Some(CARE));
        assert_eq!(Consortium::standing(&validator(LAKE)), Some(Standing::Validator(LAKE)));
    });
}

#[test]
fn founding_validators_should_have_the_same_references_as_later_ones() {
    run(|| {
        assert_ok!(Consortium::add_validator(whole_council(), CITY, 400));
        assert_ok!(set_session_keys(400));
        for who in [validator(CITY), 400] {
            assert_eq!((System::providers(&who), System::consumers(&who)), (1, 1));
        }
    });
}

#[test]
fn genesis_should_be_empty_when_nobody_founds_the_chain() {
    start_with(vec![]);
}

#[test]
fn genesis_should_survive_json_when_written_into_a_chain_specification() {
    let genesis = GenesisConfig::<Test> {
        organisations: vec![founder(0, "City Hospital", "https://city.example")],
        validators: vec![(validator(CITY), CITY)],
    };
    let text = serde_json::to_string(&genesis).unwrap();
    let back: GenesisConfig<Test> = serde_json::from_str(&text).unwrap();
    assert_eq!(back.organisations, genesis.organisations);
    assert_eq!(back.validators, genesis.validators);
}

#[test]
#[should_panic(expected = "organisation 1: InvalidUrl")]
fn genesis_should_be_refused_when_a_url_is_wrong() {
    start_with(vec![founder(0, "City", "https://city.example"), founder(1, "Lake", "lake.example")]);
}

#[test]
#[should_panic(expected = "organisation 0: its name is longer than 64 bytes")]
fn genesis_should_be_refused_when_a_name_is_too_long() {
    start_with(vec![founder(0, &"x".repeat(65), "https://city.example")]);
}

#[test]
#[should_panic(expected = "organisation 1: AccountInUse")]
fn genesis_should_be_refused_when_an_account_is_used_twice() {
    start_with(vec![founder(0, "City", "https://city.example"), founder(0, "Lake", "https://lake.example")]);
}

#[test]
#[should_panic(expected = "validator 0: UnknownOrganisation")]
fn genesis_should_be_refused_when_a_validator_is_nobodys() {
    ExtBuilder::default().with_validators(vec![(400, 9)]).run(|| ());
}
